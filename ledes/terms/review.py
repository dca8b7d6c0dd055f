"""A bill beside what its client agreed to: rates and discounts reviewed, with the money at stake."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.bill import Bill, Matter
from ledes.client import Client, Discount
from ledes.earlier import NOTHING, History, Others
from ledes.money import ZERO
from ledes.terms import charges, discounts
from ledes.terms.charges import DISPUTED, Charge, Leeway
from ledes.terms.discounts import Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the client lets pass: in rates, and as amounts in discounts of one percentage and in those by volume."""

    leeway: Leeway
    discount: Decimal = ZERO
    volume: Decimal = ZERO


class Grant(NamedTuple):
    """A discount on a bill: what is due in whole minor units, and what of it is missing beyond what is allowed.

    `since` is the day from which on earlier bills count towards its steps; `None` is all of them.
    """

    compared: Compared
    due: Decimal
    missing: Decimal
    since: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was found on one bill; amounts are before tax, in `currency` (the bill's, else the client's).

    Matters have the names of the profile where the bill has none. `nameless` counts fees that name nobody. `first`
    says that the ledger has no earlier bill to the client, so no rate could be compared with those billed before.
    `rated` says whether the client agreed to rates at all. `net` are the discounts that stand in the rates, which no
    bill can show.
    """

    bill: str
    client: str
    currency: str
    matters: tuple[Matter, ...]
    charges: tuple[Charge, ...]
    nameless: int
    first: bool
    rated: bool
    grants: tuple[Grant, ...]
    net: tuple[Discount, ...]

    @property
    def over(self) -> Decimal:
        """Give what is at stake by rates and by people whom the client did not approve."""
        return money.total(each.at_stake for each in self.charges)

    @property
    def missing(self) -> Decimal:
        """Give what is missing of the discounts."""
        return money.total(each.missing for each in self.grants)

    @property
    def disputed(self) -> bool:
        """Say whether the client would refuse or cut something."""
        return bool(self.missing) or any(DISPUTED.intersection(each.marks) for each in self.charges)

    @property
    def doubtful(self) -> bool:
        """Say whether anything is worth a look that the client need not refuse."""
        return any(set(each.marks) - DISPUTED for each in self.charges)


def review(bill: Bill, profile: Client, history: History, others: Others | None, allowed: Allowed) -> Review:
    """Compare a bill's rates and discounts with what the client agreed to.

    `history` answers for earlier bills, without those of this run; `others` for the bills of the run.
    """
    return Review(
        bill=bill.number,
        client=profile.key,
        currency=bill.currency or profile.currency,
        matters=tuple(_named(each, profile) for each in bill.matters),
        charges=charges.charges(bill, profile, history, allowed.leeway),
        nameless=charges.nameless(bill),
        first=history.spent() == NOTHING,
        rated=charges.agrees_to_rates(profile) or any(each.blended_rate is not None for each in profile.matters),
        grants=tuple(_grants(bill, profile, history, others, allowed)),
        net=tuple(each for each in profile.discounts if each.form == "rate" and discounts.holds(each, bill.date)),
    )


def _named(matter: Matter, profile: Client) -> Matter:
    terms = profile.terms(matter)
    return matter if matter.name or terms is None else replace(matter, name=terms.name)


def _grants(bill: Bill, profile: Client, history: History, others: Others | None, allowed: Allowed) -> Iterator[Grant]:
    if bill.kind == "credit note":
        return
    for each in discounts.compared(profile, bill, discounts.billed_before(bill, history, others)):
        tolerance = allowed.volume if each.discount.tiers else allowed.discount
        missing = discounts.missing(each, bill, tolerance)
        yield Grant(each, discounts.due(each, bill.currency), missing, discounts.since(each.discount, bill.date))
