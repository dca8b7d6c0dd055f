"""Discounts and taxes between lines and matters, there and back, with the total where it was."""

from __future__ import annotations

import csv
import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matters import PARTNER, SPLIT, VAT, bill, expense, fee, percent, shared

from ledes import money, schemas
from ledes.bill import Bill, Extra, Line, Matter, Tax
from ledes.reckoning import definitions, levels, people, spreading, totals

D = Decimal
LAST = datetime.date(2026, 5, 31)
PLAIN_VAT = Tax(kind="VAT", rate=D("0.2"))


def adjusting(number: str, kind: str, amount: str, **changes: Any) -> Line:
    line = Line(
        number=number,
        row=int(number) * 10,
        kind=kind,
        date=LAST,
        units=D(1),
        adjustment=D(amount),
        amount=D(amount),
        total=D(amount),
        description=f"Line {number}",
    )
    return replace(line, **changes)


def taxed(line: Line, tax: str, *taxes: Tax) -> Line:
    """State tax on a line as 98BI does."""
    return replace(line, tax=D(tax), taxes=taxes or (PLAIN_VAT,), base=None, total=(line.amount or D(0)) + D(tax))


def stated_total(one: Bill) -> Decimal:
    """Add a bill up from whatever it states: lines, their tax, matters' discounts and summaries."""
    lines = [amount for line in one.lines for amount in (line.amount, line.tax) if amount is not None]
    discounts = [each.amount for matter in one.matters for each in matter.adjustments if each.amount is not None]
    taxes = [
        amount
        for matter in one.matters
        for summary in matter.tax_summaries
        for amount in (summary.amount, summary.expense_amount)
        if amount is not None
    ]
    return money.total((*lines, *discounts, *taxes))


@pytest.mark.parametrize(
    ("kind", "amount", "code", "category"),
    [
        ("IF", "1250.00", "MIFF", "Fee"),
        ("IF", "-50.00", "MIA", "Fee"),
        ("IE", "20.00", "MIA", "Exp"),
        ("IE", "-20.00", "MIA", "Exp"),
        ("IF", "0.00", "MIA", "Fee"),
    ],
)
def test_a_line_of_the_invoice_becomes_the_code_of_the_table(kind: str, amount: str, code: str, category: str) -> None:
    made, notes = levels.to_matters(bill(fee("1", "2.00", "1000.00"), adjusting("2", kind, amount)))
    (only,) = made.matters[0].adjustments
    assert (only.code, only.category, only.kind, only.amount, only.note) == (
        code,
        category,
        "Flat",
        D(amount),
        "Line 2",
    )
    assert only.increase is (D(amount) > 0)
    assert [line.number for line in made.lines] == ["1"]
    assert [note.what for note in notes] == [f"the {kind} line of {amount} is written as {code} of its matter"]


def test_a_line_comes_back_from_its_adjustment_with_all_that_it_said() -> None:
    said = {"task": "L110", "activity": "A102", "timekeeper": PARTNER, "date": datetime.date(2026, 5, 20)}
    before = bill(fee("1", "2.00", "1000.00"), adjusting("2", "IF", "-50.00", **said, extras=(Extra("a", "b"),)))
    made, _notes = levels.to_matters(before)
    again, notes = spreading.to_lines(made)
    assert again == before
    assert [note.what for note in notes] == ["matter C-2001: MIA of -50.00 is written as an IF line"]


