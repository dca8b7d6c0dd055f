"""What set-up states of an SFTP server, and the private key by which we prove who we are."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from ledes.gateway import Account, NotSent

PORT = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A server and how to reach it; `fingerprints` are of the form `SHA256:...`, the limits in seconds."""

    account: Account
    host: str
    port: int
    user: str
    fingerprints: tuple[str, ...]
    known_hosts: Path | None
    key_file: Path | None
    connect: float
    answer: float


def key_text(path: Path) -> str:
    """Read a private key.

    Raises `NotSent` where it cannot be read, or where others can read it.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except (OSError, ValueError):
        mode, text = 0, ""
    if not text:
        raise NotSent(f"the key file {path} cannot be read")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotSent(f"the key file {path} may be read by others: run chmod 600 {path}")
    return text
