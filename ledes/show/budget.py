"""Where matters stand against what was agreed for them, as a biller reads it, and as a program does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ledes import money
from ledes.money import ZERO
from ledes.show import sums, table
from ledes.terms.standing import Agreed, Standing

COLUMNS = ("matter", "name", "of", "agreed", "billed", "this bill", "accrual", "total", "percent", "left")
NUMBERS = frozenset({"agreed", "billed", "this bill", "accrual", "total", "percent", "left"})
NARROWER = ((), ("name",), ("name", "accrual"), ("name", "accrual", "left"))
"""Columns that are left out where they do not fit, the least needed first."""

KINDS = {"cap": "fee cap", "billed": "no limit"}


def text(standings: Iterable[Standing], width: int | None = None) -> Iterator[str]:
    """Yield a table for each client, then what each matter reaches; `width` is the terminal's, `None` has no end."""
    found = list(standings)
    for client in dict.fromkeys((each.client, each.currency) for each in found):
        ours = [each for each in found if (each.client, each.currency) == client]
        yield f"{client[0]}{f', in {client[1]}' if client[1] else ''}"
        yield from _table(ours, width)
        for each in ours:
            yield from _told(each)


def _table(found: Sequence[Standing], width: int | None) -> Iterator[str]:
    rows = [row for each in found for row in _rows(each)]
    colours = [None, *(_colour(each, agreed) for each in found for agreed in each.agreed())]
    unused = [column for column in ("this bill", "accrual") if not any(row[column] for row in rows)]
    lines: list[str] = []
    for without in NARROWER:
        shown = [column for column in COLUMNS if column not in without and column not in unused]
        lines = list(table.plain(shown, [[row[column] for column in shown] for row in rows], right=NUMBERS))
        if width is None or max(map(len, lines)) + 2 <= width:
            break
    import click

    for line, colour in zip(lines, colours, strict=True):
        yield f"  {click.style(line, fg=colour) if colour else line}"


def _rows(standing: Standing) -> Iterator[dict[str, str]]:
    """Give a row for each agreed amount; the first one names the matter."""
    matter, name, currency = standing.terms.number, standing.terms.name, standing.currency
    for each in standing.agreed():
        cells = (
            matter,
            name,
            " ".join(part for part in (_kind(standing, each), each.code) if part),
            sums.text(each.agreed, currency),
            sums.text(each.before, currency),
            sums.text(each.this, currency) if standing.bills else "",
            sums.text(each.accrual, currency) if each.accrual else "",
            sums.text(each.total, currency),
            "-" if each.percent is None else money.text(each.percent),
            sums.text(each.left, currency),
        )
        yield dict(zip(COLUMNS, cells, strict=True))
        matter = name = ""


def _kind(standing: Standing, each: Agreed) -> str:
    if each.kind == "budget":
        return "fee budget" if standing.terms.budget_on == "fees" else "budget"
    return KINDS.get(each.kind, each.kind)


def _colour(standing: Standing, each: Agreed) -> str | None:
    if each.left is not None and each.left < 0:
        return "red"
    return "yellow" if each.kind == "budget" and standing.reached() else None


def _told(standing: Standing) -> Iterator[str]:
    """Put into sentences which step a matter crosses or has reached, and which limits it is above."""
    crossed, reached = standing.crossed(), standing.reached()
    matter = f"matter {standing.terms.number}"
    for each in standing.agreed():
        over = each.left is not None and each.left < 0
        if each.kind == "budget" and (crossed or reached):
            step = (crossed or reached)[-1]
            does = "crosses" if crossed else "has reached"
            yield f"  {_severity(over)} {matter} {does} {money.text(step.percent)} percent of its budget: {step.means}"
        elif over:
            of = {"budget": "its budget", "cap": "its fee cap"}.get(each.kind, f"the budget of {each.code}")
            yield f"  {_severity(over)} {matter} is {sums.text(-(each.left or ZERO), standing.currency)} above {of}"


def _severity(over: bool) -> str:
    import click

    return click.style("error:" if over else "warning:", fg="red" if over else "yellow", bold=True)


def as_data(standings: Iterable[Standing]) -> dict[str, Any]:
    """Give the standings of matters in the shape of `schemas/budget.schema.json`."""
    return {"matters": [_matter(each) for each in standings]}


def _matter(standing: Standing) -> Mapping[str, Any]:
    terms, crossed, reached = standing.terms, standing.crossed(), standing.reached()
    currency = standing.currency
    return {
        "client": standing.client,
        "number": terms.number,
        "client_id": terms.client_id or None,
        "name": terms.name or None,
        "currency": currency or None,
        "budget_on": terms.budget_on,
        "bills": list(standing.bills),
        "limits": [
            {
                "kind": each.kind,
                "code": each.code or None,
                "agreed": _or_null(each.agreed, currency),
                "billed": sums.text(each.before, currency),
                "this_bill": sums.text(each.this, currency),
                "accrual": sums.text(each.accrual, currency),
                "total": sums.text(each.total, currency),
                "percent": None if each.percent is None else money.text(each.percent),
                "left": _or_null(each.left, currency),
            }
            for each in standing.agreed()
        ],
        "thresholds": [
            {
                "percent": money.text(each.percent),
                "means": each.means,
                "reached": each in reached,
                "crossed": each in crossed,
            }
            for each in standing.steps
        ],
    }


def _or_null(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else sums.text(amount, currency)
