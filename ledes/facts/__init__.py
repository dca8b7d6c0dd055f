"""What is kept of a bill so that others can be compared with it: sums, rates, hours, and digests of its lines.

Nothing here holds a narrative: of a text only a digest remains.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ledes import codes, earlier, money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, Bill, Line
from ledes.earlier import Billed, BilledRate, Shift, Spent

if TYPE_CHECKING:
    from ledes.facts.worked import Worked

_NO_WORD = re.compile(r"[\W_]+")
_ASCII = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 0x20 for code in range(256))
"""What `normal` makes of each byte of most narratives: ten times as fast as looking for what is no word."""
OF_EXPENSES = frozenset({EXPENSE, EXPENSE_ADJUSTMENT})
NOBODY = frozenset({"FLTFEE", "ADJSMT"})
"""Classifications of flat fees and adjustments: they stand for no person, and their units are nobody's hours."""


class TaskFees(NamedTuple):
    """Fees of one matter under one task code (empty: without one), net of adjustments and before tax."""

    matter: str
    task: str
    fees: Decimal


class Print(NamedTuple):
    """A line known by its fingerprint, with its number, day and matter."""

    fingerprint: int
    line: str
    date: datetime.date | None
    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFacts:
    """The facts of one bill; `matters` has one entry for each matter that it names.

    `due` is the day that the bill names, `attorneys` the firm's contact for a matter by its number, as far as it names
    one. `lines` are there where the bill is about to be recorded.
    """

    number: str
    date: datetime.date | None = None
    due: datetime.date | None = None
    attorneys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    matters: tuple[Billed, ...] = ()
    tasks: tuple[TaskFees, ...] = ()
    rates: tuple[BilledRate, ...] = ()
    hours: tuple[tuple[Shift, Decimal], ...] = ()
    prints: tuple[Print, ...] = ()
    lines: tuple[Worked, ...] = ()


def normal(text: str) -> str:
    """Bring a narrative to the form in which two are compared: small letters and digits, one blank between words.

    >>> normal("Review lease (draft 2); call w/ client.")
    'review lease draft 2 call w client'
    """
    if text.isascii():
        return " ".join(text.encode().translate(_ASCII).decode().split())
    return _NO_WORD.sub(" ", text.casefold()).strip()


def fingerprint(line: Line) -> int | None:
    """Digest what makes a line the same entry as another, whatever its day and rate; `None` where nothing can.

    A fee: timekeeper, hours, narrative. An expense: code, amount, narrative. Adjustments and lines without a
    narrative have none: they repeat for good reasons. 64 bits with a sign, the same on every machine.
    """
    if line.kind == FEE:
        return _digest(FEE, line.timekeeper.id if line.timekeeper else "", line.units, line.description)
    if line.kind == EXPENSE:
        return _digest(EXPENSE, line.expense, line.amount, line.description)
    return None


