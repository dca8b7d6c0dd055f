"""The tables of the report on rules that would have caught a rejection or a cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledes import money
from ledes.reports import Answer, Figure
from ledes.reports.rulegaps.switching import switched_on
from ledes.reports.rulegaps.trials import NO_VALUE, ON
from ledes.reports.setbacks import CUT, REJECTED, Complaint, Setback
from ledes.show.chart import Chart
from ledes.show.sheet import CODE, COUNT, DATE, MONEY, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.reports.rulegaps.gaps import Findings, Gap

MOST_INVOICES = 8
"""Invoices that one cell names; the table of detail has them all."""

NO_REASON = "not recognised"

GAPS = (
    Column("client", "Client", width=14),
    Column("rule", "Rule", width=7),
    Column("title", "What it asks", width=40),
    Column("now", "Level now", width=9),
    Column("rejections", "Rejections", COUNT, 10),
    Column("cuts", "Cuts", COUNT, 7),
    Column("rejected", "Rejected", MONEY, 13),
    Column("cut", "Cut", MONEY, 13),
    Column("currency", "Currency", width=11),
    Column("alone", "Lines left alone", COUNT, 9),
    Column("invoices", "Invoices", width=24),
    Column("switch", "To write under [rules]", CODE, 46),
)
UNCAUGHT = (
    Column("reason", "Reason", width=24),
    Column("meaning", "What it means", width=48),
    Column("clients", "Clients", width=18),
    Column("rejections", "Rejections", COUNT, 10),
    Column("cuts", "Cuts", COUNT, 7),
    Column("rejected", "Rejected", MONEY, 13),
    Column("cut", "Cut", MONEY, 13),
    Column("currency", "Currency", width=11),
    Column("invoices", "Invoices", width=24),
    Column("silent", "On and silent", width=14),
)
CASES = (
    Column("day", "Day", DATE, 11),
    Column("client", "Client", width=14),
    Column("invoice", "Invoice", width=14),
    Column("submission", "Submission", COUNT, 10),
    Column("kind", "What", width=10),
    Column("reason", "Reason", width=24),
    Column("lines", "Lines", width=10),
    Column("amount", "Amount", MONEY, 13),
    Column("currency", "Currency", width=11),
    Column("rules", "Caught by", width=14),
    Column("on", "On today", width=14),
    Column("words", "The client's words", width=50),
)

HOW = (
    "A rejection counts with the total of the bill, a cut with what was cut of the lines. What several rules would "
    "have caught counts for each of them; the sums count it once."
)
ALONE = "Lines left alone are those that the rule finds in the same bills and the client did not object to."
WHERE = "What to write stands in clients/<client>.toml, in place of what is there of the rule."
LISTS = (
    "Where a rule is on and silent, the profile lists other rates, people, codes or limits than the client holds: "
    "bring the lists up to date."
)
MILD = (
    "A value of a rule without one is the mildest that would have caught these cases. What belongs there is the "
    "client's own limit: ask for it, or look it up in the guidelines."
)


class _Told(NamedTuple):
    setback: Setback
    complaint: Complaint


def answer(found: Findings) -> Answer:
    """Put what the trials came to into tables."""
    offered = [gap for gap in found.gaps if gap.hits and gap.candidate.now != ON]
    caught = _caught(offered)
    today = _caught(gap for gap in found.gaps if gap.candidate.now == ON)
    open_ = [each for each in _told(found.setbacks) if each not in caught and each not in today]
    values = any(gap.candidate.now == NO_VALUE for gap in offered)
    return Answer(
        figures=tuple(_figures(found.setbacks, caught)),
        tables=(
            _gaps(offered, caught),
            _uncaught(open_, _silent(found.gaps)),
            Sheet(
                key="cases",
                title="Every rejection and cut",
                columns=CASES,
                rows=tuple(_cases(found.setbacks, caught, today)),
                detail=True,
            ),
        ),
        charts=_drawn(offered),
        notes=tuple(_notes(found, set(today) - set(caught), values=values)),
    )


def _told(setbacks: Iterable[Setback]) -> Iterator[_Told]:
    for setback in setbacks:
        for complaint in setback.complaints:
            yield _Told(setback, complaint)


def _caught(gaps: Iterable[Gap]) -> dict[_Told, list[str]]:
    """Say of each complaint which rules would have made it first."""
    found: dict[_Told, list[str]] = {}
    for gap in gaps:
        for hit in gap.hits:
            found.setdefault(_Told(*hit), []).append(gap.candidate.rule.code)
    return found


def _silent(gaps: Iterable[Gap]) -> dict[_Told, list[str]]:
    """Say of each complaint which rules are on today, are about it, and found nothing."""
    found: dict[_Told, list[str]] = {}
    for gap in gaps:
        for hit in gap.missed if gap.candidate.now == ON else ():
            found.setdefault(_Told(*hit), []).append(gap.candidate.rule.code)
    return found


def _currencies(told: Iterable[_Told]) -> tuple[str, ...]:
    return tuple(sorted({each.setback.submission.currency for each in told}))


class _Sum(NamedTuple):
    """Rejections and cuts among some complaints in one currency, each bill once."""

    rejections: int
    cuts: int
    rejected: Decimal | None
    cut: Decimal | None
    invoices: str


def _sum(told: Iterable[_Told], currency: str) -> _Sum:
    mine = [each for each in told if each.setback.submission.currency == currency]
    bills = {(each.setback.submission.id, each.setback.kind): each.setback for each in mine}
    rejected = [each for each in bills.values() if each.kind == REJECTED]
    cut = [each.complaint.amount for each in dict.fromkeys(mine) if each.setback.kind == CUT]
    numbers = tuple(dict.fromkeys(each.submission.invoice for each in bills.values()))
    more = len(numbers) - MOST_INVOICES
    return _Sum(
        rejections=len(rejected),
        cuts=len(bills) - len(rejected),
        rejected=money.total(each.amount for each in rejected) if rejected else None,
        cut=money.total(cut) if cut else None,
        invoices=", ".join(numbers[:MOST_INVOICES]) + (f" and {more:,} more" if more > 0 else ""),
    )


def _gaps(gaps: Iterable[Gap], caught: Iterable[_Told]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for gap in gaps:
        told = [_Told(*hit) for hit in gap.hits]
        rule = gap.candidate.rule
        for currency in _currencies(told):
            sums = _sum(told, currency)
            switch = switched_on(rule, gap.options, cuts_only=not any(each.setback.kind == REJECTED for each in told))
            place = (gap.client.key, rule.code, rule.title, gap.candidate.now)
            rows.append((*place, *sums[:4], currency, gap.alone, sums.invoices, switch))
    rows.sort(key=lambda row: (row[8], -(row[7] or 0), -(row[6] or 0), row[0], row[1]))  # type: ignore[operator]
    totals = [("Together", "", "", "", *_sum(caught, each)[:4], each, None, "", "") for each in _currencies(caught)]
    return Sheet(
        key="gaps",
        title="Rules that would have caught it",
        columns=GAPS,
        rows=tuple(rows),
        totals=tuple(totals) if len(rows) > 1 else (),
        notes=(HOW, ALONE, WHERE) if rows else (),
    )


def _drawn(gaps: Iterable[Gap]) -> tuple[Chart, ...]:
    """Draw the money of what each rule would have caught, a chart for each currency; a case counts for each rule."""
    from ledes.reports.invoices import tables

    rows = []
    for gap in gaps:
        told = [_Told(*hit) for hit in gap.hits]
        for currency in _currencies(told):
            sums = _sum(told, currency)
            rule = gap.candidate.rule
            rows.append(((f"{rule.code} {rule.name}", currency), (sums.rejected or money.ZERO, sums.cut or money.ZERO)))
    return tables.bars("What each rule would have caught", rows, ("rejected", "cut"))


def _uncaught(told: Iterable[_Told], silent: dict[_Told, list[str]]) -> Sheet:
    groups: dict[tuple[str, str], list[_Told]] = {}
    for each in told:
        reason = each.complaint.reason.key if each.complaint.reason else NO_REASON
        groups.setdefault((reason, each.setback.submission.currency), []).append(each)
    rows: list[tuple[Cell, ...]] = []
    for (reason, currency), some in groups.items():
        known = some[0].complaint.reason
        meaning = known.meaning if known else "The client gave no reason, or none in words that are known."
        clients = ", ".join(sorted({each.setback.submission.client for each in some}))
        sums = _sum(some, currency)
        asked = dict.fromkeys(code for each in some for code in silent.get(each, ()))
        rows.append((reason, meaning, clients, *sums[:4], currency, sums.invoices, ", ".join(asked)))
    rows.sort(key=lambda row: (row[7], -(row[6] or 0), -(row[5] or 0), row[0]))  # type: ignore[operator]
    return Sheet(
        key="uncaught",
        title="What no rule would have caught",
        columns=UNCAUGHT,
        rows=tuple(rows),
        notes=(LISTS,) if any(row[-1] for row in rows) else (),
    )


def _cases(
    setbacks: Iterable[Setback], caught: dict[_Told, list[str]], today: dict[_Told, list[str]]
) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each complaint; the amounts of a bill's rows add up to what was rejected or cut of it."""
    for setback in setbacks:
        submission = setback.submission
        of = (setback.day, submission.client, submission.invoice, submission.id, setback.kind)
        for place, complaint in enumerate(setback.complaints):
            told = _Told(setback, complaint)
            amount: Cell = complaint.amount or None
            if setback.kind == REJECTED:
                amount = None if place else setback.amount
            yield (
                *of,
                complaint.reason.key if complaint.reason else NO_REASON,
                ", ".join(sorted(complaint.lines)),
                amount,
                submission.currency,
                ", ".join(caught.get(told, ())),
                ", ".join(today.get(told, ())),
                complaint.words,
            )
        if setback.kind == CUT and setback.rest:
            yield (*of, "", "", setback.rest, submission.currency, "", "", "(tax on what was cut, or not explained)")


