"""A reader reads all bills once while nothing happens, and never tells what is no longer so."""

from __future__ import annotations

import datetime
from pathlib import Path

from ledes import ledger, workspace
from ledes.example import making
from ledes.payments.receivables import receivables

TODAY = datetime.date(2026, 11, 20)


def test_what_another_run_writes_is_seen_at_once(tmp_path: Path) -> None:
    making.make(tmp_path / "firm", invoices=20, today=TODAY)
    url = workspace.load(tmp_path / "firm").ledger_url
    with ledger.reading(url) as book:
        before, owed = book.submissions(), receivables(book)
        assert book.submissions() is before
        last = next(each.submission for each in owed if each.balance.open)
        with ledger.writing(url) as writer:
            detail = {"status": "DISPUTED", "at": "2026-11-21T09:00:00.000000Z"}
            writer.note([last.id], "STATUS", detail)
            assert writer.submission(last.id).status == "DISPUTED"
        after = {each.id: each for each in book.submissions()}
        assert after[last.id].status == "DISPUTED"
        assert next(each for each in receivables(book) if each.submission.id == last.id).submission == after[last.id]


def test_a_part_of_what_is_remembered_is_what_the_ledger_would_give(tmp_path: Path) -> None:
    making.make(tmp_path / "firm", invoices=120, today=TODAY)
    url = workspace.load(tmp_path / "firm").ledger_url
    with ledger.reading(url) as fresh, ledger.reading(url) as book:
        assert len(receivables(book)) > 100
        for key in {each.client for each in book.submissions()}:
            assert book.submissions(client=key) == fresh.submissions(client=key)
            assert receivables(book, key) == receivables(fresh, key)
        assert book.submissions(open_only=True) == fresh.submissions(open_only=True)


def test_who_writes_remembers_nothing(tmp_path: Path) -> None:
    making.make(tmp_path / "firm", invoices=5, today=TODAY)
    with ledger.writing(workspace.load(tmp_path / "firm").ledger_url) as book:
        assert book.submissions() is not book.submissions()
