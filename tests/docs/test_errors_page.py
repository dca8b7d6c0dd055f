"""docs/errors.md shows what ledes prints today, and every mistake has a way out."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ENOUGH = 40


@pytest.fixture(scope="module")
def mistakes() -> ModuleType:
    place = importlib.util.spec_from_file_location("docs_mistakes", DOCS / "mistakes.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    sys.modules["docs_mistakes"] = module
    place.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(mistakes: ModuleType) -> list[object]:
    return list(mistakes.made())


def test_there_are_enough_mistakes(made: list[object]) -> None:
    assert len(made) >= ENOUGH


def test_none_is_taken_for_a_bug_of_ours(made: list[object]) -> None:
    assert not [each for each in made if each.status in {0, 70}]  # type: ignore[attr-defined]


def test_each_answer_says_what_to_do(made: list[object]) -> None:
    marks = ("  try: ", "  fix: ", "Try '", "the next run tries again")
    assert not [each.title for each in made if not any(mark in each.answer for mark in marks)]  # type: ignore[attr-defined]


def test_no_answer_shows_a_place_of_this_machine_or_a_trace(made: list[object]) -> None:
    for each in made:
        assert "Traceback" not in each.answer, each  # type: ignore[attr-defined]
        assert "/tmp" not in each.answer, each  # type: ignore[attr-defined]


def test_the_page_is_fresh(mistakes: ModuleType, made: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes, "made", lambda: iter(made))
    notice = "<!-- made from code by docs/generate.py -->\n"
    assert (DOCS / "errors.md").read_text("utf-8") == mistakes.page(notice), "run make docs"
