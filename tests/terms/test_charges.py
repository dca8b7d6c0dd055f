"""Charges: who is billed at which rate, what was agreed, and what is at stake, line by line as the rules judge it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, MatterTerms, Rate
from ledes.earlier import BilledRate, History, Spent, Unbilled
from ledes.examination import plan
from ledes.terms import charges
from ledes.terms.charges import Charge, Leeway

D = Decimal
DAY = datetime.date(2026, 5, 4)
ONE, TWO = Matter(firm_id="M-1", client_id="C-1"), Matter(firm_id="M-2", client_id="C-2")
PARTNER = Timekeeper(id="T1", name="Quill, Ada", classification="PARTNR")
FLAT = Timekeeper(id="T1", classification="FLTFEE")


class Past(History):
    """Earlier bills in which T1 was billed at 300, and then at 320."""

    def spent(self, matter: str = "", **_: Any) -> Spent:
        return Spent(fees=D(1000), total=D(1000))

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        rates = (D("320"), D("300"), D("320")) if timekeeper == "T1" else ()
        return tuple(BilledRate(timekeeper, "M-1", rate, DAY, DAY) for rate in rates)


def fee(rate: str | None = "350", hours: str | None = "2", **changes: Any) -> Line:
    amount = D(rate) * D(hours) if rate and hours else D(700)
    stated: dict[str, Any] = {
        "kind": "F",
        "row": 3,
        "matter": ONE,
        "date": DAY,
        "units": D(hours) if hours else None,
        "rate": D(rate) if rate else None,
        "amount": amount,
        "timekeeper": PARTNER,
    }
    return Line(**{**stated, **changes})


def client(*table: Rate, **said: Any) -> Client:
    return Client(key="c", rates=table, **said)


def look(
    profile: Client, *lines: Line, history: History | None = None, leeway: Leeway | None = None, currency: str = ""
) -> tuple[Charge, ...]:
    matters = tuple(dict.fromkeys(line.matter for line in lines if line.matter))
    bill = Bill(number="1", currency=currency, matters=matters, lines=lines)
    return charges.charges(bill, profile, history or Unbilled(), leeway or Leeway())


def test_lines_of_one_person_at_one_rate_stand_together() -> None:
    profile = client(Rate(timekeeper="T1", rate=D("340")))
    (found,) = look(profile, fee(), fee(hours="0.5", row=4), fee("350.00", "1", row=5))
    assert (found.hours, found.lines, found.row, found.amount) == (D("3.5"), 3, 3, D("1225.00"))
    assert (found.difference, found.at_stake, found.marks) == (D(10), D("35.00"), (charges.ABOVE,))


def test_other_matters_rates_and_agreed_rates_stand_apart() -> None:
    later = datetime.date(2026, 7, 1)
    profile = client(Rate(timekeeper="T1", rate=D("340"), end=DAY), Rate(timekeeper="T1", rate=D("350"), start=later))
    found = look(profile, fee(), fee("360"), fee(date=later), fee(matter=TWO))
    assert [(each.matter, each.billed, each.at_stake) for each in found] == [
        ("M-1", D(350), D(20)),
        ("M-1", D(360), D(40)),
        ("M-1", D(350), D(0)),
        ("M-2", D(350), D(20)),
    ]


def test_the_lower_of_rate_and_ceiling_is_what_was_agreed() -> None:
    profile = client(Rate(timekeeper="T1", rate=D("340")), Rate(classification="PARTNR", rate=D("300")))
    (found,) = look(profile, fee())
    assert found.agreed is not None
    assert (found.agreed.rate, found.agreed.basis, found.at_stake) == (D(300), "classification", D(100))


def test_the_whole_amount_is_at_stake_of_who_is_not_approved_or_has_no_rate() -> None:
    listed = ApprovedTimekeeper(id="T9", rate=D(100))
    (stranger,) = look(client(timekeepers=(listed,)), fee())
    assert (stranger.marks, stranger.at_stake) == ((charges.UNLISTED,), D(700))
    (unrated,) = look(client(timekeepers=(listed, ApprovedTimekeeper(id="T1"))), fee())
    assert (unrated.marks, unrated.at_stake) == ((charges.UNRATED,), D(700))


def test_without_agreed_rates_nothing_is_at_stake() -> None:
    (found,) = look(client(), fee())
    assert (found.marks, found.at_stake, found.difference) == ((), D(0), None)


def test_flat_fees_are_no_hours_and_need_no_rate() -> None:
    (found,) = look(client(Rate(timekeeper="T9", rate=D(1))), fee("5000", "1", timekeeper=FLAT))
    assert (found.hours, found.marks) == (D(0), ())


def test_a_lower_rate_is_wrong_only_where_the_client_says_so() -> None:
    profile = client(Rate(timekeeper="T1", rate=D("400")))
    (found,) = look(profile, fee())
    assert (found.marks, found.difference, found.at_stake) == ((), D(-50), D(0))
    (told,) = look(profile, fee(), leeway=Leeway(lower_ok=False))
    assert (told.marks, told.at_stake) == ((charges.BELOW,), D(0))


def test_rates_in_another_currency_are_not_compared() -> None:
    profile = client(Rate(timekeeper="T1", rate=D("200"), currency="EUR"))
    (found,) = look(profile, fee(), currency="USD")
    assert (found.marks, found.difference, found.at_stake) == ((charges.OTHER_CURRENCY,), None, D(0))


@pytest.mark.parametrize(("rate", "marks"), [("320", ()), ("300.00", ()), ("350", (charges.NEW_RATE,)), ("0", ())])
def test_a_rate_is_new_that_was_never_billed_before(rate: str, marks: tuple[str, ...]) -> None:
    (found,) = look(client(), fee(rate), history=Past())
    assert found.marks == marks
    assert found.seen == ((D(320), D(300)) if D(rate) else ())


def test_somebody_may_be_new_to_a_client() -> None:
    (found,) = look(client(), fee(timekeeper=Timekeeper(id="T2")), history=Past())
    assert found.marks == (charges.NEW_PERSON,)


def test_before_the_first_bill_no_rate_is_new() -> None:
    (found,) = look(client(), fee())
    assert found.marks == ()


def test_fees_without_hours_or_of_nobody_have_nothing_to_compare() -> None:
    profile = client(Rate(timekeeper="T1", rate=D("300")))
    (found,) = look(profile, fee(hours=None))
    assert (found.marks, found.at_stake, found.hours) == ((charges.ABOVE,), D(0), D(0))
    lines = (fee(timekeeper=None), fee(kind="E"), fee(kind="IF"))
    assert look(profile, *lines) == ()
    assert charges.nameless(Bill(lines=lines)) == 1


PEOPLE = [
    Timekeeper(id=who, classification=kind) for who in ("T1", "T2", "") for kind in ("PARTNR", "ASSOC", "FLTFEE", "")
]
amounts = st.sampled_from([D("0"), D("99.995"), D("100"), D("150.5"), D("200")])
days = st.sampled_from([None, datetime.date(2026, 5, 1), DAY, datetime.date(2026, 6, 1)])
lines = st.builds(
    Line,
    row=st.integers(3, 60),
    kind=st.sampled_from(["F", "F", "F", "E"]),
    matter=st.sampled_from([ONE, TWO, None]),
    date=days,
    units=st.sampled_from([None, D("0.1"), D("1.25"), D("3")]),
    rate=st.none() | amounts,
    amount=st.none() | amounts,
    timekeeper=st.sampled_from([*PEOPLE, None]),
    fixed=st.booleans(),
)
spans = st.tuples(days, days)
agreed_rates = st.builds(
    lambda who, kind, matter, rate, span, currency: Rate(
        timekeeper=who, classification=kind, matter=matter, rate=rate, start=span[0], end=span[1], currency=currency
    ),
    st.sampled_from(["T1", "T2", ""]),
    st.sampled_from(["PARTNR", "ASSOC", ""]),
    st.sampled_from(["", "M-1", "C-2"]),
    amounts,
    spans,
    st.sampled_from(["", "USD", "EUR"]),
)
approved = st.builds(
    lambda who, rate, span, matters: ApprovedTimekeeper(id=who, rate=rate, start=span[0], end=span[1], matters=matters),
    st.sampled_from(["T1", "T2", "T3"]),
    st.none() | amounts,
    spans,
    st.sampled_from([(), ("M-1",)]),
)
profiles = st.builds(
    lambda rates, people, blended: Client(
        key="c",
        rates=tuple(rates),
        timekeepers=tuple(people),
        matters=(MatterTerms(firm_id="M-1", blended_rate=blended),),
    ),
    st.lists(agreed_rates, max_size=5),
    st.lists(approved, max_size=3),
    st.none() | amounts,
)


def told(code: str, bill: Bill, profile: Client, **options: Any) -> list[tuple[int, Decimal]]:
    """Give the rows and amounts at risk of one rule, where it is asked for the profile."""
    rule = next((each.rule for each in plan(profile, ("client",)).asked if each.rule.code == code), None)
    if rule is None:
        return []
    return [(where.row, where.at_risk or D(0)) for where, _ in rule.function(bill, profile=profile, **options)]


def at_risk(bill: Bill, profile: Client, leeway: Leeway) -> Decimal:
    """Add up what the rules of rates put at risk, the whole amount of a line once."""
    whole = dict([*told("P010", bill, profile), *told("P205", bill, profile)])
    above = told("P011", bill, profile, tolerance=leeway.personal, lower_ok=leeway.lower_ok)
    above += told("P210", bill, profile, tolerance=leeway.ceiling)
    return sum((amount for row, amount in above if row not in whole), D(0)) + sum(whole.values(), D(0))


def numbered(found: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(dataclasses.replace(line, row=row) for row, line in enumerate(found, 3))


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(lines, max_size=6).map(numbered),
    profile=profiles,
    leeway=st.builds(Leeway, personal=amounts, ceiling=amounts, lower_ok=st.booleans()),
    currency=st.sampled_from(["", "USD", "JPY"]),
)
def test_what_is_at_stake_is_what_the_rules_put_at_risk(
    lines: tuple[Line, ...], profile: Client, leeway: Leeway, currency: str
) -> None:
    bill = Bill(number="1", currency=currency, matters=(ONE, TWO), lines=lines)
    found = charges.charges(bill, profile, Unbilled(), leeway)
    assert sum(each.at_stake for each in found) == at_risk(bill, profile, leeway)
    marked = any(charges.DISPUTED.intersection(each.marks) for each in found)
    above = told("P011", bill, profile, tolerance=leeway.personal, lower_ok=leeway.lower_ok)
    above += told("P210", bill, profile, tolerance=leeway.ceiling)
    assert marked == bool(above or any(told(code, bill, profile) for code in ("P010", "P205")))
