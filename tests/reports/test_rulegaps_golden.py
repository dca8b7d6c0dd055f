"""What rule-gaps says of a small ledger, in every output, word by word."""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import workbooks
from reports_firm import CLIENT, bill, entry

from ledes import ledger, workspace
from ledes.ledger.records import Entry, Parcel
from ledes.money import parse
from ledes.reports import Answer, Asked, named
from ledes.show import reportpage, reporttext, sheetfiles

Golden = Callable[[str, str], None]
ASKED = Asked(today=datetime.date(2026, 11, 22))
FIRM = '[firm]\nid = "12-3456789"\nname = "Ashdown & Pell LLP"\n'
RULES = 'rate-above-approved = "off"\ntask-code-not-taken = "info"\n'


def event(
    status: str, day: int, text: str = "", amount: int | None = None, *cuts: tuple[str, str, str]
) -> dict[str, object]:
    """What a vendor reported, as the ledger keeps it."""
    return {
        "words": status.title(),
        "status": status,
        "at": f"2026-11-{day:02}T09:00:00.000000Z",
        "amount": amount,
        "text": text,
        "adjustments": [{"line": line, "amount": by, "words": words} for line, by, words in cuts],
        "channel": "",
    }


SENT = (
    (
        "2001",
        (entry("1.50", "300.00"), entry("0.50", "280.00", text="Read the order")),
        (event("APPROVED_REDUCED", 12, "", 5_600_000, ("1", "-30.00", "Timekeeper rate exceeds the negotiated rate")),),
    ),
    (
        "2002",
        (entry("3.00", task="L510"),),
        (event("REJECTED", 13, 'LINE_ITEM_TASK_CODE "L510" is invalid. Code must be client authorized.'),),
    ),
    (
        "2003",
        (entry("2.00", text="Prepare the bundle"),),
        (
            event("APPROVED_REDUCED", 14, "", 5_000_000, ("1", "-60.00", "as agreed on the telephone")),
            event("APPROVED", 20, "", 5_600_000),
        ),
    ),
    ("2004", (entry("2.50", text="Draft the reply"),), (event("REJECTED", 15, "Ring me about this"),)),
    (
        "2006",
        (entry("1.00", "310.00", text="Attend the hearing"),),
        (
            event("APPROVED_REDUCED", 16, "", 2_800_000, ("1", "-30.00", "rate exceeds the negotiated rate")),
            event("SHORT_PAID", 20, "", 2_700_000),
        ),
    ),
    ("2005", (entry("4.00", text="Argue the motion"),), (event("SHORT_PAID", 19, "", 10_000_000),)),
)


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    """Record five bills and what the client said of them, on fixed days, and make the report."""
    (tmp_path / "ledes.toml").write_text(FIRM)
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "merrow.toml").write_text(CLIENT + RULES)
    home = workspace.load(tmp_path)
    with ledger.writing(home.ledger_url, clock=lambda: datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)) as book:
        for number, lines, events in SENT:
            total = sum((parse(line["total"]) for line in lines), parse("0"))
            kept = Entry(invoice=number, kind="invoice", digest=number, total=total, currency="USD")
            parcel = Parcel(
                vendor="sandbox",
                account="default",
                environment="production",
                client="merrow",
                file_name=f"{number}.txt",
                format="1998b",
                content=bill(number, *lines),
                entries=(kept,),
            )
            made = book.record(parcel)
            for each in events:
                book.note([one.id for one in made], "STATUS", each)
    with ledger.reading(home.ledger_url) as book:
        return named("rule-gaps").make(book, home, ASKED)


def test_text(
    answer: Answer, golden: Golden, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    reporttext.show(named("rule-gaps"), answer, unfold=True)
    golden("reports/rule-gaps.txt", capsys.readouterr().out)


def test_json(answer: Answer, golden: Golden) -> None:
    said = reporttext.as_data(named("rule-gaps"), ASKED, answer)
    golden("reports/rule-gaps.json", json.dumps(said, indent=2) + "\n")


def test_csv(answer: Answer, golden: Golden) -> None:
    for table in answer.tables:
        stream = io.BytesIO()
        sheetfiles.write_csv(stream, table)
        golden(f"reports/rule-gaps-{table.key}.csv", stream.getvalue().decode("utf-8-sig").replace("\r\n", "\n"))


def test_page(answer: Answer, golden: Golden) -> None:
    stream = io.BytesIO()
    reportpage.write(stream, replace(named("rule-gaps")), ASKED, answer)
    page = stream.getvalue().decode()
    golden("reports/rule-gaps.html", re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL))


def test_workbook(answer: Answer, golden: Golden) -> None:
    stream = io.BytesIO()
    sheetfiles.write_xlsx(stream, answer.tables, answer.notes, answer.drawn)
    golden("reports/rule-gaps-xlsx.txt", workbooks.lines(stream.getvalue()))


def test_a_cut_that_was_taken_back_is_none(answer: Answer) -> None:
    assert not [row for row in answer.tables[2].rows if "2003" in row]


def test_a_short_payment_keeps_the_reasons_of_the_reduction_before_it(answer: Answer) -> None:
    rows = [row for row in answer.tables[2].rows if "2006" in row]
    assert [(row[5], row[7]) for row in rows] == [("RATE_OVER_APPROVED", parse("30.00")), ("", parse("10.00"))]
