"""What was agreed with a client, in the words of a page: terms, discounts, deadlines, rates, and whom to write to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from ledes.client import Client, Rate
from ledes.guidelines import agreed
from ledes.show import billwords, sums

LEFT_OUT = frozenset(
    {
        "Task codes taken",
        "Activity codes taken",
        "Expense codes taken",
        "Timekeepers approved",
        "Rates agreed",
        "Matters",
    }
)
"""Lists that are long, or that the page shows by themselves."""

WINDOWS = (("D210", "An invoice is taken"), ("S202", "An appeal is taken"))
MOST_RATES = 40


def stated(client: Client) -> Iterator[tuple[str, str]]:
    """Yield labels and values of what the profile states; what it does not state is left out."""
    yield from ((label, value) for label, value in agreed.facts(client) if value and label not in LEFT_OUT)
    if client.payment_days is not None:
        yield "Pays", f"within {client.payment_days} days of the invoice date"
    for code, label in WINDOWS:
        setting = client.rules.get(code)
        if setting is not None and setting.level != "off" and "days" in setting.options:
            since = f" of the {setting.options['since']}" if "since" in setting.options else ""
            yield label, f"within {setting.options['days']} days{since}"
    if client.timekeepers:
        yield "Timekeepers approved", str(len({each.id for each in client.timekeepers}))


def contact(client: Client) -> str:
    """Name whom to write to at the client, as the profile states it."""
    given = client.representation.given
    name = " ".join(given.get(f"client.contact.{part}", "") for part in ("first", "last")).strip()
    ways = (given.get(f"client.contact.{part}", "") for part in ("email", "phone"))
    return ", ".join(part for part in (name, *ways) if part)


def rates(client: Client, today: datetime.date) -> Iterator[str]:
    """Yield the rates in force, and those to come; a long list is cut, and says so."""
    found = [each for each in client.rates if each.end is None or each.end >= today]
    yield from (_rate(each, client.currency, today) for each in found[:MOST_RATES])
    if len(found) > MOST_RATES:
        yield f"and {len(found) - MOST_RATES} others in the profile"


def _rate(each: Rate, currency: str, today: datetime.date) -> str:
    whom = each.timekeeper or (f"at most for {each.classification}" if each.classification else "everybody")
    matter = f", matter {each.matter}" if each.matter else ""
    start = f", from {each.start}" if each.start and each.start > today else ""
    end = f", until {each.end}" if each.end else ""
    return f"{whom}: {amount(each.rate, each.currency or currency)}{matter}{start}{end}"


def amount(value: Decimal, currency: str) -> str:
    """Write an amount with its currency, thousands apart."""
    return f"{billwords.grouped(Decimal(sums.text(value, currency)))} {currency}".strip()
