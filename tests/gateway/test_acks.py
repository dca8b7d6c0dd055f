from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ledes.gateway import Account, Export, LineAdjustment, NotSent, StatusEvent, acks, vendor

FOLDER = vendor("folder")
AT = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)


def read(name: str, content: bytes, **settings: str) -> list[StatusEvent]:
    account = Account(vendor="folder", settings=settings)
    return list(acks.Plan(account, acks.GENERIC).events(name, content, AT))


@pytest.mark.parametrize(
    ("name", "words", "status"),
    [
        ("1001_ref-1.ack", "ack", "RECEIVED"),
        ("1001_ref-1.txt.err", "err", "FILE_ERROR"),
        ("1001_REF-1.REJ", "rej", "REJECTED"),
    ],
)
def test_the_end_of_a_name_says_what_became_of_a_bill(name: str, words: str, status: str) -> None:
    (event,) = read(name, b"\r\n  Line 3: unknown matter \r\nmore\r\n")
    assert (event.reference.lower(), event.words, event.at, event.channel) == ("ref-1", words, AT, "ack")
    assert event.text == "Line 3: unknown matter"
    assert event.raw == b"\r\n  Line 3: unknown matter \r\nmore\r\n"
    assert FOLDER.words[event.words] == status


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe binary", b"\n" * 50_000])
def test_what_an_acknowledgement_holds_may_be_anything(content: bytes) -> None:
    (event,) = read("1001_ref-1.ack", content)
    assert event.words == "ack"


def test_an_acknowledgement_of_another_sender_is_passed_over() -> None:
    assert read("their-bill.ack", b"thanks") == []
    assert read("1001_ref-1.txt", b"no acknowledgement") == []


def test_a_csv_file_is_read_row_by_row() -> None:
    (first, second) = read(
        "today.ack.csv",
        b"\xef\xbb\xbfInvoice;Status;Date;Amount;Currency;Reason\r\n1001;Accepted;2026-11-20;450.00;USD;\r\n"
        b"1002;Denied;;;;Unknown matter\r\n;;;;;\r\n",
    )
    assert (first.invoice, first.words, first.amount, first.currency) == ("1001", "Accepted", Decimal("450.00"), "USD")
    assert first.at == datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
    assert (second.invoice, second.words, second.text, second.at, second.amount) == (
        "1002",
        "Denied",
        "Unknown matter",
        AT,
        None,
    )


def test_a_partners_own_columns_and_words_are_read_as_set_up_says() -> None:
    (event,) = read(
        "RESULT_20261122.csv",
        b"Inv No,Result,When\n1001,DENIED,22.11.2026\n",
        ack_files="result_*.csv",
        ack_columns="invoice = Inv No; words = Result; at = When",
        ack_statuses="DENIED = REJECTED; TAKEN = RECEIVED",
        ack_dates="%d.%m.%Y",
    )
    assert (event.invoice, event.words, event.status) == ("1001", "DENIED", "REJECTED")
    assert event.at == datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)


XML = {
    "ack_files": "*.xml",
    "ack_record": "InvoiceStatus",
    "ack_columns": "invoice = Number; words = Status/@code; reason = Status; at = @on; amount = Approved",
    "ack_statuses": "422 = REJECTED; 200 = RECEIVED",
}
STATUSES = b"""<?xml version="1.0"?>
<a:Results xmlns:a="urn:x" on="2026-11-20">
  <a:InvoiceStatus><a:Number> 1001 </a:Number><a:Status code="200">taken</a:Status></a:InvoiceStatus>
  <a:InvoiceStatus on="2026-11-21"><Head><a:number>1002</a:number></Head>
    <a:Status code="422">Matter is
      closed</a:Status><a:Approved>1E3</a:Approved></a:InvoiceStatus>
  <a:InvoiceStatus on="2026-11-21"><a:Number>1003</a:Number><a:Status code="422">No</a:Status></a:InvoiceStatus>
</a:Results>"""


def test_an_xml_file_is_read_by_paths_that_set_up_states() -> None:
    first, last = read("x.xml", STATUSES, **XML)
    assert (first.invoice, first.words, first.status, first.text) == ("1001", "200", "RECEIVED", "taken")
    assert first.at == datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
    assert (last.invoice, last.status, last.at) == (
        "1003",
        "REJECTED",
        datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC),
    )
    plan = acks.Plan(Account(vendor="folder", settings=XML), acks.GENERIC)
    assert len(list(plan.events("x.xml", STATUSES, AT))) == 2
    assert plan.problems == ["x.xml: record 2 holds an amount that is none"]


def test_a_record_may_be_a_line_with_its_invoice_around_it() -> None:
    settings = {
        "ack_files": "*.xml",
        "ack_record": "Line",
        "ack_columns": "invoice = No; words = State; line = @no; cut = Cut; reason = Why",
    }
    content = (
        b"<R><Bill><No>1001</No><State>Approved</State><Line no='1'><Cut>-5.00</Cut><Why>Vague</Why></Line>"
        b"<Line no='4'><Cut>-7.00</Cut></Line><Line no='5'/><Cut>-12.00</Cut></Bill>"
        b"<Bill><No>1002</No><State>Paid</State><Line no='1'/></Bill></R>"
    )
    first, second = read("x.xml", content, **settings)
    assert (first.invoice, first.words, second.invoice, second.words) == ("1001", "Approved", "1002", "Paid")
    assert first.adjustments == (
        LineAdjustment(line="1", amount=Decimal("-5.00"), words="Vague"),
        LineAdjustment(line="4", amount=Decimal("-7.00")),
    )
    assert second.adjustments == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"invoice,status", "it is no XML file"),
        (b"<R><InvoiceStatus>", "it is no XML file"),
        (b"<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><R>&e;</R>", "declarations of its own"),
        (b"<R><Other/></R>", "no element InvoiceStatus stands in it"),
    ],
)
def test_xml_that_is_none_of_what_was_stated_is_named(content: bytes, said: str) -> None:
    plan = acks.Plan(Account(vendor="folder", settings=XML), acks.GENERIC)
    assert list(plan.events("x.xml", content, AT)) == []
    (problem,) = plan.problems
    assert said in problem


