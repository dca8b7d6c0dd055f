"""All bills that wait by cause, and what platforms write in mails, pages and exports."""

from __future__ import annotations

import contextlib
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import cutbill
import jsonschema
import pytest
from ebills import file, record
from receiving import TODAY, Firm

from ledes import diagnose, schemas
from ledes.__main__ import main
from ledes.diagnose import opened, resubmission, told
from ledes.diagnose.causes import Diagnosis
from ledes.diagnose.opened import Group
from ledes.errors import Exit, InputError
from ledes.gateway.portal import Portal
from ledes.payments import noting, writeoffs
from ledes.payments.balance import Payment

RATE = "Line is over approved rate"
MATH = "There's a math error in your invoice with respect to a line item."
DATE = "Your invoice contains an invalid date."


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path / "firm")


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Firm:
    url = "" if request.param == "sqlite" else request.getfixturevalue("database_server").ledger()
    return Firm(tmp_path / "firm", url=url)


def run(firm: Firm, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["diagnose", *arguments, "--workspace", str(firm.root)])
    return status, out.getvalue(), err.getvalue()


def as_json(firm: Firm, *arguments: str) -> Any:
    status, out, err = run(firm, *arguments, "--json")
    assert (status, err) == (Exit.DONE, "")
    found = json.loads(out)
    jsonschema.validate(found, json.loads(schemas.path("diagnose.schema.json").read_text("utf-8")))
    return found


def bill(firm: Firm, number: str, total: str, text: str = "", status: str = "REJECTED", **more: Any) -> int:
    id_ = firm.bill(number, total, **more.pop("made", {}))
    firm.status(id_, status, text=text, **more)
    return id_


def groups(firm: Firm) -> tuple[Group, ...]:
    with firm.reading() as book:
        return opened.waiting(book, firm.home, TODAY)


def told_by(firm: Firm, path: Path) -> tuple[Diagnosis, ...]:
    with firm.reading() as book:
        return diagnose.report(path, book, clients=firm.home.clients, today=TODAY)


def test_what_waits_is_grouped_by_cause_with_the_money_on_either_ledger(either: Firm) -> None:
    bill(either, "1001", "400.00", RATE)
    bill(either, "1002", "100.00", MATH)
    bill(either, "1003", "50.00", RATE)
    found = groups(either)
    assert [(each.reason, [one.submission.invoice for one in each.bills]) for each in found] == [
        ("RATE_OVER_APPROVED", ["1001", "1003"]),
        ("LINE_MATH", ["1002"]),
    ]
    assert dict(found[0].money) == {"USD": Decimal("450.00")}


def test_every_bill_is_in_one_group_so_that_the_money_adds_up(firm: Firm) -> None:
    bill(firm, "1001", "400.00", f"{RATE}\n{MATH}")
    bill(firm, "1002", "100.00", "Kindly revert with the needful")
    bill(firm, "1003", "70.00", DATE, made={"client": "tarn", "currency": "EUR"})
    found = groups(firm)
    assert opened.added(each for group in found for each in group.bills) == {
        "EUR": Decimal("70.00"),
        "USD": Decimal("500.00"),
    }


def test_of_a_cut_bill_only_what_was_cut_is_at_stake(firm: Firm) -> None:
    cutbill.cut(firm)
    (group,) = groups(firm)
    assert dict(group.money) == {"USD": Decimal("730.00")}


def test_a_cut_that_was_given_up_does_not_wait_and_of_a_part_the_rest_does(firm: Firm) -> None:
    cutbill.cut(firm)
    for amount, left in (("230.00", {"USD": Decimal("500.00")}), ("500.00", None)):
        with firm.writing() as book:
            writeoffs.ask(book, "1001", Decimal(amount), "not worth an appeal", "lena")
            writeoffs.approve(book, "1001", "M. Ashdown")
        assert [dict(each.money) for each in groups(firm)] == ([left] if left else [])


def test_what_was_paid_in_the_end_does_not_wait(firm: Firm) -> None:
    bill(firm, "1001", "400.00", status="SHORT_PAID", amount="300.00")
    assert [dict(each.money) for each in groups(firm)] == [{"USD": Decimal("100.00")}]
    with firm.writing() as book:
        noting.pay(book, "1001", Payment(day=TODAY, amount=Decimal("100.00"), by="lena", besides=True), today=TODAY)
    assert groups(firm) == ()


