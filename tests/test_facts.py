"""What is kept of a bill: its sums, rates and hours, and fingerprints that know an entry again."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledes import facts
from ledes.bill import Adjustment, Bill, Contact, Line, Matter, Timekeeper
from ledes.earlier import Spent
from ledes.facts import worked
from ledes.facts.sums import Key, Sums

DAY = datetime.date
M1, M2 = Matter(firm_id="M-1", client_id="C-1", final=True), Matter(client_id="C-2")
FEE = Line(
    kind="F",
    matter=M1,
    date=DAY(2026, 5, 4),
    units=Decimal("2.0"),
    rate=Decimal(350),
    amount=Decimal(700),
    task="L110",
    timekeeper=Timekeeper(id="T1", classification="PARTNR"),
    description="Review the lease",
)
COST = Line(kind="E", matter=M1, date=DAY(2026, 5, 5), amount=Decimal("24.95"), expense="E110", description="Train")


def bill(*lines: Line, **changes: Any) -> Bill:
    return replace(Bill(number="1", date=DAY(2026, 6, 2), matters=(M1, M2), lines=lines, total=Decimal(999)), **changes)


def test_a_matter_is_summed_with_its_adjustment_lines_and_those_of_xml() -> None:
    matter = replace(
        M1, adjustments=(Adjustment(amount=Decimal(-10)), Adjustment(category="Expense", amount=Decimal(-2)))
    )
    lines = [replace(each, matter=matter) for each in (FEE, COST, replace(FEE, kind="IF", amount=Decimal(-70)))]
    taxed = replace(lines[0], tax=Decimal(7))
    found = facts.by_matter(bill(taxed, *lines[1:], matters=(matter,)))
    assert found == {"M-1": Spent(Decimal(620), Decimal("22.95"), Decimal("649.95"))}


def test_the_bill_that_has_one_matter_states_its_total() -> None:
    (only,) = facts.of(bill(FEE, matters=(M1,))).matters
    assert (only.total, only.fees, only.final) == (Decimal(999), Decimal(700), True)
    first, second = facts.of(bill(FEE)).matters
    assert (first.total, second.matter, second.total) == (Decimal(700), "C-2", Decimal(0))


def test_a_line_without_a_matter_is_summed_under_none() -> None:
    assert set(facts.by_matter(bill(replace(FEE, matter=None), matters=()))) == {""}


def test_fees_are_kept_by_task_and_adjustments_of_fees_without_one() -> None:
    lines = (FEE, replace(FEE, task="L120"), COST, replace(FEE, kind="IF", task="", amount=Decimal(-70)))
    kept = {(each.task, each.fees) for each in facts.of(bill(*lines)).tasks}
    assert kept == {("L110", Decimal(700)), ("L120", Decimal(700)), ("", Decimal(-70))}


def test_hours_are_added_up_by_person_and_day() -> None:
    lines = (FEE, replace(FEE, units=Decimal("0.5")), replace(FEE, date=DAY(2026, 5, 5)), replace(FEE, date=None), COST)
    found = facts.hours(lines)
    assert found == {("T1", DAY(2026, 5, 4)): Decimal("2.5"), ("T1", DAY(2026, 5, 5)): Decimal("2.0")}


def test_a_rate_is_kept_with_the_first_and_last_day_of_its_use() -> None:
    lines = (
        FEE,
        replace(FEE, date=DAY(2026, 5, 20)),
        replace(FEE, date=DAY(2026, 5, 1)),
        replace(FEE, rate=Decimal(9)),
    )
    days = {each.rate: (each.first, each.last) for each in facts.of(bill(*lines)).rates}
    assert days == {
        Decimal(350): (DAY(2026, 5, 1), DAY(2026, 5, 20)),
        Decimal(9): (DAY(2026, 5, 4), DAY(2026, 5, 4)),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "REVIEW the  lease."},
        {"units": Decimal("2.00")},
        {"rate": Decimal(1), "amount": Decimal(2)},
        {"date": DAY(2026, 7, 1)},
        {"task": "L120"},
    ],
)
def test_an_entry_is_known_again_whatever_its_day_rate_code_and_capitals(changes: dict[str, Any]) -> None:
    assert facts.fingerprint(replace(FEE, **changes)) == facts.fingerprint(FEE)


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "Review the leases"},
        {"units": Decimal("2.1")},
        {"timekeeper": Timekeeper(id="T2")},
        {"kind": "E"},
        {"description": "Review the lease 2"},
    ],
)
def test_another_entry_has_another_fingerprint(changes: dict[str, Any]) -> None:
    assert facts.fingerprint(replace(FEE, **changes)) != facts.fingerprint(FEE)


def test_an_expense_is_known_by_code_amount_and_text() -> None:
    assert facts.fingerprint(replace(COST, date=None, units=Decimal(3))) == facts.fingerprint(COST)
    for changes in ({"expense": "E109"}, {"amount": Decimal(25)}, {"description": "Taxi"}):
        assert facts.fingerprint(replace(COST, **changes)) != facts.fingerprint(COST)


def test_adjustments_and_lines_without_a_narrative_have_no_fingerprint() -> None:
    assert facts.fingerprint(replace(FEE, kind="IF")) is None
    assert facts.fingerprint(replace(FEE, description=" - ")) is None


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    assert facts.fingerprint(FEE) == 7334139917690394885


def test_a_phase_is_found_for_tasks_and_is_its_own() -> None:
    assert [facts.phase(code) for code in ("L110", "L100", "Z999")] == ["L100", "L100", "Z999"]


def test_sums_answer_for_spans_of_days_and_for_what_comes_before() -> None:
    days = [(DAY(2026, 1, 31), "a"), (DAY(2026, 2, 28), "b"), (DAY(2026, 2, 28), "c")]
    keys = [Key(day, number, place) for place, (day, number) in enumerate(days)]
    sums = Sums((key, Spent(Decimal(10**place))) for place, key in enumerate(keys))
    assert sums.spent().fees == 111
    assert sums.spent(since=DAY(2026, 2, 1)).fees == 110
    assert sums.spent(until=DAY(2026, 2, 27)).fees == 1
    assert sums.spent(DAY(2026, 3, 1), DAY(2026, 1, 1)) == Spent()
    assert sums.without(keys[1]).fees == 101
    assert sums.without(keys[1], until=DAY(2026, 1, 31)).fees == 1
    assert (sums.ahead(keys[1]).fees, sums.ahead(keys[2]).fees) == (1, 11)
    assert sums.ahead(keys[2], since=DAY(2026, 2, 1)).fees == 10


def test_a_line_is_kept_as_money_before_and_after_its_discount_and_an_adjustment_as_what_it_takes_off() -> None:
    cut = replace(FEE, number="1", adjustment=Decimal(-70), amount=Decimal(630), tax=Decimal(63))
    off = Line(number="2", kind="IF", matter=M1, units=Decimal(1), rate=Decimal(-50), amount=Decimal(-50))
    fee, expense, adjustment = worked.kept(bill(cut, replace(COST, number="3"), off)).lines
    assert (fee.line, fee.timekeeper, fee.matter, fee.hours) == ("1", "T1", "M-1", Decimal("2.0"))
    assert (fee.worked, fee.amount, fee.tax) == (Decimal(700), Decimal(630), Decimal(63))
    assert (expense.hours, expense.worked, expense.expense) == (Decimal(0), Decimal("24.95"), "E110")
    assert (adjustment.worked, adjustment.amount) == (Decimal(0), Decimal(-50))


def test_who_answers_for_a_matter_is_kept_where_the_bill_says_so() -> None:
    matter = replace(M1, firm_contact=Contact(first="Mira", last="Ashdown"))
    assert dict(facts.of(bill(FEE, matters=(matter, M2))).attorneys) == {"M-1": "Mira Ashdown"}
