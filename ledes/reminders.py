"""Reminders: what clients ask and no bill can show, so that a person must look at it before it is sent."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ledes import schemas
from ledes.finding import NOTE, Check, Where

FILE = "client-rules.csv"


class Row(NamedTuple):
    """A row of the catalogue of what clients ask: its id, its group, the rule in a sentence.

    `reminder` says what a person must look at, under a `code` of its own; both are empty where a check decides it.
    """

    id: str
    group: str
    rule: str
    reminder: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Reminder(Check):
    """A check that a person makes: it never finds anything."""


@functools.cache
def rows() -> tuple[Row, ...]:
    """Read the catalogue of what clients ask, in its order."""
    with schemas.path(FILE).open(encoding="utf-8", newline="") as stream:
        return tuple(Row(**row) for row in csv.DictReader(stream))


@functools.cache
def reminders() -> tuple[Reminder, ...]:
    """Make a reminder of each row that no bill can decide, in the order of their codes."""
    made = (_reminder(row) for row in rows() if row.code)
    return tuple(sorted(made, key=lambda each: each.code))


def _reminder(row: Row) -> Reminder:
    return Reminder(
        code=row.code,
        name=row.id.lower(),
        scope="client",
        layer="client",
        severity=NOTE,
        fix=row.reminder,
        reason="AUDIT_RULE",
        unless=(),
        doc=f"{row.rule}\n\nNo bill shows it: a person looks.\n\nSource: clients' published guidelines, {row.id}.",
        function=_nothing,
        catalogue=(row.id,),
    )


def _nothing() -> Iterator[tuple[Where, str]]:
    yield from ()
