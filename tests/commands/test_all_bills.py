"""A question over all bills: nothing looks for cycles meanwhile, and afterwards it does again."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from ledes import workspace
from ledes.commands import surroundings
from ledes.setup import start


def test_cycles_are_looked_for_again_afterwards_whatever_happened(tmp_path: Path) -> None:
    start.make(tmp_path / "firm")
    home = workspace.load(tmp_path / "firm")
    assert gc.isenabled()
    with surroundings.all_bills(home) as book:
        assert not gc.isenabled()
        assert book.submissions() == ()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), surroundings.all_bills(home):
        raise ZeroDivisionError
    assert gc.isenabled()
