"""How many bills were taken at the first go, and why the others were not: by reason, client, platform, month."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ledes import money
from ledes.reports import Answer, Asked, Figure, Report
from ledes.show.chart import BARS, LINES, MOST, Chart, Series, largest
from ledes.show.sheet import COUNT, DATE, MONEY, PERCENT, TEXT, Cell, Column, Sheet

if TYPE_CHECKING:
    from ledes.ledger.courses import Word
    from ledes.ledger.reading import Reader
    from ledes.ledger.records import Submission
    from ledes.reports.setbacks import Setback
    from ledes.workspace import Workspace

UNKNOWN = "not recognised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One version of an invoice that reached the platform or was refused there; `number` counts from 1.

    `taken` is `None` while the client has not decided. `day` is that on which it was sent, else refused.
    """

    submission: Submission
    number: int
    day: datetime.date
    taken: bool | None
    setback: Setback | None = None


def tries(book: Reader, asked: Asked) -> Iterator[Try]:
    """Yield every version of every invoice that was sent, with how it went; tests, accruals, shadow bills are none."""
    from ledes.ledger.courses import SENT
    from ledes.payments.receivables import NOT_OWED
    from ledes.reports.invoices import TURNED_DOWN, history
    from ledes.reports.setbacks import REJECTED, setbacks

    submissions = {each.id: each for each in book.submissions(client=asked.client)}
    without_days = Asked(today=asked.today, client=asked.client)
    rejected = {
        each.submission.id: each for each in setbacks(book, submissions.values(), without_days) if each.kind == REJECTED
    }
    happened = history(book)
    for each in submissions.values():
        words = happened.get(each.id, ())
        if each.delivery.environment == "test" or each.kind in NOT_OWED or not words:
            continue
        day = min((word.day for word in words if word.kind in SENT), default=words[0].day)
        if not asked.covers(day):
            continue
        turned = any(word.kind == "REFUSED" or word.status in TURNED_DOWN for word in words)
        yield Try(
            submission=each,
            number=_place(each, submissions),
            day=day,
            taken=False if turned else True if _accepted(words) else None,
            setback=rejected.get(each.id) if turned else None,
        )


def _accepted(words: Iterable[Word]) -> bool:
    from ledes.ledger.standing import APPROVING, PAYING

    return any(word.status in APPROVING | PAYING for word in words)


def _place(submission: Submission, every: Mapping[int, Submission]) -> int:
    """Say which version of its invoice a submission is."""
    here, place = submission, 1
    while here.replaces is not None and here.replaces in every:
        here, place = every[here.replaces], place + 1
    return place


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.invoices import named

    found = list(tries(book, asked))
    first = [each for each in found if each.number == 1]
    ways: tuple[tuple[str, str, str, Callable[[Try], str]], ...] = (
        ("clients", "By client", "Client", lambda each: named(home, each.submission.client)),
        ("vendors", "By platform", "Platform", lambda each: each.submission.delivery.vendor),
        ("months", "By month of sending", "Month", lambda each: f"{each.day:%Y-%m}"),
    )
    tables = [_rates(key, title, head, found, name) for key, title, head, name in ways]
    reasons = _reasons(found)
    share = _share(first)
    return Answer(
        figures=(
            *((Figure("Accepted at the first go", share, PERCENT),) if share is not None else ()),
            Figure("Rejections", sum(each.taken is False for each in found), COUNT),
        ),
        tables=(reasons, *tables, _every(found, lambda each: named(home, each.submission.client))),
        charts=(_over_time(tables[2]), _by_client(tables[0]), _by_reason(reasons)),
        notes=tuple(_notes(found)),
    )


def _share(some: Iterable[Try]) -> Decimal | None:
    """Give the part that was accepted, of those that were decided."""
    decided = [each for each in some if each.taken is not None]
    taken = sum(each.taken is True for each in decided)
    return money.half_up(money.ROUNDING.divide(Decimal(taken), Decimal(len(decided))), 3) if decided else None


def _rates(key: str, title: str, head: str, found: Iterable[Try], name: Callable[[Try], str]) -> Sheet:
    groups: dict[str, list[Try]] = {}
    for each in found:
        groups.setdefault(name(each), []).append(each)
    rows = tuple((each, *_counts(some)) for each, some in sorted(groups.items()))
    together = ("together", *_counts([each for some in groups.values() for each in some]))
    return Sheet(
        key=key,
        title=title,
        columns=(Column("name", head, TEXT, 24), *COUNTS),
        rows=rows,
        totals=(together,) if rows else (),
    )


COUNTS = (
    Column("first", "Invoices", COUNT, 9),
    Column("taken", "Accepted at first", COUNT, 10),
    Column("rejected", "Rejected at first", COUNT, 10),
    Column("waiting", "Not decided", COUNT, 9),
    Column("share", "First pass", PERCENT, 9),
    Column("again", "Sent again", COUNT, 8),
    Column("again_rejected", "of these rejected", COUNT, 10),
)