def test_the_cuts_of_lines_are_gathered_under_their_invoice() -> None:
    export = Export(
        key="cuts",
        files="*.csv",
        columns={"invoice": "Invoice", "words": "Status", "line": "Line", "cut": "Cut", "reason": "Why"},
        thousands=",",
        signs=("$",),
        cuts="plain",
    )
    plan = acks.Plan(Account(vendor="folder"), (export,))
    content = b'Invoice,Status,Line,Cut,Why\n1001,Approved,1,"$1,000.50",Vague\n1001,Approved,4,20.00,Late\n'
    (event,) = plan.events("x.csv", content, AT)
    assert event.adjustments == (
        LineAdjustment(line="1", amount=Decimal("-1000.50"), words="Vague"),
        LineAdjustment(line="4", amount=Decimal("-20.00"), words="Late"),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "lacks the headings of the invoice or the status"),
        (b"", "lacks the headings of the invoice or the status"),
        (b"invoice,status,amount\n1001,ok,1E3\n", "row 2 holds an amount that is none"),
        (b"invoice,status,date\n1001,ok,22/11/2026\n", "row 2 holds a date that is not of the form %Y-%m-%d"),
        (b'invoice,status\n"' + b"x" * 200_000 + b'",ok\n', "is no CSV file after row 1"),
    ],
)
def test_a_file_that_is_none_of_what_was_stated_is_told_after_the_good_ones(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "1001_ref-1.ack").touch()
    (tmp_path / "0.ack.csv").write_bytes(content)
    events = FOLDER.track(Account(vendor="folder", settings={"folder": str(tmp_path)}), None)
    assert next(events).words == "ack"
    with pytest.raises(NotSent, match=f"0.ack.csv: .*{said}"):
        next(events)


def test_a_row_that_cannot_be_read_stops_no_other() -> None:
    plan = acks.Plan(Account(vendor="folder"), acks.GENERIC)
    content = b"invoice,status,amount\n1001,ok,1\n1002,ok,1E3\n1003\n1004,ok,2,more,and more\n"
    assert [event.invoice for event in plan.events("a.ack.csv", content, AT)] == ["1001", "1004"]
    assert plan.problems == ["a.ack.csv: row 3 holds an amount that is none", "a.ack.csv: row 4 holds no status"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ack_files": "*.csv"}, "needs ack_files, and ack_columns with words"),
        ({"ack_columns": "invoice = I; words = W"}, "needs ack_files, and ack_columns with words"),
        ({"ack_files": "*.csv", "ack_columns": "invoice = I; state = W"}, "names 'state'; known are invoice, words"),
        ({"ack_files": "*.csv", "ack_columns": "invoice I"}, "must read: this = that; other = that"),
        (
            {"ack_files": "*", "ack_columns": "invoice = I; words = W", "ack_statuses": "ok = FINE"},
            "names 'FINE', which is no status",
        ),
    ],
)
def test_a_mistake_in_the_set_up_is_told(settings: dict[str, str], said: str) -> None:
    with pytest.raises(NotSent, match=said):
        read("x.csv", b"", **settings)


def test_a_folder_of_acknowledgements_apart_from_the_bills_is_read_since_a_moment(tmp_path: Path) -> None:
    import os

    (tmp_path / "answers").mkdir()
    for name, at in (("1001_ref-1.ack", AT), ("1001_ref-1.rej", AT + datetime.timedelta(days=1))):
        (tmp_path / "answers" / name).touch()
        os.utime(tmp_path / "answers" / name, (at.timestamp(), at.timestamp()))
    (tmp_path / "answers" / ".1001_ref-1.err").touch()
    (tmp_path / "answers" / "1001_ref-1.err.part").touch()
    here = Account(vendor="folder", settings={"folder": str(tmp_path), "acknowledgements": "answers"})
    assert [event.words for event in FOLDER.track(here, None)] == ["ack", "rej"]
    assert [event.words for event in FOLDER.track(here, AT + datetime.timedelta(hours=1))] == ["rej"]


def test_an_acknowledgement_that_vanishes_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledes.gateway.folder import LocalFolder

    for name in ("1001_ref-1.ack", "1001_ref-1.rej"):
        (tmp_path / name).touch()
    read = LocalFolder.read

    def taken(self: LocalFolder, folder: str, name: str) -> bytes:
        if name.endswith(".ack"):
            (tmp_path / name).unlink()
        return read(self, folder, name)

    monkeypatch.setattr(LocalFolder, "read", taken)
    here = Account(vendor="folder", settings={"folder": str(tmp_path)})
    assert [event.words for event in FOLDER.track(here, None)] == ["ack", "rej"]
