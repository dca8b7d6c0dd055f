"""A matter's discounts and taxes, spread over lines: what the delimited formats have instead of them.

Each tax is computed line by line, rounded half up at the minor unit; what then is missing of the tax that the matter
states goes onto the largest line, so that no total moves.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ledes import codes, money
from ledes.bill import EXPENSE_ADJUSTMENT, FEE_ADJUSTMENT, Adjustment, Bill, Line, Tax
from ledes.money import ZERO
from ledes.reckoning import Note, arrangement, levels, splits, taxation
from ledes.reckoning.arrangement import Placed
from ledes.reckoning.works import BOTH, EXPENSES, PERCENTAGES, Names, Work, category, of_matters

ONE = Decimal(1)


def to_lines(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """Make a matter's discounts and credits lines of the invoice (IF, IE), one for each tax that they share in.

    Every amount must be stated. The lines come after those of their matter.
    """
    matters, placed = arrangement.apart(bill)
    notes: list[Note] = []
    numbers = levels.free_numbers(bill)
    lines = list(placed)
    for place, work in enumerate(of_matters(bill)):
        for each in work.matter.adjustments:
            for amount, taxes in _portions(work, each, codes.minor_units(bill.currency)):
                line = _line(bill, work, each, amount, taxes, next(numbers))
                lines.append(Placed(place, line))
                named = f"{each.code} of {money.text(amount)} is written as an {line.kind} line"
                notes.append(Note(work.row, "matter.adjustments", f"{work.title}: {named}"))
        matters[place] = dataclasses.replace(work.matter, adjustments=())
    if not notes:
        return bill, ()
    return arrangement.together(bill, matters, lines), tuple(notes)


def _portions(work: Work, adjustment: Adjustment, places: int) -> Iterator[tuple[Decimal, tuple[str, ...]]]:
    """Divide a shared fee or a discounted bill among the taxes of what it is taken of; others stay whole."""
    amount = adjustment.amount or ZERO
    if adjustment.code not in PERCENTAGES:
        yield amount, adjustment.taxes
        return
    names = next(each for each in BOTH if each.category == category(adjustment))
    groups: dict[tuple[str, ...], Decimal] = {}
    for item in splits.split(work, names, splits.Reading()).before:
        groups[item.taxes] = money.plus(groups.get(item.taxes, ZERO), item.amount)
    whole = money.total(groups.values())
    if len(groups) < 2 or not whole:
        yield amount, next(iter(groups), ())
        return
    parts = {taxes: _share(amount, group, whole, places) for taxes, group in groups.items()}
    largest = max(parts, key=lambda taxes: abs(parts[taxes]))
    parts[largest] = money.plus(parts[largest], money.minus(amount, money.total(parts.values())))
    yield from ((part, taxes) for taxes, part in parts.items() if part)


def _share(amount: Decimal, group: Decimal, whole: Decimal, places: int) -> Decimal:
    """Give a group its share of an amount, rounded half up; the division itself is exact enough for that."""
    return money.half_up(money.ROUNDING.divide(money.times(amount, group), whole), places)


def _line(bill: Bill, work: Work, adjustment: Adjustment, amount: Decimal, taxes: tuple[str, ...], number: str) -> Line:
    kept = {extra.name: extra.value for extra in adjustment.extras}
    people = [each for each in bill.timekeepers if each.id == kept.get("timekeeper.id")]
    return Line(
        number=number,
        row=work.row,
        kind=EXPENSE_ADJUSTMENT if category(adjustment) == EXPENSES else FEE_ADJUSTMENT,
        date=_day(kept.get("line.date", "")) or bill.end or bill.date,
        units=ONE,
        adjustment=amount,
        amount=amount,
        total=amount,
        description=levels.worded(adjustment),
        timekeeper=people[0] if people else None,
        taxes=tuple(Tax(id=each) for each in taxes),
        task=kept.get("line.task", ""),
        activity=kept.get("line.activity", ""),
        expense=kept.get("line.expense", ""),
        payee=kept.get("line.payee", ""),
        extras=tuple(each for each in adjustment.extras if not _is_kept(each.name)),
    )


def _is_kept(name: str) -> bool:
    return name in {"timekeeper.id", "line.date", *(f"line.{each}" for each in levels.KEPT)}


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def taxes_to_lines(bill: Bill) -> tuple[Bill, tuple[Note, ...]]:
    """State on every line the tax that its matter sums up, and take the summaries away.

    Call it after `to_lines`. A withheld tax and a tiered one are on no line; `homeless` gives them.
    """
    if not any(matter.tax_summaries for matter in bill.matters) and not any(line.taxes for line in bill.lines):
        return bill, ()
    known, places = taxation.definitions(bill), codes.minor_units(bill.currency)
    notes: list[Note] = []
    parts: dict[int, dict[str, Decimal]] = {id(line): {} for line in bill.lines}
    matters = []
    for work in of_matters(bill):
        for names in BOTH:
            lines = [*work.of(names), *work.adjusting(names)]
            for tax in _on_lines(lines, known):
                notes += _spread(work, names, tax, lines, known, parts, places)
        matters.append(dataclasses.replace(work.matter, tax_summaries=()))
    _matters, placed = arrangement.apart(bill)
    stated = (Placed(place, _with_tax(line, parts[id(line)], known)) for place, line in placed)
    return arrangement.together(bill, matters, stated), tuple(notes)


def _on_lines(lines: Iterable[Line], known: Mapping[str, Tax]) -> list[Tax]:
    ids = dict.fromkeys(tax.id for line in lines for tax in line.taxes)
    return [known[each] for each in ids if each in known and not known[each].tiers and not known[each].withheld]


def _spread(
    work: Work,
    names: Names,
    tax: Tax,
    lines: Sequence[Line],
    known: Mapping[str, Tax],
    parts: dict[int, dict[str, Decimal]],
    places: int,
) -> Iterator[Note]:
    """Compute one tax on each of its lines, and put what is missing of its sum onto the largest."""
    named = [line for line in lines if any(each.id == tax.id for each in line.taxes)]
    taxed = [line for line in named if line.amount is not None and line.tax is None]
    if not taxed:
        return
    for line in taxed:
        exact = money.times(taxation.raised(line.amount or ZERO, tax, known), tax.rate or ZERO)
        parts[id(line)][tax.id] = money.half_up(exact, places)
    stated = taxation.stated(work, names, tax.id).amount
    missing = (
        money.minus(stated, money.total(parts[id(line)][tax.id] for line in taxed)) if stated is not None else ZERO
    )
    if missing:
        largest = max(taxed, key=lambda line: abs(line.amount or ZERO))
        parts[id(largest)][tax.id] = money.plus(parts[id(largest)][tax.id], missing)
        said = (
            f"{money.text(missing)} of the tax '{tax.id}' that rounding by the line leaves is put on the largest line"
        )
        yield Note(largest.row, "line.tax", f"{work.title}: {said}")


def _with_tax(line: Line, own: Mapping[str, Decimal], known: Mapping[str, Tax]) -> Line:
    """State a line's tax and total; its only tax is one of kind, rate and amount, as 98BI has a place for."""
    tax = money.total(own.values()) if line.tax is None else line.tax
    stated = [known.get(each.id, each) for each in line.taxes]
    if len(stated) == 1:
        taxes: tuple[Tax, ...] = (Tax(kind=stated[0].kind, rate=stated[0].rate, amount=tax),)
    else:
        taxes = tuple(dataclasses.replace(each, amount=own.get(each.id, each.amount)) for each in stated)
    total = money.plus(line.amount, tax) if line.amount is not None else line.total
    return dataclasses.replace(line, tax=tax, taxes=taxes, total=total)


def _unnamed(work: Work) -> Decimal:
    """Give the tax that a matter's totals state and that neither a summary nor a line names, as in LEDES 2000."""
    if work.matter.tax_summaries or any(line.taxes or line.tax for line in work.lines):
        return ZERO
    return money.total(work.stated.get(names.tax, ZERO) for names in BOTH)


def homeless(bill: Bill) -> tuple[tuple[int, Tax, Decimal], ...]:
    """Give the taxes that no line can carry, withheld, tiered and nameless ones: place of the matter, tax, amount."""
    known = taxation.definitions(bill)
    found: list[tuple[int, Tax, Decimal]] = []
    for place, work in enumerate(of_matters(bill)):
        for each in dict.fromkeys(summary.id for summary in work.matter.tax_summaries):
            if each in known and known[each].withheld:
                amounts = (taxation.stated(work, names, each).amount or ZERO for names in BOTH)
                found.append((place, known[each], money.total(amounts)))
        found.append((place, Tax(), _unnamed(work)))
    first = 0 if arrangement.apart(bill)[0] else -1
    found += [(first, tax, tax.amount or ZERO) for tax in bill.taxes if tax.tiers]
    return tuple(each for each in found if each[2])
