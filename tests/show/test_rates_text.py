"""Tables of rates and budgets keep to the width of a terminal by leaving out what is needed least."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import click
import pytest

from ledes.bill import Matter, Timekeeper
from ledes.client import Discount, MatterTerms
from ledes.earlier import Spent
from ledes.show import budget, rates
from ledes.terms import charges
from ledes.terms.budgets import Position
from ledes.terms.charges import Charge
from ledes.terms.rates import Agreed
from ledes.terms.review import Review
from ledes.terms.standing import Standing

D = Decimal
CHARGE = Charge(
    matter="M-1",
    person=Timekeeper(id="T1", name="Quillon-Featherstonehaugh, Rosalind", classification="PARTNR"),
    row=3,
    lines=1,
    billed=D("350"),
    personal=Agreed(D("340"), "timekeeper", None, "USD"),
    ceiling=None,
    hours=D("2.5"),
    amount=D("875"),
    at_stake=D("25"),
    marks=(charges.ABOVE,),
)


def review(*found: Charge, currency: str = "USD", net: tuple[Discount, ...] = ()) -> Review:
    return Review(
        bill="1001",
        client="merrow",
        currency=currency,
        matters=(Matter(firm_id="M-1", name="Mill race"),),
        charges=found,
        nameless=0,
        first=False,
        rated=True,
        grants=(),
        net=net,
    )


def table(width: int | None) -> list[str]:
    lines = [click.unstyle(line) for line in rates.text("bill.txt", review(CHARGE), width)]
    return lines[2:5]


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (None, ["timekeeper", "name", "class", "hours"]),
        (110, ["timekeeper", "name", "class", "hours"]),
        (100, ["timekeeper", "name", "hours", "billed"]),
        (72, ["timekeeper", "hours", "billed", "approved"]),
        (20, ["timekeeper", "hours", "billed", "approved"]),
    ],
)
def test_a_table_of_rates_leaves_out_class_and_name_where_they_do_not_fit(
    width: int | None, columns: list[str]
) -> None:
    lines = table(width)
    assert lines[0].split()[:4] == columns
    assert all("25.00" in line for line in lines[1:])
    if width and width > 20:
        assert max(map(len, lines)) <= width


def test_a_marked_row_has_a_mark_and_a_colour_of_its_own() -> None:
    plain, marked, total = list(rates.text("bill.txt", review(CHARGE)))[2:5]
    assert marked == f"  {click.style(click.unstyle(marked)[2:], fg='red')}"
    assert click.unstyle(marked).split()[0] == "!"
    assert (plain, total) == (click.unstyle(plain), click.unstyle(total))


def test_amounts_have_the_decimals_of_their_currency() -> None:
    (*_, verdict) = rates.text("bill.txt", review(CHARGE, currency="JPY"))
    assert verdict == "bill.txt: invoice 1001: at stake 25 JPY (rates 25, discounts 0)"
    assert rates.total([("a", review(CHARGE, currency=""))]) == "1 bill: at stake 25.00 (no currency)"
    assert rates.total([("a", review())]) == "1 bill: at stake nothing"


def test_a_rate_in_another_currency_is_named_with_it() -> None:
    said: dict[str, Any] = {
        "marks": (charges.OTHER_CURRENCY,),
        "personal": Agreed(D("340"), "timekeeper", None, "EUR"),
        "ceiling": Agreed(D("300"), "classification", None, "USD"),
    }
    lines = [click.unstyle(line) for line in rates.text("bill.txt", review(replace(CHARGE, **said)))]
    assert "  warning: timekeeper 'T1' has an approved rate in EUR, which is not compared with USD (row 3)" in lines


def test_discounts_that_stand_in_the_rates_are_named() -> None:
    found = list(rates.text("bill.txt", review(net=(Discount(percent=D(10), form="rate"),))))
    assert "  a discount of 10 percent stands in the rates, which no bill shows" in found


def test_a_difference_without_money_is_no_agreement() -> None:
    below = replace(CHARGE, at_stake=D(0))
    assert rates.verdict(review(below)) == "differs from what was agreed, without money at stake"
    assert rates.verdict(review()) == "as agreed"


@pytest.mark.parametrize(
    ("width", "left"), [(None, ["matter", "name", "of"]), (90, ["matter", "of", "agreed"]), (30, ["matter", "of"])]
)
def test_a_table_of_budgets_leaves_out_the_name_where_it_does_not_fit(width: int | None, left: list[str]) -> None:
    terms = MatterTerms(firm_id="M-1", name="The claim of the mill against the weir, in equity", budget=D(100))
    place = Position(terms=terms, before=Spent(D(90), D(0), D(90)), accrual=D(20))
    found = Standing(client="merrow", currency="USD", position=place, phases=(), steps=())
    lines = [click.unstyle(line) for line in budget.text([found], width)]
    assert lines[1].split()[: len(left)] == left
    assert lines[-1] == "  error: matter M-1 is 10.00 above its budget"
