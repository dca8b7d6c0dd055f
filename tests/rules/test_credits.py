from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Reference, Unread

D = Decimal


def test_an_adjustment_takes_something_off_unless_it_is_marked(make: Any, judge: Any) -> None:
    added = {"amount": D("30"), "adjustment": D("30"), "total": D("30")}
    bill = make.bill(make.fee(), make.discount(**added), make.discount(row=6))
    assert judge("I220", bill, unless=()) == [(5, "line.total", "the adjustment adds 30")]
    marked = make.bill(make.discount(**added, description="Agreed Premium, closing"))
    assert judge("I220", marked, unless=("premium",)) == []
    assert judge("I220", marked, unless=("prem",)) != []
    assert judge("I220", make.bill(make.discount(**added, fixed=True)), unless=()) == []


@pytest.mark.parametrize(
    ("units", "taken"),
    [
        (None, {"blank", "one or blank"}),
        (D("0"), {"blank", "one or blank"}),
        (D("1"), {"one", "one or blank"}),
        (D("1.00"), {"one", "one or blank"}),
        (D("2"), set()),
        (D("-1"), set()),
    ],
)
def test_adjustments_have_the_units_that_the_client_takes(
    make: Any, judge: Any, units: Decimal | None, taken: set[str]
) -> None:
    bill = make.bill(make.fee(), make.discount(units=units))
    good = {each for each in ("one", "blank", "one or blank") if judge("I221", bill, units=each) == []}
    assert good == taken


def test_units_that_were_not_read_are_not_judged(make: Any, judge: Any) -> None:
    bill = make.bill(make.discount(units=None), unread=(Unread(5, "line.units"),))
    assert judge("I221", bill, units="one") == []


def test_an_adjustment_says_why(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description=""), make.discount(description=" "), make.discount(row=6))
    assert judge("I222", bill) == [(5, "line.description", "the adjustment of -54.95 has no narrative")]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Credit for the doubled entry", False),
        ("Credit, see invoice", False),
        ("Credit for invoice 2026-0388", True),
        ("Credit (Invoice No. A-17)", True),
        ("Credit: inv. #388", True),
        ("Credit for bill number 17", True),
        ("Credit of 17 hours", False),
        ("Accreditation of 3 May", True),
        ("Courtesy discount", True),
    ],
)
def test_a_credit_names_its_invoice(make: Any, judge: Any, text: str, good: bool) -> None:
    found = judge("I223", make.bill(make.fee(description=text), make.discount(description=text)), words=("credit",))
    assert found == ([] if good else [(5, "line.description", "the narrative says 'Credit' and names no invoice")])


def test_a_credit_note_names_the_invoice_that_it_corrects(make: Any, judge: Any) -> None:
    bare = make.bill(make.discount(), kind="credit note", total=D("-54.95"))
    assert judge("X206", bare) == [
        (5, "bill.description", "the credit note of -54.95 names no invoice that it corrects")
    ]
    assert judge("X206", make.bill(make.discount(), total=D("-54.95")))[0][2].startswith("the bill of -54.95")
    assert judge("X206", make.bill()) == judge("X206", make.bill(total=D("0"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"references": (Reference("credits", "2026-0388"),)},
        {"description": "Credit note to invoice 2026-0388"},
    ],
)
def test_the_invoice_may_be_named_in_the_field_or_in_words(make: Any, judge: Any, changes: dict[str, Any]) -> None:
    assert judge("X206", make.bill(make.discount(), kind="credit note", **changes)) == []
    named = make.discount(description="For invoice 2026-0388")
    assert judge("X206", make.bill(named, kind="credit note")) == []
