"""Every report of a small firm, in every output, word by word."""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pastfirm
import pytest
import workbooks

from ledes import ledger, schemas, workspace
from ledes.reports import Answer, Asked, named
from ledes.show import reportpage, reporttext, sheetfiles

Golden = Callable[[str, str], None]
Answered = Callable[[str], tuple[Asked, Answer]]

SMALL = ("ageing", "outstanding", "statement", "rejections", "realization", "days", "budgets", "proformas", "weekly")
NAMES = (*SMALL, "forecast")
SOON = datetime.date(2025, 8, 4)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a firm of two months, in which hardly anything was paid yet."""
    root = tmp_path_factory.mktemp("small")
    pastfirm.make(root, months=2, today=SOON)
    return root


@pytest.fixture
def answered(small: Path, past: pastfirm.Past) -> Answered:
    """Make a report: the forecast, which needs a past, for the whole firm, the others for the small one."""

    def made(name: str) -> tuple[Asked, Answer]:
        root, today = (small, SOON) if name in SMALL else (past.root, pastfirm.TODAY)
        home = workspace.load(root)
        asked = Asked(today=today)
        with ledger.reading(home.ledger_url) as book:
            return asked, named(name).make(book, home, asked)

    return made


@pytest.mark.parametrize("name", NAMES)
def test_text(
    name: str,
    answered: Answered,
    golden: Golden,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    reporttext.show(named(name), answered(name)[1], unfold=True)
    golden(f"reports/{name}.txt", capsys.readouterr().out)


@pytest.mark.parametrize("name", NAMES)
def test_json(name: str, answered: Answered, golden: Golden) -> None:
    said = reporttext.as_data(named(name), *answered(name))
    jsonschema.validate(said, json.loads(schemas.path("report.schema.json").read_text("utf-8")))
    golden(f"reports/{name}.json", json.dumps(said, indent=1) + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_csv(name: str, answered: Answered, golden: Golden) -> None:
    parts = []
    for table in answered(name)[1].tables:
        stream = io.BytesIO()
        sheetfiles.write_csv(stream, table)
        parts.append(f"# {table.key}\n" + stream.getvalue().decode("utf-8-sig").replace("\r\n", "\n"))
    golden(f"reports/{name}.csv", "\n".join(parts))


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str, answered: Answered, golden: Golden) -> None:
    stream = io.BytesIO()
    reportpage.write(stream, named(name), *answered(name))
    page = stream.getvalue().decode()
    assert "<script" not in page
    assert "http" not in page
    golden(f"reports/{name}.html", re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("name", NAMES)
def test_workbook(name: str, answered: Answered, golden: Golden) -> None:
    _, answer = answered(name)
    stream = io.BytesIO()
    sheetfiles.write_xlsx(stream, answer.tables, answer.notes, answer.drawn)
    golden(f"reports/{name}-xlsx.txt", workbooks.lines(stream.getvalue()))
