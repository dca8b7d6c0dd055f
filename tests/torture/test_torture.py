"""A short torture: runs are killed at random while everything goes wrong, and each bill comes once all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from torture.torment import Driver

pytest.importorskip("flask")


def test_nothing_comes_twice_and_nothing_is_lost(tmp_path: Path) -> None:
    driver = Driver(tmp_path, 7)
    try:
        driver.torture(12)
        done = driver.end()
    finally:
        driver.close()
    assert done.kills >= 12
    assert all(fate.bills for fate in done.fates.values())
    assert all(fate.by_person == 0 for key, fate in done.fates.items() if key in {"portal", "sftp, left there"})


def test_a_sender_that_guesses_is_caught(tmp_path: Path) -> None:
    driver = Driver(tmp_path, 7, reckless=True)
    try:
        with pytest.raises(AssertionError, match="came more than once"):
            driver.torture(60)
    finally:
        driver.close()
