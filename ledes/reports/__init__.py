"""Reports from the ledger: one module a report, found by looking; each gives tables, from which every output is made.

A module here that ends in `REPORT` is a report; to add one is to add its file.
"""

from __future__ import annotations

import datetime
import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ledes.errors import UsageError
from ledes.show import sheet
from ledes.show.chart import Chart
from ledes.show.sheet import Cell, Sheet

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.workspace import Workspace

CLIENT, SINCE, UNTIL = "client", "since", "until"
"""What most reports can be limited to: one client, and the days from which and to which they look, both included."""


class Option(NamedTuple):
    """What can be said to one report only: `--name WORD`, one of its choices where it has any."""

    name: str
    help: str
    choices: tuple[str, ...] = ()
    default: str = ""


class Figure(NamedTuple):
    """A number that stands above the tables: what it is, how much, of which kind (`ledes.show.sheet`), in what."""

    title: str
    value: Cell
    kind: str
    currency: str = ""

    @property
    def told(self) -> tuple[str, str]:
        """Give the title and the value as a person reads them; of a part it is the title that names the currency."""
        value = sheet.shown(self.value, self.kind)
        if self.kind == sheet.PERCENT and self.currency:
            return f"{self.title}, {self.currency}", value
        return self.title, f"{value} {self.currency}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report is asked: a client's key (empty: all), days, the day of today, and options of its own by name."""

    today: datetime.date
    client: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def covers(self, day: datetime.date | None) -> bool:
        """Say whether a day is among those that are looked at; what has no day is, where nothing limits them."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a report found: tables, figures above them, and what must be known to read them.

    `charts` draw what the tables hold; pages and workbooks show them, one without values is left out.
    """

    tables: tuple[Sheet, ...]
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def drawn(self) -> tuple[Chart, ...]:
        """Give the charts that have something to show."""
        return tuple(each for each in self.charts if not each.empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: its key for the command line, a title, one sentence, what it can be limited to, and how it is made.

    `description` is a paragraph or two for who asks for help. `make` raises no error for what the ledger holds: what
    cannot be told stands in the notes.
    """

    key: str
    title: str
    summary: str
    description: str = ""
    takes: tuple[str, ...] = (CLIENT, SINCE, UNTIL)
    options: tuple[Option, ...] = ()
    make: Callable[[Reader, Workspace, Asked], Answer]


@functools.cache
def reports() -> Mapping[str, Report]:
    """Find every report, by its key.

    Raises `ValueError` when two reports share a key.
    """
    found: dict[str, Report] = {}
    for info in pkgutil.iter_modules(__path__):
        report = getattr(importlib.import_module(f"{__name__}.{info.name}"), "REPORT", None)
        if isinstance(report, Report) and found.setdefault(report.key, report) is not report:
            raise ValueError(f"two reports are called {report.key}")
    return MappingProxyType(dict(sorted(found.items())))


def find(key: str) -> Report | None:
    """Find a report by its key: in the file of that name, so that no other is loaded, or in whichever has it."""
    name = key.replace("-", "")
    if name.isidentifier() and any(info.name == name for info in pkgutil.iter_modules(__path__)):
        report = getattr(importlib.import_module(f"{__name__}.{name}"), "REPORT", None)
        if isinstance(report, Report) and report.key == key:
            return report
    return reports().get(key)


def named(key: str) -> Report:
    """Find a report by its key.

    Raises `UsageError` that lists the keys.
    """
    if report := find(key.lower()):
        return report
    known = reports()
    from ledes.setup.mistakes import nearest

    meant = nearest(key, known)
    hint = f"did you mean {meant!r}?" if meant else f"use one of {', '.join(known)}"
    raise UsageError(f"there is no report {key!r}", hint=hint)