def test_bills_are_explained_the_same_one_by_one_and_together(either: Firm) -> None:
    cutbill.cut(either)
    bill(either, "1002", "100.00", MATH)
    bill(either, "1002", "100.00", RATE, made={"account": "second"})
    bill(either, "1003", "70.00", made={"client": "tarn", "currency": "EUR"})
    with either.reading() as book:
        together = [each for group in opened.waiting(book, either.home, TODAY) for each in group.bills]
        for each in together:
            client = either.home.clients.get(each.submission.client)
            alone = diagnose.explain(book, each.submission, client, today=TODAY, due=each.diagnosis.deadlines)
            assert alone == each.diagnosis
    assert len(together) == 4


@pytest.mark.parametrize("status", ["APPROVED", "PAID", "RECEIVED"])
def test_what_nobody_turned_down_does_not_wait(firm: Firm, status: str) -> None:
    bill(firm, "1001", "400.00", status=status)
    assert groups(firm) == ()


def test_tests_and_replaced_bills_do_not_wait(firm: Firm) -> None:
    bill(firm, "1001", "400.00", RATE, made={"environment": "test"})
    id_ = bill(firm, "1002", "400.00", RATE)
    firm.bill("1002", "399.00", replaces=id_)
    assert groups(firm) == ()


def test_the_bill_that_is_due_first_stands_first_with_its_day(firm: Firm) -> None:
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[rules]\nlate-invoice = { days = 90, since = "invoice date" }\n')
    bill(firm, "1001", "400.00", RATE, made={"dated": datetime.date(2026, 11, 1)})
    bill(firm, "1002", "100.00", RATE, made={"dated": datetime.date(2026, 10, 1)})
    (group,) = groups(firm)
    assert [each.submission.invoice for each in group.bills] == ["1002", "1001"]
    assert group.bills[0].due is not None and group.bills[0].due.day == datetime.date(2026, 12, 30)


def test_what_waits_is_printed_and_given_as_data_and_written_as_a_page(firm: Firm, tmp_path: Path) -> None:
    bill(firm, "1001", "400.00", f"{RATE} <script>alert(1)</script>")
    status, out, _ = run(firm, "--open")
    assert status == Exit.DONE
    assert out.startswith("1 bill waits: 400.00 USD at stake\n")
    assert "[RATE_OVER_APPROVED]" in out and "#1" in out
    found = as_json(firm, "--open")
    assert found["groups"][0]["bills"][0]["at_stake"] == "400.00"
    assert run(firm, "--open", "--html", str(tmp_path / "a.html"))[0] == Exit.DONE
    assert run(firm, "1001", "--html", str(tmp_path / "b.html"))[0] == Exit.DONE
    page = (tmp_path / "b.html").read_text("utf-8")
    assert "400.00 USD" in (tmp_path / "a.html").read_text("utf-8")
    assert "&lt;script&gt;" in page and "<script" not in page and "http" not in page


@pytest.mark.parametrize("asked", ["--open", "1001"])
def test_a_page_and_data_may_be_asked_for_at_once(firm: Firm, tmp_path: Path, asked: str) -> None:
    bill(firm, "1001", "400.00", RATE)
    status, out, err = run(firm, asked, "--html", str(tmp_path / "a.html"), "--json")
    assert (status, err) == (Exit.DONE, f"{tmp_path / 'a.html'}: written\n")
    assert json.loads(out) == as_json(firm, asked)


def test_nothing_that_waits_is_told_too(firm: Firm) -> None:
    assert run(firm, "--open")[1] == "0 bills wait: nothing at stake\n"
    assert as_json(firm, "--open") == {"at_stake": {}, "groups": []}


MAIL = f"""From: portal@vendor.example
Subject: Invoice 1001 was returned
Content-Type: text/plain; charset=utf-8

Dear Lena,

please note that your invoice could not be taken:
- {RATE}

Kind regards
Accounts payable
"""


def test_a_mail_is_explained_with_the_bill_that_it_names(firm: Firm, tmp_path: Path) -> None:
    firm.bill("1001", "630.00")
    path = tmp_path / "a.eml"
    path.write_text(MAIL, "utf-8")
    (found,) = told_by(firm, path)
    assert found.invoice == "1001"
    assert [(each.reason, each.confidence) for each in found.causes if each.vendor_text] == [
        ("RATE_OVER_APPROVED", "exact")
    ]
    assert "ledes settle 1001 --status REJECTED" in found.causes[0].next


