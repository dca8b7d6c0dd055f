"""Specimens: for each check a small file that it finds fault with, and a neighbour that is good."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ledes import samples

if TYPE_CHECKING:
    from ledes.client import Client
    from ledes.formats import Reading
    from ledes.rules import History
    from ledes.validate import Checked

FOLDER = Path(samples.__file__).parent
PROFILE = ".toml"
TODAY = datetime.date(2026, 6, 10)
"""The day on which all specimens are checked, so that deadlines can be shown."""


def find(code: str, kind: str = "bad") -> Path | None:
    """Find the specimen of a code: `bad` breaks it, `good` does not; a profile may lie beside it."""
    return next((path for path in every(kind) if path.name.startswith(f"{code}-")), None)


def every(kind: str) -> list[Path]:
    """List all specimens of a kind, in the order of their codes."""
    return sorted(path for path in FOLDER.joinpath(kind).glob("[A-Z]*") if path.suffix != PROFILE)


def profile(path: Path) -> Client | None:
    """Read the client's profile that lies beside a specimen."""
    beside = path.with_suffix(PROFILE)
    if not beside.exists():
        return None
    from ledes import catalogue, formats
    from ledes.bill import Party
    from ledes.setup import profiles

    around = profiles.Surroundings(
        folder=beside.parent,
        firm=Party(),
        formats=tuple(formats.formats()),
        checks=lambda: tuple(catalogue.catalogue().values()),
    )
    return profiles.client(beside, around)


def _reading(path: Path) -> Reading:
    """Name the maps that lie beside a table: one is the map to use, several are a choice."""
    from ledes.formats import Reading

    maps = tuple(str(each) for each in sorted(path.parent.glob(f"{path.stem}.map*{PROFILE}")))
    return Reading(map=maps[0]) if len(maps) == 1 else Reading(maps=maps)


def check(path: Path, history: Callable[[Client], History] | None = None) -> Checked:
    """Check a specimen by the standard, and by the profile and the map beside it where there are any.

    The bills of a file that holds several are others of one run to each other.
    """
    from dataclasses import replace

    from ledes import validate
    from ledes.formats.source import source

    client, reading = profile(path), _reading(path)
    find_client = (lambda _bill: client) if client else None
    with source(str(path)) as opened:
        report = validate.check(
            opened,
            find_client=find_client,
            reading=reading,
            history=history,
            others=validate.survey([opened], find_client=find_client, reading=reading) if client else None,
            today=TODAY,
        )
    return replace(report, name=path.name)
