"""Where matters stand against budgets, caps and phase budgets, with bills that are not sent yet and accruals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledes import facts, money
from ledes.bill import Bill, Matter
from ledes.client import Client, MatterTerms
from ledes.earlier import NOTHING, History, Spent, matter_number
from ledes.facts import TaskFees
from ledes.money import ZERO
from ledes.terms import budgets
from ledes.terms.budgets import Phase, Position


class Step(NamedTuple):
    """A percentage of a budget that means something, and what."""

    percent: Decimal
    means: str


class Agreed(NamedTuple):
    """An amount that was agreed, and what counts against it; all before tax.

    `kind` is budget, cap or phase, or billed where nothing was agreed (`agreed` is `None`); `code` the phase or task.
    """

    kind: str
    code: str
    agreed: Decimal | None
    before: Decimal
    this: Decimal
    accrual: Decimal

    @property
    def total(self) -> Decimal:
        """Give what is used, with this bill and the accrual."""
        return money.total((self.before, self.this, self.accrual))

    @property
    def left(self) -> Decimal | None:
        """Give what is left; below zero where more is used than was agreed."""
        return None if self.agreed is None else money.minus(self.agreed, self.total)

    @property
    def percent(self) -> Decimal | None:
        """Give the used part in percent, to one decimal."""
        return budgets.share(self.total, self.agreed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A matter of a client, its position and that of its phases; `bills` are the numbers counted as this bill.

    `steps` are the percentages of the budget that the client's profile names, and a hundred.
    """

    client: str
    currency: str
    position: Position
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    bills: tuple[str, ...] = ()

    @property
    def terms(self) -> MatterTerms:
        """Give what was agreed for the matter."""
        return self.position.terms

    def agreed(self) -> Iterator[Agreed]:
        """Give each agreed amount with what counts against it; at least one entry that says what was billed."""
        place, terms = self.position, self.terms
        this = money.minus(money.minus(place.used, place.used_before), place.accrual)
        if terms.budget is not None:
            yield Agreed("budget", "", terms.budget, place.used_before, this, place.accrual)
        if terms.fee_cap is not None:
            yield Agreed("cap", "", terms.fee_cap, place.before.fees, place.this.fees, place.accrual)
        for each in self.phases:
            yield Agreed("phase", each.code, each.budget, each.before, each.this, ZERO)
        if terms.budget is None and terms.fee_cap is None and not self.phases:
            yield Agreed("billed", "", None, place.used_before, this, place.accrual)

    def reached(self) -> tuple[Step, ...]:
        """Name the steps that the budget has reached."""
        return tuple(each for each in self.steps if self.position.reached(each.percent))

    def crossed(self) -> tuple[Step, ...]:
        """Name the steps that this bill or the accrual crosses."""
        percents = self.position.crossed(each.percent for each in self.steps)
        return tuple(each for each in self.steps if each.percent in percents)


class Pending(NamedTuple):
    """What counts of a bill that is not sent yet: sums by the numbers of its matters, and fees by task."""

    number: str
    currency: str
    matters: tuple[Matter, ...]
    sums: Mapping[str, Spent]
    tasks: tuple[TaskFees, ...]


def pending(bill: Bill) -> Pending:
    """Keep of a bill what counts against budgets; its lines are not held."""
    return Pending(bill.number, bill.currency, bill.matters, facts.by_matter(bill), facts.of(bill).tasks)


def standing(
    profile: Client,
    terms: MatterTerms,
    history: History,
    *,
    bills: Iterable[Pending] = (),
    accrual: Decimal = ZERO,
    steps: Iterable[Step] = (),
) -> Standing:
    """Add up a matter: earlier bills, `bills` that are not sent yet, and an accrual of fees.

    A bill among `bills` that was sent before counts as it is now.
    """
    new = [bill for bill in bills if any(profile.terms(matter) is terms for matter in bill.matters)]
    past = history.apart(frozenset(bill.number for bill in new)) if new else history
    called = {matter_number(matter) for bill in new for matter in bill.matters if profile.terms(matter) is terms}
    number = min(called, default="")
    this = NOTHING
    for bill in new:
        for each in called:
            this = budgets.added(this, bill.sums.get(each, NOTHING))
    tasks = [each for bill in new for each in bill.tasks]
    return Standing(
        client=profile.key,
        currency=terms.currency or profile.currency,
        position=budgets.position(terms, past, this=this, accrual=accrual, number=number),
        phases=budgets.phases(terms, past, tasks=tasks, number=number),
        steps=tuple(sorted(steps)),
        bills=tuple(dict.fromkeys(bill.number for bill in new)),
    )
