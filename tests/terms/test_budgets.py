from __future__ import annotations

import datetime
from decimal import Decimal

from ledes.client import MatterTerms
from ledes.earlier import Facts, Spent
from ledes.facts import TaskFees
from ledes.terms import budgets


class Past(Facts):
    """Other bills of one matter."""

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        return Spent(Decimal(700), Decimal(50), Decimal(750)) if matter == "M-1" else Spent()


def place(this: str, *, accrual: str = "0", **terms: object) -> budgets.Position:
    agreed = MatterTerms(firm_id="M-1", **terms)  # type: ignore[arg-type]
    return budgets.position(agreed, Past(), this=Spent(Decimal(this)), accrual=Decimal(accrual))


def test_a_budget_counts_fees_and_expenses_unless_it_is_for_fees_alone() -> None:
    assert place("50", budget=Decimal(1000)).used == Decimal(800)
    assert place("50", budget=Decimal(1000), budget_on="fees").used == Decimal(750)


def test_what_was_billed_before_the_ledger_began_counts() -> None:
    found = place("50", budget=Decimal(1000), fees_before=Decimal(100), expenses_before=Decimal(25))
    assert (found.used, found.fees, found.percent) == (Decimal(925), Decimal(850), Decimal("92.5"))


def test_an_accrual_counts_as_if_it_were_billed() -> None:
    assert place("50", accrual="100", budget=Decimal(1000)).percent == Decimal("90.0")


def test_a_step_is_crossed_by_the_bill_that_reaches_it_and_by_no_later_one() -> None:
    steps = (Decimal(75), Decimal(80), Decimal(90))
    assert place("50", budget=Decimal(1000)).crossed(steps) == (Decimal(80),)
    assert place("0", budget=Decimal(1000)).crossed(steps) == ()


def test_a_budget_that_is_spent_to_the_last_cent_is_kept() -> None:
    assert not place("250", budget=Decimal(1000)).reached(Decimal(100))
    assert place("250.01", budget=Decimal(1000)).crossed([Decimal(100)]) == (Decimal(100),)


def test_without_a_budget_there_is_no_percentage() -> None:
    found = place("250")
    assert (found.percent, found.crossed([Decimal(80)])) == (None, ())


def test_fees_are_added_up_by_task_and_by_phase() -> None:
    tasks = (
        TaskFees("M-1", "L110", Decimal(10)),
        TaskFees("M-1", "L120", Decimal(5)),
        TaskFees("M-1", "L200", Decimal(2)),
        TaskFees("M-1", "", Decimal(1)),
        TaskFees("M-2", "L110", Decimal(99)),
    )
    assert budgets.by_phase(tasks, "M-1") == {
        "L110": Decimal(10),
        "L120": Decimal(5),
        "L100": Decimal(15),
        "L200": Decimal(2),
    }
