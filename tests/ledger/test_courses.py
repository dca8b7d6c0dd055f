"""What reports ask of the ledger, of a file and of a server: the same answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pastfirm
from ebills import FEE, file, record

from ledes import ledger, workspace
from ledes.ledger import courses, linetables
from ledes.ledger.records import Parcel
from ledes.reports import Asked, named
from ledes.sending.recall import recall

TODAY = datetime.date(2025, 8, 4)


def test_lines_days_and_words_of_every_bill(url: str, tmp_path: Path) -> None:
    truths = pastfirm.make(tmp_path, url, months=1, today=TODAY)
    with ledger.reading(url) as book:
        numbers = {each.id: each.invoice for each in book.submissions()}
        first = courses.first_versions(book)
        by_invoice = {numbers[id_]: each for id_, each in courses.facts(book).items() if first[id_] == id_}
        shares = {numbers[id_]: each for id_, each in courses.shares(book).items() if first[id_] == id_}
        lines: dict[str, int] = {}
        for line in courses.lines(book):
            if first[line.submission] == line.submission:
                lines[numbers[line.submission]] = lines.get(numbers[line.submission], 0) + line.amount + line.tax
        words = list(courses.words(book, "STATUS"))
    for each in truths:
        assert (by_invoice[each.number].date, by_invoice[each.number].end) == (each.date, each.bill.end)
        assert [share.matter for share in shares[each.number]] == [each.matter]
        assert Decimal(lines[each.number]) / 10_000 == each.billed
    rejected = [word for word in words if word.status == "REJECTED"]
    assert sorted(word.day for word in rejected) == sorted(day for each in truths for day, _ in each.rejected)
    assert all(first[word.submission] <= word.submission for word in rejected)


def test_reports_are_the_same_from_a_file_and_from_a_server(file_url: str, server_url: str, tmp_path: Path) -> None:
    found = []
    for name, url in (("file", file_url), ("server", server_url)):
        pastfirm.make(tmp_path / name, url if name == "server" else "", months=1, today=TODAY)
        home = workspace.load(tmp_path / name)
        with ledger.reading(home.ledger_url) as book:
            asked = Asked(today=TODAY)
            answers = [named(key).make(book, home, asked) for key in ("realization", "rejections", "budgets", "weekly")]
        found.append([(each.figures, [tuple(table.rows) for table in each.tables]) for each in answers])
    assert found[0] == found[1]


def test_bills_that_were_recorded_without_lines_learn_them_in_the_next_run(
    file_url: str, parcel: Callable[..., Parcel], tamper: Callable[..., None]
) -> None:
    with ledger.writing(file_url) as book:
        book.record(parcel("1001", total="630.00", content=file(record(FEE))))
        assert recall(book) == 1
    tamper(file_url, *(f"DELETE FROM {table}" for table in linetables.MADE))
    with ledger.writing(file_url) as book:
        assert recall(book) == 1
        (line,) = courses.lines(book)
        assert (line.timekeeper, line.amount, line.worked) == ("T1", 6_300_000, 7_000_000)
        assert recall(book) == 0


def test_single_lines_are_found_by_their_number(url: str, tmp_path: Path) -> None:
    pastfirm.make(tmp_path, url, months=1, today=TODAY)
    with ledger.reading(url) as book:
        (first, *_) = book.submissions()
        found = courses.numbered(book, [first.id])
    assert {number for _, number in found} >= {"1", "2", "3"}
    assert sum(line.amount for line in found.values()) == first.whole


def test_what_is_asked_of_many_is_what_each_would_give(url: str, tmp_path: Path) -> None:
    pastfirm.make(tmp_path, url, months=1, today=TODAY)
    with ledger.reading(url) as book:
        every = book.submissions()
        events = courses.events_of(book, [each.id for each in every])
        contents = courses.contents(book, [each.delivery.payload for each in every] + ["0" * 64])
        assert events == {each.id: book.events(each.id) for each in every}
        assert contents == {each.delivery.payload: book.payload(each) for each in every}
