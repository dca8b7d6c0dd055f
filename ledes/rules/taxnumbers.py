"""Tax numbers of firm and client: whether they are there, and whether they can be what they say.

The forms stand in `schemas/tax-numbers.csv`; a check digit is computed where the country has published how.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from ledes import codes, schemas
from ledes.bill import Bill
from ledes.finding import WARNING
from ledes.rules import Reports, place, rule, unread


class Form(NamedTuple):
    """How a country writes its tax numbers; `prefix` stands before them in trade across borders."""

    country: str
    prefix: str
    pattern: re.Pattern[str]
    check: str


@functools.cache
def forms() -> Mapping[str, Form]:
    """Load the forms by country (ISO 3166 alpha-2)."""
    with schemas.path("tax-numbers.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            Form(row["country"], row["prefix"], re.compile(row["pattern"]), row["check"])
            for row in csv.DictReader(stream)
        ]
    return MappingProxyType({row.country: row for row in rows})


@functools.lru_cache(maxsize=1024)
def fault(number: str, country: str) -> str:
    """Say what is wrong with a tax number; nothing where it is good or of a country whose form is not known.

    `country` is ISO 3166 alpha-2, for numbers that begin with no country's letters.

    >>> fault("GB000000097", ""), fault("GB000000012", "")
    ('', 'its check digits are wrong')
    """
    plain = re.sub(r"[\s.\-]", "", number.upper())
    among = forms()
    form = next((each for each in among.values() if each.prefix and plain.startswith(each.prefix)), among.get(country))
    if form is None:
        return ""
    if form.country == "US":
        return "" if form.pattern.fullmatch(number.strip()) else "it does not have the form of US"
    plain = plain.removeprefix(form.prefix)
    if not form.pattern.fullmatch(plain):
        return f"it does not have the form of {form.country}"
    return "" if _holds(plain, form.check) else "its check digits are wrong"


def _holds(plain: str, check: str) -> bool:
    name, _, weights = check.partition(":")
    if name == "eleven":
        return _eleven(plain, [int(each) for each in weights.split()])
    return CHECKS[name](plain) if name else True


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def _weighed(text: str, weights: list[int]) -> int:
    return sum(digit * weight for digit, weight in zip(_digits(text), weights, strict=False))


def _eleven(plain: str, weights: list[int]) -> bool:
    """Eleven less the remainder of the weighed sum by eleven is the digit after the weighed ones; ten is none."""
    return (11 - _weighed(plain, weights) % 11) % 11 == _digits(plain)[len(weights)]


def _luhn(plain: str) -> bool:
    doubled = [digit if at % 2 else sum(divmod(2 * digit, 10)) for at, digit in enumerate(reversed(_digits(plain)), 1)]
    return sum(doubled) % 10 == 0


def _iso(plain: str) -> bool:
    """Check by ISO 7064, modulus 11, 10."""
    product = 10
    for digit in _digits(plain)[:-1]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == _digits(plain)[-1]


def _austria(plain: str) -> bool:
    doubled = sum(sum(divmod(digit * (1 + at % 2), 10)) for at, digit in enumerate(_digits(plain)[:7]))
    return (96 - doubled) % 10 == _digits(plain)[7]


def _britain(plain: str) -> bool:
    if not plain.isdigit():
        return True
    total = _weighed(plain[:7], [8, 7, 6, 5, 4, 3, 2]) + int(plain[7:9])
    return total % 97 == 0 or (total + 55) % 97 == 0


def _france(plain: str) -> bool:
    return not plain[:2].isdigit() or (12 + 3 * (int(plain[2:]) % 97)) % 97 == int(plain[:2])


def _greece(plain: str) -> bool:
    return _weighed(plain, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == int(plain[8])


def _netherlands(plain: str) -> bool:
    """Check the older form by eleven, or the one of 2020 by 97 with letters as numbers from ten on."""
    spelt = "".join(letter if letter.isdigit() else str(ord(letter) - 55) for letter in f"NL{plain}")
    return _weighed(plain, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 == int(plain[8]) or int(spelt) % 97 == 1


def _portugal(plain: str) -> bool:
    left = _weighed(plain, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
    return (0 if left < 2 else 11 - left) == int(plain[8])


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "austria": _austria,
    "belgium": lambda plain: 97 - int(plain[:8]) % 97 == int(plain[8:]),
    "britain": _britain,
    "france": _france,
    "greece": _greece,
    "iso": _iso,
    "luhn": _luhn,
    "luxembourg": lambda plain: int(plain[:6]) % 89 == int(plain[6:]),
    "netherlands": _netherlands,
    "poland": lambda plain: _weighed(plain, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == int(plain[9]),
    "portugal": _portugal,
    "sweden": lambda plain: _luhn(plain[:10]),
}


@rule(
    "X203",
    scope="client",
    fix="State the tax number: of the firm with its taxes or as LAW_FIRM_ID, of the client as CLIENT_TAX_ID.",
    reason="FIELD_REQUIRED",
    severity=WARNING,
    catalogue=("TAX-IDS",),
)
def missing_tax_number(bill: Bill, *, of: tuple[Literal["firm", "client"], ...]) -> Reports:
    """A bill states the tax numbers that an invoice needs where it is taxed; `of` says whose: firm, client.

    Source: directive 2006/112/EC, article 226 (tax numbers of supplier and customer).
    """
    there = {each for each, _, number, _ in _numbers(bill) if number}
    for each in of:
        field = "firm.id" if each == "firm" else "client.tax_id"
        if each not in there and not unread.lacks(bill, field):
            yield place.top(bill, field), f"the bill states no tax number of the {each}"


@rule(
    "X204",
    scope="client",
    fix="Compare the tax number with the registration.",
    reason="CLIENT_ENTITY_MISMATCH",
    severity=WARNING,
    catalogue=("TAX-IDS",),
)
def malformed_tax_number(bill: Bill, *, of: tuple[Literal["firm", "client"], ...]) -> Reports:
    """A tax number has the form and the check digits of its country; `of` says whose are judged.

    The country is that of the number's first letters, else of the address. Countries whose form is not known are
    not judged.

    Source: directive 2006/112/EC, article 215; the tax offices' published check digits.
    """
    told: set[str] = set()
    for each, field, number, country in _numbers(bill):
        wrong = fault(number, country) if number and each in of and number not in told else ""
        if wrong:
            told.add(number)
            yield place.top(bill, field), f"the tax number '{number}' of the {each} cannot be right: {wrong}"


def _numbers(bill: Bill) -> Iterator[tuple[str, str, str, str]]:
    """Yield whose it is, its field, the number and the country of the address."""
    firm, client = (codes.alpha2(each.address.country) for each in (bill.firm, bill.client))
    registered = {tax.registration for tax in bill.taxes} - {""}
    for number in sorted(registered):
        yield "firm", "tax.registration", number, firm
    if not registered:
        # an id under which a platform knows the firm need not be its tax number, so a registration goes first
        field = "firm.tax_id" if bill.firm.tax_id else "firm.id"
        yield "firm", field, bill.firm.tax_id or bill.firm.id, firm
    yield "client", "client.tax_id", bill.client.tax_id, client
