"""The taxes of a bill: those it defines, with their tiers, and those that its matters and lines state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line, Tax
from ledes.show import billwords as words
from ledes.show.billpage import NUMBERS, Table, trimmed


def of_matter(summaries: Iterable[Tax]) -> Table:
    """Show the sums of tax that a matter states (tax_summary)."""
    headings = ("Tax id", "Taxed fees", "Tax on fees", "Taxed expenses", "Tax on expenses")
    rows = tuple(
        (words.tax(each), *map(words.amount, (each.base, each.amount, each.expense_base, each.expense_amount)))
        for each in summaries
    )
    return trimmed("Taxes of the matter", headings, rows)


def of_bill(bill: Bill) -> Iterator[Table]:
    """Show the taxes that the bill defines, their tiers, and what its lines state of tax."""
    if bill.taxes:
        headings = ("Id", "Kind", "Percent", "Where", "Registration", "On tax", "Effect", "Taxed amount", "Tax")
        yield trimmed("Taxes", headings, tuple(map(_defined, bill.taxes)))
    yield from (_tiers(each) for each in bill.taxes if each.tiers)
    yield from _on_lines(bill.lines)


def _defined(each: Tax) -> tuple[str, ...]:
    return (
        words.text(each.id),
        words.text(each.kind),
        words.percent(each.rate) or ("by tiers" if each.tiers else ""),
        words.joined((each.locality, words.country(each.country))),
        words.text(each.registration),
        words.text(each.on_tax),
        "withheld" if each.withheld else "added",
        words.amount(each.base),
        words.amount(each.amount),
    )


def _tiers(tiered: Tax) -> Table:
    steps = tuple(
        (
            words.text(tier.number),
            words.grouped(tier.low),
            words.grouped(tier.high) or "no upper bound",
            words.percent(tier.rate),
            words.grouped(tier.base),
            words.grouped(tier.amount),
        )
        for tier in tiered.tiers
    )
    headings = ("Tier", "From", "To", "Percent", "Taxed amount", "Tax")
    name = words.tax(tiered) or "the tax"
    return Table(caption=f"Tiers of {name}", headings=headings, rows=steps, right=NUMBERS)


def _on_lines(lines: Iterable[Line]) -> Iterator[Table]:
    levied: dict[tuple[str, ...], tuple[list[Decimal], list[Decimal]]] = {}
    for line in lines:
        if line.tax is not None and (line.tax or line.taxes):
            bases, amounts = levied.setdefault(tuple(map(words.tax, line.taxes)), ([], []))
            amounts.append(line.tax)
            if line.amount is not None:
                bases.append(line.amount)
    if not levied:
        return
    rows = tuple(
        ("; ".join(named) or "not named", words.grouped(money.total(bases)), words.grouped(money.total(amounts)))
        for named, (bases, amounts) in levied.items()
    )
    headings = ("Tax of the lines", "Taxed amount", "Tax")
    yield Table(caption="Taxes added up from the lines", headings=headings, rows=rows, right=NUMBERS)
