"""Drafts laid into a folder for a person to read, change and send: never one over another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledes import delivery
from ledes.errors import SetupError, UsageError

FOLDER = "drafts"
"""Where drafts lie in a workspace unless somebody says otherwise."""


def lay(out: Path, files: Mapping[str, bytes], *, force: bool = False) -> tuple[Path, ...]:
    """Write files by their names into a folder; all of them are looked at before the first is written.

    Raises `UsageError` where another draft of that name is there and `force` is not said, `SetupError` where the folder
    cannot be written.
    """
    written = {out / name: content for name, content in files.items()}
    try:
        for path, content in written.items():
            _free(path, content, force)
        for path, content in written.items():
            delivery.write(path, content)
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(f"{out}: {why}", hint="choose another folder") from error
    return tuple(written)


def _free(path: Path, content: bytes, force: bool) -> None:
    if not force and path.exists() and path.read_bytes() != content:
        raise UsageError(
            f"{path} is there already and says something else",
            hint="somebody may have worked on it: move it away, or replace it by --force",
        )
