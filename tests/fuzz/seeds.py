"""The bills that fuzzing begins with, by the reader that they are meant for: whole bills, specimens, exports."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledes.errors import InputError
from ledes.formats import HEAD, recognise

SAMPLES = Path(__file__).parents[2] / "samples"
FOLDERS = ("bills", "bad", "good", "tables", "start/inbox")
LARGEST = 30_000
"""Bytes; bigger files would only be slower to spoil."""


class Seed(NamedTuple):
    """One file to begin with."""

    name: str
    content: bytes


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (SAMPLES / folder).rglob("*") if path.is_file())


@functools.cache
def seeds() -> dict[str, tuple[Seed, ...]]:
    """Collect them by reader: 1998b, 98bi, json, csv, xlsx, xml2.0 ... and 2000."""
    found: dict[str, list[Seed]] = {}
    for path in _files():
        content = path.read_bytes()
        if path.suffix in {".toml", ".py"} or not content or len(content) > LARGEST:
            continue
        found.setdefault(reader_of(path.name, content), []).append(Seed(path.name, content))
    return {reader: tuple(some) for reader, some in sorted(found.items()) if reader}


def reader_of(name: str, content: bytes) -> str:
    """Say which reader a file is for; tables are told apart by what they are made of, `""` is none."""
    try:
        key = recognise(content[:HEAD], name).key
    except InputError:
        return ""
    if key == "table":
        return "xlsx" if content.startswith(b"PK") else "csv"
    return key
