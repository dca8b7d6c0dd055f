"""Payments out of the finance system's files: each counts once, and none is dropped."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ledes.errors import UsageError
from ledes.ledger import remarks
from ledes.ledger.records import Submission
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.payments import finding, loose, noting, receivables, sheets
from ledes.payments.balance import Payment
from ledes.payments.finance import Finance
from ledes.payments.loose import Loose
from ledes.workspace import Workspace

NEEDED = ("invoice", "amount", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A payment as a file states it; invoice, client and currency may be empty."""

    row: int
    invoice: str
    client: str
    currency: str
    payment: Payment


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a file: ids of bills whose payments are new, how many were known, what waits, what was unreadable.

    `left_out` counts rows with neither an invoice nor a day, as lines of totals are.
    """

    noted: list[tuple[Submission, Payment]] = field(default_factory=list)
    known: int = 0
    unplaced: list[Loose] = field(default_factory=list)
    placed: list[tuple[Submission, Payment]] = field(default_factory=list)
    faults: list[sheets.Fault] = field(default_factory=list)
    left_out: int = 0


def take(book: Ledger, workspace: Workspace, path: Path, finance: Finance, *, by: str, today: datetime.date) -> Outcome:
    """Note the payments of a file; what came before without its bill is placed where that is known by now.

    Raises `InputError` for what is no table, or has not the headings that are needed.
    """
    outcome = Outcome()
    rows = list(_rows(path, finance, outcome, by, today))
    bills = Bills(book, workspace)
    settle(book, bills, outcome, by)
    pools: dict[int, list[Payment]] = {}
    said: list[Remark] = []
    fresh: dict[int, list[Payment]] = {}
    strangers = list(loose.ever(book))
    for row in rows:
        submission, why = bills.of(row)
        if submission is None:
            _keep(book, row, why, strangers, outcome)
            continue
        pool = pools.setdefault(submission.id, list(bills.payments(submission)))
        if (same := noting.match(pool, row.payment)) is not None:
            pool.remove(same)
            outcome.known += 1
        else:
            new = fresh.setdefault(submission.id, [])
            place = noting.nth((*bills.payments(submission), *new), row.payment)
            new.append(row.payment)
            said.append(Remark(submission.id, "PAYMENT", noting.detail(row.payment, submission.currency, place)))
            outcome.noted.append((submission, row.payment))
    remarks.note(book, said)
    return outcome


def settle(book: Ledger, bills: Bills, outcome: Outcome, by: str) -> None:
    """Place what waits for bills that are on record by now."""
    for each in loose.waiting(book):
        row = Row(row=0, invoice=each.invoice, client=each.client, currency=each.currency, payment=each.payment)
        submission, _ = bills.of(row)
        if submission is not None:
            loose.place(book, each, submission, by)
            bills.forget(submission)
            outcome.placed.append((submission, each.payment))


class Bills:
    """The bills of a ledger by their numbers, and what is noted of each."""

    def __init__(self, book: Ledger, workspace: Workspace) -> None:
        self.book = book
        self.clients: Mapping[str, str] = {
            name: each.key for each in workspace.clients.values() for name in (each.key, *each.ids)
        }
        every = [each for each in book.submissions() if each.delivery.environment != "test"]
        self.after = finding.successors(every)
        self.numbers: dict[str, list[Submission]] = {}
        for each in every:
            self.numbers.setdefault(each.invoice, []).append(each)
        self.noted = {each.submission.id: each.payments for each in receivables.receivables(book)}

    def of(self, row: Row) -> tuple[Submission | None, str]:
        """Find the bill of a payment, or say why there is none."""
        client = self.clients.get(row.client, "")
        if row.client and not client:
            return None, f"there is no client {row.client}"
        found = [each for each in self.numbers.get(row.invoice, ()) if client in ("", each.client)]
        ends = {end.id: end for each in found if (end := finding.end_of(each, self.after)) is not None}
        if not ends:
            return None, "the invoice is not on record" if row.invoice else "it names no invoice"
        if len(ends) > 1:
            return None, f"the number fits {len(ends)} bills"
        (submission,) = ends.values()
        try:
            noting.check(row.payment, submission, row.currency)
        except UsageError as error:
            return None, error.message
        return submission, ""

    def payments(self, submission: Submission) -> tuple[Payment, ...]:
        """List what is noted of a bill."""
        if submission.id not in self.noted:
            self.noted[submission.id] = receivables.of(self.book, submission).payments
        return self.noted[submission.id]

    def forget(self, submission: Submission) -> None:
        """Ask the ledger again for what is noted of a bill."""
        self.noted.pop(submission.id, None)


def _rows(path: Path, finance: Finance, outcome: Outcome, by: str, today: datetime.date) -> Iterator[Row]:
    for entry in sheets.read(path, finance, finance.payments, NEEDED):
        try:
            if isinstance(entry, sheets.Fault):
                raise entry
            row = _row(entry, path.name, by, today)
        except sheets.Fault as fault:
            outcome.faults.append(fault)
            continue
        if row is None:
            outcome.left_out += 1
        else:
            yield row


def _row(entry: sheets.Entry, source: str, by: str, today: datetime.date) -> Row | None:
    invoice, day, amount = entry.text("invoice"), entry.day("day"), entry.amount("amount")
    if not invoice and day is None:
        return None
    if day is None:
        raise entry.lacks("day")
    if not amount:
        raise entry.lacks("amount")
    if day > today:
        raise sheets.Fault(entry.row, entry.headings["day"], f"{day} lies ahead")
    payment = Payment(
        day=day,
        amount=amount,
        reference=entry.text("reference"),
        reason=entry.text("reason"),
        by=by,
        source=source,
    )
    currency = entry.text("currency").upper()
    return Row(row=entry.row, invoice=invoice, client=entry.text("client"), currency=currency, payment=payment)


def _keep(book: Ledger, row: Row, why: str, strangers: list[Loose], outcome: Outcome) -> None:
    """Keep a payment without its bill, unless it was kept before."""
    mine = [each for each in strangers if (each.invoice, each.client) == (row.invoice, row.client)]
    same = noting.match([each.payment for each in mine], row.payment)
    if same is not None:
        strangers.remove(next(each for each in mine if each.payment is same))
        outcome.known += 1
    else:
        outcome.unplaced.append(loose.keep(book, row.invoice, row.client, row.currency, row.payment, why))
