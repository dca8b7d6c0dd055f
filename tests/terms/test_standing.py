"""Standing: what counts against a matter with bills that are not sent yet, as the rules of budgets judge it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ledes.bill import Bill, Line, Matter
from ledes.client import Client, MatterTerms
from ledes.earlier import History, Others, Spent
from ledes.rules import rules
from ledes.terms import standing
from ledes.terms.standing import Standing, Step

D = Decimal
MATTER = Matter(firm_id="M-1", client_id="C-1")


class Past(History):
    """Earlier bills: 600 of fees and 100 of expenses under the firm's number, 50 of fees under the client's."""

    def __init__(self) -> None:
        self.without: frozenset[str] = frozenset()

    def apart(self, numbers: frozenset[str]) -> Past:
        self.without = numbers
        return self

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        if phase:
            return Spent(fees=D(400)) if (matter, phase) == ("M-1", "L100") else Spent()
        held = {"M-1": Spent(D(600), D(100), D(700)), "C-1": Spent(D(50), D(0), D(50))}
        return held.get(matter, Spent())


class Alone(Others):
    """A run of one bill."""


def bill(number: str = "7", matter: Matter = MATTER) -> Bill:
    lines = (
        Line(kind="F", row=3, matter=matter, amount=D(200), task="L110"),
        Line(kind="E", row=4, matter=matter, amount=D(30)),
        Line(kind="IF", row=5, matter=matter, amount=D(-20)),
    )
    return Bill(number=number, matters=(matter,), lines=lines)


def client(*steps: str, **terms: Any) -> Client:
    matters = (MatterTerms(firm_id="M-1", client_id="C-1", **terms),)
    return Client(key="c", currency="USD", matters=matters, budget_steps=tuple(map(D, steps)))


def stand(profile: Client, *bills: Bill, accrual: str = "0") -> Standing:
    steps = [Step(each, "told") for each in profile.budget_steps]
    new = map(standing.pending, bills)
    return standing.standing(profile, profile.matters[0], Past(), bills=new, accrual=D(accrual), steps=steps)


def amounts(found: Standing) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (each.kind, each.code, str(each.before), str(each.this), str(each.total), str(each.left))
        for each in found.agreed()
    ]


def test_each_limit_counts_what_it_is_for() -> None:
    profile = client(budget=D(1000), fee_cap=D(800), phases=MappingProxyType({"L100": D(650)}))
    assert amounts(stand(profile, bill(), accrual="15")) == [
        ("budget", "", "750", "210", "975", "25"),
        ("cap", "", "650", "180", "845", "-45"),
        ("phase", "L100", "400", "200", "600", "50"),
    ]


def test_a_budget_of_fees_leaves_expenses_out() -> None:
    (budget,) = amounts(stand(client(budget=D(1000), budget_on="fees"), bill()))
    assert budget == ("budget", "", "650", "180", "830", "170")


def test_without_a_limit_what_was_billed_is_told() -> None:
    assert amounts(stand(client(), bill())) == [("billed", "", "750", "210", "960", "None")]


def test_several_bills_are_added_and_were_never_sent() -> None:
    found = stand(client(budget=D(1000)), bill("7"), bill("8"))
    assert amounts(found) == [("budget", "", "750", "420", "1170", "-170")]
    assert found.bills == ("7", "8")


def test_bills_of_other_matters_do_not_count() -> None:
    found = stand(client(budget=D(1000)), bill(matter=Matter(firm_id="M-2")))
    assert (amounts(found), found.bills) == ([("budget", "", "750", "0", "750", "250")], ())


def test_a_bill_that_names_the_clients_number_only_counts_too() -> None:
    found = stand(client(budget=D(1000)), bill(matter=Matter(client_id="C-1")))
    assert amounts(found) == [("budget", "", "750", "210", "960", "40")]


def test_what_was_sent_under_the_bills_own_number_is_left_out() -> None:
    past, profile = Past(), client(budget=D(1000))
    standing.standing(profile, profile.matters[0], past, bills=[standing.pending(bill())])
    assert past.without == {"7"}


def test_steps_are_reached_and_crossed() -> None:
    found = stand(client("70", "80", "90", "100", budget=D(1000)), bill())
    assert [str(each.percent) for each in found.reached()] == ["70", "80", "90"]
    assert [str(each.percent) for each in found.crossed()] == ["80", "90"]


@pytest.mark.parametrize("limit", ["750", "959.99", "960", "1000", "5000"])
def test_the_rules_of_budgets_and_caps_find_the_same(limit: str) -> None:
    profile = client("80", "90", budget=D(limit), fee_cap=D(limit), phases=MappingProxyType({"L100": D(limit)}))
    found = stand(profile, bill())
    known = {each.code: each.function for each in rules()}

    def at_risk(code: str) -> list[Decimal | None]:
        told = known[code](bill(), profile=profile, history=Past(), others=Alone())
        return [where.at_risk for where, _ in told]

    budget, cap, phase = found.agreed()
    for code, each in (("B201", budget), ("B206", cap), ("B203", phase)):
        assert each.left is not None
        over = min(-each.left, each.this)
        assert at_risk(code) == ([over] if over > 0 else []), code
    assert len(at_risk("B202")) == bool(found.crossed())