def test_a_mail_is_known_by_its_ending(firm: Firm, tmp_path: Path) -> None:
    firm.bill("1001", "630.00")
    path = tmp_path / "a.eml"
    path.write_text(MAIL, "utf-8")
    assert as_json(firm, str(path))["answers"][0]["invoice"] == "1001"


def test_a_saved_page_is_parted_by_the_bills_that_it_names(firm: Firm, tmp_path: Path) -> None:
    firm.bill("1001", "630.00")
    firm.bill("1002", "630.00")
    path = tmp_path / "a.html"
    path.write_text(
        f"<table><tr><th>Invoice<th>Comment</tr><tr><td>1001<td>{RATE}</tr><tr><td>1002<td>{MATH}</tr></table>", "utf-8"
    )
    found = {each.invoice: each.causes[0].reason for each in told_by(firm, path) if each.invoice}
    assert found == {"1001": "RATE_OVER_APPROVED", "1002": "LINE_MATH"}


def test_an_export_is_read_by_its_column_of_reasons(firm: Firm, tmp_path: Path) -> None:
    firm.bill("1001", "630.00")
    path = tmp_path / "a.csv"
    path.write_text(f"Invoice Number,Status,Rejection Reason\n1001,Rejected,{RATE}\n7777,Rejected,{DATE}\n", "utf-8")
    first, second = told_by(firm, path)
    assert (first.invoice, first.causes[0].reason, first.file) == ("1001", "RATE_OVER_APPROVED", "1001.txt")
    assert (second.invoice, second.causes[0].reason) == ("7777", "DATE_INVALID")
    assert [each["invoice"] for each in as_json(firm, "--from", str(path))["answers"]] == ["1001", "7777"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"Invoice,Status\n1,Rejected\n", "no column of reasons"),
        ("a.eml", b"", "is empty"),
        ("a.html", b"<html><script>x</script></html>", "no words"),
        ("a.xlsx", b"PK\x03\x04 broken", "no table"),
    ],
)
def test_a_file_that_says_nothing_is_told_with_a_way_out(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as error:
        told.read(path)
    assert error.value.hint


def test_a_missing_file_is_an_input_error(firm: Firm, tmp_path: Path) -> None:
    assert run(firm, "--from", str(tmp_path / "none.eml"))[0] == Exit.INPUT


def test_the_platform_s_rule_for_a_corrected_bill_is_told(firm: Firm) -> None:
    path = firm.root / "clients" / "merrow.toml"
    path.write_text(path.read_text("utf-8").replace('vendor = "post"', 'vendor = "collaborati"'), "utf-8")
    bill(firm, "1001", "630.00", RATE, made={"vendor": "collaborati"})
    found = as_json(firm, "1001")
    assert found["resubmission"][0].startswith("a corrected bill gets a new number (the rule of Collaborati")
    assert "with a new invoice number" in found["causes"][0]["next"]


@pytest.mark.parametrize(
    ("profile", "published", "number", "said"),
    [
        ("", "", "same", "nobody says otherwise"),
        ("", "new", "new", "the rule of P"),
        ("same", "new", "same", "the client's profile says so"),
    ],
)
def test_the_profile_goes_before_the_platform(profile: str, published: str, number: str, said: str) -> None:
    from ledes.client import Client

    rule = resubmission.rule(Portal(key="p", name="P", number=published), Client(key="c", number_on_resending=profile))
    assert (rule.number, rule.said_by) == (number, said)
    assert any("ask which holds" in each for each in rule.sentences) is (bool(profile) and profile != published)


def test_ways_of_asking_do_not_go_together(firm: Firm) -> None:
    assert run(firm, "--open", "--text", "x")[0] == Exit.USAGE


def test_a_broken_bill_in_the_ledger_still_waits(firm: Firm) -> None:
    bill(firm, "1001", "5.00", RATE, made={"content": b"\x00"})
    bill(firm, "1002", "5.00", RATE, made={"content": file(record({}))})
    assert sum(len(each.bills) for each in groups(firm)) == 2
