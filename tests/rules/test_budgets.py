from __future__ import annotations

import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ledes.bill import Matter
from ledes.client import Client, MatterTerms
from ledes.earlier import History, Others, Spent

D = Decimal
NONE = Spent()


class Before(History):
    """Earlier bills that hold this much of a matter, and of its phases."""

    def __init__(self, spent: Spent = NONE, **phases: str) -> None:
        self.held = {"": spent} | {phase: Spent(fees=D(fees)) for phase, fees in phases.items()}

    def spent(self, matter: str = "", *, phase: str = "", **_days: datetime.date | None) -> Spent:
        return self.held.get(phase, NONE) if matter == "2001" else NONE


class Ahead(Others):
    """Bills of this run that come before, with this much of a matter; those behind hold more."""

    def __init__(self, spent: Spent = NONE) -> None:
        self.first = spent

    def ahead(self, matter: str = "", *, since: datetime.date | None = None) -> Spent:
        return self.first if matter == "2001" else NONE

    def spent(self, matter: str = "", *, phase: str = "", **_days: datetime.date | None) -> Spent:
        return self.first if phase else Spent(fees=D(10**6))


def _client(**terms: Any) -> Client:
    return Client(key="c", matters=(MatterTerms(firm_id="2001", **terms),))


def _around(profile: Client, before: Spent = NONE, ahead: Spent = NONE) -> dict[str, Any]:
    return {"profile": profile, "history": Before(before), "others": Ahead(ahead)}


def test_a_matter_needs_a_budget_where_the_client_requires_one(make: Any, judge: Any) -> None:
    none, listed = Client(key="c", matters=(MatterTerms(firm_id="9"),)), _client(budget=D(1000))
    said = [(3, "matter.firm_id", "no budget is approved for matter 2001")]
    assert judge("B200", make.bill(), profile=none, required=True) == said
    assert judge("B200", make.bill(), profile=_client(), required=True) == said
    assert judge("B200", make.bill(), profile=none, required=False) == []
    assert judge("B200", make.bill(), profile=listed, required=True) == []


def test_a_budget_must_be_approved_before_the_invoice(make: Any, judge: Any) -> None:
    late = _client(budget=D(1000), budget_approved=datetime.date(2026, 6, 3))
    assert judge("B200", make.bill(), profile=late, required=True) == [
        (3, "matter.firm_id", "the budget of matter 2001 is approved on 2026-06-03, after the invoice date")
    ]
    same = _client(budget=D(1000), budget_approved=datetime.date(2026, 6, 2))
    assert judge("B200", make.bill(), profile=same, required=True) == []


def test_earlier_bills_and_this_one_stay_within_the_budget(make: Any, judge: Any, at_risk: Any) -> None:
    before = Spent(fees=D("350"), expenses=D("50.00"), total=D("480"))
    exact, short = _client(budget=D("1000.00")), _client(budget=D("999.99"))
    assert judge("B201", make.bill(), **_around(exact, before)) == []
    assert judge("B201", make.bill(), **_around(short, before)) == [
        (
            3,
            "bill.total",
            "matter 2001 comes to 1000.00 of a budget of 999.99 (100.0 percent): 400.00 before, 600.00 in this bill",
        )
    ]
    assert at_risk("B201", make.bill(), **_around(short, before)) == [D("0.01")]
    assert at_risk("B201", make.bill(), **_around(_client(budget=D("100")), before)) == [D("600.00")]


def test_a_budget_of_fees_alone_leaves_expenses_out(make: Any, judge: Any) -> None:
    fees = _client(budget=D("630"), budget_on="fees")
    bill = make.bill(make.fee(), make.expense())
    assert judge("B201", bill, **_around(fees, Spent(expenses=D(500)))) == []
    assert judge("B201", bill, **_around(fees, Spent(fees=D("0.01")))) != []


