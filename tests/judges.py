"""The rules on narratives, asked of one labelled row each: a bill made of the row, and whether the rule tells it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.rules import Rule, rules

Columns = dict[str, str]

DAY = datetime.date(2026, 5, 4)
MATTER = Matter(firm_id="M-17")
PEOPLE = tuple(
    Timekeeper(id=f"T{number}", name=name, classification="ASSOC")
    for number, name in enumerate(("Ashdown, Mira", "Quill, Ada", "Reed, Ben", "Larkspur, Jonas"), 1)
)
OPTIONS: Mapping[str, dict[str, Any]] = {
    "E250": {"min_hours": Decimal("0.5"), "max_tasks": 1},
    "E251": {"count": 3, "each": Decimal("0.2")},
    "E253": {"similarity": Decimal("0.9")},
    "E255": {"activities": True, "tasks": True},
    "N203": {"max_words": 10},
    "N204": {"party": True, "subject": True},
    "N206": {"allowed": False},
    "N207": {"allowed": False},
    "N208": {"allowed": False},
    "N209": {"policy": "none"},
    "N210": {"allowed": False},
    "N212": {"allowed": False},
}
"""What a client sets for each rule that has a labelled set."""


def fee(text: str, *, row: int = 3, hours: str = "2.0", **changes: Any) -> Line:
    """Make a fee of the first of the people."""
    known: dict[str, Any] = {"kind": "F", "matter": MATTER, "date": DAY, "timekeeper": PEOPLE[0], "rate": Decimal(350)}
    amount = Decimal(hours) * 350
    parts = {**known, "units": Decimal(hours), "amount": amount, "total": amount, "description": text, **changes}
    return Line(number=str(row - 2), row=row, **parts)


def bill(*lines: Line) -> Bill:
    """Make a bill of fees; the others of the people stand on it with a line that no rule tells."""
    others = tuple(
        fee(f"Argue motion {row}", row=row, date=DAY + datetime.timedelta(row), timekeeper=person)
        for row, person in enumerate(PEOPLE[1:], 90)
    )
    return Bill(number="2026-17", matters=(MATTER,), timekeepers=PEOPLE, lines=(*lines, *others), row=3)


def lines(code: str, columns: Columns) -> tuple[Line, ...]:
    """Make the fees of a labelled row."""
    if code == "E251":
        parts = (entry.partition(" ") for entry in columns["entries"].split(" / "))
        return tuple(fee(text, row=row, hours=hours) for row, (hours, _, text) in enumerate(parts, 3))
    if code == "E253":
        return fee(columns["first"], hours="1.5"), fee(columns["second"], row=4)
    codes = {name: columns[name] for name in ("task", "activity") if name in columns}
    return (fee(columns["narrative"], hours=columns.get("hours", "2.0"), **codes),)


def judge(code: str) -> Callable[[Columns], bool]:
    """Give what asks one rule whether it tells a labelled row."""
    found: Rule = next(each for each in rules() if each.code == code)

    def tells(columns: Columns) -> bool:
        told = lines(code, columns)
        rows = {line.row for line in told}
        return any(where.row in rows for where, _ in found.function(bill(*told), **OPTIONS[code]))

    return tells
