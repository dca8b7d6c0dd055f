"""A bill's rates and discounts beside what the client agreed to, as a program reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ledes import money
from ledes.earlier import matter_number
from ledes.show import sums
from ledes.terms import charges
from ledes.terms.charges import Charge
from ledes.terms.review import Grant, Review

KEYS = {
    charges.ABOVE: "above",
    charges.BELOW: "below",
    charges.UNLISTED: "not_listed",
    charges.UNRATED: "no_rate",
    charges.NEW_RATE: "new_rate",
    charges.NEW_PERSON: "new_person",
    charges.OTHER_CURRENCY: "other_currency",
}
"""How JSON names what is marked."""

Named = tuple[str, Review]
"""A review with the name of its file."""


class Work(NamedTuple):
    """A matter of a bill, and what is billed for it."""

    number: str
    client_id: str
    name: str
    charges: tuple[Charge, ...]


def as_data(reviews: Iterable[Named]) -> dict[str, Any]:
    """Give reviews in the shape of `schemas/rates.schema.json`."""
    found = list(reviews)
    return {
        "bills": [_bill(name, review) for name, review in found],
        "totals": [
            {"currency": currency or None, "at_stake": sums.text(amount, currency)}
            for currency, amount in totals(found).items()
        ],
    }


def _bill(name: str, review: Review) -> Mapping[str, Any]:
    return {
        "path": name,
        "number": review.bill,
        "client": review.client,
        "currency": review.currency or None,
        "matters": [
            {
                "number": each.number,
                "client_id": each.client_id or None,
                "name": each.name or None,
                "timekeepers": [_charge(charge, review.currency) for charge in each.charges],
            }
            for each in matters(review)
        ],
        "discounts": [_grant(each, review.currency) for each in review.grants],
        "rates_agreed": review.rated,
        "billed_before": not review.first,
        "fees_without_timekeeper": review.nameless,
        "at_stake": {
            "rates": sums.text(review.over, review.currency),
            "discounts": sums.text(review.missing, review.currency),
            "total": sums.text(money.plus(review.over, review.missing), review.currency),
        },
        "verdict": "differs" if review.disputed else "as agreed",
    }


def _charge(charge: Charge, currency: str) -> Mapping[str, Any]:
    agreed = charge.agreed
    return {
        "id": charge.person.id or None,
        "name": charge.person.name or None,
        "classification": charge.person.classification or None,
        "row": charge.row or None,
        "lines": charge.lines,
        "hours": money.text(charge.hours),
        "amount": sums.text(charge.amount, currency),
        "billed": _or_null(charge.billed, currency),
        "approved": _or_null(agreed.rate if agreed else None, currency),
        "basis": agreed.basis if agreed else None,
        "personal": _or_null(charge.personal.rate if charge.personal else None, currency),
        "ceiling": _or_null(charge.ceiling.rate if charge.ceiling else None, currency),
        "difference": _or_null(charge.difference, currency),
        "at_stake": sums.text(charge.at_stake, currency),
        "billed_before_at": [sums.text(rate, currency) for rate in charge.seen],
        "marks": [KEYS[mark] for mark in charge.marks],
    }


def _grant(grant: Grant, currency: str) -> Mapping[str, Any]:
    each = grant.compared
    return {
        "matter": each.matter or None,
        "on": each.discount.on,
        "form": each.discount.form,
        "by_volume": bool(each.discount.tiers),
        "base": sums.text(each.base, currency),
        "billed_before": sums.text(each.before, currency) if each.discount.tiers else None,
        "since": grant.since.isoformat() if grant.since and each.discount.tiers else None,
        "parts": [
            {"amount": sums.text(part.amount, currency), "percent": money.text(part.percent)} for part in each.parts
        ],
        "expected": sums.text(grant.due, currency),
        "granted": sums.text(each.granted, currency),
        "missing": sums.text(grant.missing, currency),
    }


def _or_null(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else sums.text(amount, currency)


def matters(review: Review) -> Iterator[Work]:
    """Give the matters of a bill that hold fees of somebody, in its order."""
    named = {matter_number(matter): matter for matter in review.matters}
    for number in dict.fromkeys(each.matter for each in review.charges):
        matter = named.get(number)
        found = tuple(each for each in review.charges if each.matter == number)
        yield Work(number, matter.client_id if matter else "", matter.name if matter else "", found)


def totals(reviews: Iterable[Named]) -> dict[str, Decimal]:
    """Add up what bills put at stake, by currency."""
    added: dict[str, Decimal] = {}
    for _, each in reviews:
        added[each.currency] = money.total((added.get(each.currency, money.ZERO), each.over, each.missing))
    return added
