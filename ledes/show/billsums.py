"""The tables of a bill beside its lines: timekeepers, adjustments, totals, and what its codes mean."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, FEE_ADJUSTMENT, Bill, Matter, Timekeeper
from ledes.show import billtaxes
from ledes.show import billwords as words
from ledes.show.billpage import NUMBERS, Table, trimmed

WHATS = {"FEE": "fees", "EXP": "expenses"}


class Worked(NamedTuple):
    """What one person did at one rate."""

    hours: list[Decimal]
    amounts: list[Decimal]


def timekeepers(bill: Bill) -> Table | None:
    """Sum up hours and amounts by timekeeper and rate; people of the bill's list without a line are shown too."""
    work: dict[tuple[Timekeeper, Decimal | None], Worked] = {}
    known: dict[tuple[int, Decimal | None], Worked] = {}
    for line in bill.lines:
        if line.kind != FEE or line.timekeeper is None:
            continue
        done = known.get((id(line.timekeeper), line.rate))
        if done is None:
            done = work.setdefault((line.timekeeper, line.rate), Worked([], []))
            known[id(line.timekeeper), line.rate] = done
        if line.units is not None and not line.fixed:
            done.hours.append(line.units)
        if line.amount is not None:
            done.amounts.append(line.amount)
    there = {someone for someone, _ in work}
    for someone in bill.timekeepers:
        if someone not in there:
            work[someone, None] = Worked([], [])
    if not work:
        return None
    rows = tuple(_worked(someone, rate, done) for (someone, rate), done in work.items())
    hours = [each for done in work.values() for each in done.hours]
    amounts = [each for done in work.values() for each in done.amounts]
    foot: tuple[str, ...] = (
        "Together",
        "",
        "",
        words.grouped(money.total(hours)),
        "",
        words.grouped(money.total(amounts)),
    )
    headings: tuple[str, ...] = ("Timekeeper", "Id", "Class", "Hours", "Rate", "Amount")
    if any(someone.rate is not None and someone.rate != rate for someone, rate in work):
        headings, foot = (*headings, "Listed rate"), (*foot, "")
    else:
        rows = tuple(row[: len(headings)] for row in rows)
    return Table(caption="Timekeepers", headings=headings, rows=rows, right=NUMBERS, foot=foot)


def _worked(someone: Timekeeper, rate: Decimal | None, done: Worked) -> tuple[str, ...]:
    rank = words.code(someone.classification)
    return (
        words.joined((words.person(someone), *words.extras(someone.extras)), "; "),
        words.text(someone.id),
        words.text(someone.classification) + (f" ({rank})" if rank else ""),
        words.grouped(money.total(done.hours)) if done.hours else "",
        words.amount(rate),
        words.grouped(money.total(done.amounts)) if done.amounts else "",
        words.amount(someone.rate),
    )


def of_matter(matter: Matter) -> Iterator[Table]:
    """Show what a matter states beside its lines: discounts and credits, taxes, totals."""
    if matter.adjustments:
        rows = tuple(
            (
                words.joined((each.code, words.ADJUSTMENTS.get(each.code, ""), each.note, *words.extras(each.extras))),
                WHATS.get(each.category.upper(), words.text(each.category)),
                words.joined((each.kind, "an increase" if each.increase else "")),
                words.SPLITS.get(each.split, words.text(each.split)),
                words.joined(each.taxes),
                words.percent(each.percent),
                words.amount(each.amount),
            )
            for each in matter.adjustments
        )
        headings = ("Discount or credit", "Of", "How", "Split", "Taxes", "Percent", "Amount")
        stated = [each.amount for each in matter.adjustments if each.amount is not None]
        foot = ("Together", *[""] * 5, words.grouped(money.total(stated)))
        yield trimmed("Discounts and credits of the matter", headings, rows, foot)
    if matter.tax_summaries:
        yield billtaxes.of_matter(matter.tax_summaries)
    if matter.totals:
        stated_totals = tuple(
            (
                words.TOTALS.get(each.name, words.text(each.name.replace("_", " "))),
                words.percent(each.value) if each.name in words.SHARES else words.grouped(each.value),
            )
            for each in matter.totals
        )
        yield Table(caption="Totals of the matter", headings=("Stated", "Amount"), rows=stated_totals, right=NUMBERS)


def totals(bill: Bill, currency: str = "") -> Table:
    """Add the lines up, and put beside it what the bill states; `currency` is used where it states none."""
    rows = [*_added_up(bill), *_stated(bill)]
    due = words.grouped(bill.total) or (words.NOT_READABLE if _lost(bill) else "not stated")
    foot = ("Total due", f"{due} {words.text(bill.currency or currency)}".strip())
    return Table(caption="Totals", headings=("What", "Amount"), rows=tuple(rows), right=NUMBERS, foot=foot)


def _lost(bill: Bill) -> bool:
    return any(each.field == "bill.total" for each in bill.unread)


def _added_up(bill: Bill) -> Iterator[tuple[str, str]]:
    names = {
        FEE: "Fees",
        EXPENSE: "Expenses",
        FEE_ADJUSTMENT: "Adjustments of the fees",
        EXPENSE_ADJUSTMENT: "Adjustments of the expenses",
    }
    for kind, name in names.items():
        there = [line.amount for line in bill.lines if line.kind == kind and line.amount is not None]
        if there:
            count = f"{len(there):,} line{'' if len(there) == 1 else 's'}"
            yield f"{name}, {count} added up", words.grouped(money.total(there))
    cuts = [line.adjustment for line in bill.lines if line.adjustment and line.kind in {FEE, EXPENSE}]
    if cuts:
        yield "of which adjustments within lines", words.grouped(money.total(cuts))
    cut = [each.amount for matter in bill.matters for each in matter.adjustments if each.amount is not None]
    if cut:
        yield "Discounts and credits of the matters, added up", words.grouped(money.total(cut))
    levied = [line.tax for line in bill.lines if line.tax is not None]
    if levied:
        yield "Tax of the lines, added up", words.grouped(money.total(levied))


def _stated(bill: Bill) -> Iterator[tuple[str, str]]:
    other = words.text(bill.other_currency)
    for name, value in (("Net, as stated", bill.net), ("Tax, as stated", bill.tax)):
        if value is not None:
            yield name, words.grouped(value)
    for name, value in (("Tax", bill.other_tax), ("Total", bill.other_total)):
        if value is not None:
            yield f"{name} in {other or 'the other currency'}, as stated", words.grouped(value)


def used_codes(bill: Bill) -> Table | None:
    """Say what the codes of the lines mean, as far as a set names them."""
    used = {code for line in bill.lines for code in (line.task, line.activity, line.expense) if code}
    rows = tuple((words.text(code), words.text(words.code(code)) or "not in any known set") for code in sorted(used))
    return Table(caption="Codes", headings=("Code", "Meaning"), rows=rows) if rows else None