def test_a_tolerance_lies_on_top_of_the_budget(make: Any, judge: Any) -> None:
    profile = _client(budget=D("600"))
    assert judge("B201", make.bill(), **_around(profile, Spent(fees=D("60"))), tolerance_percent=D(10)) == []
    assert judge("B201", make.bill(), **_around(profile, Spent(fees=D("61"))), tolerance_percent=D(10)) != []


def test_of_the_run_only_bills_ahead_of_this_one_count(make: Any, judge: Any) -> None:
    profile = _client(budget=D("1000"))
    assert judge("B201", make.bill(), **_around(profile, ahead=Spent(fees=D("400")))) == []
    assert judge("B201", make.bill(), **_around(profile, ahead=Spent(fees=D("400.01")))) != []


def test_a_credit_puts_nothing_at_risk(make: Any, at_risk: Any) -> None:
    credit = make.bill(make.discount(), total=D("-54.95"))
    assert at_risk("B201", credit, **_around(_client(budget=D("100")), Spent(fees=D("500")))) == [None]


@pytest.mark.parametrize(
    ("before", "crossed"), [("100", None), ("199", None), ("200", "80"), ("300", "90"), ("350", "90"), ("390", "90")]
)
def test_a_step_of_the_budget_is_told_by_the_bill_that_crosses_it(
    make: Any, judge: Any, before: str, crossed: str | None
) -> None:
    terms = (MatterTerms(firm_id="2001", budget=D("1000")),)
    profile = Client(key="c", matters=terms, budget_steps=(D(90), D(80)))
    found = judge("B202", make.bill(), **_around(profile, Spent(fees=D(before))))
    assert [said.rpartition("; ")[2] for _, _, said in found] == ([f"it crosses {crossed} percent"] if crossed else [])


def test_a_later_bill_does_not_cross_a_step_again(make: Any, judge: Any) -> None:
    profile = Client(key="c", matters=(MatterTerms(firm_id="2001", budget=D("1000")),), budget_steps=(D(20), D(30)))
    assert judge("B202", make.bill(), **_around(profile, Spent(fees=D("300")))) == []


def test_the_fees_of_a_phase_and_of_a_task_have_budgets_of_their_own(make: Any, judge: Any, at_risk: Any) -> None:
    profile = _client(phases=MappingProxyType({"L100": D("700"), "L110": D("630"), "L120": D("1")}))
    bill = make.bill(make.fee(), make.fee(row=4, task="L190", amount=D("60")), make.expense())
    history = Before(L100="20", L110="0")
    assert judge("B203", bill, profile=profile, history=history, others=Ahead()) == [
        (
            3,
            "line.task",
            "the fees of L100 in matter 2001 come to 710 of a budget of 700: 20 in other bills, 690 in this one",
        )
    ]
    assert at_risk("B203", bill, profile=profile, history=history, others=Ahead()) == [D("10")]


def test_a_phase_that_this_bill_does_not_touch_is_not_told_again(make: Any, judge: Any) -> None:
    profile = _client(phases=MappingProxyType({"L200": D("1")}))
    assert judge("B203", make.bill(), profile=profile, history=Before(L200="99"), others=Ahead()) == []


@pytest.mark.parametrize(("code", "due"), [("B204", "notice is due"), ("B205", "approval is needed")])
def test_an_overrun_is_told_from_its_percentage_on(make: Any, judge: Any, code: str, due: str) -> None:
    profile = _client(budget=D("600"))
    assert judge(code, make.bill(), **_around(profile, Spent(fees=D("60"))), percent=D(10)) == []
    assert judge(code, make.bill(), **_around(profile, Spent(fees=D("66"))), percent=D(10)) == [
        (
            3,
            "bill.total",
            "matter 2001 comes to 666.00 of a budget of 600 (111.0 percent): 66 before, 600.00 in this bill: " + due,
        )
    ]


