"""Pages, letters, calendars and workbooks that commands write beside the reports, word by word.

What is the same in every paper (styles, ids, digests) is left out; tests beside the code say what it has to be.
"""

from __future__ import annotations

import email
import email.policy
import functools
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import cutbill
import docx
import findingsbill
import pytest
import workbooks
from receiving import NOON, TODAY, Firm, day

from ledes import ledger
from ledes.__main__ import main
from ledes.commands import surroundings
from ledes.payments import chasing, finance, noting, writeoffs
from ledes.payments.balance import Payment
from ledes.payments.finding import Subject
from ledes.proformas import taking

Golden = Callable[[str, str], None]

AGREED = """[rules]
late-appeal = { days = 30 }
rate-above-approved = "reduce"
[[rates]]
timekeeper = "TK1"
rate = 520
[[discounts]]
on = "fees"
percent = 10
[matters."M-1"]
name = "Weir"
attorney = "Mira Ashdown"
budget = 5000
"""
LETTERS = (
    (("statement", "merrow"), "statement-merrow-USD-2026-11-30"),
    (("remind", "merrow"), "reminder-1-merrow-USD-2026-11-30"),
    (("appeal", "1001", "--why", "it was agreed on 4 May"), "appeal-merrow-1001-2026-11-30"),
)
PAGES = (
    (("diagnose", "1001"), 0),
    (("diagnose", "--open"), 0),
    (("handover", "merrow", "tarn"), 0),
    (("client", "explain", "merrow"), 0),
    (("diff", "before.txt", "after.txt"), 1),
)


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """Keep bills that are cut, rejected, paid in part and under way, with a promise, a note and a proforma."""
    firm = Firm(tmp_path / "firm")
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write(AGREED)
    cutbill.cut(firm, at=day(21))
    rejected = firm.bill("1002", "400.00", dated=day(1, 9))
    firm.bill("1003", "70.00")
    firm.bill("1004", "55.00", dated=day(20))
    firm.bill("1005", "12.00", client="tarn", currency="EUR")
    firm.status(rejected, "REJECTED", at=day(20), text='LINE_ITEM_TASK_CODE "L510" is invalid.')
    with firm.writing() as book:
        noting.pay(book, "1003", Payment(day=day(22), amount=Decimal(20), reference="CHQ-1", by="lena"), today=TODAY)
        writeoffs.ask(book, "1003", Decimal(5), "small", "lena")
        writeoffs.approve(book, "1003", "M. Ashdown")
        one = Subject("merrow", book.submission(1))
        chasing.promise(book, one, [(Decimal(300), day(12, 12))], "lena", currency="USD", whom="Nils", today=TODAY)
        chasing.note(book, Subject("merrow", None), "wants <b>one</b> statement a month", "lena")
        chasing.note(book, one, "=1+1 will pay", "lena", sort="call", whom="N. Ahrens")
        path = firm.csv("list.csv", "Proforma,Client,Matter,Status,Partner", "P-1,CL,M-1,In Review,Jo Pell")
        taking.take(book, firm.home, path, finance.find(firm.root))
    (firm.root / "before.txt").write_bytes(cutbill.file(*cutbill.LINES))
    changed = (line.replace("question 2", "the second question") for line in cutbill.LINES[:2])
    (firm.root / "after.txt").write_bytes(cutbill.file(*changed))
    monkeypatch.chdir(firm.root)
    monkeypatch.setattr(surroundings, "today", lambda: TODAY)
    monkeypatch.setattr(ledger, "reading", functools.partial(ledger.reading, clock=lambda: NOON))
    return firm


def bare(page: Path) -> str:
    """Give a page without its styles, which every page shares."""
    said = page.read_text("utf-8")
    assert "<script" not in said
    assert "http" not in said
    return re.sub(r"<style>.*</style>", "", said, flags=re.DOTALL)


@pytest.mark.parametrize(("words", "status"), PAGES, ids=lambda each: "-".join(each) if isinstance(each, tuple) else "")
def test_a_page(words: tuple[str, ...], status: int, firm: Firm, golden: Golden) -> None:
    assert main([*words, "--html", "page.html"]) == status
    name = "-".join(re.sub(r"\W", "", word.removesuffix(".txt")) for word in words)
    golden(f"papers/{name}.html", bare(firm.root / "page.html"))


@pytest.mark.parametrize(("words", "name"), LETTERS, ids=[words[0] for words, _ in LETTERS])
def test_a_letter_says_the_same_as_text_as_a_document_and_as_a_mail(
    words: tuple[str, ...], name: str, firm: Firm, golden: Golden
) -> None:
    assert main(list(words)) == 0
    drafts = firm.root / "drafts"
    golden(f"papers/{words[0]}.txt", (drafts / f"{name}.txt").read_text("utf-8"))
    golden(f"papers/{words[0]}-docx.txt", _document(drafts / f"{name}.docx"))
    golden(f"papers/{words[0]}-eml.txt", _mail(drafts / f"{name}.eml"))


def _document(path: Path) -> str:
    made = docx.Document(str(path))
    said = [paragraph.text for paragraph in made.paragraphs]
    rows = [" | ".join(cell.text for cell in row.cells) for table in made.tables for row in table.rows]
    return "".join(f"{line}\n" for line in (*said, *rows))


def _mail(path: Path) -> str:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    heads = [f"{name}: {value}" for name, value in mail.items() if not name.startswith(("Content-", "MIME"))]
    parts = [f"{part.get_content_type()} {part.get_filename() or ''}".strip() for part in mail.walk()]
    body = mail.get_body(("plain",))
    assert body is not None
    return "\n".join([*heads, *parts, "", body.get_content().replace("\r\n", "\n")])


def test_the_calendar(firm: Firm, golden: Golden) -> None:
    assert main(["due", "--within", "400", "--ics", "due.ics"]) == 0
    golden("papers/due.ics", (firm.root / "due.ics").read_bytes().replace(b"\r\n", b"\n").decode())


@pytest.mark.parametrize("kind", finance.OUT)
def test_a_workbook_for_the_finance_system(kind: str, firm: Firm, golden: Golden) -> None:
    assert main(["export", kind, "--out", "out.xlsx"]) == 0
    golden(f"papers/export-{kind}-xlsx.txt", workbooks.lines((firm.root / "out.xlsx").read_bytes()))
    assert main(["export", kind, "--out", "out.csv"]) == 0
    golden(f"papers/export-{kind}.csv", (firm.root / "out.csv").read_text("utf-8-sig").replace("\r\n", "\n"))


def test_what_a_check_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:
    monkeypatch.setattr(surroundings, "today", lambda: TODAY)
    folder = findingsbill.written(tmp_path, monkeypatch)
    page = (folder / "f.html").read_text("utf-8")
    golden("papers/findings.html", re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL))
    golden("papers/findings-xlsx.txt", workbooks.lines((folder / "f.xlsx").read_bytes()))
    golden("papers/findings.csv", (folder / "f.csv").read_text("utf-8-sig").replace("\r\n", "\n"))
