from __future__ import annotations

import re
from pathlib import Path

from ledes.gateway import vendor
from ledes.sandbox.faults import KINDS
from ledes.sandbox.journal import OUTCOMES
from ledes.sandbox.settings import load

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


def test_the_settings_on_the_page_are_settings(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert example
    (tmp_path / "portal.toml").write_text(example[1])
    assert load(tmp_path / "portal.toml").matters[0].id == "LIT-2026-0088"


def test_every_fault_outcome_and_status_word_is_on_the_page() -> None:
    page = PAGE.read_text()
    for word in (*KINDS, *OUTCOMES, *vendor("sandbox").words):
        assert f"`{word}`" in page


def test_the_settings_that_come_with_a_new_workspace_are_settings() -> None:
    assert load(Path(__file__).parents[2] / "samples" / "start" / "portal.toml").matters
