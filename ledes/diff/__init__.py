"""What changed between two e-bills: their bills and lines are paired first, then compared value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledes import money
from ledes.bill import EXPENSE, FEE, Bill, Line
from ledes.client import Client
from ledes.diff import bills, lines, pairing, parts
from ledes.diff.lines import Changed
from ledes.diff.parts import Forms, Value
from ledes.formats import Format, Reading, given
from ledes.formats.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One row of the money summary; `None` where an amount of it could not be read."""

    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Give after less before, where both are known."""
        return None if self.before is None or self.after is None else money.minus(self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two bills side by side; `before` is `None` for a bill that was added, `after` for one that was taken out.

    `values` are those of the bill as a whole; `renumbered` are the numbers of lines whose number alone changed, and
    of changed lines too. Lines stand in the order of the bill before, added ones after the line that they follow.
    """

    before: Bill | None
    after: Bill | None
    values: tuple[Value, ...] = ()
    lines: tuple[Changed, ...] = ()
    renumbered: tuple[tuple[str, str], ...] = ()
    sums: tuple[Sum, ...] = ()

    @property
    def equal(self) -> bool:
        """Say whether nothing differs that both files have a place for, and no sum of money."""
        if self.before is None or self.after is None:
            return False
        moved = any(each.before != each.after for each in self.sums)
        return not (self.values or self.lines or self.renumbered or moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheld:
    """What one of the files states and the format of the other has no place for, in words; said once."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two files side by side. `reworded` counts texts that differ only by the published table of replacements."""

    before: str
    after: str
    bills: tuple[Compared, ...]
    unheld: tuple[Unheld, ...] = ()
    reworded: int = 0

    @property
    def equal(self) -> bool:
        """Say whether the two files hold the same bills."""
        return all(each.equal for each in self.bills)


def files(
    before: Source,
    after: Source,
    reading: Reading | None = None,
    find_client: Callable[[Bill], Client | None] | None = None,
) -> Difference:
    """Compare two files of any formats, bill by bill; all their bills are held in memory.

    Where the formats differ, what a client's profile states of its bills anyway fills their blanks on both sides.
    Raises `InputError` when one of them is in no known form.
    """
    reading = reading or Reading()
    forms = Forms(before.format, after.format)
    sides = [_bills(each, reading) for each in (before, after)]
    if find_client is not None and not forms.alike:
        sides = [tuple(_filled(bill, find_client(bill)) for bill in side) for side in sides]
    pairs = bills.paired(*sides)
    same = before.sha256 == after.sha256
    compared = tuple(_compared(*pair, forms, same=same) for pair in pairs)
    return Difference(
        before=before.name,
        after=after.name,
        bills=compared,
        unheld=tuple(Unheld(title=title, names=names) for title, names in forms.told()),
        reworded=forms.reworded,
    )


def compare(before: Bill, after: Bill, forms: tuple[Format | None, Format | None] = (None, None)) -> Compared:
    """Compare two bills; `forms` are the formats that they were read from, where known."""
    return _compared(before, after, Forms(*forms), same=False)


def _bills(source: Source, reading: Reading) -> tuple[Bill, ...]:
    with source.open() as stream:
        return tuple(each for each in source.format.read(stream, source.name, reading) if isinstance(each, Bill))


def _filled(bill: Bill, client: Client | None) -> Bill:
    return given.fill(bill, client.representation.given) if client else bill


def _compared(before: Bill | None, after: Bill | None, forms: Forms, *, same: bool) -> Compared:
    if before is None or after is None or same:
        return Compared(before=before, after=after, sums=_sums(before, after))
    forms.meet(before, after)
    changed: list[Changed] = []
    renumbered: list[tuple[str, str]] = []
    judge = lines.Judge(before, after, forms)
    for one, other in pairing.paired(before.lines, after.lines, forms.plain):
        if one is not None and other is not None and one.number != other.number and one.number and other.number:
            renumbered.append((one.number, other.number))
        found = judge.values(one, other)
        if found or one is None or other is None:
            changed.append(Changed(before=one, after=other, values=found))
    return Compared(
        before=before,
        after=after,
        values=bills.values(before, after, forms),
        lines=tuple(changed),
        renumbered=tuple(renumbered),
        sums=_sums(before, after),
    )


def _sums(before: Bill | None, after: Bill | None) -> tuple[Sum, ...]:
    rows = zip(_money(before), _money(after), strict=True)
    found = [Sum(name=name, before=one, after=other) for (name, one), (_, other) in rows]
    return tuple(each for each in found if each.name == "total" or each.before != 0 or each.after != 0)


def _money(bill: Bill | None) -> tuple[tuple[str, Decimal | None], ...]:
    """Add a bill up by what it bills for; a bill that is not there is nothing."""
    if bill is None:
        return tuple((name, money.ZERO) for name in ("fees", "expenses", "adjustments", "tax", "total"))
    fees = [line for line in bill.lines if line.kind == FEE]
    expenses = [line for line in bill.lines if line.kind == EXPENSE]
    others = [line for line in bill.lines if line.kind not in {FEE, EXPENSE}]
    credits_ = [each.amount or money.ZERO for matter in bill.matters for each in matter.adjustments]
    adjustments = _total(others)
    return (
        ("fees", _total(fees)),
        ("expenses", _total(expenses)),
        ("adjustments", None if adjustments is None else money.sum_from(adjustments, credits_)),
        ("tax", _tax(bill)),
        ("total", bill.total),
    )


def _total(entries: Iterable[Line]) -> Decimal | None:
    amounts = [line.amount for line in entries]
    return None if None in amounts else money.total(amount for amount in amounts if amount is not None)


def _tax(bill: Bill) -> Decimal | None:
    if bill.tax is not None:
        return bill.tax
    if parts.unread(bill, "bill.tax", "line.tax"):
        return None
    return money.total(line.tax for line in bill.lines if line.tax is not None)