def _counts(some: list[Try]) -> tuple[Cell, ...]:
    first, later = [each for each in some if each.number == 1], [each for each in some if each.number > 1]
    counts = [sum(each.taken is word for each in first) for word in (True, False, None)]
    return (len(first), *counts, _share(first), len(later), sum(each.taken is False for each in later))


def _reasons(found: Iterable[Try]) -> Sheet:
    """Add rejections up by reason; a rejection for several reasons counts for each, its money for the first."""
    from ledes.reports.invoices import tables

    rows: list[tuple[tuple[str, ...], tuple[Decimal | int, ...]]] = []
    for each in found:
        if each.setback is None:
            continue
        for place, (reason, meaning) in enumerate(_why(each.setback)):
            amount = money.ZERO if place else each.setback.amount
            rows.append(((reason, meaning, each.submission.currency), (1, amount)))
    named = (Column("reason", "Reason", TEXT, 26), Column("meaning", "Meaning", TEXT, 46))
    columns = (Column("times", "Times", COUNT, 7), Column("amount", "Rejected", MONEY, 14))
    made = tables.table("reasons", "Why bills were rejected", named, columns, rows)
    ordered = sorted(made.rows, key=lambda row: (-int(str(row[3])), str(row[0]), str(row[2])))
    return Sheet(key=made.key, title=made.title, columns=made.columns, rows=tuple(ordered), totals=made.totals)


def _why(setback: Setback) -> list[tuple[str, str]]:
    known = {each.reason.key: each.reason.meaning for each in setback.complaints if each.reason}
    return list(known.items()) or [(UNKNOWN, "the words mean nothing to us; see the last table")]


def _every(found: Iterable[Try], name: Callable[[Try], str]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for each in sorted(found, key=lambda one: (one.day, one.submission.id)):
        if each.setback is not None:
            back, of = each.setback, each.submission
            rows.append(
                (
                    *(of.invoice, each.number, name(each), of.delivery.vendor, each.day, back.day),
                    *(", ".join(reason for reason, _ in _why(back)), _words(back), of.currency, back.amount),
                )
            )
    return Sheet(key="rejections", title="Every rejection", columns=COLUMNS, rows=tuple(rows), detail=True)


def _words(setback: Setback) -> str:
    return "; ".join(dict.fromkeys(each.words for each in setback.complaints if each.words))


COLUMNS = (
    Column("invoice", "Invoice", TEXT, 11),
    Column("version", "Version", COUNT, 8),
    Column("client", "Client", TEXT, 24),
    Column("vendor", "Platform", TEXT, 14),
    Column("sent", "Sent", DATE, 11),
    Column("rejected", "Rejected", DATE, 11),
    Column("reason", "Reason", TEXT, 26),
    Column("words", "Words", TEXT, 46),
    Column("currency", "Currency", TEXT, 10),
    Column("amount", "Amount", MONEY, 13),
)


def _over_time(sheet: Sheet) -> Chart:
    rows = tuple(sheet.rows)
    values = tuple(row[5] if isinstance(row[5], Decimal) else None for row in rows)
    labels = tuple(str(row[0]) for row in rows)
    return Chart(
        title="Accepted at the first go, by month", labels=labels, series=(Series("first pass", values),), kind=LINES,
        percent=True,
    )  # fmt: skip


def _by_client(sheet: Sheet) -> Chart:
    every = [(str(row[0]), row[5]) for row in sheet.rows if isinstance(row[5], Decimal)]
    rows = sorted(every, key=lambda row: row[1])[:MOST]
    said = "by client" if len(rows) == len(every) else f"the {len(rows)} of {len(every)} clients with the lowest part"
    return Chart(
        title=f"Accepted at the first go, {said}", labels=tuple(name for name, _ in rows),
        series=(Series("first pass", tuple(share for _, share in rows)),), kind=BARS, percent=True,
    )  # fmt: skip


def _by_reason(sheet: Sheet) -> Chart:
    times: dict[str, Decimal] = {}
    for row in sheet.rows:
        times[str(row[0])] = times.get(str(row[0]), money.ZERO) + int(str(row[3]))
    kept = largest((reason, (count,)) for reason, count in times.items())
    return Chart(
        title="Rejections by reason", labels=tuple(reason for reason, _ in kept),
        series=(Series("rejections", tuple(values[0] for _, values in kept)),), kind=BARS, unit="times",
    )  # fmt: skip


def _notes(found: Iterable[Try]) -> Iterator[str]:
    yield "first pass is the share that was accepted without a rejection, of the invoices that were decided"
    yield "a rejection often comes sooner than an acceptance: the newest months may look worse than they will be"
    several = sum(each.setback is not None and len(_why(each.setback)) > 1 for each in found)
    if several:
        yield f"{several} rejections named several reasons and count for each; their money counts for the first"


REPORT = Report(
    key="rejections",
    title="Rejections",
    summary="How many bills were accepted at the first go, by client, platform and month, and why others were not.",
    description=(
        "A version of an invoice counts in the month in which it was sent; `--since` and `--until` limit these days. "
        "Reasons are those of the catalogue for which the client's words are taken, never a guess. What was cut of "
        "accepted bills stands in the report `realization`."
    ),
    make=_make,
)
