"""The split of a matter, the amounts of percentages, and tiers, against sums worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import matters
import pytest
from matters import TIERED, VAT, fee, flat, percent, shared

from ledes.bill import Bill, Matter, Tax
from ledes.reckoning import percentages, splits, taxation, tiers, works
from ledes.reckoning.splits import Reading
from ledes.reckoning.works import OF_EXPENSES, OF_FEES, Work

D = Decimal


def work(bill: Bill) -> Work:
    (only,) = works.works(bill)
    return only


def test_a_split_takes_the_percentages_between_what_comes_before_and_after() -> None:
    parts = splits.split(work(shared()), OF_FEES, Reading())
    assert (parts.factor, parts.net) == (D("0.54"), D("806.00"))
    assert splits.split(work(shared()), OF_EXPENSES, Reading()).net == D("100.00")


@pytest.mark.parametrize(
    ("reading", "net"),
    [
        (Reading(), "806"),
        (Reading(multiplied=False), "750"),
        (Reading(paid=False), "554"),
        (Reading(paid=False, multiplied=False), "470"),
    ],
)
def test_each_reading_has_a_net_of_its_own(reading: Reading, net: str) -> None:
    assert splits.split(work(shared()), OF_FEES, reading).net == D(net)


def test_only_readings_that_make_a_difference_are_asked() -> None:
    assert len(splits.readings(work(shared()), OF_FEES)) == 4
    assert splits.readings(work(shared(adjustments=(percent("MISF", "1.00", "0.00"),))), OF_FEES) == (Reading(),)
    assert len(splits.readings(work(shared(adjustments=(flat("MIA", "-1.00"),))), OF_FEES)) == 1


def test_funds_and_expenses_stay_out_of_the_fees() -> None:
    assert work(shared()).funds() == D("-67.20")
    moved = replace(matters.SPLIT[0], category="Exp")
    assert splits.split(work(shared(adjustments=(moved,))), OF_EXPENSES, Reading()).net == D("0.00")


def test_stated_amounts_count_where_all_are_stated() -> None:
    assert splits.nets(work(shared()), OF_FEES)[None] == D("806.00")
    unstated = (replace(matters.SPLIT[1], amount=None),)
    assert None not in splits.nets(work(shared(adjustments=unstated)), OF_FEES)


def test_a_percentage_is_taken_of_what_is_there_when_its_turn_comes() -> None:
    each = percent("MIA", "0.1", "-150.00", "pre")
    one = work(shared(adjustments=(flat("MIA", "-100.00", "pre"), each)))
    assert {-150, -140} <= set(percentages.of_matter(one, OF_FEES, each))
    line = fee("1", "2.00", "1000.00", adjustments=(flat("FIA", "-100.00"), percent("FID", "0.1", "-90.00")))
    assert percentages.of_line(line, line.adjustments[1]) == (D("-100.000"), D("-90.000"))


def test_a_discount_of_taxed_entries_is_taken_of_those() -> None:
    each = percent("MIA", "0.1", "-50.00", "pre", VAT)
    lines = (fee("1", "1.00", "500.00", VAT), fee("2", "2.00", "1000.00"))
    one = work(matters.bill(*lines, matter=Matter(adjustments=(each,))))
    assert D("-45.00") in percentages.of_matter(one, OF_FEES, replace(each, amount=D("-50.00")))


@pytest.mark.parametrize(
    ("total", "tax"),
    [("0", "0"), ("25000", "2500"), ("25000.01", "2500.00125"), ("125000", "17500"), ("300000", "50625")],
)
def test_each_part_of_an_amount_is_taxed_at_the_rate_of_its_tier(total: str, tax: str) -> None:
    assert tiers.amount(D(total), TIERED) == D(tax)
    assert tiers.amount(D(total), replace(TIERED, withheld=True)) == -D(tax)


def test_a_chain_of_taxes_counts_each_once() -> None:
    gst, qst = Tax(id="G", rate=D("0.05")), Tax(id="Q", rate=D("0.1"), on_tax="G")
    third = Tax(id="T", on_tax="Q")
    known = {tax.id: tax for tax in (gst, qst, third)}
    assert taxation.raised(D("100"), qst, known) == D("105")
    assert taxation.raised(D("100"), third, known) == D("115.5")


def test_lines_without_a_matter_are_work_of_their_own() -> None:
    bill = shared()
    lines = (*bill.lines, fee("9", "1.00", "500.00"))
    found = works.works(replace(bill, lines=lines))
    assert [len(each.lines) for each in found] == [3, 1]
    assert works.of_matters(replace(bill, lines=lines)) == found[:1]
