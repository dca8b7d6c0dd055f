"""What became of worked time and expenses: worked, billed, accepted, approved, paid, for each line of each bill."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ledes import money
from ledes.ledger import courses
from ledes.reports.invoices import APPROVED, REJECTED
from ledes.reports.invoices.sharing import shared_whole

if TYPE_CHECKING:
    from ledes.ledger.courses import Line
    from ledes.ledger.reading import Reader
    from ledes.reports.invoices import Invoice

TAX, REST = "(tax)", "(not in lines)"
"""Names under which tax stands, and what a bill asks for beyond its lines: discounts of a whole matter, rounding."""

HUNDREDTH = 100
"""Ten-thousandths of it."""


class Realized(NamedTuple):
    """A part of an invoice under one person and one code, in whole ten-thousandths of its currency.

    `worked` is units x rate before discounts. `accepted` is what was billed on a bill that the client took in,
    `turned_down` on one that it rejected, `undecided` on one that it has, but has not decided. `approved` is what it
    will pay, as far as it has said, `cut` what it took off. `hours` are ten-thousandths too.
    """

    invoice: Invoice
    matter: str
    timekeeper: str
    name: str
    code: str
    hours: int = 0
    worked: int = 0
    billed: int = 0
    turned_down: int = 0
    undecided: int = 0
    accepted: int = 0
    cut: int = 0
    approved: int = 0
    paid: int = 0

    @property
    def sums(self) -> tuple[int, ...]:
        """Give the amounts in the order of `NAMES`."""
        return self[5:]


NAMES = Realized._fields[5:]


def realized(book: Reader, found: Iterable[Invoice]) -> Iterator[Realized]:
    """Yield the parts of invoices; those of one invoice add up to what it billed, was approved, and was paid.

    What the client cut of a line that it named is taken from that line; the rest of a cut, and what was paid, is shared
    out by what is left. A bill whose lines are not kept has one part under no name.
    """
    invoices = {each.submission.id: each for each in found}
    lines: dict[int, list[Line]] = {}
    for line in courses.lines(book):
        if line.submission in invoices:
            lines.setdefault(line.submission, []).append(line)
    cuts = _named_cuts(book, {id_: each for id_, each in invoices.items() if each.balance.cut > money.ZERO})
    for id_, each in invoices.items():
        yield from _parts(each, lines.get(id_, []), cuts.get(id_, {}))


Key = tuple[str, str, str, str]


_NAMED = operator.attrgetter("matter", "timekeeper", "name", "task", "expense")


def key(line: Line) -> Key:
    """Name the part that a line belongs to: the matter, the person with the name, the code."""
    return line.matter, line.timekeeper, line.name, line.task or line.expense


def _parts(each: Invoice, lines: Sequence[Line], cuts: Mapping[Key, int]) -> Iterator[Realized]:
    sums = _gathered(each, lines)
    billed = [values[2] for values in sums.values()]
    stage, decided = each.stage, each.decided
    accepted, rejected = stage == APPROVED, stage == REJECTED
    cut = money.ten_thousandths(each.balance.cut) if decided else 0
    taken = _cut(list(sums), billed, cut, cuts)
    left = [amount - off for amount, off in zip(billed, taken, strict=True)]
    paid = _shared(money.ten_thousandths(each.balance.paid), left if any(left) else billed)
    for (part, (hours, worked, amount)), off, received in zip(sums.items(), taken, paid, strict=True):
        matter, timekeeper, name, code = part
        yield Realized(
            invoice=each,
            matter=matter,
            timekeeper=timekeeper,
            name=name,
            code=code,
            hours=hours,
            worked=worked,
            billed=amount,
            accepted=amount if accepted else 0,
            turned_down=amount if rejected else 0,
            undecided=0 if accepted or rejected else amount,
            approved=amount - off if accepted and decided else 0,
            cut=off if accepted else 0,
            paid=received,
        )


def _gathered(each: Invoice, lines: Sequence[Line]) -> dict[Key, list[int]]:
    """Add lines up by part: hours, worked, billed; tax and what no line holds have parts of their own."""
    sums: dict[Key, list[int]] = {}
    tax = 0
    # in the order of their names, so that what rounding leaves goes to the same part on every machine
    for line in sorted(lines, key=_NAMED):
        here = sums.setdefault(key(line), [0, 0, 0])
        here[0] += line.hours
        here[1] += line.worked
        here[2] += line.amount
        tax += line.tax
    matter = each.shares[0].matter if each.shares else ""
    if tax:
        sums[matter, "", TAX, TAX] = [0, tax, tax]
    rest = each.submission.whole - sum(values[2] for values in sums.values())
    if rest or not sums:
        sums[matter, "", REST, REST] = [0, 0 if lines else rest, rest]
    return sums


def _cut(keys: Sequence[Key], billed: Sequence[int], cut: int, named: Mapping[Key, int]) -> list[int]:
    """Take a cut from the parts that the client named, and what is beyond from all by what is left of them."""
    if not cut:
        return [0] * len(keys)
    wanted = [max(0, min(named.get(each, 0), amount)) for each, amount in zip(keys, billed, strict=True)]
    if sum(wanted) > cut:
        return _shared(cut, wanted)
    left = [max(0, amount - off) for amount, off in zip(billed, wanted, strict=True)]
    rest = _shared(cut - sum(wanted), left)
    return [off + more for off, more in zip(wanted, rest, strict=True)]


def _shared(whole: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out, in hundredths where it has no finer digits."""
    unit = HUNDREDTH if whole % HUNDREDTH == 0 else 1
    if whole == sum(weights) and all(each % unit == 0 for each in weights):
        return list(weights)  # each gets what it weighs
    return [each * unit for each in shared_whole(whole // unit, weights)]


def _named_cuts(book: Reader, invoices: Mapping[int, Invoice]) -> dict[int, dict[Key, int]]:
    """Give what the client cut of lines that it named, by part; the last word that named lines counts."""
    named = {id_: [_cut_of(said) for said in each.adjustments] for id_, each in invoices.items() if each.adjustments}
    lines = courses.numbered(book, named)
    found: dict[int, dict[Key, int]] = {}
    for id_, some in named.items():
        for number, amount in some:
            if (line := lines.get((id_, number))) is not None:
                sums = found.setdefault(id_, {})
                sums[key(line)] = sums.get(key(line), 0) + amount
    return found


def _cut_of(said: Mapping[str, str]) -> tuple[str, int]:
    return str(said.get("line")), max(0, -money.ten_thousandths(money.parse(said["amount"])))
