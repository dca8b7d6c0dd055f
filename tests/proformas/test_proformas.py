"""Status lists of proformas: taken in once, brought up to date, and linked to the bills that came of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from receiving import Firm, day

from ledes import facts, schemas
from ledes.__main__ import main
from ledes.bill import Bill, Line, Matter
from ledes.errors import UsageError
from ledes.ledger import verify
from ledes.ledger.records import Entry, Parcel
from ledes.payments import finance
from ledes.proformas import book, taking
from ledes.proformas.taking import Outcome
from ledes.proformas.waiting import Waiting, waiting

HEAD = "Proforma,Client,Matter,Status,With,Amount,Status Date,Period Start,Period End,Invoice"
FIRST = (  # the last one states neither a day nor an amount
    "P-1,CL,M-1,Draft,,1200.00,2026-11-02,2026-10-01,2026-10-31,",
    'P-2,CL,M-2,Sent to Partner,"Pell, Jo","2,400.50",2026-11-05,2026-10-01,2026-10-31,',
    "P-3,TT,T-1,Final,,,,2026-10-01,2026-10-31,",
)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path / "firm")


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Firm:
    url = "" if request.param == "sqlite" else request.getfixturevalue("database_server").ledger()
    return Firm(tmp_path / "firm", url=url)


def take(firm: Firm, *rows: str, whole: bool = False, head: str = HEAD) -> Outcome:
    path = firm.csv("list.csv", head, *rows)
    with firm.writing() as ledger:
        return taking.take(ledger, firm.home, path, finance.find(firm.root), whole=whole)


def listed(firm: Firm, **asked: Any) -> dict[str, Waiting]:
    with firm.reading() as reader:
        return {each.proforma.number: each for each in waiting(reader, firm.home, **asked)}


def bill(firm: Firm, number: str, matter: str, total: str, *, end: datetime.date, client: str = "merrow") -> int:
    """Put a bill for a matter and a month into the ledger, that nobody has sent yet."""
    of = Matter(firm_id=matter)
    amount = facts.money.parse(total)
    line = Line(number="1", kind="F", matter=of, amount=amount, date=end)
    made = Bill(number=number, date=end, start=end.replace(day=1), end=end, matters=(of,), lines=(line,))
    entry = Entry(invoice=number, kind="invoice", digest=number, total=amount, currency="USD", facts=facts.of(made))
    parcel = Parcel(
        vendor="post", account="default", environment="production", client=client, file_name=f"{number}.txt",
        format="1998b", content=number.encode(), entries=(entry,),
    )  # fmt: skip
    with firm.writing() as ledger:
        (found,) = ledger.record(parcel)
    return int(found.id)


def send(firm: Firm, id_: int) -> None:
    with firm.writing() as ledger:
        ledger.note([id_], "ATTEMPT")
        ledger.note([id_], "RECEIPT", {"reference": "R"})


def test_a_list_says_at_whom_each_proforma_lies_and_since_when(either: Firm) -> None:
    assert len(take(either, *FIRST).new) == 3
    found = listed(either)
    assert {number: (each.where, each.holder) for number, each in found.items()} == {
        "P-1": ("drafted", "billing"),
        "P-2": ("with partner", "Pell, Jo"),
        "P-3": ("finalized", "billing"),
    }
    assert (found["P-1"].since, found["P-2"].since) == (day(2), day(5))
    assert found["P-2"].proforma.amount == facts.money.parse("2400.50")
    assert found["P-3"].proforma.amount is None
    assert (found["P-1"].proforma.client, found["P-3"].proforma.client) == ("merrow", "tarn")
    assert found["P-3"].proforma.currency == "EUR"


def test_the_same_list_again_changes_nothing(either: Firm) -> None:
    take(either, *FIRST)
    again = take(either, *FIRST)
    assert (again.same, again.new, again.changed) == (3, [], [])
    with either.reading() as reader:
        assert {number: len(each) for number, each in book.changes(reader).items()} == {"P-1": 1, "P-2": 1, "P-3": 1}


def test_a_later_list_updates_and_the_history_stays(either: Firm) -> None:
    take(either, *FIRST)
    came = take(either, FIRST[0].replace("Draft", "In Review").replace("2026-11-02", "2026-11-09"), *FIRST[1:])
    assert [(before.status, now.status) for before, now in came.changed] == [("drafted", "with_partner")]
    with either.reading() as reader:
        assert [each.proforma.status for each in book.changes(reader, "P-1")["P-1"]] == ["drafted", "with_partner"]
        assert list(verify.problems(reader)) == []
    assert listed(either)["P-1"].since == day(9)


def test_without_a_stated_day_it_lies_there_since_the_first_list_that_showed_it_so(firm: Firm) -> None:
    take(firm, "P-3,TT,T-1,Final,,,,,,")
    take(firm, "P-3,TT,T-1,Final,,100.00,,,,")
    with firm.reading() as reader:
        known = book.changes(reader)["P-3"]
        assert len(known) == 2
        assert book.current(known).since == known[0].at.astimezone().date()


def test_what_a_whole_list_no_longer_names_is_no_more(firm: Firm) -> None:
    take(firm, *FIRST)
    assert take(firm, FIRST[0]).unlisted == []
    assert [each.number for each in take(firm, FIRST[0], whole=True).unlisted] == ["P-2", "P-3"]
    assert set(listed(firm)) == {"P-1"}
    assert set(listed(firm, every=True)) == {"P-1", "P-2", "P-3"}
    take(firm, *FIRST)
    assert set(listed(firm)) == {"P-1", "P-2", "P-3"}


def test_a_whole_list_with_an_unreadable_row_takes_nothing_away(firm: Firm) -> None:
    take(firm, *FIRST)
    came = take(firm, FIRST[0], FIRST[1].replace("Sent to Partner", "Somewhere"), whole=True)
    assert came.unlisted == []
    assert [fault.told for fault in came.faults] == [
        "row 3, column 'Status': 'Somewhere' is no status that the map knows: add it under [proforma_words]"
    ]


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        (",CL,M-1,Draft,,,,,,", "row 2, column 'Proforma': is empty"),
        ("P-1,CL,M-1,,,,,,,", "row 2, column 'Status': is empty"),
        ("P-1,CL,M-1,Draft,,12.x,,,,", "row 2, column 'Amount': '12.x' is no number"),
        ("P-1,CL,M-1,Draft,,,31.12.2026,,,", "row 2, column 'Status Date': '31.12.2026' is no date of the form"),
        ("P-1,CL,M-1,Draft,,,,2026-11-01,2026-10-01,", "row 2, column 'Period End': 2026-10-01 lies before 2026-11-01"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(firm: Firm, row: str, fact: str) -> None:
    came = take(firm, row)
    assert [each.told[: len(fact)] for each in came.faults] == [fact]
    assert came.new == []


def test_a_workbook_is_read_with_its_own_days_and_amounts(firm: Firm) -> None:
    import xlsxwriter

    path = firm.root / "list.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Proformas of November"])
        sheet.write_row(2, 0, ["Proforma", "Client", "Status", "Amount", "Status Date"])
        sheet.write_row(3, 0, ["P-1", "CL", "Draft", 1200.5])
        sheet.write_datetime(3, 4, day(2))
    with firm.writing() as ledger:
        (only,) = taking.take(ledger, firm.home, path, finance.find(firm.root)).new
    assert (only.number, only.amount, only.since) == ("P-1", facts.money.parse("1200.5"), day(2))


def test_a_number_that_comes_twice_is_taken_once(firm: Firm) -> None:
    came = take(firm, FIRST[0], FIRST[0])
    assert len(came.new) == 1
    assert came.faults[0].fact == "is the same as in row 2"


def test_a_client_is_found_by_its_matter_and_a_strange_one_is_told(firm: Firm) -> None:
    profile = firm.root / "clients" / "merrow.toml"
    profile.write_text(profile.read_text() + '[matters."M-1"]\nclient_id = "C-1"\nattorney = "M. Ashdown"\n')
    came = take(firm, "P-1,,C-1,Draft,,,,,,", "P-9,XX,M-9,Draft,,,,,,")
    assert [each.number for each in came.strange] == ["P-9"]
    found = listed(firm)
    assert (found["P-1"].proforma.client, found["P-1"].proforma.attorney) == ("merrow", "M. Ashdown")
    assert (found["P-9"].proforma.client, found["P-9"].proforma.client_said) == ("", "XX")


def test_a_firm_maps_its_own_words(firm: Firm) -> None:
    (firm.root / "finance").mkdir()
    (firm.root / "finance" / "ours.toml").write_text(
        '[proformas]\nnumber = "Nr"\nstatus = "Stand"\n[proforma_words]\nwith_partner = "beim Partner"\n'
    )
    came = take(firm, "7,Beim  Partner", head="Nr,Stand")
    assert came.new[0].status == "with_partner"


def test_a_map_without_proformas_is_told(firm: Firm) -> None:
    (firm.root / "finance").mkdir()
    (firm.root / "finance" / "ours.toml").write_text('[payments]\ninvoice = "I"\namount = "A"\nday = "D"\n')
    with pytest.raises(UsageError, match="does not say how proformas are listed"):
        take(firm, *FIRST)


def test_a_bill_of_its_matter_and_month_came_of_a_proforma(either: Firm) -> None:
    take(either, *FIRST)
    made = bill(either, "1001", "M-1", "1100.00", end=day(31, 10))
    assert listed(either)["P-1"].where == "bill 1001: ready"
    assert not listed(either)["P-1"].out
    send(either, made)
    assert set(listed(either)) == {"P-2", "P-3"}
    assert listed(either, every=True)["P-1"].out


@pytest.mark.parametrize(
    ("matter", "end", "client"),
    [("M-9", day(31, 10), "merrow"), ("M-1", day(30, 9), "merrow"), ("M-1", day(31, 10), "tarn")],
)
def test_a_bill_of_another_matter_month_or_client_did_not(
    firm: Firm, matter: str, end: datetime.date, client: str
) -> None:
    take(firm, *FIRST)
    bill(firm, "1001", matter, "1200.00", end=end, client=client)
    assert listed(firm)["P-1"].submission is None


def test_one_bill_is_of_one_proforma_that_of_the_same_amount(firm: Firm) -> None:
    take(firm, FIRST[0], FIRST[0].replace("P-1", "P-4").replace("1200.00", "300.00"))
    send(firm, bill(firm, "1001", "M-1", "300.00", end=day(31, 10)))
    assert set(listed(firm)) == {"P-1"}


def test_several_proformas_that_name_one_bill_are_all_out(firm: Firm) -> None:
    take(firm, FIRST[0] + "1001", FIRST[1] + "1001")
    send(firm, bill(firm, "1001", "M-1", "300.00", end=day(31, 10)))
    assert listed(firm) == {}


def test_a_proforma_that_names_its_bill_takes_no_other(firm: Firm) -> None:
    take(firm, FIRST[0] + "1002")
    send(firm, bill(firm, "1001", "M-1", "1200.00", end=day(31, 10)))
    assert listed(firm)["P-1"].submission is None


def test_a_test_delivery_is_no_bill_of_a_proforma(firm: Firm) -> None:
    take(firm, FIRST[0] + "1001")
    firm.bill("1001", environment="test")
    assert listed(firm)["P-1"].submission is None


def test_what_a_reader_has_too_long_is_late(firm: Firm) -> None:
    take(firm, *FIRST)
    late = listed(firm)["P-2"]
    assert not late.late(day(30))
    assert late.late(day(30), 24)
    assert not late.late(day(30), 25)
    take(firm, FIRST[1].replace("Sent to Partner", "Overdue"))
    assert listed(firm)["P-2"].late(day(6))
    assert listed(firm)["P-2"].holder == "Pell, Jo"


def test_the_command_lists_sums_and_history(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(firm.csv("list.csv", HEAD, *FIRST))
    around = ["--workspace", str(firm.root)]
    assert main(["proformas", "--from", path, "--whole", *around]) == 0
    out = capsys.readouterr().out
    assert out.startswith("3 new\n")
    assert "with Pell, Jo: 1 proforma, 2,400.50 USD\n" in out
    assert main(["proformas", "P-2", *around]) == 0
    assert "2026-11-05  with partner  Pell, Jo" in capsys.readouterr().out
    assert main(["proformas", "--json", "--from", path, *around]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("proformas.schema.json").read_text("utf-8")))
    assert (len(said["proformas"]), said["list"]["same"]) == (3, 3)
    assert main(["proformas", "P-9", *around]) == 2
    assert main(["proformas", "--whole", *around]) == 2


def test_the_command_fails_for_rows_it_could_not_read(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(firm.csv("list.csv", HEAD, "P-1,CL,M-1,Nowhere,,,,,,"))
    assert main(["proformas", "--from", path, "--workspace", str(firm.root)]) == 1
    assert "warning: row 2, column 'Status'" in capsys.readouterr().err
    assert main(["proformas", "--from", path, "--whole", "--workspace", str(firm.root)]) == 1
    assert "note: nothing was taken off" in capsys.readouterr().err
