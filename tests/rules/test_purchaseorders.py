from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ledes.client import Client, MatterTerms

ORDER = "4500012345"
PROFILE = Client(key="c", matters=(MatterTerms(firm_id="2001", purchase_order=ORDER),))
NOTHING = Client(key="c")
FORM = re.compile("45[0-9]{8}")


def _with(make: Any, order: str, **changes: Any) -> Any:
    return make.bill(matters=(replace(make.fee().matter, purchase_order=order),), **changes)


def test_a_purchase_order_is_looked_for_in_its_field(make: Any, judge: Any) -> None:
    assert judge("I211", _with(make, ORDER), profile=NOTHING, where="field") == []
    assert judge("I211", _with(make, " "), profile=NOTHING, where="field") == [
        (3, "matter.purchase_order", "the bill states no purchase order")
    ]


def test_a_purchase_order_may_stand_in_the_description(make: Any, judge: Any) -> None:
    there = make.bill(description=f"Services, PO {ORDER}")
    assert judge("I211", there, profile=PROFILE, where="invoice description") == []
    assert judge("I211", make.bill(), profile=PROFILE, where="invoice description") == [
        (3, "bill.description", f"the purchase order '{ORDER}' does not stand in the invoice description")
    ]


def test_a_purchase_order_that_nobody_knows_is_looked_for_by_its_form(make: Any, judge: Any) -> None:
    asked = {"profile": NOTHING, "where": "invoice description", "pattern": FORM}
    assert judge("I211", make.bill(description=f"Services, PO {ORDER}"), **asked) == []
    assert judge("I211", make.bill(description="Services, PO 17"), **asked) == [
        (3, "bill.description", "no purchase order of the form 45[0-9]{8} stands in the invoice description")
    ]


def test_another_purchase_order_than_the_matters_is_told(make: Any, judge: Any) -> None:
    assert judge("I212", _with(make, ORDER), profile=PROFILE) == []
    assert judge("I212", _with(make, ""), profile=PROFILE) == []
    assert judge("I212", _with(make, "4500012354"), profile=PROFILE) == [
        (
            3,
            "matter.purchase_order",
            "the purchase order of the matter '2001' is '4500012345', the bill says '4500012354'",
        )
    ]


def test_a_purchase_order_has_the_clients_form(make: Any, judge: Any) -> None:
    assert judge("I213", _with(make, ORDER), pattern=FORM) == judge("I213", _with(make, ""), pattern=FORM) == []
    assert judge("I213", _with(make, ORDER + "6"), pattern=FORM) == [
        (
            3,
            "matter.purchase_order",
            "the purchase order '45000123456' does not have the client's form 45[0-9]{8}",
        )
    ]
