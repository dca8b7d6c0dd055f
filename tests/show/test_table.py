"""Tables for programs and pipes."""

from __future__ import annotations

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
