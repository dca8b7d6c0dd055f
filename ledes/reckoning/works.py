"""The work of each matter: its lines, and the totals that XML states for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, FEE_ADJUSTMENT, Adjustment, Bill, Line, Matter
from ledes.kept import kept
from ledes.reckoning import arrangement

FEES = "Fee"
EXPENSES = "Exp"


class Names(NamedTuple):
    """What the XML formats call the totals of a matter's fees, or of its expenses, and the kinds of their lines.

    `adjusted` is the one sum of discounts and credits that LEDES 2000 has instead of a list.
    """

    category: str
    kind: str
    adjusting: str
    word: str
    detail: str
    discounts: str
    share: str
    discount: str
    tax: str
    net: str
    adjusted: str


OF_FEES = Names(
    FEES,
    FEE,
    FEE_ADJUSTMENT,
    "fee",
    "matter_total_detail_fees",
    "matter_disc_credit_fees",
    "matter_perc_shar_fees",
    "matter_disc_bill_pct_fees",
    "matter_tax_on_fees",
    "matter_net_fees",
    "matter_adj_on_fees",
)
OF_EXPENSES = Names(
    EXPENSES,
    EXPENSE,
    EXPENSE_ADJUSTMENT,
    "expense",
    "matter_total_detail_exp",
    "matter_disc_credit_exp",
    "matter_perc_shar_exp",
    "matter_disc_bill_pct_exp",
    "matter_tax_on_exp",
    "matter_net_exp",
    "matter_adj_on_exp",
)
BOTH = (OF_FEES, OF_EXPENSES)
DISCOUNTS = "matter_disc_cred_total"
FUNDS = "matter_funds_applied"
DUE = "matter_total_due"

SHARED = "MISF"
DISCOUNTED = "MIDB"
APPLIED = "MIFA"
PERCENTAGES = (SHARED, DISCOUNTED)
"""The codes that split a bill: a fee shared with another client, and a discounted bill."""


def category(adjustment: Adjustment) -> str:
    """Say whether a discount or credit is one of fees or of expenses; what states neither counts with the fees."""
    return EXPENSES if adjustment.category.lower().startswith("exp") else FEES


class Item(NamedTuple):
    """An amount and the ids of the taxes on it."""

    amount: Decimal
    taxes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One matter of a bill with its lines; `row` is where its first line was read.

    `items` are the sums of the lines by their kind and the taxes that they name.
    """

    matter: Matter
    lines: tuple[Line, ...]
    row: int
    stated: Mapping[str, Decimal] = field(default_factory=dict)
    items: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)

    def of(self, names: Names) -> tuple[Line, ...]:
        """Give the fee lines, or the expense lines."""
        return tuple(line for line in self.lines if line.kind == names.kind)

    def adjusting(self, names: Names) -> tuple[Line, ...]:
        """Give the lines that adjust the fees (IF), or the expenses (IE); XML has none."""
        return tuple(line for line in self.lines if line.kind == names.adjusting)

    def adjustments(self, names: Names) -> tuple[Adjustment, ...]:
        """Give the matter's discounts and credits of fees or of expenses, client funds left out."""
        left = (each for each in self.matter.adjustments if each.code != APPLIED)
        return tuple(each for each in left if category(each) == names.category)

    def funds(self) -> Decimal:
        """Add up the client's funds that were applied; minus, as XML states them."""
        return money.total(each.amount for each in self.matter.adjustments if each.code == APPLIED and each.amount)

    def detail(self, names: Names) -> Decimal:
        """Add up the lines, before anything that concerns the whole matter, and before tax."""
        return money.total(item.amount for item in self.items.get(names.kind, ()))

    @property
    def title(self) -> str:
        """Name the matter in a message, by the client's number or the firm's."""
        return f"matter {self.matter.client_id or self.matter.firm_id}".strip()


@kept
def works(bill: Bill) -> tuple[Work, ...]:
    """Divide a bill into the work of its matters, in the order of the bill; lines without a matter come last."""
    matters, placed = arrangement.apart(bill)
    lines: list[list[Line]] = [[] for _ in (*matters, None)]
    for place, line in placed:
        lines[place].append(line)
    nameless = [Matter()] if lines[-1] else []
    return tuple(
        Work(
            matter=matter,
            lines=tuple(own),
            row=own[0].row if own else bill.row,
            stated={total.name: total.value for total in matter.totals},
            items=_items(own),
        )
        for matter, own in zip((*matters, *nameless), lines, strict=False)
    )


def _items(lines: list[Line]) -> dict[str, tuple[Item, ...]]:
    sums: dict[tuple[str, tuple[str, ...]], Decimal] = {}
    for line in lines:
        if line.amount is not None:
            key = (line.kind, tuple(tax.id for tax in line.taxes) if line.taxes else ())
            before = sums.get(key)
            sums[key] = line.amount if before is None else money.plus(before, line.amount)
    found: dict[str, list[Item]] = {}
    for (kind, taxes), amount in sums.items():
        found.setdefault(kind, []).append(Item(amount, taxes))
    return {kind: tuple(items) for kind, items in found.items()}


def of_matters(bill: Bill) -> tuple[Work, ...]:
    """Give the work of each matter that a bill names, by their places in it."""
    return works(bill)[: len(arrangement.apart(bill)[0])]


def structured(bill: Bill) -> bool:
    """Say whether a bill states its matters as XML 2.x does, with totals, discounts or taxes of their own."""
    return any(matter.totals or matter.adjustments or matter.tax_summaries for matter in bill.matters)
