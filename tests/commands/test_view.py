"""`ledes view` shows any file as a person reads it, on the screen or as a page, and never writes over the bill."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from ebills import FEE, file, record
from fullbill import FULL, as_json

from ledes import samples
from ledes.__main__ import main

SAMPLES = Path(samples.__file__).parent


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def two(away: Path) -> str:
    second = record(FEE, INVOICE_NUMBER="1002", LINE_ITEM_DESCRIPTION="Second thoughts", LINE_ITEM_TOTAL="631.00")
    (away / "two.txt").write_bytes(file(record(FEE), second))
    return "two.txt"


def test_a_bill_is_shown_with_its_faults_at_their_lines(
    away: Path, capsys: pytest.CaptureFixture[str], golden: Callable[[str, str], None]
) -> None:
    (away / "bill.txt").write_bytes(file(record(FEE, LINE_ITEM_TOTAL="631.00", INVOICE_TOTAL="631.00")))
    assert main(["view", "bill.txt"]) == 0
    golden("view/fault.txt", capsys.readouterr().out)


def test_all_bills_of_a_file_are_shown_or_the_one_that_is_named(two: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", two]) == 0
    assert re.findall(r"^Invoice (\d+)", capsys.readouterr().out, re.MULTILINE) == ["1001", "1002"]
    assert main(["view", two, "--invoice", "1002"]) == 0
    shown = capsys.readouterr().out
    assert re.findall(r"^Invoice (\d+)", shown, re.MULTILINE) == ["1002"]
    assert "Second thoughts" in shown and "set-off" not in shown


def test_an_invoice_that_is_not_there_is_answered_with_those_that_are(
    two: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["view", two, "--invoice", "7"]) == 2
    assert "1001, 1002" in capsys.readouterr().err


@pytest.mark.parametrize(
    "sample",
    [
        "start/inbox/2026-10-bills.csv",
        "start/inbox/2026-10-zandoria.xlsx",
        "good/X001-wrong-line-tax.txt",
        "good/L250-broken-json.json",
    ],
)
def test_every_form_that_is_read_can_be_viewed(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", str(SAMPLES / sample)]) == 0
    assert "Total due" in capsys.readouterr().out


def test_a_table_is_shown_as_the_clients_profile_completes_it(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "firm"]) == 0
    capsys.readouterr()
    name = "firm/inbox/2026-10-bills.csv"
    assert main(["view", name, "--workspace", "firm", "--invoice", "QF-2026-1042"]) == 0
    assert "Kestrelby" in capsys.readouterr().out


def test_a_file_without_a_readable_bill_shows_what_is_wrong_and_fails(
    away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (away / "bare.txt").write_bytes(file())
    assert main(["view", "bare.txt"]) == 1
    assert "error L032" in capsys.readouterr().out


def test_the_page_is_whole_for_its_owner_only_and_may_be_written_again(
    two: str, away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["view", two, "--html", "out/page.html"]) == 0
    page = away / "out" / "page.html"
    first = page.read_bytes()
    assert first.endswith(b"</html>")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert capsys.readouterr().out.startswith("out/page.html: invoice 1001, 1002; fails the standard")
    assert main(["view", two, "--html", "out/page.html"]) == 0
    assert page.read_bytes() == first
    assert [each.name for each in page.parent.iterdir()] == ["page.html"]


def test_page_and_print_can_be_had_at_once(away: Path) -> None:
    pytest.importorskip("typst")
    (away / "full.json").write_bytes(as_json(FULL))
    assert main(["view", "full.json", "--html", "a.html", "--pdf", "a.pdf"]) == 0
    assert (away / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "Redelivery &lt;of the&gt; vessel" in (away / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("outs", "said"),
    [
        (["--html", "two.txt"], "is the bill itself"),
        (["--html", "./a/../two.txt"], "is the bill itself"),
        (["--html", "x", "--pdf", "x"], "the same file"),
    ],
)
def test_a_page_never_takes_the_place_of_the_bill_or_of_another(
    two: str, away: Path, outs: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (away / two).read_bytes()
    assert main(["view", two, *outs]) == 2
    assert said in capsys.readouterr().err
    assert (away / two).read_bytes() == before


def test_where_the_page_cannot_be_written_the_place_and_the_reason_are_said(
    two: str, away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["view", two, "--html", "two.txt/page.html"]) == 4
    assert "two.txt/page.html" in capsys.readouterr().err


def test_no_line_of_a_long_bill_is_missing(away: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (record(FEE, LINE_ITEM_NUMBER=str(n), LINE_ITEM_DESCRIPTION=f"<{n}> done") for n in range(1, 2001))
    (away / "long.txt").write_bytes(file(*lines))
    assert main(["view", "long.txt", "--html", "long.html"]) == 0
    assert main(["view", "long.txt"]) == 0
    shown = capsys.readouterr().out
    page = (away / "long.html").read_text("utf-8")
    for number in range(1, 2001):
        assert f"<{number}> done" in shown
        assert f"&lt;{number}&gt; done" in page


def test_a_copy_elsewhere_gives_the_same_page(two: str, away: Path) -> None:
    (away / "other").mkdir()
    shutil.copy(two, "other/two.txt")
    assert main(["view", two, "--html", "a.html"]) == 0
    assert main(["view", "other/two.txt", "--html", "b.html"]) == 0
    assert (away / "a.html").read_bytes() == (away / "b.html").read_bytes()