def _digest(kind: str, who: str, much: Decimal | None, narrative: str) -> int | None:
    text = normal(narrative)
    if not text:
        return None
    parts = "\0".join((kind, who, _plain(much), text))
    digest = hashlib.blake2b(parts.encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@functools.lru_cache(maxsize=4096)
def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else money.text(amount.normalize(money.WIDE))


@functools.cache
def phase(task: str) -> str:
    """Give the phase that a task code belongs to; a phase is its own, and so is a code that no set knows.

    >>> phase("L110"), phase("L100"), phase("Q7")
    ('L100', 'L100', 'Q7')
    """
    known = codes.find(task)
    while known and known[0].parent and known[0].level != "phase":
        task = known[0].parent
        known = codes.find(task)
    return task


def of(bill: Bill) -> BillFacts:
    """Gather the facts of a bill."""
    found = by_matter(bill)
    worked = [line for line in bill.lines if timed(line)]
    only = next(iter(found)) if len(found) == 1 else None
    final = {earlier.matter_number(matter): matter.final for matter in bill.matters}
    matters = tuple(
        Billed(
            number=bill.number,
            matter=matter,
            date=bill.date,
            start=bill.start,
            end=bill.end,
            fees=each.fees,
            expenses=each.expenses,
            total=bill.total if matter == only and bill.total is not None else each.total,
            currency=bill.currency,
            kind=bill.kind,
            final=final.get(matter),
        )
        for matter, each in found.items()
    )
    return BillFacts(
        number=bill.number,
        date=bill.date,
        due=bill.due,
        attorneys=MappingProxyType(_attorneys(bill)),
        matters=matters,
        tasks=_tasks(bill.lines),
        rates=_rates(worked),
        hours=tuple(_hours(worked).items()),
        prints=_prints(bill),
    )


def _attorneys(bill: Bill) -> dict[str, str]:
    people = {earlier.matter_number(each): each.firm_contact for each in bill.matters}
    named = {number: f"{who.first} {who.last}".strip() for number, who in people.items()}
    return {number: name for number, name in named.items() if name}


def by_matter(bill: Bill) -> dict[str, Spent]:
    """Add up each matter, by its number: its lines, and what XML takes off or adds for the whole matter."""
    added = {earlier.matter_number(matter): [money.ZERO, money.ZERO, money.ZERO] for matter in bill.matters}
    alike: dict[int, list[Line]] = {}
    for line in bill.lines:
        alike.setdefault(id(line.matter), []).append(line)
    for lines in alike.values():
        sums = added.setdefault(earlier.matter_number(lines[0].matter), [money.ZERO, money.ZERO, money.ZERO])
        fees = [line.amount for line in lines if line.amount and line.kind not in OF_EXPENSES]
        costs = [line.amount for line in lines if line.amount and line.kind in OF_EXPENSES]
        for at, amounts in enumerate((fees, costs, [line.tax for line in lines if line.tax])):
            sums[at] = money.sum_from(sums[at], amounts)
    for matter in bill.matters:
        sums = added[earlier.matter_number(matter)]
        for each in matter.adjustments:
            # the categories of XML are words of the sender: what names expenses is of the expenses
            kind = "exp" in f"{each.category} {each.kind}".lower()
            sums[kind] = money.plus(sums[kind], each.amount or money.ZERO)
    return {number: Spent(fees, costs, money.total((fees, costs, tax))) for number, (fees, costs, tax) in added.items()}


def _tasks(lines: Iterable[Line]) -> tuple[TaskFees, ...]:
    alike: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        if line.kind not in OF_EXPENSES and line.amount is not None:
            alike.setdefault((id(line.matter), line.task), []).append(line)
    found: dict[tuple[str, str], Decimal] = {}
    for (_, task), fees in alike.items():
        key = (earlier.matter_number(fees[0].matter), task)
        found[key] = money.sum_from(
            found.get(key, money.ZERO), [line.amount for line in fees if line.amount is not None]
        )
    return tuple(TaskFees(matter, task, fees) for (matter, task), fees in found.items())


def timed(line: Line) -> bool:
    """Say whether the units of a line are hours: those of a fee are, unless it stands for no person."""
    if line.kind != FEE or line.units is None or line.fixed:
        return False
    return line.timekeeper is None or line.timekeeper.classification not in NOBODY


def hours(lines: Iterable[Line]) -> dict[Shift, Decimal]:
    """Add up the hours of each timekeeper on each day."""
    return _hours(filter(timed, lines))


def _hours(worked: Iterable[Line]) -> dict[Shift, Decimal]:
    found: dict[Shift, Decimal] = {}
    for line in worked:
        person, units = line.timekeeper, line.units
        if units is not None and line.date and person and person.id:
            key = (person.id, line.date)
            found[key] = money.plus(found[key], units) if key in found else units
    return found


def _rates(worked: Iterable[Line]) -> tuple[BilledRate, ...]:
    alike: dict[tuple[int, int, int], list[Line]] = {}
    for line in worked:
        # a reader gives the same object for the same text
        alike.setdefault((id(line.timekeeper), id(line.matter), id(line.rate)), []).append(line)
    found: dict[tuple[str, str, Decimal, str], list[datetime.date]] = {}
    for lines in alike.values():
        person, rate = lines[0].timekeeper, lines[0].rate
        if person is not None and person.id and rate is not None:
            key = (person.id, earlier.matter_number(lines[0].matter), rate, person.classification)
            found.setdefault(key, []).extend([line.date for line in lines if line.date])
    return tuple(
        BilledRate(
            timekeeper=who,
            matter=matter,
            rate=rate,
            first=min(days, default=None),
            last=max(days, default=None),
            classification=kind,
        )
        for (who, matter, rate, kind), days in found.items()
    )


def _prints(bill: Bill) -> tuple[Print, ...]:
    numbers = {id(line.matter): earlier.matter_number(line.matter) for line in bill.lines}
    return tuple(
        [
            Print(found, line.number, line.date, numbers[id(line.matter)])
            for line in bill.lines
            if (found := fingerprint(line)) is not None
        ]
    )
