"""Values of options that would have caught a cut: found by asking the rule, on bills of a few lines."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ledes.bill import FEE, Bill, Line, Matter, Timekeeper
from ledes.client import Client
from ledes.formats import named
from ledes.ledger.records import Delivery, Submission
from ledes.ledger.standing import Standing
from ledes.rejections import reasons
from ledes.reports.rulegaps.switching import switched_on, value
from ledes.reports.rulegaps.trials import Case, candidates
from ledes.reports.rulegaps.values import worked_out
from ledes.reports.setbacks import CUT, Complaint, Setback

ANN = Timekeeper(id="T1", name="Doe, Ann", classification="PT")


def line(number: int, **more: Any) -> Line:
    given: dict[str, Any] = {
        "number": str(number),
        "row": number + 2,
        "kind": FEE,
        "date": datetime.date(2026, 10, number),
        "units": Decimal("1.0"),
        "rate": Decimal(280),
        "amount": Decimal(280),
        "timekeeper": ANN,
        "task": "L110",
        "activity": "A101",
        "description": "Review the pleadings",
        **more,
    }
    return Line(**given)


def case(reason: str, named_lines: Iterable[int], *lines: Line, **bill: Any) -> Case:
    """A bill of which a client objected to some lines, for a reason."""
    numbers = {str(each) for each in named_lines}
    delivery = Delivery(
        id=1,
        reference="r",
        vendor="v",
        account="a",
        environment="production",
        client="c",
        file_name="b.txt",
        format="1998b",
        payload="",
    )
    submission = Submission(
        id=1,
        delivery=delivery,
        invoice="1",
        kind="invoice",
        digest="",
        whole=0,
        currency="USD",
        replaces=None,
        created="2026-11-02T09:00:00Z",
        standing=Standing(),
    )
    complaint = Complaint(words="no", reason=reasons()[reason], lines=frozenset(numbers), amount=Decimal(1))
    setback = Setback(
        submission=submission, kind=CUT, day=datetime.date(2026, 11, 3), amount=Decimal(1), complaints=(complaint,)
    )
    rows = frozenset(each.row for each in lines if each.number in numbers)
    return Case(
        setback=setback,
        bill=Bill(number="1", lines=lines, matters=(Matter(client_id="M"),), currency="USD", **bill),
        form=named("1998b"),
        client=Client(key="c"),
        history=None,
        sent=datetime.date(2026, 11, 2),
        rows=MappingProxyType({complaint: rows}),
    )


def found(code: str, *cases: Case) -> dict[str, Any] | None:
    (candidate,) = [each for each in candidates(Client(key="c")) if each.rule.code == code]
    return worked_out(candidate, cases)


def test_a_most_is_just_below_what_was_cut() -> None:
    lines = (line(1, units=Decimal("9.5")), line(2, units=Decimal("8.0")))
    assert found("E207", case("DAILY_HOURS", [1], *lines)) == {"most": Decimal("9.49")}


def test_several_cuts_take_the_strictest_of_their_values() -> None:
    cases = [case("DAILY_HOURS", [1], line(1, units=Decimal(hours))) for hours in ("9.5", "7.2", "12")]
    assert found("E207", *cases) == {"most": Decimal("7.19")}


def test_a_least_grows_with_what_was_cut() -> None:
    short = line(1, description="Review"), line(2, description="Review the pleadings of the other side")
    assert found("N201", case("FIELD_REQUIRED", [1], *short)) == {"words": 2}


def test_days_are_one_less_than_the_age_of_the_line() -> None:
    old = line(1, date=datetime.date(2026, 8, 1)), line(2)
    assert found("D211", case("LINE_TOO_OLD", [1], *old, date=datetime.date(2026, 11, 1))) == {"days": 91}


@pytest.mark.parametrize("hours", ["9.5", "9.6"])
def test_nothing_is_worked_out_where_a_line_that_was_left_alone_is_as_long(hours: str) -> None:
    lines = (line(1, units=Decimal("9.5")), line(2, units=Decimal(hours)))
    assert found("E207", case("DAILY_HOURS", [1], *lines)) is None


def test_two_numbers_are_loosened_in_turn_and_still_catch() -> None:
    text = "Review the lease of the mill; draft letter to the bailiff; telephone call with J. Orme about the hearing"
    lines = (line(1, units=Decimal("3.2"), description=text), line(2, units=Decimal("6.0")))
    values = found("E250", case("BLOCK_BILLING", [1], *lines))
    assert values == {"min_hours": Decimal("3.19"), "max_tasks": 2}


def test_yes_or_no_is_tried() -> None:
    matter = case(
        "INTERNAL_CONFERENCE", [1], line(1, description="Conference with A. Pell about strategy", activity="A105")
    )
    assert found("N209", matter) in ({"policy": "none"}, {"policy": "one"})
    clerical = case("CLERICAL", [1], line(1, description="Prepare invoice for the client"))
    assert found("N207", clerical) == {"allowed": False}


def test_a_reason_that_may_mean_anything_gives_no_value() -> None:
    assert found("P214", case("AUDIT_RULE", [1], line(1))) is None


def test_a_rule_about_something_else_gives_no_value() -> None:
    assert found("E207", case("RATE_OVER_APPROVED", [1], line(1, units=Decimal("9.5")))) is None


def test_days_of_a_whole_bill_are_counted_from_the_day_on_which_it_was_sent() -> None:
    late = case("INVOICE_TOO_OLD", [], line(1), line(2), date=datetime.date(2026, 8, 4), end=datetime.date(2026, 7, 31))
    assert found("D210", late) == {"days": 93}


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (Decimal("9.40"), "9.4"),
        (Decimal("1E+2"), "100"),
        (12, "12"),
        (True, "true"),
        ('say "no"', '"say \\"no\\""'),
        (("saturday", "sunday"), '["saturday", "sunday"]'),
        (frozenset({"b", "a"}), '["a", "b"]'),
        ({"mile": Decimal("0.70")}, '{ "mile" = 0.7 }'),
        (datetime.date(2026, 1, 31), '"2026-01-31"'),
    ],
)
def test_values_are_written_as_toml_reads_them(given: object, written: str) -> None:
    assert value(given) == written


def test_a_rule_without_options_is_one_word() -> None:
    rule = next(each.rule for each in candidates(Client(key="c")) if each.rule.code == "D003")
    assert switched_on(rule, {}) == 'line-outside-period = "reject"'
    assert switched_on(rule, {}, cuts_only=True) == 'line-outside-period = "reduce"'
