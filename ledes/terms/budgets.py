"""Where a matter stands against its budget and its fee cap, with one more bill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledes import facts, money
from ledes.client import MatterTerms
from ledes.earlier import NOTHING, Facts, Spent

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A matter's money, before tax: `before` was billed earlier, `this` is on the bill, `accrual` not billed yet.

    `before` includes what was billed before the ledger began and the other bills of the run.
    """

    terms: MatterTerms
    before: Spent
    this: Spent = NOTHING
    accrual: Decimal = money.ZERO

    @property
    def used(self) -> Decimal:
        """Give what counts against the budget: fees and expenses, or fees alone, with this bill and the accrual."""
        return money.plus(self.used_before, money.plus(_counted(self.terms, self.this), self.accrual))

    @property
    def used_before(self) -> Decimal:
        """Give what counted against the budget before this bill."""
        return _counted(self.terms, self.before)

    @property
    def fees(self) -> Decimal:
        """Give all fees, with this bill and the accrual: what counts against the cap."""
        return money.plus(money.plus(self.before.fees, self.this.fees), self.accrual)

    @property
    def percent(self) -> Decimal | None:
        """Give the used part of the budget in percent, to one decimal; `None` without a budget."""
        return share(self.used, self.terms.budget)

    @property
    def percent_before(self) -> Decimal | None:
        """Give the part of the budget that was used before this bill, in percent to one decimal."""
        return share(self.used_before, self.terms.budget)

    def crossed(self, steps: Iterable[Decimal]) -> tuple[Decimal, ...]:
        """Name the percentages of the budget that this bill or the accrual reaches, and the bills before did not."""
        budget = self.terms.budget
        if not budget:
            return ()
        return tuple(
            step for step in sorted(set(steps)) if not _reached(self.used_before, budget, step) and self.reached(step)
        )

    def reached(self, step: Decimal) -> bool:
        """Say whether a percentage of the budget is used up, exactly and without rounding; of 100: is more than that.

        A budget that is spent to the last cent is kept.
        """
        return bool(self.terms.budget) and _reached(self.used, self.terms.budget or money.ZERO, step)


def _reached(used: Decimal, budget: Decimal, step: Decimal) -> bool:
    left, right = money.times(used, HUNDRED), money.times(budget, step)
    return left > right if step >= HUNDRED else left >= right


def _counted(terms: MatterTerms, spent: Spent) -> Decimal:
    return spent.fees if terms.budget_on == "fees" else money.plus(spent.fees, spent.expenses)


def share(used: Decimal, whole: Decimal | None) -> Decimal | None:
    """Give a part in percent, half up to one decimal; `None` of nothing."""
    if not whole:
        return None
    return money.half_up(money.ROUNDING.divide(money.times(used, HUNDRED), whole), 1)


def position(
    terms: MatterTerms, *beside: Facts, this: Spent = NOTHING, accrual: Decimal = money.ZERO, number: str = ""
) -> Position:
    """Add up what a matter was billed: before the ledger began, and by each of `beside` (history, others).

    `number` is how bills call the matter (`earlier.matter_number`), besides the numbers of its terms: bills that state
    no number of the firm are known by that of the client.
    """
    before = Spent(terms.fees_before or money.ZERO, terms.expenses_before or money.ZERO)
    before = before._replace(total=money.plus(before.fees, before.expenses))
    for each in beside:
        for known in numbers(terms, number):
            before = added(before, each.spent(known))
    return Position(terms=terms, before=before, this=this, accrual=accrual)


def numbers(terms: MatterTerms, number: str = "") -> tuple[str, ...]:
    """List the numbers by which bills may call a matter, each once."""
    return tuple(dict.fromkeys(each for each in (number, terms.firm_id, terms.client_id) if each))


def added(one: Spent, other: Spent) -> Spent:
    """Add two sums."""
    return Spent(*(money.plus(mine, theirs) for mine, theirs in zip(one, other, strict=True)))


class Phase(NamedTuple):
    """The fees of a phase or task against its budget: those of other bills, and those of this one."""

    code: str
    budget: Decimal
    before: Decimal
    this: Decimal

    @property
    def used(self) -> Decimal:
        """Give all fees, with those of this bill."""
        return money.plus(self.before, self.this)


def phases(
    terms: MatterTerms, *beside: Facts, tasks: Iterable[facts.TaskFees] = (), number: str = ""
) -> tuple[Phase, ...]:
    """Add up what was billed under each phase or task that has a budget; `tasks` are those of this bill."""
    known = numbers(terms, number)
    this: dict[str, Decimal] = {}
    for each in known:
        for code, fees in by_phase(tasks, each).items():
            this[code] = money.plus(this.get(code, money.ZERO), fees)
    return tuple(
        Phase(
            code,
            budget,
            money.total(each.spent(name, phase=code).fees for each in beside for name in known),
            this.get(code, money.ZERO),
        )
        for code, budget in terms.phases.items()
    )


def by_phase(tasks: Iterable[facts.TaskFees], matter: str) -> dict[str, Decimal]:
    """Add up the fees of a matter under each task code and under each phase."""
    found: dict[str, Decimal] = {}
    for each in tasks:
        if each.matter == matter:
            for code in {each.task, facts.phase(each.task)} - {""}:
                found[code] = money.plus(found.get(code, money.ZERO), each.fees)
    return found
