from __future__ import annotations

import datetime
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from practice import content

from ledes import rejections
from ledes.bill import Bill, Line
from ledes.client import ApprovedTimekeeper
from ledes.formats import Reading, named
from ledes.gateway import LineAdjustment
from ledes.sandbox.settings import KnownMatter, Settings
from ledes.sandbox.verdict import Verdict, judge, reduced
from ledes.sandbox.wording import NOBODY, Blame, say

FORM = named("1998b")
TODAY = datetime.date(2026, 11, 22)


def read(made: bytes) -> Bill:
    (bill,) = (each for each in FORM.read(io.BytesIO(made), "bill.txt", Reading()) if isinstance(each, Bill))
    return bill


def decide(settings: Settings, bill: Bill | None = None, today: datetime.date = TODAY) -> Verdict:
    return judge(bill or read(content()), (), FORM, settings, today)


def reasons(verdict: Verdict) -> list[str]:
    return [cause.reason for cause in verdict.causes]


def known(rate: str, **dates: datetime.date) -> ApprovedTimekeeper:
    return ApprovedTimekeeper(id="TK1", rate=Decimal(rate), classification="PT", **dates)


def test_a_portal_that_knows_nothing_approves_what_is_right() -> None:
    verdict = decide(Settings())
    assert (verdict.words, verdict.amount, verdict.causes) == ("Approved", Decimal("450.00"), ())


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (Settings(matters=(KnownMatter(id="M-1"),)), "MATTER_UNKNOWN"),
        (Settings(matters=(KnownMatter(id="M-9", closed=datetime.date(2026, 11, 1)),), grace_days=20), "MATTER_CLOSED"),
        (Settings(max_age_days=21), "INVOICE_TOO_OLD"),
        (Settings(timekeepers=(ApprovedTimekeeper(id="TK2"),)), "TIMEKEEPER_UNKNOWN"),
        (Settings(timekeepers=(known("300", end=datetime.date(2026, 1, 1)),)), "TIMEKEEPER_NOT_AUTHORIZED"),
        (Settings(tasks=("L120",)), "TASK_CODE_UNKNOWN"),
        (Settings(activities=("A104",)), "ACTIVITY_CODE_UNKNOWN"),
    ],
)
def test_each_setting_rejects_what_it_is_about(settings: Settings, reason: str) -> None:
    verdict = decide(settings)
    assert (verdict.words, reasons(verdict)) == ("Rejected", [reason])


@pytest.mark.parametrize(
    "settings",
    [
        Settings(matters=(KnownMatter(id="M-9", closed=datetime.date(2026, 11, 1)),), grace_days=21),
        Settings(max_age_days=22),
        Settings(timekeepers=(known("300"),)),
        Settings(tasks=("L110",), activities=("A101",), currencies=("USD",)),
        Settings(one_matter=True),
    ],
)
def test_each_setting_takes_what_just_fits(settings: Settings) -> None:
    assert decide(settings).words == "Approved"


def test_a_currency_that_is_not_held_is_rejected_with_both_named() -> None:
    verdict = decide(Settings(currencies=("GBP", "EUR")), replace(read(content()), currency="CHF"))
    assert "Invoice currency CHF does not match our records for your company: GBP" in verdict.text


def test_two_matters_are_rejected_where_one_is_allowed() -> None:
    bill = read(content())
    bill = replace(bill, matters=(*bill.matters, replace(bill.matters[0], client_id="M-10")))
    assert reasons(decide(Settings(one_matter=True), bill)) == ["MULTI_MATTER"]
    assert decide(Settings(), bill).words == "Approved"


def test_a_matter_without_the_clients_number_is_known_by_the_firms() -> None:
    settings = Settings(matters=(KnownMatter(id="M-9", firm_id="F-1"),))
    assert decide(settings, read(content(matter=""))).words == "Approved"


def test_what_is_ignored_is_not_even_mentioned() -> None:
    settings = Settings(tasks=("L120",), actions={"TASK_CODE_UNKNOWN": "ignore"})
    assert decide(settings) == decide(Settings())


def test_reducing_for_another_reason_than_a_rate_cuts_the_whole_line() -> None:
    verdict = decide(Settings(tasks=("L120",), actions={"TASK_CODE_UNKNOWN": "reduce"}))
    assert (verdict.words, verdict.amount) == ("Approved with reductions", Decimal("0.00"))
    assert [(cut.line, cut.amount) for cut in verdict.adjustments] == [("1", Decimal("-450.00"))]


def test_what_stands_on_no_line_cannot_be_reduced_and_rejects() -> None:
    settings = Settings(matters=(KnownMatter(id="M-1"),), actions={"MATTER_UNKNOWN": "reduce"})
    assert decide(settings).words == "Rejected"


def test_two_reasons_on_one_line_cut_it_once_by_the_larger() -> None:
    settings = Settings(tasks=("L120",), timekeepers=(known("280"),), actions={"TASK_CODE_UNKNOWN": "reduce"})
    verdict = decide(settings)
    assert [cut.amount for cut in verdict.adjustments] == [Decimal("-450.00")]
    assert sorted(reasons(verdict)) == ["RATE_OVER_APPROVED", "TASK_CODE_UNKNOWN"]


def test_the_rate_of_the_day_counts() -> None:
    rates = (
        known("100", end=datetime.date(2026, 9, 30)),
        known("290", start=datetime.date(2026, 10, 1)),
    )
    assert [cut.amount for cut in decide(Settings(timekeepers=rates)).adjustments] == [Decimal("-15.00")]


def test_cutting_a_line_cuts_its_tax_in_proportion() -> None:
    line = Line(number="1", amount=Decimal("200.00"), tax=Decimal("40.00"))
    bill = Bill(total=Decimal("240.00"), lines=(line,))
    assert reduced(bill, (LineAdjustment(line="1", amount=Decimal("-33.33")),)) == Decimal("200.00")


def test_every_published_wording_that_is_used_is_recognised_as_its_reason() -> None:
    gaps = ("code", "id", "value", "amount", "rate", "number", "name", "date", "matter", "count", "days", "hours")
    blame = Blame(values=dict.fromkeys((*gaps, "line", "words", "vendor"), ("7", "8")))
    for reason in rejections.reasons():
        said = say(reason, "", blame)
        if any(message.reason == reason and message.text == said for message in rejections.messages()):
            assert reason in {each.reason.key for each in rejections.recognise(said) if each.reason}


@pytest.mark.parametrize(
    ("vendor", "said"),
    [
        ("Corridor", "The units field does not contain a value."),
        ("Legal Tracker", "Your invoice contains a blank field where data is required."),
    ],
)
def test_a_wording_about_another_field_is_not_used(vendor: str, said: str) -> None:
    assert say("FIELD_REQUIRED", vendor, Blame(attribute="line.units")) == said
    assert say("FIELD_REQUIRED", vendor, Blame(attribute="line.task")) == (
        "Your invoice contains a blank field where data is required."
    )


def test_a_reason_nobody_published_words_for_is_said_plainly() -> None:
    assert say("BUDGET_EXCEEDED", "Collaborati", NOBODY) == rejections.reasons()["BUDGET_EXCEEDED"].meaning
    assert say("SOMETHING_ELSE", "", NOBODY)
