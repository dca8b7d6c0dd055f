from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ledes.bill import Timekeeper
from ledes.client import Client, MatterTerms

D = Decimal
FLAT = Timekeeper(id="FF", name="Flat, Fee", classification="FLTFEE")


def _client(billing_type: str = "", **stages: str) -> Client:
    fees = MappingProxyType({stage.replace("whole", ""): D(fee) for stage, fee in stages.items()})
    return Client(key="c", matters=(MatterTerms(firm_id="2001", flat_fees=fees, billing_type=billing_type),))


def _flat(make: Any, amount: str, **changes: Any) -> Any:
    return make.fee(**{"row": 3, "timekeeper": FLAT, "units": D(1), "rate": D(amount), "amount": D(amount), **changes})


def test_hours_beside_a_flat_fee_carry_no_money(make: Any, judge: Any, at_risk: Any) -> None:
    free = make.fee(row=4, adjustment=D("-700"), amount=D("0.00"))
    charged = make.fee(row=5)
    bill = make.bill(_flat(make, "5000"), free, charged, make.expense(row=6))
    assert judge("B207", bill, profile=_client(whole="5000")) == [
        (5, "line.total", "hours in matter 2001 come to 630 beside its flat fee")
    ]
    assert at_risk("B207", bill, profile=_client(whole="5000")) == [D("630")]
    assert judge("B207", make.bill(_flat(make, "5000"), free), profile=_client(whole="5000")) == []


def test_hours_may_be_taken_off_together(make: Any, judge: Any) -> None:
    bill = make.bill(_flat(make, "5000"), make.fee(row=4), make.discount(amount=D("-630")))
    assert judge("B207", bill, profile=_client(whole="5000")) == []


@pytest.mark.parametrize("type_", ["FF", "MPF"])
def test_a_matter_is_flat_by_its_billing_type_too(make: Any, judge: Any, type_: str) -> None:
    assert judge("B207", make.bill(make.fee()), profile=_client(type_)) != []
    assert judge("B207", make.bill(make.fee()), profile=_client("TM")) == []


@pytest.mark.parametrize(
    "changes", [{"timekeeper": FLAT}, {"fixed": True}, {"kind": "IF"}, {"amount": D("630"), "kind": "F"}]
)
def test_a_flat_fee_is_known_by_its_class_its_charge_its_kind_or_its_amount(
    make: Any, judge: Any, changes: dict[str, Any]
) -> None:
    bill = make.bill(make.fee(**changes))
    assert judge("B207", bill, profile=_client(L110="630")) == []
    assert judge("B208", bill, profile=_client(L110="630")) == []


def test_a_stage_is_not_billed_above_what_was_agreed(make: Any, judge: Any, at_risk: Any) -> None:
    bill = make.bill(_flat(make, "3000"), _flat(make, "2000.50", row=4))
    assert judge("B208", bill, profile=_client(L110="5000")) == [
        (3, "line.total", "the flat fee of stage L110 of matter 2001 is 5000.50, agreed is 5000")
    ]
    assert at_risk("B208", bill, profile=_client(L110="5000")) == [D("0.50")]
    assert judge("B208", bill, profile=_client(L110="5000.50")) == []


@pytest.mark.parametrize(
    ("line", "profile"),
    [
        ({"task": "L110"}, _client(L100="5000")),
        ({"task": "", "description": "Stage Discovery, second part"}, _client(discovery="5000")),
        ({"task": ""}, _client(whole="5000")),
    ],
)
def test_a_stage_is_a_task_a_phase_a_name_or_the_whole_matter(
    make: Any, judge: Any, line: dict[str, str], profile: Client
) -> None:
    assert judge("B208", make.bill(_flat(make, "5000", **line)), profile=profile) == []
    assert judge("B208", make.bill(_flat(make, "5001", **line)), profile=profile) != []


def test_a_flat_fee_for_no_agreed_stage_is_told(make: Any, judge: Any) -> None:
    assert judge("B208", make.bill(_flat(make, "400", task="L330")), profile=_client(L110="5000")) == [
        (3, "line.total", "a flat fee of 400 is for no stage agreed for matter 2001")
    ]


def test_a_contingent_fee_needs_a_deal(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(description="Success fee as to the settlement"), make.expense(description="Success fee"))
    assert judge("B209", bill, profile=_client("TM")) == [
        (3, "line.description", "the narrative speaks of a 'Success fee', no deal is listed")
    ]
    assert judge("B209", bill, profile=_client("CT")) == []


def test_a_matter_billed_as_contingent_needs_a_deal_and_is_told_once(make: Any, judge: Any) -> None:
    matter = replace(make.fee().matter, billing_type="CT")
    bill = make.bill(make.fee(matter=matter), make.fee(row=4, matter=matter))
    assert judge("B209", bill, profile=_client("TM")) == [
        (3, "matter.billing_type", "matter 2001 is billed as contingent (CT), no deal is listed")
    ]
    assert judge("B209", bill, profile=_client("CT")) == []
