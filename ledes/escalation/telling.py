"""What is to be told higher up, as rows by whom to tell, and as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ledes.escalation import Case, Draft
from ledes.show import table

HEADINGS = ("of", "client", "matter", "fact", "next")
NOBODY = 'nobody is named for these: write [escalation] to = "..." into ledes.toml'


def text(found: Sequence[Case]) -> Iterator[str]:
    """Yield a table for each person to tell; what nobody is named for comes last."""
    for place, to in enumerate(people(found)):
        ours = [each for each in found if (to in each.to if to else not each.to)]
        if place:
            yield ""
        yield f"to {to}" if to else NOBODY
        rows = [(each.about, each.client, each.matter, each.fact, each.step) for each in ours]
        yield from table.fitted(HEADINGS, rows, indent="  ")


def people(found: Iterable[Case]) -> tuple[str, ...]:
    """Name who is to be told, in order; an empty name stands for nobody."""
    names = {name for each in found for name in each.to or ("",)}
    return tuple(sorted(names, key=lambda name: (not name, name.casefold())))


def as_data(found: Iterable[Case], written: Sequence[Draft] | None = None) -> dict[str, Any]:
    """Give it in the shape of `schemas/escalate.schema.json`; drafts where some were asked for."""
    said: dict[str, Any] = {"cases": [_as_data(each) for each in found]}
    if written is not None:
        said["drafts"] = [
            {"to": each.to, "address": each.address or None, "cases": len(each.cases), "file": str(each.file)}
            for each in written
        ]
    return said


def _as_data(case: Case) -> dict[str, Any]:
    return {
        "sort": case.sort,
        "about": case.about,
        "fact": case.fact,
        "next": case.step,
        "client": case.client or None,
        "matter": case.matter or None,
        "attorney": case.attorney or None,
        "partner": case.partner or None,
        "over": case.over,
        "to": list(case.to),
    }
