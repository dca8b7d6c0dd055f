"""A new workspace: the start samples, copied, with a secret of its own for the practice portal."""

from __future__ import annotations

import json
import os
import re
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path

from ledes.errors import SetupError, UsageError

TOKEN = b"written-by-ledes-init"
"""What stands in the sample for the portal's token until a workspace is made."""

PRIVATE = 0o600
SETTINGS = "ledes.toml"
OWN_FOLDERS = ("inbox", "outbox", "receipts")


def make(folder: Path, *, force: bool = False) -> tuple[str, ...]:
    """Copy the start samples into a new or empty folder; give the names of the files, relative to it.

    With `force` the folder may hold files: those of the same name are replaced, others are left alone. What holds a
    secret is readable by the owner only, and so are the folders for bills and receipts.

    Raises `UsageError` when the folder is not empty or is a file, `SetupError` when it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder that is empty, or not there yet")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise UsageError(
            f"the folder {folder} is not empty",
            hint="name another, or replace the files of the same names by --force",
        )
    token = secrets.token_urlsafe(32).encode()
    try:
        return tuple(sorted(_fill(folder, token)))
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"{folder} cannot be written: {why}", hint="check the name and the rights") from error


def name_firm(folder: Path, name: str, number: str) -> None:
    """Write a firm's name and its number on bills into a new workspace; what is empty stays invented.

    Raises `SetupError` where ledes.toml cannot be written.
    """
    path = folder / SETTINGS
    text = path.read_text("utf-8")
    before, table, after = text.partition("[firm]\n")
    for key, value in (("name", name), ("id", number)):
        if value:
            # a text in JSON is a text in TOML
            quoted = json.dumps(" ".join(value.split()), ensure_ascii=False).replace("\x7f", "\\u007F")
            after = re.sub(rf'^{key} = "[^"]*"', lambda _: f"{key} = {quoted}", after, count=1, flags=re.MULTILINE)  # noqa: B023 - used at once
    try:
        _write(path, f"{before}{table}{after}".encode(), 0o666)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"{path} cannot be written: {why}", hint="check the name and the rights") from error


def _fill(folder: Path, token: bytes) -> Iterator[str]:
    for name in OWN_FOLDERS:
        own = folder / name
        own.mkdir(parents=True, exist_ok=True)
        own.chmod(0o700)
    for name, sample in _samples():
        content = sample.read_bytes()
        secret = TOKEN in content
        _write(folder / name, content.replace(TOKEN, token), PRIVATE if secret else 0o666)
        yield name
    for name in _secret_files(folder):
        _write(folder / name, token + b"\n", PRIVATE)
        yield name


def _samples() -> Iterator[tuple[str, Path]]:
    from ledes.samples import start

    place = Path(start.__file__).parent
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            yield path.relative_to(place).as_posix(), path


def _secret_files(folder: Path) -> Iterator[str]:
    accounts = tomllib.loads((folder / SETTINGS).read_text("utf-8")).get("accounts", [])
    yield from (each["settings"]["secret_file"] for each in accounts if "secret_file" in each.get("settings", {}))


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write beside and rename, so that no half file is ever there, nor a private one that others can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
            stream.write(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
