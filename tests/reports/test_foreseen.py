"""Estimates: habits are followed as they are, unpaid bills are no bad payers yet, and nothing comes twice."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledes.reports import foreseen
from ledes.reports.foreseen import Claim, Habits, Month, Paid, trial
from ledes.reports.invoices.sharing import shared_whole

TODAY = datetime.date(2026, 11, 1)
NOVEMBER, DECEMBER, JANUARY = foreseen.months(TODAY, 3)


def claim(client: str, days_ago: int, after: int | None, amount: Decimal = Decimal(1000)) -> Claim:
    """A bill of some days ago that was paid in full after some days, if that has come."""
    date = TODAY - datetime.timedelta(days=days_ago)
    due = None if after is None else date + datetime.timedelta(days=after)
    paid = (Paid(due, amount),) if due is not None and due < TODAY else ()
    return Claim(client=client, currency="USD", date=date, billed=amount, paid=paid)


PUNCTUAL = [claim("punctual", days, 30) for days in range(35, 335, 10)]
SLOW = [claim("slow", days, 90) for days in range(95, 395, 10)]


def test_a_client_pays_as_it_did_and_not_as_others_do() -> None:
    habits = Habits([*PUNCTUAL, *SLOW], TODAY)
    assert habits.of("punctual").between(0, 0, 40) > 0.85
    assert habits.of("slow").between(0, 0, 40) < 0.15
    assert habits.of("slow").between(0, 80, 100) > 0.6
    assert 0.3 < habits.of("unheard of").between(0, 0, 60) < 0.7


def test_a_bill_comes_in_the_month_in_which_it_is_usual() -> None:
    new = [claim("slow", 40, None, Decimal(9000))]
    habits = Habits([*SLOW, *new], TODAY)
    november, december, january = foreseen.expected(new, TODAY, [NOVEMBER, DECEMBER, JANUARY], habits)
    assert december.mean > 3 * november.mean
    assert december.mean > 3 * january.mean


def test_no_more_is_foreseen_of_open_bills_than_is_open() -> None:
    open_bills = [claim("slow", 400, None, Decimal(5000)), claim("slow", 10, None, Decimal(700))]
    # bills of the last months would be expected again, so the habit alone is asked
    habits = Habits([*SLOW, *open_bills], TODAY)
    for each in open_bills:
        age = (TODAY - each.date).days
        parts = [habits.of("slow").between(age, age + 30 * month, age + 30 * (month + 1)) for month in range(40)]
        assert all(0 <= part <= 1 for part in parts)
        assert sum(parts) <= 1 + Decimal("1e-9")


def test_what_is_not_paid_yet_does_not_count_as_never_paid() -> None:
    fresh = [claim("punctual", days, None) for days in range(1, 15)]
    before, after = Habits(PUNCTUAL, TODAY), Habits([*PUNCTUAL, *fresh], TODAY)
    assert after.of("punctual").between(0, 0, 40) == pytest.approx(
        before.of("punctual").between(0, 0, 40), abs=Decimal("0.05")
    )


def test_nothing_later_than_the_day_is_known() -> None:
    day = TODAY - datetime.timedelta(days=120)
    now = [each for each in PUNCTUAL if each.date < day]
    cut = [
        Claim(
            client=each.client,
            currency=each.currency,
            date=each.date,
            billed=each.billed,
            paid=tuple(paid for paid in each.paid if paid.day < day),
        )
        for each in now
    ]
    assert Habits(now, day).all.weekly == Habits(cut, day).all.weekly


def test_months_begin_with_the_rest_of_this_one() -> None:
    assert foreseen.months(datetime.date(2026, 12, 20), 2) == (
        Month(datetime.date(2026, 12, 20), datetime.date(2027, 1, 1)),
        Month(datetime.date(2027, 1, 1), datetime.date(2027, 2, 1)),
    )
    assert [each.name for each in foreseen.before(datetime.date(2026, 2, 3), 3)] == ["2025-11", "2025-12", "2026-01"]


def test_a_steady_firm_is_foreseen_well_and_a_new_one_not_at_all() -> None:
    steady = [
        claim("punctual", (TODAY - datetime.date(2026 - (month > 10), month, day)).days, 30)
        for month in range(1, 13)
        for day in (5, 15, 25)
    ]
    tried = trial.money(steady, TODAY)
    # the first bill is of 5 November: six months later there is enough to go by
    assert [each.month.name for each in tried] == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    error = trial.error(tried)
    assert error is not None
    assert error < 0.15
    assert trial.money([claim("new", 20, None)], TODAY) == []
    assert trial.error([]) is None


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(-50, 10**6), min_size=1, max_size=12))
def test_parts_always_add_up_and_lie_within_one_of_their_share(whole: int, weights: list[int]) -> None:
    parts = shared_whole(whole, weights)
    assert sum(parts) == whole
    together = sum(weights)
    if together and len(weights) > 1:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * together - whole * weight) <= abs(together)
