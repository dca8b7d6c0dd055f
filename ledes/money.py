"""Amounts, hours and rates: exact decimals, read strictly and written as they were read.

Nothing here rounds unless its name says so. Products are computed in a context wide enough for the longest fields
of any LEDES format; a result that would still not be exact raises instead of being cut.
"""

from __future__ import annotations

import decimal
import functools
import re
from collections.abc import Iterable
from decimal import Decimal

ZERO = Decimal(0)
MINOR_UNIT = 2
"""Decimals of the minor unit where a bill states no currency (LEDES 1998B has no field for it)."""

LONGEST = 30
WIDE = decimal.Context(prec=120, traps=[decimal.InvalidOperation, decimal.Inexact, decimal.DivisionByZero])
ROUNDING = decimal.Context(prec=120, traps=[decimal.InvalidOperation])
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)

plus = WIDE.add
minus = WIDE.subtract
times = WIDE.multiply


def parse(text: str) -> Decimal:
    """Read digits with at most one point and an optional leading minus; keep the digits as written.

    >>> parse("-70.50")
    Decimal('-70.50')

    Raises `ValueError` for anything else, also for what `Decimal` itself would take: `1E3`, `NaN`, `1_000`, `+1`,
    a blank, a bare point, digits of other scripts.
    Source: LEDES 1998B, number fields (digits, one decimal point, leading minus).
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError("not a plain number")
    if len(text) > LONGEST:
        raise ValueError("too many digits")
    return Decimal(text)


def text(amount: Decimal) -> str:
    """Write an amount in plain digits, never in powers of ten.

    >>> text(Decimal("1E+3")), text(Decimal("2.00"))
    ('1000', '2.00')
    """
    return format(amount, "f")


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts up exactly; no amounts are zero."""
    return functools.reduce(plus, amounts, ZERO)


def sum_from(start: Decimal, amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts to a start value exactly."""
    return functools.reduce(plus, amounts, start)


def decimals(amount: Decimal) -> int:
    """Count the digits written after the point."""
    return max(0, -int(amount.as_tuple().exponent))


def half_up(amount: Decimal, places: int) -> Decimal:
    """Round to `places` decimals; exactly half goes away from zero."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=decimal.ROUND_HALF_UP, context=ROUNDING)


def half_even(amount: Decimal, places: int) -> Decimal:
    """Round to `places` decimals; exactly half goes to the even digit."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=decimal.ROUND_HALF_EVEN, context=ROUNDING)


def agrees(stated: Decimal, exact: Decimal, places: int = MINOR_UNIT, tolerance: Decimal = ZERO) -> bool:
    """Say whether a stated amount is the exact one, or that one rounded half up or half even.

    LEDES defines no rounding, so both usual ways are right. `tolerance` is an amount a client may allow on top.

    >>> agrees(Decimal("0.13"), Decimal("0.125")), agrees(Decimal("0.14"), Decimal("0.125"))
    (True, False)
    """
    if stated == exact or stated == half_up(exact, places) or stated == half_even(exact, places):
        return True
    return bool(tolerance) and abs(minus(stated, exact)) <= tolerance


def ten_thousandths(amount: Decimal) -> int:
    """Turn an amount into whole ten-thousandths for the ledger.

    >>> ten_thousandths(Decimal("12.5"))
    125000

    Raises `ValueError` where more than four decimals would be lost.
    """
    scaled = times(amount, Decimal(10_000))
    whole = int(scaled)
    if whole != scaled:
        raise ValueError("more than four decimals")
    return whole


# one amount is asked for again by each report that adds it up
@functools.lru_cache(maxsize=1 << 16)
def from_ten_thousandths(whole: int) -> Decimal:
    """Turn whole ten-thousandths back into an amount with at least two decimals."""
    places = 4 if whole % 10 else 3 if whole % 100 else 2
    return Decimal(whole // 10 ** (4 - places)).scaleb(-places, WIDE)
