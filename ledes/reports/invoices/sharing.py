"""An amount shared out by weights, to the last of its decimals: the parts always add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledes import money

PLACES = 2


def shared(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Share an amount out; what rounding leaves goes to the largest remainders.

    >>> [str(each) for each in shared(Decimal("10.00"), [1, 1, 1])]
    ['3.34', '3.33', '3.33']

    Weights that add up to nothing count alike. Parts of a negative amount are negative.
    """
    if len(weights) == 1:
        return [amount]
    places = max(PLACES, money.decimals(amount))
    whole = int(money.times(amount, Decimal(10) ** places))
    return [Decimal(each).scaleb(-places) for each in shared_whole(whole, weights)]


def shared_whole(whole: int, weights: Sequence[int]) -> list[int]:
    """Share a whole number out in whole numbers."""
    if len(weights) < 2:
        return [whole] * len(weights)
    together = sum(weights)
    if together == 0:
        weights, together = [1] * len(weights), len(weights)
    sign, turned = (-1 if whole < 0 else 1), (-1 if together < 0 else 1)
    whole = abs(whole)
    parts = [divmod(whole * weight * turned, together * turned) for weight in weights]
    rest = whole - sum(part for part, _ in parts)
    most = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    given = [part for part, _ in parts]
    for place in most[:rest]:
        given[place] += 1
    return [sign * each for each in given]
