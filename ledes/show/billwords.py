"""The words in which a bill's values are shown: amounts with their digits, dates, names, and texts made safe."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal

from ledes import codes, money
from ledes.bill import Address, Adjustment, Contact, Extra, Tax, Timekeeper

NOT_READABLE = "not readable"
"""Stands where the file holds a value that nobody could make sense of."""

ADJUSTMENTS = {
    "MIA": "flat adjustment",
    "MIB": "bonus",
    "MICF": "contingency fee",
    "MICM": "credit memo",
    "MIDB": "percentage off the bill",
    "MIDHR": "discounted hourly rate",
    "MIFA": "client's funds applied",
    "MIFF": "flat fee",
    "MIR": "retainer",
    "MISF": "shared fee",
    "FIA": "flat adjustment",
    "FID": "percentage discount",
    "FIDHR": "discounted rate",
    "FIFF": "flat fee",
    "EIA": "flat adjustment",
    "EID": "percentage discount",
    "EIDHR": "discounted rate",
    "EIFF": "flat fee",
}
"""What the codes of XML 2.x discounts and credits mean (disc_cred)."""

SPLITS = {"pre": "before the share", "post": "after the share"}
BILLING_TYPES = {
    "CT": "contingency",
    "FF": "flat fee",
    "GW": "goodwill",
    "MPF": "several payers",
    "TM": "time and materials",
}
"""What XML's matter_billing_type means."""

TOTALS = {
    "matter_total_detail_fees": "Fees of the lines",
    "matter_total_detail_exp": "Expenses of the lines",
    "matter_disc_credit_fees": "Discounts and credits on fees",
    "matter_disc_credit_exp": "Discounts and credits on expenses",
    "matter_disc_cred_total": "Discounts and credits together",
    "matter_perc_shar_fees": "Share of the fees",
    "matter_disc_bill_pct_fees": "Percentage off the fees",
    "matter_disc_bill_pct_exp": "Percentage off the expenses",
    "matter_perc_shar_exp": "Share of the expenses",
    "matter_tax_on_fees": "Tax on fees",
    "matter_tax_on_exp": "Tax on expenses",
    "matter_net_fees": "Net fees",
    "matter_net_exp": "Net expenses",
    "matter_funds_applied": "Client's funds applied",
    "matter_total_due": "Due for this matter",
}
SHARES = frozenset(name for name in TOTALS if "perc_shar" in name or "bill_pct" in name)
"""Totals of a matter that are fractions, not amounts."""

# C0 and C1 controls and the two separators move cursors and break lines; the others turn the direction of reading
# round, so that an amount could be made to look like another.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HALVES = re.compile("[\ud800-\udfff\ufffe\uffff]")


def text(written: str) -> str:
    """Make a text safe to show: no control characters, no turned reading direction, no bytes of no encoding.

    >>> text("one" + chr(10) + "two" + chr(0x202E))
    'one two'
    """
    if written.isprintable():
        return written
    return _HALVES.sub("�", _TURNING.sub("", _CONTROLS.sub(" ", written)))


def amount(value: Decimal | None) -> str:
    """Show an amount with its digits as written."""
    return "" if value is None else money.text(value)


def grouped(value: Decimal | None) -> str:
    """Show a total: digits as written, thousands apart.

    >>> grouped(Decimal("12345.6700"))
    '12,345.6700'
    """
    return "" if value is None else f"{value:,f}"


def percent(fraction: Decimal | None) -> str:
    """Show a fraction in percent.

    >>> percent(Decimal("0.072516")), percent(Decimal("0.20"))
    ('7.2516 %', '20 %')
    """
    if fraction is None:
        return ""
    shown = money.text(money.times(fraction, Decimal(100)))
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} %"


def day(date: datetime.date | None) -> str:
    """Show a date in the one way that no country reads otherwise."""
    return "" if date is None else date.isoformat()


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """Join what is there."""
    return between.join(text(part) for part in parts if part)


def person(someone: Timekeeper) -> str:
    """Name a timekeeper."""
    return text(someone.name) or joined((someone.last, someone.first)) or text(someone.id)


def contact(someone: Contact) -> str:
    """Show a person to ask, with the ways to do so."""
    named = joined((someone.first, someone.last), " ")
    number = f"({text(someone.id)})" if someone.id else ""
    ways = (someone.phone, f"fax {someone.fax}" if someone.fax else "", someone.email)
    return joined((joined((named, number), " "), *ways))


def address(place: Address) -> tuple[str, ...]:
    """Show an address, line by line."""
    town = joined((place.city, joined((place.region, place.postcode), " ")))
    ways = joined((place.phone, f"fax {place.fax}" if place.fax else ""))
    lines = (place.line1, place.line2, place.line3, town, country(place.country), ways)
    return tuple(text(line) for line in lines if line)


def country(code: str) -> str:
    """Name a country by its code; what is no code stays as it is."""
    known = codes.countries().get(code)
    return known.name if known else text(code)


def code(written: str) -> str:
    """Name a task, activity, expense or class; nothing where no set has a name for it."""
    return next((each.name for each in codes.find(written) if each.name), "")


def tax(levied: Tax) -> str:
    """Name a tax: its kind, rate and place, or the id of its definition."""
    where = joined((levied.country, levied.locality))
    return joined((levied.id, levied.kind, percent(levied.rate), where), " ")


def adjustment(change: Adjustment) -> str:
    """Tell a discount, credit or premium of a line in a sentence."""
    name = joined((change.code, ADJUSTMENTS.get(change.code, ""), change.note))
    more = joined((change.kind, change.split, "an increase" if change.increase else ""))
    said = joined((name or "adjustment", percent(change.percent), amount(change.amount), more))
    return joined((said, *extras(change.extras)), "; ")


def extras(named: Iterable[Extra]) -> tuple[str, ...]:
    """Show values that no field of the bill is meant for."""
    return tuple(f"{text(each.name)}: {text(each.value)}" for each in named)
