"""All bills that wait because they were turned down or cut, by cause: as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.show import billwords, causes, table

if TYPE_CHECKING:
    from ledes.diagnose.opened import Group, Waiting

HEADINGS = ("invoice", "id", "client", "at stake", "", "by", "surely", "where")
RIGHT = frozenset({"at stake"})


def amounts(sums: Mapping[str, Decimal]) -> str:
    """Name sums in several currencies."""
    return ", ".join(f"{billwords.grouped(amount)} {currency}" for currency, amount in sums.items()) or "nothing"


def text(groups: Sequence[Group], total: Mapping[str, Decimal]) -> Iterator[str]:
    """Yield the lines that a person reads: each cause with its money, what to do, and its bills."""
    count = sum(len(each.bills) for each in groups)
    yield f"{count:,} bill{'' if count == 1 else 's'} wait{'s' if count == 1 else ''}: {amounts(total)} at stake"
    for number, group in enumerate(groups, 1):
        yield ""
        cause = group.bills[0].cause
        bills = f"{len(group.bills):,} bill{'' if len(group.bills) == 1 else 's'}"
        yield from causes.headed(number, cause, f"{bills}, {amounts(group.money)}")
        rows = [row(each) for each in group.bills]
        yield from table.fitted(HEADINGS, rows, right=RIGHT, indent="   ")


def row(each: Waiting) -> tuple[str, ...]:
    """Give a bill as a row."""
    cause = each.cause
    rows = f"row {', '.join(map(str, cause.rows[:4]))}{' ...' if len(cause.rows) > 4 else ''}" if cause.rows else "-"
    due = f"{each.due.day} {each.due.what}" if each.due else "-"
    return (
        *(each.submission.invoice, f"#{each.submission.id}", each.submission.client),
        *(billwords.grouped(each.at_stake), each.submission.currency, due, cause.confidence, rows),
    )


def as_data(groups: Sequence[Group], total: Mapping[str, Decimal]) -> dict[str, Any]:
    """Give it in the shape of `open` in `schemas/diagnose.schema.json`."""
    return {
        "at_stake": _sums(total),
        "groups": [
            {
                "reason": group.reason or None,
                "meaning": group.bills[0].cause.meaning,
                "at_stake": _sums(group.money),
                "bills": [_bill(each) for each in group.bills],
            }
            for group in groups
        ],
    }


def _sums(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: money.text(amount) for currency, amount in sums.items()}


def _bill(each: Waiting) -> dict[str, Any]:
    submission = each.submission
    return {
        "id": submission.id,
        "client": submission.client,
        "vendor": submission.delivery.vendor,
        "state": submission.state,
        "status": submission.status,
        "total": money.text(submission.total),
        "at_stake": money.text(each.at_stake),
        "currency": submission.currency,
        **causes.as_data(each.diagnosis),
    }