def test_fees_above_the_cap_are_told_and_no_more_than_those_of_this_bill(make: Any, judge: Any, at_risk: Any) -> None:
    bill = make.bill(make.fee(), make.expense())
    near, past = Spent(fees=D("400"), expenses=D("999")), Spent(fees=D("5000"))
    profile = _client(fee_cap=D("1000"))
    assert judge("B206", bill, **_around(profile, near)) == [
        (3, "bill.total", "the fees of matter 2001 come to 1030, the cap is 1000: 30 of this bill lie above it")
    ]
    assert at_risk("B206", bill, **_around(profile, past)) == [D("630")]
    assert judge("B206", bill, **_around(profile, Spent(fees=D("370")))) == []
    assert judge("B206", make.bill(make.expense()), **_around(profile, past)) == []


def test_what_was_billed_before_the_ledger_began_counts(make: Any, judge: Any) -> None:
    profile = _client(budget=D("1000"), fees_before=D("300"), expenses_before=D("101"))
    assert judge("B201", make.bill(), **_around(profile)) != []


def test_a_matter_without_terms_has_no_limits(make: Any, judge: Any) -> None:
    around = _around(Client(key="c", matters=(MatterTerms(firm_id="9", budget=D(1), fee_cap=D(1)),)))
    for code in ("B201", "B203", "B206"):
        assert judge(code, make.bill(), **around) == []


def test_positions_are_worked_out_anew_for_another_bill_of_the_same_matter(make: Any, judge: Any) -> None:
    around = _around(_client(budget=D("700")))
    assert judge("B201", make.bill(), **around) == []
    assert judge("B201", make.bill(make.fee(amount=D("701"))), **around) != []


def test_positions_are_worked_out_anew_for_other_terms_and_other_bills_before(make: Any, judge: Any) -> None:
    bill, tight, wide = make.bill(), _client(budget=D("599")), _client(budget=D("5000"))
    history, others = Before(), Ahead()
    told = [bool(judge("B201", bill, profile=each, history=history, others=others)) for each in (tight, wide, tight)]
    assert told == [True, False, True]
    assert judge("B201", bill, profile=wide, history=Before(Spent(fees=D(9000))), others=others) != []
    assert judge("B201", bill, profile=wide, history=history, others=Ahead(Spent(fees=D(9000)))) != []
    assert judge("B201", bill, profile=wide, history=history, others=others) == []


def test_each_matter_is_told_at_its_own_first_line(make: Any, judge: Any) -> None:
    second = Matter(firm_id="2002")
    terms = (MatterTerms(firm_id="2001", budget=D("5000")), MatterTerms(firm_id="2002", budget=D("600")))
    bill = make.bill(
        make.fee(),
        make.fee(row=8, matter=second),
        make.fee(row=9, matter=second),
        matters=(make.fee().matter, second),
    )
    found = judge("B201", bill, **_around(Client(key="c", matters=terms)))
    assert [(row, said.partition(" of ")[0]) for row, _, said in found] == [(8, "matter 2002 comes to 1260")]


def test_only_fees_of_the_matter_under_a_code_count_against_its_phase(make: Any, judge: Any) -> None:
    profile = _client(phases=MappingProxyType({"L100": D("629"), "": D("1")}))
    bill = make.bill(
        make.fee(row=3, task=""),
        make.fee(row=4, amount=None),
        make.expense(row=5, task="L110", amount=D("9999")),
        make.fee(row=6, matter=Matter(firm_id="2002")),
        make.fee(row=7),
    )
    found = judge("B203", bill, profile=profile, history=Before(), others=Ahead())
    assert [(row, said.partition(" of a ")[0]) for row, _, said in found] == [
        (7, "the fees of L100 in matter 2001 come to 630")
    ]


def test_work_without_charge_overruns_no_phase(make: Any, judge: Any) -> None:
    profile = _client(phases=MappingProxyType({"L110": D("1")}))
    bill = make.bill(make.fee(amount=D("0.00")))
    assert judge("B203", bill, profile=profile, history=Before(L110="99"), others=Ahead()) == []
