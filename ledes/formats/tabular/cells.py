"""Cells of a table: text from CSV, typed values from XLSX, and their reading in the forms that a map declares."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledes import money
from ledes.formats.tabular import dateforms
from ledes.money import ZERO

DECIMALS = 4
"""Most decimals that any LEDES amount, quantity or rate may have; tax rates have ten."""

RATE_DECIMALS = 10
EXACT_DIGITS = 15
"""Digits that a number keeps in a spreadsheet."""

LETTERS_SHOWN = 9
"""A wrong value with more letters than a month's name is not repeated in messages: it may be client data."""

FORMS_SHOWN = 3
_GUARDED = re.compile(r'="(.*)"', re.DOTALL)
_CLOCK = re.compile(r"([0-9]+):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1}


class Broken(NamedTuple):
    """A cell of a sheet that holds no value: an error, or a formula that was never computed."""

    why: str


Cell = str | Decimal | bool | datetime.date | datetime.timedelta | Broken
"""What a cell may hold; an empty one is `""`. Money of a sheet comes as the 15 digits that it was typed with."""


class Unreadable(Exception):
    """A cell's value cannot be read; `kind` says what it should have been, `fact` what is the case."""

    def __init__(self, kind: str, fact: str) -> None:
        super().__init__(fact)
        self.kind = kind
        self.fact = fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """How a table writes its values, as its map declares.

    `units` is what a fee's quantity counts (hours, minutes, seconds); h:mm is always understood. `rates` and
    `discounts` are `fraction` or `percent`. `names` is `as written` or `first last`. `negatives` is `minus`,
    `parentheses` or `trailing`; a leading minus is always understood. `signs` may stand around amounts.
    """

    dates: tuple[str, ...] = ("%Y-%m-%d", "%Y%m%d")
    decimal: str = "."
    thousands: str = ""
    negatives: str = "minus"
    signs: tuple[str, ...] = ()
    units: str = "hours"
    rates: str = "fraction"
    discounts: str = "percent"
    names: str = "as written"


def blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing but blanks."""
    return isinstance(cell, str) and not cell.strip()


def text(cell: Cell) -> str:
    """Read text; numbers keep their digits, so `00123` stays `00123`.

    Raises `Unreadable` where a spreadsheet has damaged it: a number of more than 15 digits, or a date.
    """
    if isinstance(cell, str):
        shown = cell.strip()
        guarded = _GUARDED.fullmatch(shown)
        return guarded[1] if guarded else shown
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        if len(cell.normalize(money.ROUNDING).as_tuple().digits) + max(0, _exponent(cell)) > EXACT_DIGITS:
            raise Unreadable("text", f"a number of more than {EXACT_DIGITS} digits, which a sheet does not keep")
        return money.text(cell)
    raise Unreadable("text", f"{_what(cell)} where text is expected")


def _exponent(number: Decimal) -> int:
    return int(number.normalize(money.ROUNDING).as_tuple().exponent)


def number(cell: Cell, forms: Forms, decimals: int = DECIMALS) -> Decimal:
    """Read an amount, quantity or rate with at most so many decimals.

    Raises `Unreadable`.
    """
    if isinstance(cell, str):
        made = _number(cell.strip(), forms)
    elif isinstance(cell, Decimal):
        made = cell
    else:
        raise Unreadable("number", f"{_what(cell)} where a number is expected")
    if len(money.text(made)) > money.LONGEST:
        raise Unreadable("number", f"a number of more than {money.LONGEST} digits")
    if money.decimals(made.normalize(money.ROUNDING)) > decimals:
        raise Unreadable("decimals", f"{_short(money.text(made))} has more than {decimals} decimals")
    return made


@functools.lru_cache(maxsize=20_000)
def _number(shown: str, forms: Forms) -> Decimal:
    digits, minus = _unsigned(shown, forms)
    if forms.thousands and forms.thousands in digits:
        whole, point, part = digits.partition(forms.decimal)
        if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(forms.thousands)}[0-9]{{3}})+", whole, re.ASCII):
            raise Unreadable("number", f"{_short(shown)} has its thousands in the wrong place")
        digits = whole.replace(forms.thousands, "") + point + part
    if forms.decimal != ".":
        digits = "?" if "." in digits else digits.replace(forms.decimal, ".")
    try:
        return money.parse(minus + ("0" if digits.startswith(".") else "") + digits)
    except ValueError:
        raise Unreadable("number", f"{_short(shown)} is no number{_meant(shown, forms)}") from None


def _unsigned(shown: str, forms: Forms) -> tuple[str, str]:
    """Take the minus, in whatever declared form, and declared signs off a number."""
    rest, minus = shown, ""
    if forms.negatives == "parentheses" and rest.startswith("(") and rest.endswith(")"):
        rest, minus = rest[1:-1].strip(), "-"
    elif forms.negatives == "trailing" and rest.endswith("-"):
        rest, minus = rest[:-1].rstrip(), "-"
    for _turn in range(2):
        if rest.startswith("-") and not minus:
            rest, minus = rest[1:].lstrip(), "-"
        for sign in forms.signs:
            rest = rest.removeprefix(sign).removesuffix(sign).strip()
    return rest, minus


def _meant(shown: str, forms: Forms) -> str:
    """Say what may be meant, where a separator was not declared."""
    if shown.startswith("="):
        return " but a formula"
    if re.fullmatch(r"-?[0-9]{1,3}(?:[,.' ][0-9]{3})+(?:[.,][0-9]+)?", shown) and not forms.thousands:
        return "; thousands separators must be declared (--set table.thousands=,)"
    if re.fullmatch(r"-?[0-9]+,[0-9]+", shown) and forms.decimal == ".":
        return "; a decimal comma must be declared (--set table.decimal=,)"
    return ""


def share(cell: Cell, forms: Forms, unit: str) -> Decimal:
    """Read a rate or discount as a fraction, from a fraction, a percentage (`unit`), or a text with a per cent sign.

    Raises `Unreadable`.
    """
    percent = unit == "percent"
    if isinstance(cell, str) and cell.strip().endswith("%"):
        percent, cell = True, cell.strip()[:-1].rstrip()
    made = number(cell, forms, RATE_DECIMALS)
    return made.scaleb(-2, context=money.WIDE) if percent else made


def date(cell: Cell, forms: Forms) -> datetime.date:
    """Read a date: a date cell, or text in a declared form.

    Raises `Unreadable`.
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, str | Decimal):
        shown = cell.strip() if isinstance(cell, str) else money.text(cell)
        made = dateforms.read(shown, forms.dates)
        if made is not None:
            return made
        raise Unreadable("date", f"{_short(shown)} {_no_date(shown, forms.dates)}")
    raise Unreadable("date", f"{_what(cell)} where a date is expected")


