"""A bill as a page: every value worded and placed, ready for a terminal, a browser or a printer."""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS = frozenset(
    {
        "Hours",
        "Rate",
        "Listed rate",
        "Amount",
        "Percent",
        "From",
        "To",
        "Taxed amount",
        "Tax",
        "Taxed fees",
        "Tax on fees",
        "Taxed expenses",
        "Tax on expenses",
        "Total",
    }
)
"""Headings of columns that hold numbers, in any table of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A party: the heading it stands under, its name, its address, and what else is known of it."""

    heading: str
    name: str
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table; the columns named in `right` hold numbers. `foot` is the row of sums, or empty."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[str] = frozenset()
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A finding at its line or matter."""

    severity: str
    rule: str
    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding lies, in words; `anchor` names the entry or the matter to go to, or is empty."""

    words: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A fact that a check found, and its places; `more` places beyond these are marked at their lines only."""

    message: str
    field: str
    places: tuple[Place, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """All that one check found in a bill; `more` facts beyond these are marked at their lines only.

    `anchor` is where the marks lead to, and empty where an earlier notice tells of the same rule.
    """

    severity: str
    rule: str
    name: str
    fix: str
    items: tuple[Item, ...]
    more: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the bill. `again` says that it is of the same day as the line before it."""

    anchor: str
    number: str
    row: int
    date: str
    again: bool
    who: str
    codes: str
    text: str
    units: str
    rate: str
    adjustment: str
    tax: str
    taxed: str
    amount: str
    total: str
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The fees of a matter, or its expenses, or its adjustments, day by day, with their sums.

    `unit` heads the column of units; `shown` names the columns that hold anything, out of those that may be empty.
    """

    heading: str
    unit: str
    shown: frozenset[str]
    entries: tuple[Entry, ...]
    units: str
    adjustment: str
    tax: str
    amount: str
    total: str
    without: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A matter: what it is, its entries, its own tables, and what was found in what it states itself."""

    anchor: str
    heading: str
    marks: tuple[Mark, ...]
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One bill. `lost` tells of records that belong to it and could not be read."""

    anchor: str
    heading: str
    title: str
    total: str
    letter: bool
    facts: tuple[Fact, ...]
    sides: tuple[Side, ...]
    notices: tuple[Notice, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    sums: Table
    statements: tuple[Fact, ...]
    lost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A bill in the table of contents."""

    anchor: str
    heading: str
    client: str
    lines: str
    total: str
    findings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The file: what it is, what the check came to, and the bills in it."""

    name: str
    format: str
    verdict: str
    unasked: str
    notices: tuple[Notice, ...]
    bills: tuple[Listed, ...]


def trimmed(
    caption: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...], foot: tuple[str, ...] = ()
) -> Table:
    """Make a table without the columns that no row has anything in; the first one stays."""
    kept = [place for place, _ in enumerate(headings) if not place or any(row[place] for row in rows)]
    return Table(
        caption=caption,
        headings=tuple(headings[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in rows),
        right=NUMBERS,
        foot=tuple(foot[place] for place in kept) if foot else (),
    )
