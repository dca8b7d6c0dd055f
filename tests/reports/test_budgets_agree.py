"""What was billed of a matter is one number wherever a budget is asked about: rules, escalation, report."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from receiving import Firm, day

from ledes import facts
from ledes.bill import Bill, Line, Matter
from ledes.escalation import finding
from ledes.ledger.records import Entry, Parcel
from ledes.reports import Asked, named

TERMS = '[matters."M-1"]\nbudget = 1000\n'
COUNTED = {"invoice": "700.00", "credit note": "-50.00", "resubmission": "30.00", "replacement": "20.00"}
ASKING_NOTHING = {"accrual": "400.00", "shadow": "90.00", "appeal": "80.00"}
BILLED = sum(map(Decimal, COUNTED.values()), Decimal(0))


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    made = Firm(tmp_path / "firm")
    with (made.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write(TERMS)
    for place, (kind, fees) in enumerate({**COUNTED, **ASKING_NOTHING}.items()):
        bill(made, f"10{place}", fees, kind)
    bill(made, "200", "5.00", environment="test")
    rejected = bill(made, "201", "6.00")
    made.status(rejected, "REJECTED")
    refused = bill(made, "202", "7.00")
    with made.writing() as book:
        book.note([refused], "ATTEMPT")
        book.note([refused], "REFUSED")
    return made


def bill(firm: Firm, number: str, fees: str, kind: str = "invoice", environment: str = "production") -> int:
    of = Matter(firm_id="M-1")
    line = Line(number="1", kind="F", matter=of, amount=Decimal(fees), date=day(1, 10))
    made = Bill(number=number, date=day(1), start=day(1, 10), end=day(31, 10), matters=(of,), lines=(line,))
    entry = Entry(invoice=number, kind=kind, digest=number, total=Decimal(fees), currency="USD", facts=facts.of(made))
    parcel = Parcel(
        file_name=f"{number}.txt", format="1998b", content=b"x", entries=(entry,), vendor="post", account="default",
        environment=environment, client="merrow",
    )  # fmt: skip
    with firm.writing() as book:
        (found,) = book.record(parcel)
    return int(found.id)


def test_rules_and_ledes_budget_count_what_asks_for_money(firm: Firm) -> None:
    with firm.reading() as book:
        past = book.history(firm.home.client("merrow"))
        assert past.spent("M-1").fees == past.spent().fees == BILLED


def test_the_report_counts_the_same_and_shows_accruals_apart(firm: Firm) -> None:
    with firm.reading() as book:
        answer = named("budgets").make(book, firm.home, Asked(today=day(30)))
    (row,) = answer.tables[0].rows
    shown = dict(zip((each.name for each in answer.tables[0].columns), row, strict=True))
    assert shown["billed"] == BILLED
    assert (shown["accrued"], shown["left"]) == (0, 1000 - BILLED)
    assert [each[-1] for each in answer.tables[1].rows] == ["billed since"]


def test_escalation_counts_the_same(firm: Firm) -> None:
    with (firm.root / "ledes.toml").open("a", encoding="utf-8") as out:
        out.write("[escalation]\npercent = 70\n")
    with firm.reading() as book:
        (case,) = (each for each in finding.cases(book, firm.home, day(1)) if each.sort == "budget")
    assert case.fact == f"70.0 % of the budget used: {BILLED} of 1,000.00 USD"
