"""The letter of an appeal: the cut lines with the client's reasons and the firm's answers, in the firm's own words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ledes import letters, money
from ledes.appeals.course import Course
from ledes.appeals.cuts import Share
from ledes.letters import Letter
from ledes.payments import statement, telling
from ledes.show import billwords
from ledes.show.sheet import DATE, MONEY, Column, Sheet
from ledes.workspace import Workspace

TEMPLATE = "appeal"

COLUMNS = (
    Column("line", "Line"),
    Column("date", "Date", DATE),
    Column("who", "Timekeeper"),
    Column("work", "Work", width=40),
    Column("billed", "Billed", MONEY),
    Column("cut", "Cut", MONEY),
    Column("words", "Your reason", width=30),
    Column("answer", "Our answer", width=40),
)


def letter(
    home: Workspace,
    course: Course,
    chosen: Iterable[Share],
    answers: Mapping[str, str],
    day: datetime.date,
    *,
    mail: bool = False,
) -> Letter:
    """Write the letter; `answers` are what the firm says of lines, by number, and under `""` of all others.

    Raises `SetupError` where the template is wrong.
    """
    chosen = tuple(chosen)
    return letters.compose(
        home.root, TEMPLATE, _values(home, course, chosen, day, mail), table(course, chosen, answers)
    )


def table(course: Course, chosen: Iterable[Share], answers: Mapping[str, str]) -> Sheet:
    """Lay the cut lines out, with what is asked for in all."""
    chosen, currency = tuple(chosen), course.submission.currency
    total = telling.full(asked(chosen), currency)
    return Sheet(
        title="Lines that are appealed",
        columns=COLUMNS,
        rows=tuple(_row(each, answer(each, answers), currency) for each in chosen),
        totals=(("Total", None, None, None, None, total, None, None),),
    )


def asked(chosen: Iterable[Share]) -> Any:
    """Add up what was taken off."""
    return money.total(each.cut for each in chosen)


def answer(share: Share, answers: Mapping[str, str]) -> str:
    """Give what the firm says of a line: its own words for it, else those for all lines; may be empty."""
    return answers.get(share.number, answers.get("", "")) if share.number else answers.get("", "")


def _row(each: Share, said: str, currency: str) -> tuple[Any, ...]:
    line = each.line
    who = (line.timekeeper.name or line.timekeeper.id) if line and line.timekeeper else ""
    billed = telling.full(each.billed, currency) if line else None
    return (
        each.number or "all",
        line.date if line else None,
        who,
        line.description if line else "the invoice as a whole",
        billed,
        telling.full(each.cut, currency),
        each.words or "none was given",
        said,
    )


def _values(
    home: Workspace, course: Course, chosen: tuple[Share, ...], day: datetime.date, mail: bool
) -> Mapping[str, Any]:
    firm, submission, count = home.firm, course.submission, len(chosen)
    person = " ".join(filter(None, (firm.contact.first, firm.contact.last)))
    date = course.bill.date if course.bill else None
    return {
        "firm": {
            "name": firm.name,
            "address": "\n".join(billwords.address(firm.address)),
            "contact": person,
            "email": firm.contact.email,
            "phone": firm.contact.phone,
        },
        "client": statement.addressee(course.profile, submission.client),
        "today": day.isoformat(),
        "currency": submission.currency,
        "invoice": submission.invoice,
        "date": date.isoformat() if date else "",
        "reference": submission.standing.receipt,
        "billed": billwords.grouped(telling.full(submission.total, submission.currency)),
        "asked": billwords.grouped(telling.full(asked(chosen), submission.currency)),
        "lines": "1 line" if count == 1 else f"{count} lines",
        "until": course.until.isoformat() if course.until else "",
        "mail": mail,
    }
