"""What a colleague has to know who takes over clients, on one page."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from receiving import TODAY, Firm, day

from ledes import schemas
from ledes.__main__ import main
from ledes.errors import UsageError
from ledes.handover import Cover, Page, gathering, telling
from ledes.payments import chasing, finance, noting
from ledes.payments.balance import Payment
from ledes.payments.finding import Subject
from ledes.proformas import taking

AGREED = """[rules.S202]
days = 30
[[rates]]
timekeeper = "TK1"
rate = 520
[[rates]]
timekeeper = "TK2"
rate = 300
to = 2026-01-31
[[discounts]]
on = "fees"
percent = 10
[matters."M-1"]
name = "Weir"
attorney = "Mira Ashdown"
budget = 5000
"""


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path / "firm")


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Firm:
    url = "" if request.param == "sqlite" else request.getfixturevalue("database_server").ledger()
    return Firm(tmp_path / "firm", url=url)


def page(firm: Firm, *names: str) -> Page:
    from receiving import NOON

    with firm.reading() as book:
        return gathering.page(book, firm.home, names or ("merrow",), NOON)


def blocks(cover: Cover) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {each.title: each.rows for each in telling.blocks(cover, TODAY)}


def fill(firm: Firm) -> None:
    """Bills that are rejected, cut, paid and under way, a promise, a note and a proforma."""
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write(AGREED)
    rejected, cut, paid = firm.bill("1001"), firm.bill("1002", "400.00"), firm.bill("1003", "70.00")
    firm.bill("1004", "55.00", dated=day(20))
    firm.bill("1005", "12.00", client="tarn", currency="EUR")
    firm.bill("1006", environment="test")
    firm.status(rejected, "REJECTED", at=day(20))
    firm.status(cut, "APPROVED_REDUCED", "300.00", at=day(21))
    with firm.writing() as book:
        noting.pay(book, "1003", Payment(day=day(22), amount=Decimal(70), by="lh"), today=TODAY)
        of = Subject("merrow", book.submission(cut))
        chasing.promise(book, of, [(Decimal(300), day(12, 12))], "lh", currency="USD", whom="Nils", today=TODAY)
        chasing.note(book, Subject("merrow", None), "wants <b>one</b> statement a month", "lh")
        path = firm.csv("list.csv", "Proforma,Client,Matter,Status,Partner", "P-1,CL,M-1,In Review,Jo Pell")
        taking.take(book, firm.home, path, finance.find(firm.root))
    assert paid


def test_what_waits_for_the_firm_stands_apart_from_what_is_under_way(either: Firm) -> None:
    fill(either)
    (cover,) = page(either).covers
    assert [(each.receivable.invoice, each.where) for each in cover.todo] == [
        ("1001", "rejected"),
        ("1002", "approved reduced"),
    ]
    assert [each.receivable.invoice for each in cover.waiting] == ["1004"]
    (sums,) = cover.sums
    assert (sums.billed, sums.open, sums.disputed) == (Decimal(1455), Decimal(1455), Decimal(100))
    assert sums.ours == Decimal(1400)
    # 30 days after 1 October; what was cut is not overdue but disputed
    assert sums.overdue == Decimal(1300)


def test_promises_proformas_deadlines_notes_and_limits_are_on_the_page(firm: Firm) -> None:
    fill(firm)
    found = blocks(page(firm).covers[0])
    assert found["Promised"] == (("2026-12-12", "300.00 USD", "1002", "Nils", "open"),)
    assert [row[:3] for row in found["Not out yet"]] == [("P-1", "M-1", "with partner")]
    assert {(row[2], row[3]) for row in found["Deadlines"]} >= {("1001", "appeal"), ("1002", "appeal")}
    assert found["Last notes"][0][2] == "note, by lh: wants <b>one</b> statement a month"
    assert found["Budgets and caps"][0][:4] == ("M-1 Weir", "Mira Ashdown", "budget", "5,000.00 USD")


def test_what_was_agreed_is_told_without_rates_that_ended(firm: Firm) -> None:
    fill(firm)
    (cover,) = page(firm).covers
    agreed = dict(cover.arrangements)
    assert agreed["Pays"] == "within 30 days of the invoice date"
    assert agreed["An appeal is taken"] == "within 30 days"
    assert agreed["Discounts"].startswith("10% of fees")
    assert cover.rates == ("TK1: 520.00 USD",)
    assert cover.contact == "Nils Ahrens, ap@merrow.example"


def test_an_invoice_that_is_said_to_be_paid_but_is_not_waits_for_the_firm(firm: Firm) -> None:
    firm.status(firm.bill("1001"), "PAID", "990.00")
    ((item,),) = [each.items for each in page(firm).covers]
    assert (item.mine, item.step) == (True, gathering.UNDERPAID)


def test_a_deadline_that_passed_long_ago_is_counted_only(firm: Firm) -> None:
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write('[rules.D210]\ndays = 60\nsince = "invoice date"\n')
    for number, dated in (("1001", day(1, 2)), ("1002", day(1, 10))):
        firm.status(firm.bill(number, dated=dated), "REJECTED")
    (block,) = [each for each in telling.blocks(page(firm).covers[0], TODAY) if each.title == "Deadlines"]
    assert [row[2] for row in block.rows] == ["1002"]
    assert block.note == "and 1 that passed more than 60 days ago: ledes due --client merrow"
    assert f"  {block.note}" in telling.text(page(firm))


def test_deadlines_that_all_passed_long_ago_are_still_counted(firm: Firm, tmp_path: Path) -> None:
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write('[rules.D210]\ndays = 60\nsince = "invoice date"\n')
    firm.status(firm.bill("1001", dated=day(1, 2)), "REJECTED")
    assert "  and 1 that passed more than 60 days ago: ledes due --client merrow" in list(telling.text(page(firm)))
    out_file = tmp_path / "page.html"
    assert main(["handover", "merrow", "--html", str(out_file), "--workspace", str(firm.root)]) == 0
    assert "and 1 that passed more than 60 days ago" in out_file.read_text("utf-8")


def test_a_portfolio_is_a_list_in_the_set_up_or_keys_of_clients(firm: Firm) -> None:
    with (firm.root / "ledes.toml").open("a", encoding="utf-8") as out:
        out.write('[portfolios]\nlena = ["tarn", "merrow", "tarn"]\n')
    assert [each.client.key for each in page(firm, "lena").covers] == ["tarn", "merrow"]
    assert [each.client.key for each in page(firm, "tarn", "lena").covers] == ["tarn", "merrow"]
    with pytest.raises(UsageError, match="'lenna' is neither a portfolio nor a client") as caught:
        page(firm, "lenna")
    assert caught.value.hint == "did you mean 'lena'?"


def test_a_client_with_nothing_open_still_has_its_arrangements(firm: Firm) -> None:
    lines = list(telling.text(page(firm, "tarn")))
    assert "nothing is open" in lines
    assert "  Client's code in bills: TT, T-2" in lines


def test_the_page_is_whole_in_itself_and_escapes_what_others_wrote(firm: Firm, tmp_path: Path) -> None:
    fill(firm)
    out = tmp_path / "page.html"
    assert main(["handover", "merrow", "tarn", "--html", str(out), "--workspace", str(firm.root)]) == 0
    written = out.read_text("utf-8")
    assert not re.search(r"<script|https?://|<link|@import|url\(", written)
    assert "wants &lt;b&gt;one&lt;/b&gt; statement" in written
    assert written.count("<article") == 2


def test_the_command_prints_text_and_data(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    fill(firm)
    around = ["handover", "merrow", "--workspace", str(firm.root)]
    assert main(around) == 0
    assert capsys.readouterr().out.splitlines()[1] == "Ashdown & Pell LLP; 1 client, 2 invoices to deal with"
    assert main([*around, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("handover.schema.json").read_text("utf-8")))
    assert [each["invoice"] for each in said["clients"][0]["items"]] == ["1001", "1002", "1004"]
    assert main(["handover", "nobody", "--workspace", str(firm.root)]) == 2