def _no_date(shown: str, forms: tuple[str, ...]) -> str:
    if any(dateforms.pattern(form).fullmatch(shown) for form in forms):
        return "is a day that does not exist"
    more = f" or {len(forms) - FORMS_SHOWN} others" if len(forms) > FORMS_SHOWN else ""
    return f"is no date of the form {' or '.join(forms[:FORMS_SHOWN])}{more}"


class Hours(NamedTuple):
    """A quantity of time in hours; `exact` is false where it had to be rounded to four decimals."""

    amount: Decimal
    exact: bool = True


def hours(cell: Cell, forms: Forms) -> Hours:
    """Read time as hours: a number of the declared unit, h:mm, or a time cell.

    Raises `Unreadable`.
    """
    if isinstance(cell, datetime.timedelta):
        return _in_hours(Decimal(cell.days * 86400 + cell.seconds), 1)
    clock = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if clock:
        whole = int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
        return _in_hours(Decimal(whole), 1)
    made = number(cell, forms)
    return Hours(made) if forms.units == "hours" else _in_hours(made, _SECONDS[forms.units])


def _in_hours(amount: Decimal, seconds: int) -> Hours:
    whole = money.times(amount, Decimal(seconds))
    made = money.ROUNDING.divide(whole, Decimal(3600))
    rounded = money.half_up(made, DECIMALS)
    exact = money.times(rounded, Decimal(3600)) == whole
    shortest = rounded.normalize(money.WIDE) if rounded else ZERO
    return Hours(shortest.quantize(Decimal(1), context=money.WIDE) if _exponent(shortest) > 0 else shortest, exact)


_FLAGS = {
    "true": True,
    "yes": True,
    "y": True,
    "1": True,
    "x": True,
    "false": False,
    "no": False,
    "n": False,
    "0": False,
}


def flag(cell: Cell) -> bool:
    """Read yes or no.

    Raises `Unreadable`.
    """
    shown = text(cell).casefold()
    if shown not in _FLAGS:
        raise Unreadable("word", "neither yes nor no")
    return _FLAGS[shown]


def _what(cell: Cell) -> str:
    if isinstance(cell, Broken):
        return cell.why
    if isinstance(cell, datetime.timedelta):
        return "a time"
    if isinstance(cell, bool):
        return "true or false"
    return "a date" if isinstance(cell, datetime.date) else "a number"


def _short(shown: str) -> str:
    """Show a value that is short and mostly digits; what may be a name or a narrative is only counted."""
    if len(shown) > 24 or not shown.isprintable() or sum(letter.isalpha() for letter in shown) > LETTERS_SHOWN:
        return f"a text of {len(shown)} characters"
    return f"'{shown}'"
