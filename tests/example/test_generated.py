"""The generated firm: always the same, whole, known in advance, and never to be sent."""

from __future__ import annotations

import datetime
import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from ledes import gateway, ledger, money, workspace
from ledes.commands import init
from ledes.errors import LedgerError, UsageError
from ledes.example import MARK, Invented, firm, making
from ledes.ledger import bulk, states, verify
from ledes.payments.receivables import receivables
from ledes.reports import Answer, Asked, reports

TODAY = datetime.date(2026, 11, 20)
INVOICES = 300
CURRENCIES = ("EUR", "GBP", "USD")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Invented]]:
    root = tmp_path_factory.mktemp("firm")
    every = making.make(root, invoices=INVOICES, today=TODAY)
    return root, [each for each in every if each.kind == "invoice"]


def rows(root: Path, *columns: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(root / "ledger.db")) as connection:
        said = f"SELECT {', '.join(columns)} FROM events JOIN submissions ON submission = submissions.id ORDER BY 1, 2"
        return connection.execute(said).fetchall()


def report(root: Path, name: str) -> Answer:
    home = workspace.load(root)
    with ledger.reading(home.ledger_url) as book:
        return reports()[name].make(book, home, Asked(today=TODAY))


def sums(made: list[Invented], what: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in made:
        found[each.payer.currency] = found.get(each.payer.currency, Decimal(0)) + (getattr(each, what) or 0)
    return found


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(
    made: tuple[Path, list[Invented]], tmp_path: Path
) -> None:
    columns = ("submissions.id", "seq", "events.digest", "invoice", "whole", "state")
    making.make(tmp_path / "same", invoices=INVOICES, today=TODAY)
    making.make(tmp_path / "other", invoices=INVOICES, today=TODAY, seed=2)
    assert rows(tmp_path / "same", *columns) == rows(made[0], *columns)
    assert rows(tmp_path / "other", *columns) != rows(made[0], *columns)
    for name in ("ledes.toml", "clients/alderbrook.toml"):
        assert (tmp_path / "same" / name).read_bytes() == (made[0] / name).read_bytes()


def test_its_ledger_verifies(made: tuple[Path, list[Invented]]) -> None:
    with ledger.reading(workspace.load(made[0]).ledger_url) as book:
        assert list(verify.problems(book)) == []


def test_it_has_all_that_was_asked_for(made: tuple[Path, list[Invented]]) -> None:
    root, invoices = made
    home = workspace.load(root)
    assert len(invoices) == INVOICES
    assert len(home.clients) == 40
    assert len({each.vendor for each in home.clients.values()}) == 12
    assert len({each.bill.start for each in invoices}) == 36
    kinds = Counter(kind for (kind,) in {(row[1],) for row in rows(root, "submissions.id", "events.kind")})
    assert {"REPLACED", "PAYMENT", "WRITTEN_OFF", "PROMISE", "NOTE", "STATUS", "SETTLED_DELIVERED"} <= set(kinds)


def test_nothing_of_it_can_be_sent(made: tuple[Path, list[Invented]]) -> None:
    root, _ = made
    home = workspace.load(root)
    assert {gateway.vendor(each.vendor).can.submit for each in home.accounts} == {False}
    assert all(each.url.endswith(".example") for each in home.accounts)
    assert all(home.account(each).vendor == each.vendor for each in home.clients.values())
    assert not list(home.inbox.iterdir())
    with ledger.reading(home.ledger_url) as book:
        every = book.submissions()
    assert {each.state for each in every} <= {states.DELIVERED, states.REPLACED, states.WAITING_UPLOAD}
    assert all(each.invoice.startswith(MARK) for each in every)
    assert "invented" in tomllib.loads((root / "ledes.toml").read_text())["firm"]["name"]


def test_money_is_what_was_invented(made: tuple[Path, list[Invented]]) -> None:
    root, invoices = made
    with ledger.reading(workspace.load(root).ledger_url) as book:
        found = {each.invoice: each for each in receivables(book)}
    known = {each.number: (each.billed, each.paid, each.written_off, each.open, each.approved) for each in invoices}
    assert known == {
        number: (each.balance.billed, each.balance.paid, each.balance.written_off, each.balance.open, each.approved)
        for number, each in found.items()
    }


@pytest.mark.parametrize("name", ["ageing", "outstanding"])
def test_what_is_open_adds_up_in_reports(made: tuple[Path, list[Invented]], name: str) -> None:
    stated = sorted(each.value for each in report(made[0], name).figures if isinstance(each.value, Decimal))
    known = sorted(each for each in sums(made[1], "open").values() if each)
    assert stated[: len(known)] == known or set(known) <= set(stated)


def test_rejections_are_counted_as_invented(made: tuple[Path, list[Invented]]) -> None:
    figures = {each.title: each.value for each in report(made[0], "rejections").figures}
    assert figures["Rejections"] == sum(len(each.rejected) for each in made[1]) > 10


def test_what_was_approved_and_not_paid_is_as_invented(made: tuple[Path, list[Invented]]) -> None:
    stated = {each.currency: each.value for each in report(made[0], "realization").figures if "not paid" in each.title}
    decided = [each for each in made[1] if each.approved is not None]
    approved, paid = sums(decided, "approved"), sums(decided, "paid")
    assert stated == {currency: approved[currency] - paid[currency] for currency in approved}


def test_what_rules_would_have_caught_is_measured_against_all_that_was_invented(
    made: tuple[Path, list[Invented]],
) -> None:
    answer = report(made[0], "rule-gaps")
    rejected, cut = dict.fromkeys(CURRENCIES, Decimal(0)), dict.fromkeys(CURRENCIES, Decimal(0))
    for each in made[1]:
        rejected[each.payer.currency] += each.billed * len(each.rejected)
        # what a platform says was paid short is taken off, too; what the books alone know is not a cut
        short = [
            money.from_ten_thousandths(happening.detail["amount"])
            for _, version in each.happened
            for happening in version
            if happening.detail.get("status") == "SHORT_PAID"
        ]
        left = short[-1] if short else each.approved
        cut[each.payer.currency] += each.billed - left if left is not None else 0
    stated = {(each.title, each.currency): each.value for each in answer.figures}
    assert stated["Rejections", ""] == sum(len(each.rejected) for each in made[1])
    assert {currency: stated["Rejected", currency] for currency in CURRENCIES} == rejected
    assert {currency: stated["Cut", currency] for currency in CURRENCIES} == cut
    (cases,) = (each for each in answer.tables if each.key == "cases")
    names = [each.name for each in cases.columns]
    for kind, known in (("rejected", rejected), ("cut", cut)):
        rows = [dict(zip(names, row, strict=True)) for row in cases.rows]
        found = dict.fromkeys(CURRENCIES, Decimal(0))
        for row in rows:
            if row["kind"] == kind:
                found[str(row["currency"])] += row["amount"] or 0
        assert found == known


def test_only_an_empty_folder_and_an_empty_ledger_are_filled(made: tuple[Path, list[Invented]]) -> None:
    with pytest.raises(UsageError, match="not an empty folder"):
        making.make(made[0])
    url = workspace.load(made[0]).ledger_url
    with pytest.raises(LedgerError, match="only into a new ledger"), ledger.writing(url) as book:
        bulk.fill(book, [])


def test_the_command_makes_it_and_says_what_to_try(tmp_path: Path) -> None:
    done = CliRunner().invoke(init.command, [str(tmp_path / "firm"), "--example", "--invoices", "12", "--seed", "3"])
    assert done.exit_code == 0, done.output
    assert "12 invoices of 40 clients" in done.output
    assert "ledes report ageing" in done.output
    with ledger.reading(workspace.load(tmp_path / "firm").ledger_url) as book:
        assert len({each.invoice for each in book.submissions() if each.kind == "invoice"}) == 12


@pytest.mark.parametrize("said", [["--invoices", "5"], ["--example", "--force"]])
def test_options_that_do_not_go_together_are_told(tmp_path: Path, said: list[str]) -> None:
    done = CliRunner().invoke(init.command, [str(tmp_path / "firm"), *said])
    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "firm").exists()


def test_matters_of_bills_are_those_of_the_profiles(made: tuple[Path, list[Invented]]) -> None:
    root, invoices = made
    clients = workspace.load(root).clients
    for each in invoices:
        known = {matter.firm_id for matter in clients[each.payer.key].matters}
        assert {matter.firm_id for matter in each.bill.matters} <= known
    assert firm.MATTERS == 3
