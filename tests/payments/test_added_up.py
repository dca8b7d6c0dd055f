"""A month of money added up four ways: as it was said, from the database, from files that go out, in reports."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from receiving import TODAY, Firm, day

from ledes.payments import finance, incoming, noting, outgoing, receivables, writeoffs
from ledes.payments.balance import Payment
from ledes.reports import Asked, named

D = Decimal
NOTHING = D(0)
Sums = dict[str, Decimal]
HEAD = "Invoice,Amount,Payment Date,Reference"


@dataclass(slots=True)
class Known:
    """What a test did with an invoice, in the simplest terms."""

    number: str
    currency: str
    billed: Decimal
    paid: Decimal = NOTHING
    written_off: Decimal = NOTHING

    @property
    def open(self) -> Decimal:
        return self.billed - self.paid - self.written_off


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Firm, list[Known]]:
    """Let money come by hand and by file, twice and in part, too late, too much, and back again."""
    firm, chance = Firm(tmp_path_factory.mktemp("month") / "firm"), random.Random(7)
    every = [
        Known(str(1001 + place), *chance.choice((("USD", D("1000.00")), ("EUR", D("333.34"))))) for place in range(24)
    ]
    lines = []
    for place, each in enumerate(every):
        client = "merrow" if each.currency == "USD" else "tarn"
        id_ = firm.bill(each.number, str(each.billed), client=client, currency=each.currency)
        for part in range(chance.randrange(3)):
            _by_hand(firm, each, D(chance.randrange(1, 15000)) / 100, day(10 + part), f"H-{part}")
        if chance.random() < 0.6:
            amount, of = D(chance.randrange(1, 15000)) / 100, chance.randrange(1, 28)
            each.paid += amount
            lines.append(f"{each.number},{amount},2026-11-{of:02},F-{place}")
        if place % 8 == 3:
            _by_hand(firm, each, D("12.34"), day(3), "B")
            _by_hand(firm, each, D("-12.34"), day(4), "", reason="returned unpaid")
        if place % 8 == 5:
            firm.status(id_, "REJECTED")
            again = f"{each.number}-R"
            firm.bill(again, "250.00", client=client, currency=each.currency, replaces=id_)
            each.number, each.billed = again, D("250.00")
    late = Known("9001", "USD", D("75.00"), paid=D("75.00"))
    lines += ["9001,75.00,2026-11-20,LATE", lines[0]]
    for name in ("first.csv", "again.csv"):
        _read(firm, firm.csv(name, HEAD, *dict.fromkeys(lines)))
    firm.bill("9001", "75.00")
    _read(firm, firm.csv("last.csv", HEAD, *dict.fromkeys(lines)))
    _written_off(firm, next(each for each in every if each.open > 20))
    return firm, [*every, late]


def _by_hand(firm: Firm, each: Known, amount: Decimal, at: object, reference: str, **said: str) -> None:
    with firm.writing() as book:
        payment = Payment(day=at, amount=amount, by="lena", reference=reference, **said)  # type: ignore[arg-type]
        noted = noting.pay(book, each.number, payment, today=TODAY)
    assert noted.new
    each.paid += amount


def _read(firm: Firm, path: Path) -> None:
    with firm.writing() as book:
        incoming.take(book, firm.home, path, finance.find(firm.root), by="lena", today=TODAY)


def _written_off(firm: Firm, each: Known) -> None:
    with firm.writing() as book:
        writeoffs.ask(book, each.number, D("20.00"), "small", "lena")
        writeoffs.approve(book, each.number, "M. Ashdown")
    each.written_off += D("20.00")


def known(every: list[Known], what: Callable[[Known], Decimal]) -> Sums:
    found = {"EUR": D(0), "USD": D(0)}
    for each in every:
        found[each.currency] += what(each)
    return found


def test_rows_of_the_database_add_up_to_what_was_said(month: tuple[Firm, list[Known]]) -> None:
    firm, every = month
    found: dict[str, dict[str, int]] = {"PAYMENT": {}, "WRITTEN_OFF": {}}
    asked = "SELECT events.kind, currency, detail FROM events JOIN submissions ON submission = submissions.id"
    with closing(sqlite3.connect(firm.root / "ledger.db")) as connection:
        for kind, currency, detail in connection.execute(asked):
            if kind in found:
                found[kind][currency] = found[kind].get(currency, 0) + json.loads(detail)["amount"]
    assert {name: D(whole) / 10000 for name, whole in found["PAYMENT"].items()} == known(every, lambda each: each.paid)
    assert sum(found["WRITTEN_OFF"].values()) == 200000


def test_balances_are_those_of_each_invoice(month: tuple[Firm, list[Known]]) -> None:
    firm, every = month
    with firm.reading() as book:
        found = {each.invoice: each.balance for each in receivables.receivables(book)}
    assert {number: (each.paid, each.written_off, each.open) for number, each in found.items()} == {
        each.number: (each.paid, each.written_off, each.open) for each in every
    }


@pytest.mark.parametrize(("kind", "column"), [("payments", "amount"), ("status", "paid"), ("status", "open")])
def test_files_for_the_finance_system_add_up_to_it(
    month: tuple[Firm, list[Known]], kind: str, column: str, tmp_path: Path
) -> None:
    firm, every = month
    with firm.reading() as book:
        rows = outgoing.rows(book, firm.home, kind)
    found = known([], lambda each: each.paid)
    for row in rows:
        amount, currency = row[column], row["currency"]
        assert isinstance(amount, Decimal)
        found[str(currency)] += amount
    assert found == known(every, lambda each: each.open if column == "open" else each.paid)


def test_reports_add_up_to_it(month: tuple[Firm, list[Known]]) -> None:
    firm, every = month
    for name, key, what in (
        ("statement", "accounts", "paid"),
        ("statement", "accounts", "open"),
        ("outstanding", "clients", "open"),
        ("ageing", "clients", "open"),
    ):
        with firm.reading() as book:
            answer = named(name).make(book, firm.home, Asked(today=TODAY))
        (sheet,) = (each for each in answer.tables if each.key == key)
        names = [each.name for each in sheet.columns]
        found = known([], lambda each: each.paid)
        for row in sheet.rows:
            amount = row[names.index(what)]
            assert isinstance(amount, Decimal)
            found[str(row[names.index("currency")])] += amount
        assert found == known(every, lambda each, what=what: getattr(each, what)), name  # type: ignore[misc]
