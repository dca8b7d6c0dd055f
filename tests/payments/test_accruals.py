"""Accruals: until when each client wants them, and which months it has heard of."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from ebills import FEE, file, read, record
from receiving import MERROW, TODAY, Firm, day

from ledes import facts
from ledes.bill import Bill
from ledes.client import Accruals
from ledes.ledger.records import Entry, Parcel
from ledes.payments import accruals, receivables

D = Decimal
PARCEL: dict[str, Any] = {
    "vendor": "post",
    "account": "default",
    "environment": "production",
    "client": "merrow",
    "file_name": "a.txt",
    "format": "1998b",
    "content": b"the bill",
}


def wants(firm: Firm, said: str) -> None:
    (firm.root / "clients" / "merrow.toml").write_text(MERROW.replace("[client", f"{said}\n[client", 1), "utf-8")


def due(firm: Firm) -> list[tuple[str, str, list[str]]]:
    with firm.reading() as book:
        found = accruals.due(book, firm.home, TODAY, back=40)
    return [(str(each.month), str(each.due), [one.invoice for one in each.sent]) for each in found]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (Accruals(due_day=3), [("2026-10-01", "2026-11-03"), ("2026-11-01", "2026-12-03")]),
        (Accruals(due_day=31, of="this"), [("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")]),
        (Accruals(due_day=3, months=(11,)), [("2026-11-01", "2026-12-03")]),
    ],
)
def test_the_calendar_follows_the_day_and_the_months(terms: Accruals, expected: list[tuple[str, str]]) -> None:
    found = accruals.calendar_of(terms, day(1), datetime.date(2026, 12, 31))
    assert [(str(month), str(at)) for month, at in found] == expected


def test_an_accrual_tells_of_the_month_in_which_its_period_ends(firm: Firm) -> None:
    wants(firm, "[accruals]\ndue_day = 3")
    firm.bill("A-10", "500.00", kind="accrual", dated=day(31, 10))
    assert due(firm)[:2] == [("2026-10-01", "2026-11-03", ["A-10"]), ("2026-11-01", "2026-12-03", [])]


def test_one_that_was_rejected_or_is_a_test_tells_nothing(firm: Firm) -> None:
    wants(firm, "[accruals]\ndue_day = 3")
    firm.status(firm.bill("A-10", "500.00", kind="accrual", dated=day(31, 10)), "REJECTED")
    firm.bill("A-11", "500.00", kind="accrual", dated=day(31, 10), environment="test")
    firm.bill("1001", "500.00", dated=day(31, 10))
    assert due(firm)[0] == ("2026-10-01", "2026-11-03", [])


def test_who_wants_none_hears_none(firm: Firm) -> None:
    assert due(firm) == []


def test_an_accrual_is_no_money_that_is_owed_and_nothing_that_was_billed(either: Firm) -> None:
    either.bill("A-10", "500.00", kind="accrual", dated=day(31, 10))
    either.bill("1001", "500.00", dated=day(31, 10))
    with either.reading() as book:
        assert [each.invoice for each in receivables.receivables(book)] == ["1001"]


def test_work_of_an_accrual_counts_once_when_it_is_billed(either: Firm) -> None:
    (bill,), _ = read(file(record(FEE)))
    assert isinstance(bill, Bill)
    with either.writing() as book:
        for kind in ("accrual", "invoice"):
            entry = Entry(
                invoice=f"{kind}-1", kind=kind, digest=kind, total=D(630), currency="USD", facts=facts.of(bill)
            )
            book.record(Parcel(entries=(entry,), **PARCEL))
        past = book.history(either.home.client("merrow"))
        assert past.spent("M-7").fees == D(630)
        assert [each.kind for each in past.bills("M-7")] == ["invoice", "accrual"]
