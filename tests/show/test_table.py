"""Tables for programs and pipes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledes.show import table


def test_columns_are_aligned_and_numbers_stand_at_the_right() -> None:
    lines = list(table.plain(("id", "total"), [("1", "9.50"), ("12", "1000.00")], right=frozenset({"total"})))
    assert lines == ["id    total", "1      9.50", "12  1000.00"]


def test_a_cell_never_breaks_its_line_or_moves_the_cursor() -> None:
    lines = list(table.plain(("a", "b"), [("one\ntwo\x1b[31m", "x")]))
    assert lines[1] == "one two [31m  x"


def test_wide_letters_take_two_places() -> None:
    lines = list(table.plain(("name", "x"), [("東京", "1"), ("Ann", "2")]))
    assert lines == ["name  x", "東京  1", "Ann   2"]


def test_in_a_pipe_there_is_no_colour_and_no_frame(capsys: pytest.CaptureFixture[str]) -> None:
    table.show(("a", "b"), [("1", "2")])
    assert capsys.readouterr().out == "a  b\n1  2\n"


HEADS = ("id", "invoice", "total", "", "next")
BILLS = (
    ("1", "QF-2026-1041", "6691.13", "USD", "wait for the payment"),
    ("2", "QF-2026-1042", "5485.65", "GBP", "check the cuts, then appeal or write them off"),
)
FOLDED = """\
id  invoice         total
    next
 1  QF-2026-1041  6691.13  USD
    wait for the payment
 2  QF-2026-1042  5485.65  GBP
    check the cuts, then appeal
    or write them off
"""
CARDS = """\
- id: 1
  invoice: QF-2026-1041
  total: 6691.13 USD
  next: wait for the payment
- id: 2
  invoice: QF-2026-1042
  total: 5485.65 GBP
  next: check the cuts, then appeal or write them off
"""


@pytest.fixture
def on_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    def shown(columns: int) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        table.show(HEADS, BILLS, right=frozenset({"id", "total"}))
        return capsys.readouterr().out

    return shown


@pytest.mark.parametrize("columns", [200, 72, 60, 40, 34, 33, 20, 10])
def test_no_number_and_no_amount_is_cut_on_a_terminal_of_any_width(
    columns: int, on_terminal: Callable[[int], str]
) -> None:
    said = on_terminal(columns)
    assert "…" not in said
    assert all(cell in said for row in BILLS for cell in row[:4])
    assert all(word in said for row in BILLS for word in row[4].split())


def test_where_it_is_narrow_the_last_column_stands_below(on_terminal: Callable[[int], str]) -> None:
    assert on_terminal(33) == FOLDED


def test_nothing_is_announced_where_the_last_column_is_empty(
    monkeypatch: pytest.MonkeyPatch, on_terminal: Callable[[int], str]
) -> None:
    on_terminal(10)
    lines = list(table.fitted(("invoice", "where"), [("1001", "-")], indent="  "))
    assert lines == ["  invoice", "  1001"]


def test_a_table_within_a_text_keeps_to_the_terminal_and_is_whole_in_a_pipe(
    on_terminal: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(36)
    assert max(map(len, table.fitted(HEADS, BILLS, right=frozenset({"id", "total"}), indent="  "))) <= 36
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert len(list(table.fitted(HEADS, BILLS, indent="  "))) == 1 + len(BILLS)


def test_where_it_is_very_narrow_a_row_is_a_block(on_terminal: Callable[[int], str]) -> None:
    assert on_terminal(20) == CARDS


def test_a_terminal_without_colours_gets_no_escapes(
    on_terminal: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any("\x1b" in on_terminal(columns) for columns in (200, 72, 40, 20))
