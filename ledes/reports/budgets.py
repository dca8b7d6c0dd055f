"""Where matters stand against what was agreed for them, with accruals and drafts, and how long the rest will last."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.earlier import Spent
from ledes.reports import CLIENT, Answer, Asked, Figure, Report
from ledes.show.chart import BARS, Chart, Series
from ledes.show.sheet import COUNT, DATE, MONEY, NUMBER, PERCENT, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.client import Client, MatterTerms
    from ledes.ledger.courses import Facts, Share
    from ledes.ledger.reading import Reader
    from ledes.ledger.records import Submission
    from ledes.workspace import Workspace

ACCRUAL = "accrual"
PACE = 6
"""Months over which a matter's pace is measured."""

MOST = 15
"""Matters that are drawn."""

USED = 10
"""Place of the used part in `COLUMNS`."""


@dataclass(slots=True, kw_only=True)
class Spending:
    """What a matter was billed, before tax, in whole ten-thousandths; `recent` in the last months.

    `accruals` are those whose period no bill covers yet, `drafts` proformas that are not out.
    """

    fees: int = 0
    expenses: int = 0
    recent: int = 0
    bills: int = 0
    last: datetime.date | None = None
    accruals: list[tuple[Submission, Share, Facts | None]] = field(default_factory=list)
    drafts: Decimal = money.ZERO

    @property
    def accrued(self) -> Decimal:
        """Give the accruals that no bill covers."""
        whole = (share.fees + share.expenses for _, share, facts in self.accruals if not self.covers(facts))
        return money.from_ten_thousandths(sum(whole))

    def covers(self, facts: Facts | None) -> bool:
        """Say whether a bill has come for the period of an accrual."""
        end = facts.end or facts.date if facts else None
        return end is not None and self.last is not None and self.last >= end

    @property
    def spent(self) -> Spent:
        """Give what was billed as the terms count it."""
        return Spent(
            money.from_ten_thousandths(self.fees),
            money.from_ten_thousandths(self.expenses),
            money.from_ten_thousandths(self.fees + self.expenses),
        )

    def pace(self) -> Decimal:
        """Give what a month brought lately."""
        return money.from_ten_thousandths(self.recent // PACE // 100 * 100)


Key = tuple[str, str]
"""A client's key and a matter's number."""


def spending(book: Reader, home: Workspace, asked: Asked) -> dict[Key, Spending]:
    """Add up what counts against budgets, by client and matter: not what was turned down, which is billed again."""
    from ledes.ledger import courses, states
    from ledes.payments.receivables import NOT_OWED
    from ledes.reports.invoices import TURNED_DOWN

    found: dict[Key, Spending] = {}
    facts, shares = courses.facts(book), courses.shares(book)
    since = asked.today - datetime.timedelta(days=PACE * 30)
    for each in book.submissions(client=asked.client, open_only=True):
        turned = each.state == states.REFUSED or each.status in TURNED_DOWN
        if each.delivery.environment == "test" or turned or (each.kind in NOT_OWED and each.kind != ACCRUAL):
            continue
        days = facts.get(each.id)
        for share in shares.get(each.id, ()):
            here = found.setdefault((each.client, _number(home, each.client, share.matter)), Spending())
            if each.kind == ACCRUAL:
                here.accruals.append((each, share, days))
                continue
            here.fees += share.fees
            here.expenses += share.expenses
            here.bills += 1
            here.recent += share.fees + share.expenses if days and days.date and days.date > since else 0
            end = days.end or days.date if days else None
            here.last = max(filter(None, (here.last, end)), default=None)
    return found


def _number(home: Workspace, client: str, matter: str) -> str:
    """Give the number by which a profile lists a matter, whichever of its two numbers a bill states."""
    profile = home.clients.get(client)
    for each in profile.matters if profile else ():
        if matter and matter in {each.firm_id, each.client_id}:
            return each.number
    return matter


def _drafted(book: Reader, home: Workspace, asked: Asked, found: dict[Key, Spending]) -> None:
    from ledes.proformas.waiting import waiting

    for each in waiting(book, home, asked.client):
        of = each.proforma
        if each.submission is None and of.amount is not None and of.client:
            here = found.setdefault((of.client, _number(home, of.client, of.matter)), Spending())
            here.drafts = money.plus(here.drafts, of.amount)


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    found = spending(book, home, asked)
    _drafted(book, home, asked, found)
    agreed = list(_agreed(home, asked, found))
    limited = {(client.key, terms.number) for client, terms, _ in agreed}
    over = sum(row[USED] is not None and row[USED] > 1 for row in _rows(agreed))
    return Answer(
        figures=(Figure("Budgets and caps", len(agreed), COUNT), Figure("Used up", over, COUNT)),
        tables=(_budgets(agreed), _accruals(home, found), _others(home, found, limited)),
        charts=_drawn(agreed),
        notes=(
            "billed is fees and expenses before tax, of bills that were not turned down, and what the profile says was "
            "billed before the ledger began; accrued is what was accrued for periods that no bill covers yet; drafts "
            "are proformas that are not billed",
            f"pace is what a month brought in the last {PACE}; lasts is how many such months are left",
        ),
    )


def _agreed(
    home: Workspace, asked: Asked, found: Mapping[Key, Spending]
) -> Iterator[tuple[Client, MatterTerms, Spending]]:
    """Yield every matter that has a budget or a fee cap."""
    for client in home.clients.values():
        if asked.client in {"", client.key}:
            for terms in client.matters:
                if terms.budget is not None or terms.fee_cap is not None:
                    yield client, terms, found.get((client.key, terms.number), Spending())


def _rows(agreed: Iterable[tuple[Client, MatterTerms, Spending]]) -> Iterator[tuple[Any, ...]]:
    from ledes.terms.budgets import Position, added

    for client, terms, spent in agreed:
        start = Spent(terms.fees_before or money.ZERO, terms.expenses_before or money.ZERO)
        place = Position(terms=terms, before=added(start, spent.spent), accrual=spent.accrued)
        if terms.budget is not None:
            kind = "fee budget" if terms.budget_on == "fees" else "budget"
            yield _row(client, terms, spent, kind, terms.budget, place.used_before)
        if terms.fee_cap is not None:
            yield _row(client, terms, spent, "fee cap", terms.fee_cap, place.before.fees)


def _row(
    client: Client, terms: MatterTerms, spent: Spending, kind: str, agreed: Decimal, billed: Decimal
) -> tuple[Any, ...]:
    used = money.total((billed, spent.accrued, spent.drafts))
    left, pace = money.minus(agreed, used), spent.pace()
    lasts = money.half_up(money.ROUNDING.divide(max(left, money.ZERO), pace), 1) if pace > 0 else None
    part = money.half_up(money.ROUNDING.divide(used, agreed), 3) if agreed else None
    named = (client.name or client.key, terms.number, terms.attorney)
    sums = (agreed, billed, spent.accrued, spent.drafts, left)
    return (*named, kind, terms.currency or client.currency, *sums, part, pace, lasts)


COLUMNS = (
    Column("client", "Client", TEXT, 24),
    Column("matter", "Matter", TEXT, 11),
    Column("attorney", "Attorney", TEXT, 14),
    Column("kind", "Of", TEXT, 10),
    Column("currency", "Currency", TEXT, 10),
    Column("agreed", "Agreed", MONEY, 13),
    Column("billed", "Billed", MONEY, 13),
    Column("accrued", "Accrued", MONEY, 12),
    Column("drafts", "Drafts", MONEY, 12),
    Column("left", "Left", MONEY, 13),
    Column("used", "Used", PERCENT, 8),
    Column("pace", "A month", MONEY, 12),
    Column("lasts", "Lasts, months", NUMBER, 8),
)
UNTIL = Column("until", "Billed to", DATE, 11)


def _budgets(agreed: Iterable[tuple[Client, MatterTerms, Spending]]) -> Sheet:
    rows = sorted(_rows(agreed), key=lambda row: (-(row[USED] or 0), row[0], row[1]))
    return Sheet(key="budgets", title="Budgets and fee caps, most used first", columns=COLUMNS, rows=tuple(rows))


def _accruals(home: Workspace, found: Mapping[Key, Spending]) -> Sheet:
    from ledes.reports.invoices import named

    rows: list[tuple[Cell, ...]] = []
    for (client, matter), spent in sorted(found.items()):
        for submission, share, facts in spent.accruals:
            amount = money.from_ten_thousandths(share.fees + share.expenses)
            until = (facts.end or facts.date) if facts else None
            covered = "billed since" if spent.covers(facts) else "not billed yet"
            stands = submission.status or submission.state.replace("_", " ")
            rows.append(
                (named(home, client), matter, submission.invoice, until, submission.currency, amount, stands, covered)
            )
    return Sheet(
        key="accruals",
        title="Accruals",
        columns=(
            Column("client", "Client", TEXT, 24),
            Column("matter", "Matter", TEXT, 11),
            Column("accrual", "Accrual", TEXT, 12),
            Column("until", "Until", DATE, 11),
            Column("currency", "Currency", TEXT, 10),
            Column("amount", "Amount", MONEY, 13),
            Column("stands", "Stands", TEXT, 18),
            Column("billed", "Billed", TEXT, 14),
        ),
        rows=tuple(rows),
    )


def _others(home: Workspace, found: Mapping[Key, Spending], limited: set[Key]) -> Sheet:
    from ledes.reports.invoices import named

    rows: list[tuple[Cell, ...]] = [
        (
            named(home, client),
            matter,
            spent.bills,
            spent.spent.total,
            spent.accrued,
            spent.drafts,
            spent.pace(),
            spent.last,
        )
        for (client, matter), spent in sorted(found.items())
        if (client, matter) not in limited
    ]
    return Sheet(
        key="others",
        title="Matters without a budget",
        columns=(
            Column("client", "Client", TEXT, 24),
            Column("matter", "Matter", TEXT, 11),
            Column("bills", "Bills", COUNT, 7),
            *(each for each in COLUMNS if each.name in {"billed", "accrued", "drafts", "pace"}),
            UNTIL,
        ),
        rows=tuple(rows),
        detail=True,
    )


def _drawn(agreed: Iterable[tuple[Client, MatterTerms, Spending]]) -> tuple[Chart, ...]:
    """Draw the matters that have used most of what was agreed, as parts of it."""
    rows = sorted(_rows(agreed), key=lambda row: -(row[USED] or 0))[:MOST]
    labels = tuple(f"{row[1]} {row[3]}" if row[3] == "fee cap" else str(row[1]) for row in rows)
    parts = tuple(tuple(_part(row[place], row[5]) for row in rows) for place in (6, 7, 8))
    names = ("billed", "accrued", "drafts")
    series = tuple(Series(name, values) for name, values in zip(names, parts, strict=True))
    return (
        Chart(title="Used of what was agreed", labels=labels, series=series, kind=BARS, stacked=True, percent=True),
    )


def _part(amount: Decimal, agreed: Decimal) -> Decimal | None:
    return money.half_up(money.ROUNDING.divide(max(amount, money.ZERO), agreed), 6) if agreed else None


REPORT = Report(
    key="budgets",
    title="Budgets and accruals",
    summary="Where matters stand against budgets and fee caps, with accruals and drafts, and how long the rest lasts.",
    description=(
        "What was agreed stands in the client's profile. Budgets of phases, and a bill that is not sent yet, are shown "
        "by `ledes budget`."
    ),
    takes=(CLIENT,),
    make=_make,
)