def _figures(setbacks: Iterable[Setback], caught: Iterable[_Told]) -> Iterator[Figure]:
    setbacks = tuple(setbacks)
    for kind, title in ((REJECTED, "Rejections"), (CUT, "Cuts")):
        some = [each for each in setbacks if each.kind == kind]
        yield Figure(title, len(some), COUNT)
        for currency in sorted({each.submission.currency for each in some}):
            amount = money.total(each.amount for each in some if each.submission.currency == currency)
            yield Figure("Rejected" if kind == REJECTED else "Cut", amount, MONEY, currency)
    for currency in _currencies(caught):
        sums = _sum(caught, currency)
        if sums.rejected is not None:
            yield Figure("Rejected, with a rule for it", sums.rejected, MONEY, currency)
        if sums.cut is not None:
            yield Figure("Cut, with a rule for it", sums.cut, MONEY, currency)


def _notes(found: Findings, today: set[_Told], *, values: bool) -> Iterator[str]:
    if values:
        yield MILD
    if today:
        bills = len({each.setback.submission.id for each in today})
        yield f"the profiles of today would stop {bills:,} more of these bills; --all and the files say which"
    why: dict[str, int] = {}
    for reason in found.unread.values():
        why[reason] = why.get(reason, 0) + 1
    for reason, count in why.items():
        yield f"{count:,} could not be asked: {reason}"
    if found.setbacks:
        yield "Rules that compare the bills of one run are not tried; what a profile lists counts as it is today."
