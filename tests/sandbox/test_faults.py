from __future__ import annotations

import pytest

from ledes.errors import UsageError
from ledes.sandbox.faults import Faults, parse

SHARES = {"drop-reply": 0.2, "error": 0.1, "busy": 0.1, "slow": 0.2}


def test_the_same_seed_gives_the_same_mishaps() -> None:
    one, same, other = Faults(shares=SHARES, seed=3), Faults(shares=SHARES, seed=3), Faults(shares=SHARES, seed=4)
    drawn = [one.draw() for _ in range(50)]
    assert drawn == [same.draw() for _ in range(50)]
    assert drawn != [other.draw() for _ in range(50)]


def test_each_kind_comes_about_as_often_as_its_share() -> None:
    faults = Faults(shares=SHARES, seed=1)
    drawn = [faults.draw() for _ in range(4000)]
    for kind, share in {**SHARES, "": 0.4}.items():
        assert sum(mishap.kind == kind for mishap in drawn) / 4000 == pytest.approx(share, abs=0.03)


def test_errors_and_slow_answers_fall_half_before_and_half_after_storing() -> None:
    faults = Faults(shares={"error": 0.5, "slow": 0.5}, seed=1)
    drawn = [faults.draw() for _ in range(2000)]
    assert sum(mishap.before for mishap in drawn) / 2000 == pytest.approx(0.5, abs=0.05)


def test_a_lost_reply_comes_after_storing_and_a_busy_portal_before() -> None:
    faults = Faults(shares={"drop-reply": 0.5, "busy": 0.5}, seed=1)
    assert {(mishap.kind, mishap.before) for mishap in (faults.draw() for _ in range(100))} == {
        ("drop-reply", False),
        ("busy", True),
    }


def test_without_shares_nothing_goes_wrong() -> None:
    faults = Faults()
    assert {faults.draw().kind for _ in range(100)} == {""}


@pytest.mark.parametrize(
    "text", ["late=0.1", "error", "error=", "error=x", "error=-0.1", "error=1.1", "error=nan", "error=0.6,busy=0.6"]
)
def test_shares_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text)
