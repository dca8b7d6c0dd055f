"""Exports of portals and acknowledgement files: read by maps or by name; what cannot be is told by row and column."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from office import Office, record

from ledes import ledger
from ledes.errors import Exit
from ledes.gateway import Export
from ledes.intake.files import Wanted
from ledes.sending.outcome import Outcome
from ledes.submit import Request, submit
from ledes.track import hear

LIST = Export(
    key="list",
    columns=MappingProxyType(
        {
            "invoice": "Invoice No.",
            "words": "Status",
            "at": "Changed",
            "amount": "Approved",
            "currency": "Cur",
            "reason": "Comment",
        }
    ),
    dates="%m/%d/%Y",
    thousands=",",
)
LINES = Export(
    key="lines",
    files="adjust*.csv",
    columns=MappingProxyType(
        {"invoice": "Invoice", "line": "Line", "cut": "Adjustment", "reason": "Why", "words": "State"}
    ),
)
ACK = Export(key="ack", files="*.ack", words="Received", channel="ack")
REJ = Export(
    key="rej", files="*.rej", words="Refused", statuses=MappingProxyType({"refused": "REJECTED"}), channel="ack"
)


@pytest.fixture
def firm(office: Office) -> Office:
    office.adapter.exports = (LIST, LINES, ACK, REJ)
    return office


def send(office: Office, *numbers: str) -> Outcome:
    path = office.file("a.txt", *(record(number, "450.00") for number in numbers))
    return submit(office.home, Request(inputs=(path,)), office.around())


def told(office: Office, name: str, content: str | bytes, **wanted: str) -> Outcome:
    path = office.root / "elsewhere" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    office.clock.sleep(3600)
    return hear(office.home, [path], Wanted(**wanted), around=office.around())


def day(office: Office, **later: float) -> str:
    return (office.clock.at + datetime.timedelta(**later)).strftime("%m/%d/%Y")


HEAD = "Invoice No.,Status,Changed,Approved,Cur,Comment\n"


def test_rows_become_statuses_and_the_whole_file_is_kept(firm: Office) -> None:
    send(firm, "1001", "1002")
    content = f'{HEAD}1001,Approved,{day(firm)},"1,400.00",USD,\n1002,Rejected,{day(firm)},,,Wrong matter\n'
    outcome = told(firm, "list.csv", content)
    assert outcome.exit is Exit.DONE
    assert firm.standing() == [("1001", "delivered", "APPROVED"), ("1002", "delivered", "REJECTED")]
    assert firm.submissions()[0].standing.approved == 14_000_000
    assert firm.submissions()[1].standing.words == "Wrong matter"
    with ledger.reading(firm.home.ledger_url) as book:
        event = book.events(1)[-1]
        assert event.detail["channel"] == "export"
        assert book.blob(event.blob) == content.encode()


def test_the_same_file_again_changes_nothing(firm: Office) -> None:
    send(firm, "1001")
    content = f"{HEAD}1001,Approved,{day(firm)},,,\n77,Paid,{day(firm)},,,\n"
    first = told(firm, "list.csv", content)
    assert first.notes[0] == "Test platform says 'Paid' of '77', which fits no submission; kept"
    before = firm.kinds()
    again = told(firm, "copy.csv", content)
    assert firm.kinds() == before
    assert not any("fits no submission" in note for note in again.notes)


def test_a_day_counts_to_its_end_but_never_past_now(firm: Office) -> None:
    send(firm, "1001")
    early = firm.clock.at.isoformat()
    firm.platform.events = [{"reference": "P-1", "words": "Received", "at": early}]
    from ledes.track import track

    track(firm.home, around=firm.around())
    told(firm, "list.csv", f"{HEAD}1001,Approved,{day(firm)},,,\n")
    assert firm.standing()[0][2] == "APPROVED"
    later = firm.clock.at + datetime.timedelta(seconds=60)
    firm.platform.events += [{"reference": "P-1", "words": "Paid", "at": later.isoformat()}]
    track(firm.home, around=firm.around())
    assert firm.standing()[0][2] == "PAID"


def test_titles_above_the_headings_and_totals_below_are_passed_over(firm: Office) -> None:
    send(firm, "1001")
    content = f"Invoices of Ashdown & Pell\n\n{HEAD}1001,Approved,{day(firm)},,,\n,,,450.00,USD,\n"
    assert told(firm, "list.csv", content).exit is Exit.DONE
    assert firm.standing()[0][2] == "APPROVED"


def test_cuts_of_lines_are_gathered_under_their_invoice(firm: Office) -> None:
    send(firm, "1001")
    content = (
        "Invoice;Line;Adjustment;Why;State\n"
        "1001;1;-50.00;Rate above the agreed one;Approved\n"
        "1001;2;(25.50);Clerical;Approved\n"
        "1001;;;paid in December;Approved\n"
    )
    told(firm, "adjustments.csv", content)
    assert firm.standing() == [("1001", "delivered", "APPROVED_REDUCED")]
    with ledger.reading(firm.home.ledger_url) as book:
        event = book.events(1)[-1]
    assert [(each["line"], each["amount"]) for each in event.detail["adjustments"]] == [
        ("1", "-50.00"),
        ("2", "-25.50"),
    ]
    assert event.detail["text"] == "paid in December"


def test_cuts_may_be_written_without_a_minus(firm: Office) -> None:
    from dataclasses import replace

    firm.adapter.exports = (replace(LINES, cuts="plain"),)
    send(firm, "1001")
    told(firm, "adjustments.csv", "Invoice,Line,Adjustment,Why,State\n1001,1,50.00,Rate,Approved\n")
    assert firm.standing() == [("1001", "delivered", "APPROVED_REDUCED")]


def test_rows_that_cannot_be_read_are_told_by_row_and_column_and_the_others_count(firm: Office) -> None:
    send(firm, "1001", "1002", "1003")
    rows = ("1001,Approved,31.12.2026,,,", f"1002,Approved,{day(firm)},4.5.0,,", f"1003,Approved,{day(firm)},,,")
    content = HEAD + "\n".join((*rows, "1003,,,,,", ""))
    outcome = told(firm, "list.csv", content)
    assert outcome.exit is Exit.INPUT
    assert [each.message for each in outcome.problems] == [
        "row 2, column 'Changed': '31.12.2026' is no date of the form %m/%d/%Y",
        "row 3, column 'Approved': '4.5.0' is no number",
        "row 5, column 'Status': states no status",
    ]
    assert [status for _, _, status in firm.standing()] == ["", "", "APPROVED"]


def test_columns_that_are_not_known_or_not_there_are_told(firm: Office) -> None:
    send(firm, "1001")
    outcome = told(firm, "list.csv", "Invoice No.,Status,Reviewer\n1001,Approved,Roe\n")
    assert outcome.notes == [
        "list.csv: 1 report read as list",
        "list.csv: has no column 'Changed', 'Approved', 'Cur', 'Comment'",
        "list.csv: nothing is read from 'Reviewer'",
    ]


def test_a_file_that_no_map_fits_is_told_with_its_columns(firm: Office) -> None:
    outcome = told(firm, "other.csv", "Bill,State\n1001,Approved\n")
    assert outcome.exit is Exit.INPUT
    (problem,) = outcome.problems
    assert problem.message == "no map of an export of post fits other.csv: its columns are 'Bill', 'State'"
    assert "patterns/<vendor>.toml" in problem.hint
    assert told(firm, "junk.csv", b"\0\1\2").problems[0].message.endswith("fits junk.csv: it is no table")
    assert hear(firm.home, [Path("gone.csv")], around=firm.around()).problems[0].message.startswith("gone.csv cannot")


def test_the_workspaces_own_map_is_used(firm: Office) -> None:
    (firm.root / "patterns").mkdir()
    (firm.root / "patterns" / "post.toml").write_text(
        'vendor = "post"\n[[exports]]\nkey = "own"\nstatuses = { "in Prüfung" = "PENDING_CLIENT" }\n'
        'columns = { invoice = "Rechnung", words = "Stand", at = "Am" }\ndates = "%d.%m.%Y %H:%M"\n',
        "utf-8",
    )
    send(firm, "1001")
    told(firm, "liste.csv", "Rechnung;Stand;Am\n1001;In Prüfung;03.02.2026 14:05\n".encode("cp1252"))
    assert firm.standing() == [("1001", "delivered", "PENDING_CLIENT")]
    with ledger.reading(firm.home.ledger_url) as book:
        assert book.events(1)[-1].detail["at"] == "2026-02-03T14:05:00.000000Z"


def test_a_workbook_is_read_like_a_csv(firm: Office, tmp_path: Path) -> None:
    import xlsxwriter

    send(firm, "1001")
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Invoice No.", "Status", "Changed", "Approved"])
        sheet.write_row(1, 0, [1001, "Approved"])
        sheet.write_datetime(1, 2, datetime.date(2026, 11, 20), book.add_format({"num_format": "mm/dd/yyyy"}))
        sheet.write_number(1, 3, 449.5)
    told(firm, "list.xlsx", path.read_bytes())
    assert firm.standing() == [("1001", "delivered", "APPROVED_REDUCED")]
    assert firm.submissions()[0].standing.approved == 4_495_000


def test_a_file_may_say_all_by_its_name(firm: Office) -> None:
    send(firm, "1001")
    name = firm.submissions()[0].delivery.file_name
    told(firm, f"{name}.ack", "")
    assert firm.standing() == [("1001", "delivered", "RECEIVED")]
    told(firm, f"{Path(name).stem}.REJ", "\nInvalid matter 77\nmore\n")
    assert firm.standing() == [("1001", "delivered", "REJECTED")]
    assert firm.submissions()[0].standing.words == "Invalid matter 77"
    assert told(firm, "else.ack", "").exit is Exit.INPUT


def test_an_acknowledgement_by_our_name_clears_a_doubt(firm: Office) -> None:
    firm.can(look=False)
    firm.adapter.exports = (ACK,)
    firm.platform.behaviours = ["drop"]
    send(firm, "1001")
    told(firm, f"{firm.submissions()[0].delivery.reference}.ack", "ok")
    assert firm.standing() == [("1001", "delivered", "RECEIVED")]


def test_an_account_that_is_named_narrows_what_a_file_is_about(firm: Office) -> None:
    send(firm, "1001")
    outcome = told(firm, "list.csv", f"{HEAD}1001,Approved,{day(firm)},,,\n", account="other")
    assert outcome.notes[0] == "Test platform says 'Approved' of '1001', which fits no submission; kept"
    assert firm.standing() == [("1001", "delivered", "")]