def test_every_code_of_the_table_has_a_meaning_and_each_line_one_code() -> None:
    with schemas.path("adjustments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        assert levels.meaning(row["code"], row["level"]) == row["meaning"] != ""
    taken = [each for row in rows for each in row["from"].split()]
    assert sorted(taken) == sorted({f"{kind}{sign}" for kind in ("F", "E", "IF", "IE") for sign in "+-"})


def test_a_percentage_becomes_a_line_that_says_so() -> None:
    made, _notes = spreading.to_lines(shared(adjustments=(percent("MIDB", "0.125", "-187.50"),)))
    assert [line.description for line in made.lines if line.kind == "IF"] == ["Discount on the bill 12.5 %"]


def test_a_percentage_on_lines_with_different_taxes_is_divided_among_them() -> None:
    lines = (fee("1", "2.00", "1000.00", VAT), fee("2", "1.00", "500.01"))
    made, _notes = spreading.to_lines(bill(*lines, matter=Matter(adjustments=(percent("MIDB", "0.1", "-150.00"),))))
    parts = [(line.amount, [tax.id for tax in line.taxes]) for line in made.lines if line.kind == "IF"]
    assert parts == [(D("-100.00"), ["V"]), (D("-50.00"), [])]


def test_the_lines_tax_is_defined_once_and_summed_up_by_matter() -> None:
    low = Tax(kind="VAT", rate=D("0.05"))
    lines = (
        taxed(fee("1", "2.00", "1000.00"), "200.00"),
        taxed(fee("2", "1.00", "500.00"), "100.00", Tax(kind="VAT", rate=D("0.20"))),
        taxed(expense("3", "100.00"), "5.00", low),
        taxed(adjusting("4", "IF", "-50.00"), "-10.00"),
    )
    made, notes = definitions.to_matters(bill(*lines, total=D("1845.00")))
    assert made.taxes == (replace(PLAIN_VAT, id="VAT-20"), replace(low, id="VAT-5"))
    assert made.matters[0].tax_summaries == (
        Tax(id="VAT-20", base=D("1450"), amount=D("290"), expense_base=D(0), expense_amount=D(0)),
        Tax(id="VAT-5", base=D(0), amount=D(0), expense_base=D("100"), expense_amount=D("5")),
    )
    assert [[tax.id for tax in line.taxes] for line in made.lines] == [["VAT-20"], ["VAT-20"], ["VAT-5"], ["VAT-20"]]
    assert [note.what for note in notes] == [
        "matter C-2001: the lines' tax 'VAT-20' is summed up as 290.00",
        "matter C-2001: the lines' tax 'VAT-5' is summed up as 5.00",
    ]
    assert stated_total(made) == D("1845.00")


def test_lines_without_tax_stay_without() -> None:
    lines = (replace(fee("1", "2.00", "1000.00"), tax=D(0)), taxed(fee("2", "1.00", "500.00"), "100.00"))
    made, _notes = definitions.to_matters(bill(*lines))
    assert [line.taxes for line in made.lines] == [(), (Tax(id="VAT-20"),)]
    assert [line.tax for line in made.lines] == [None, None]


def test_a_bill_that_sums_its_taxes_up_already_stays_as_it_is() -> None:
    assert definitions.to_matters(shared()) == (shared(), ())


def test_two_kinds_of_one_name_and_rate_are_told_apart_by_number() -> None:
    one, other = (Tax(kind="VAT", rate=D("0.2"), locality=place) for place in ("A", "B"))
    lines = (taxed(fee("1", "2.00", "1000.00"), "200.00", one), taxed(fee("2", "1.00", "500.00"), "100.00", other))
    made, _notes = definitions.to_matters(bill(*lines))
    assert [tax.id for tax in made.taxes] == ["VAT-20", "VAT-20-2"]


def test_blanks_of_definitions_are_filled_with_what_is_given_and_never_more() -> None:
    one = replace(bill(fee("1", "1.00", "500.00")), taxes=(Tax(id="VAT-17.5", country="GB"), Tax(id="B")))
    stated = {"tax.registration": "R1", "tax.B.country": "FR", "tax.VAT-17.5.country": "DE", "tax.B.registration": "R2"}
    assert definitions.filled(one, stated).taxes == (
        Tax(id="VAT-17.5", country="GB", registration="R1"),
        Tax(id="B", country="FR", registration="R2"),
    )
    assert definitions.filled(one, {}).taxes == one.taxes


def test_what_rounding_by_the_line_leaves_goes_onto_the_largest_and_is_told() -> None:
    rate = replace(VAT, rate=D("0.05"))
    small = [fee(str(at), "1.00", "0.10", VAT) for at in range(1, 4)]
    lines = (*small, fee("4", "1.00", "0.30", VAT))
    summary = Tax(id="V", base=D("0.60"), amount=D("0.03"))
    made, notes = spreading.taxes_to_lines(
        bill(*lines, matter=Matter(client_id="C", tax_summaries=(summary,)), taxes=(rate,))
    )
    assert [line.tax for line in made.lines] == [D("0.01"), D("0.01"), D("0.01"), D("0.00")]
    assert [note.what for note in notes] == [
        "matter C: -0.02 of the tax 'V' that rounding by the line leaves is put on the largest line"
    ]
    assert made.lines[0].taxes == (Tax(kind="VAT", rate=D("0.05"), amount=D("0.01")),)
    assert made.matters[0].tax_summaries == ()


def test_taxes_that_no_line_can_carry_are_named() -> None:
    withheld = Tax(id="W", rate=D("0.1"), withheld=True)
    summary = Tax(id="W", amount=D("-50.00"), expense_amount=D("-1.00"))
    one = bill(fee("1", "1.00", "500.00"), matter=Matter(tax_summaries=(summary,)), taxes=(withheld,))
    assert spreading.homeless(one) == ((0, withheld, D("-51.00")),)
    assert spreading.homeless(shared()) == ()


def test_a_person_comes_once_for_each_rate_and_becomes_one_again() -> None:
    keeper = replace(PARTNER, rate=None)
    rates = (("1", "500.00"), ("2", "500.00"), ("3", "450.00"))
    fees = [replace(fee(number, "1.00", rate), rate=D(rate), timekeeper=keeper) for number, rate in rates]
    before = bill(*fees, replace(expense("4", "5.00"), timekeeper=keeper), timekeepers=(keeper,))
    made, notes = people.with_rates(before)
    assert [each.rate for each in made.timekeepers] == [D("500.00"), D("450.00")]
    assert [line.timekeeper.rate for line in made.lines if line.timekeeper] == [D(500), D(500), D(450), D(500)]
    assert len(notes) == 1
    assert people.without_rates(made) == before


def test_a_rate_that_fees_do_not_have_stays_on_the_person() -> None:
    other = bill(replace(fee("1", "1.00", "400.00"), rate=D("400.00")))
    assert people.without_rates(other) == other


def test_an_unstated_amount_of_a_percentage_is_computed() -> None:
    unstated = tuple(replace(each, amount=None) if each.percent else each for each in SPLIT)
    made, notes = totals.with_amounts(shared(adjustments=unstated))
    assert [each.amount for each in made.matters[0].adjustments] == [each.amount for each in SPLIT]
    assert [note.what for note in notes] == [
        "matter C-2001: MISF of 0.6 comes to -560.00",
        "matter C-2001: MIDB of 0.1 comes to -84.00",
    ]


def test_computed_totals_are_those_worked_out_by_hand() -> None:
    whole = shared()
    bare = replace(whole.matters[0], totals=())
    stripped = replace(whole, matters=(bare,), tax=None, lines=tuple(replace(x, matter=bare) for x in whole.lines))
    made, notes = totals.state(stripped)
    assert {each.name: each.value for each in made.matters[0].totals} == {
        each.name: each.value for each in whole.matters[0].totals
    }
    assert made.tax == D("161.20")
    assert [note.what for note in notes] == [
        "matter C-2001: its totals are computed, 1000.00 is due for it",
        "the invoice's tax is computed: 161.20",
    ]
    assert totals.state(whole) == (whole, ())


def test_an_adjustment_of_an_entry_is_listed_and_unlisted() -> None:
    one = replace(fee("1", "2.00", "930.00"), adjustment=D("-70.00"), base=None)
    before = bill(one)
    made, notes = levels.of_entries(before)
    assert made.lines[0].base == D("1000.00")
    assert [(each.code, each.amount) for each in made.lines[0].adjustments] == [("FIA", D("-70.00"))]
    assert [note.what for note in notes] == ["adjustments of fee entries are listed as FIA, flat"]
    assert levels.unlisted(made) == before
    worded = replace(made.lines[0].adjustments[0], note="AGREED")
    kept = bill(replace(made.lines[0], adjustments=(worded,)))
    assert levels.unlisted(kept).lines[0].adjustments == (worded,)


AMOUNTS = st.integers(-500_000, 500_000).map(lambda cents: D(cents).scaleb(-2))
RATES = st.sampled_from((D("0"), D("0.05"), D("0.175"), D("0.2"), D("0.072516")))


@st.composite
def international(draw: st.DrawFn) -> Bill:
    """Draw a bill as 98BI states it: fees, expenses and adjustments, each with a tax of its own or none."""
    two = (Matter(firm_id="1", client_id="A"), Matter(firm_id="2", client_id="B"))
    lines = []
    for at in range(1, draw(st.integers(2, 6))):
        amount, kind = draw(AMOUNTS), draw(st.sampled_from(("F", "E", "IF", "IE")))
        line = adjusting(str(at), kind, str(amount), matter=draw(st.sampled_from(two)))
        if kind in ("F", "E"):
            line = replace(line, units=D(1), rate=amount, adjustment=None)
        rate = draw(st.none() | RATES)
        tax = D("0.00") if rate is None else money.half_up(amount * rate, 2)
        taxes = () if rate is None else (Tax(kind="VAT", rate=rate, amount=tax),)
        lines.append(replace(line, tax=tax, taxes=taxes, total=amount + tax))
    used = tuple(each for each in two if any(line.matter is each for line in lines))
    whole = money.total(line.total for line in lines if line.total is not None)
    return Bill(number="1", end=LAST, date=LAST, currency="EUR", matters=used, lines=tuple(lines), total=whole)


@settings(max_examples=200, deadline=None)
@given(international())
def test_no_total_moves_between_lines_and_matters(before: Bill) -> None:
    made, _said = definitions.to_matters(before)
    made, _said = levels.to_matters(made)
    assert stated_total(made) == before.total
    stated, _said = totals.state(made)
    dues = [each.value for matter in stated.matters for each in matter.totals if each.name == "matter_total_due"]
    assert money.total(dues) == before.total
    again, _said = spreading.to_lines(made)
    again, _said = spreading.taxes_to_lines(again)
    assert stated_total(again) == before.total
    key = [(line.kind, line.amount, line.tax) for line in sorted(again.lines, key=lambda each: each.description)]
    assert sorted((kind, amount) for kind, amount, _tax in key) == sorted((x.kind, x.amount) for x in before.lines)
