"""The FDIC's published criteria, case by case: a bill that keeps them all is taken, and each slip is told."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from ebills import FEE, file, record

from ledes import guidelines, validate
from ledes.bill import Party
from ledes.client import Client
from ledes.earlier import Billed, History
from ledes.finding import ERROR, WARNING, Severity
from ledes.formats.source import source
from ledes.guidelines.examples import tried
from ledes.setup import profiles

PROFILE = """
base = "fdic"
ids = ["C01"]
format = "1998b"

[rules]
wrong-firm-number = { accepted = ["12-3456789"] }

[[timekeepers]]
id = "T1"
name = "Ashdown, Mira"
classification = "PARTNR"
rate = 350

[matters."M-7"]
client_id = "CM-7"
opened = 2026-02-02
budget = 25000

[matters."M-6"]
client_id = "CM-6"
budget = 25000

[matters."M-8"]
client_id = "CM-8"
closed = 2026-07-15
final = true
budget = 25000
"""
TODAY = datetime.date(2026, 11, 20)
GOOD = {**FEE, "LINE_ITEM_DESCRIPTION": "Draft the reply on the question of set-off"}
COST = {
    "EXP_FEE_INV_ADJ_TYPE": "E",
    "LINE_ITEM_ADJUSTMENT_AMOUNT": "",
    "LINE_ITEM_TASK_CODE": "",
    "LINE_ITEM_ACTIVITY_CODE": "",
    "TIMEKEEPER_ID": "",
    "TIMEKEEPER_NAME": "",
    "TIMEKEEPER_CLASSIFICATION": "",
    "LINE_ITEM_DESCRIPTION": "Sent to the expert of the trustee",
    "LINE_ITEM_NUMBER_OF_UNITS": "3150",
    "LINE_ITEM_UNIT_COST": "0.20",
}
Told = Callable[..., dict[str, Severity]]


class Before(History):
    """A history with one bill of the matter."""

    def __init__(self, start: datetime.date, end: datetime.date) -> None:
        self.span = (start, end)

    def bills(self, matter: str) -> tuple[Billed, ...]:
        start, end = self.span
        return (Billed("900", matter, end, start, end, Decimal("630"), Decimal(0), Decimal("630")),)


@pytest.fixture
def fdic(tmp_path: Path) -> Client:
    path = tmp_path / "bank.toml"
    path.write_text(PROFILE)
    return profiles.client(path, guidelines.around(tmp_path, Party()))


@pytest.fixture
def told(fdic: Client, tmp_path: Path) -> Told:
    """Say which rules find something in a bill of these records, and how bad it is."""

    def ask(
        *records: str, today: datetime.date = TODAY, before: History | None = None, least: Severity = WARNING
    ) -> dict[str, Severity]:
        path = tmp_path / "bill.txt"
        path.write_bytes(file(*records))
        with source(str(path)) as opened:
            report = validate.check(
                opened,
                find_client=lambda _bill: fdic,
                today=today,
                history=(lambda _client: before) if before else None,
            )
        found = (case.finding for case in report.cases)
        return {each.rule: each.severity for each in found if each.severity >= least}

    return ask


def test_a_bill_that_keeps_every_criterion_is_taken(told: Told) -> None:
    assert told(record(GOOD)) == {}


CASES = {
    "FDIC-01 line math": ([record(GOOD, LINE_ITEM_UNIT_COST="349", INVOICE_TOTAL="630.00")], {"T001": ERROR}),
    "FDIC-02 lines add up": ([record(GOOD, INVOICE_TOTAL="631.00")], {"T002": ERROR}),
    "FDIC-03 one matter": (
        [
            record(GOOD, INVOICE_TOTAL="1260.00"),
            record(
                GOOD,
                INVOICE_TOTAL="1260.00",
                LINE_ITEM_NUMBER="2",
                LAW_FIRM_MATTER_ID="M-6",
                CLIENT_MATTER_ID="CM-6",
                LINE_ITEM_DESCRIPTION="Draft the answer on priority",
            ),
        ],
        {"I200": ERROR},
    ),
    "FDIC-04 right matter number": ([record(GOOD, CLIENT_MATTER_ID="CM-70")], {"I217": ERROR}),
    "FDIC-05 vendor number": ([record(GOOD, LAW_FIRM_ID="12-3456780")], {"I210": ERROR}),
    "FDIC-06 length of the number": ([record(GOOD, INVOICE_NUMBER="A" * 21)], {"F002": ERROR}),
    "FDIC-06 characters of the number": ([record(GOOD, INVOICE_NUMBER="2026-17")], {"I203": ERROR}),
    "FDIC-07 line over 62 days": (
        [record(GOOD, INVOICE_DATE="20261102", BILLING_START_DATE="20260801", LINE_ITEM_DATE="20260831")],
        {"D211": ERROR},
    ),
    "FDIC-08 line in the period": ([record(GOOD, LINE_ITEM_DATE="20260930")], {"D003": ERROR}),
    "FDIC-09 first day of a month": ([record(GOOD, BILLING_START_DATE="20261002")], {"D200": ERROR}),
    "FDIC-09 last day of a month": ([record(GOOD, BILLING_END_DATE="20261030")], {"D200": ERROR}),
    "FDIC-11 timekeeper on a fee": ([record(GOOD, TIMEKEEPER_ID="")], {"E001": ERROR}),
    "FDIC-11 known timekeeper": ([record(GOOD, TIMEKEEPER_ID="T2")], {"P010": ERROR}),
    "FDIC-11 rate": (
        [record(GOOD, LINE_ITEM_UNIT_COST="351", LINE_ITEM_ADJUSTMENT_AMOUNT="-72")],
        {"P011": ERROR},
    ),
    "FDIC-12 meals": (
        [record(GOOD, **COST, LINE_ITEM_EXPENSE_CODE="E111")],
        {"K206": WARNING},
    ),
    "FDIC-12 other": ([record(GOOD, **COST, LINE_ITEM_EXPENSE_CODE="E124")], {"K206": WARNING}),
    "FDIC-12 word processing": ([record(GOOD, **COST, LINE_ITEM_EXPENSE_CODE="E103")], {"K205": ERROR}),
    "FDIC-12 postage": ([record(GOOD, **COST, LINE_ITEM_EXPENSE_CODE="E108")], {"K205": ERROR}),
    "FDIC-12 local travel": ([record(GOOD, **COST, LINE_ITEM_EXPENSE_CODE="E109")], {"K205": ERROR}),
    "FDIC-12 copies at 0.20": ([record(GOOD, **COST, LINE_ITEM_EXPENSE_CODE="E101")], {}),
    "FDIC-12 copies at 0.21": (
        [
            record(
                GOOD,
                **{**COST, "LINE_ITEM_UNIT_COST": "0.21", "LINE_ITEM_NUMBER_OF_UNITS": "3000"},
                LINE_ITEM_EXPENSE_CODE="E101",
            )
        ],
        {"K201": ERROR},
    ),
}


@pytest.mark.parametrize(("records", "expected"), CASES.values(), ids=CASES)
def test_a_criterion_is_told(told: Told, records: list[str], expected: dict[str, Severity]) -> None:
    assert told(*records) == expected


def test_fdic_04_a_matter_is_one_that_was_assigned_to_the_firm(told: Told) -> None:
    assert told(record(GOOD, LAW_FIRM_MATTER_ID="M-9", CLIENT_MATTER_ID="CM-9"))["I209"] is ERROR


WORDS = (
    "DataCert",
    "Collaboration",
    "Portal",
    "Wolters",
    "Kluwer",
    "WK",
    "budget preparation",
    "overtime",
    "review",
    "revision",
    "reviewing",
    "invoice preparation",
    "copying",
    "copies",
    "filing",
    "travel",
    "interoffice conference",
)


@pytest.mark.parametrize("word", WORDS)
def test_fdic_13_a_listed_word_in_a_fee_goes_to_review(told: Told, word: str) -> None:
    found = told(record(GOOD, LINE_ITEM_DESCRIPTION=f"The reply on set-off: {word.upper()} as agreed"))
    assert found["N205"] is WARNING


def test_fdic_13_a_word_inside_of_another_is_none(told: Told) -> None:
    assert "N205" not in told(
        record(GOOD, LINE_ITEM_DESCRIPTION="Draft the reply on previewed portals of the reviewer")
    )


def test_fdic_13_expenses_are_not_looked_through_for_words(told: Told) -> None:
    text = {"LINE_ITEM_DESCRIPTION": "Copies of the filing"}
    assert told(record(GOOD, **{**COST, **text}, LINE_ITEM_EXPENSE_CODE="E101")) == {}


@pytest.mark.parametrize(("day", "expected"), [("2027-02-03", {}), ("2027-02-04", {"D210": ERROR})])
def test_fdic_10_a_bill_arrives_within_90_days_of_its_date(told: Told, day: str, expected: dict[str, Severity]) -> None:
    assert told(record(GOOD), today=datetime.date.fromisoformat(day)) == expected


@pytest.mark.parametrize(("day", "late"), [("20260901", False), ("20260831", True)])
def test_fdic_07_sixty_two_days_are_counted_to_the_invoice_date(told: Told, day: str, late: bool) -> None:
    changes = {"INVOICE_DATE": "20261102", "BILLING_START_DATE": "20260801", "LINE_ITEM_DATE": day}
    assert ("D211" in told(record(GOOD, **changes))) is late


def test_a_bill_under_500_waits(told: Told) -> None:
    small = {"LINE_ITEM_TOTAL": "490.00", "INVOICE_TOTAL": "490.00", "LINE_ITEM_ADJUSTMENT_AMOUNT": "-210"}
    assert told(record(GOOD, **small)) == {"I207": WARNING}


def test_a_matter_has_a_budget_first(fdic: Client, told: Told, tmp_path: Path) -> None:
    without = tmp_path / "without.toml"
    without.write_text(PROFILE.replace("opened = 2026-02-02\nbudget = 25000", ""))
    client = profiles.client(without, guidelines.around(tmp_path, Party()))
    path = tmp_path / "bill.txt"
    path.write_bytes(file(record(GOOD)))
    with source(str(path)) as opened:
        report = validate.check(opened, find_client=lambda _bill: client, today=TODAY)
    assert {case.finding.rule for case in report.cases} == {"B200"}


def test_a_last_bill_comes_within_90_days_of_the_end_of_its_matter(told: Told) -> None:
    last = {"LAW_FIRM_MATTER_ID": "M-8", "CLIENT_MATTER_ID": "CM-8", "INVOICE_DESCRIPTION": "Final bill"}
    assert "I215" in told(record(GOOD, **last))
    august = {
        "INVOICE_DATE": "20260803",
        "BILLING_START_DATE": "20260701",
        "BILLING_END_DATE": "20260731",
        "LINE_ITEM_DATE": "20260710",
    }
    found = told(record(GOOD, **last, **august), today=datetime.date(2026, 8, 4))
    assert "I215" not in found


def test_periods_of_a_matter_may_not_overlap(told: Told) -> None:
    october = Before(datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
    september = Before(datetime.date(2026, 9, 1), datetime.date(2026, 9, 30))
    assert "D202" in told(record(GOOD), before=october)
    assert told(record(GOOD), before=september) == {}


def test_the_profile_keeps_its_own_examples() -> None:
    trials = list(tried(guidelines.profile("fdic", None), TODAY))
    assert len(trials) == 2
    assert [each.problems for each in trials] == [(), ()]


def _codes(cases: Iterable[tuple[list[str], dict[str, Severity]]]) -> set[str]:
    return {code for _, expected in cases for code in expected}


def test_every_rule_that_the_profile_sets_is_shown_here() -> None:
    # I202 is for XML: the field of 1998B is no longer than the FDIC's twenty
    elsewhere = {"I202", "I209", "N205", "D210", "I207", "B200", "I215", "I216", "D202", "D203", "D204", "D212"}
    assert set(guidelines.profile("fdic", None).rules) <= _codes(CASES.values()) | elsewhere
