"""What goes back to the finance system: statuses, adjustments, payments, notes and collection activity, as rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from ledes import money
from ledes.ledger import courses
from ledes.ledger.reading import Reader
from ledes.ledger.records import Event
from ledes.payments import chasing, receivables, telling
from ledes.payments.balance import Payment
from ledes.payments.receivables import Receivable
from ledes.show import remarks
from ledes.show.sheet import Cell
from ledes.workspace import Workspace

Row = Mapping[str, Cell]


def rows(
    book: Reader, home: Workspace, kind: str, *, client: str = "", since: datetime.date | None = None
) -> list[Row]:
    """List the rows of one kind, one of `finance.OUT`, by day; of a client, and from a day on, where that is said."""
    makers: Mapping[str, Callable[[Reader, Workspace, str], Iterator[Row]]] = {
        "status": _status,
        "adjustments": _adjustments,
        "payments": _payments,
        "notes": _notes,
        "collections": _collections,
    }
    found = [each for each in makers[kind](book, home, client) if since is None or _day(each) >= since]
    return sorted(found, key=lambda each: (_day(each), str(each["client"]), str(each["invoice"])))


def _day(row: Row) -> datetime.date:
    day = row.get("day") or row.get("reported") or row.get("date")
    return day if isinstance(day, datetime.date) else datetime.date.min


def _status(book: Reader, home: Workspace, client: str) -> Iterator[Row]:
    facts = courses.facts(book)
    for each in receivables.receivables(book, client):
        submission, balance = each.submission, each.balance
        known = facts.get(submission.id) or courses.Facts(None, None, None)
        date = known.date or datetime.date.fromisoformat(submission.created[:10])
        profile = home.clients.get(each.client)
        days = profile.payment_days if profile else None
        yield {
            **_bill(each),
            "kind": submission.kind,
            "date": date,
            "due": known.due or (date + datetime.timedelta(days) if days is not None else None),
            "billed": _full(balance.billed, each),
            "vendor": submission.delivery.vendor,
            "receipt": submission.standing.receipt,
            "state": submission.state,
            "status": submission.status,
            "reported": _moment(submission.standing.reported),
            "approved": None if balance.approved is None else _full(balance.approved, each),
            "paid": _full(balance.paid, each),
            "written_off": _full(balance.written_off, each),
            "open": _full(balance.open, each),
            "disputed": _full(balance.disputed, each),
            "agency": each.agency,
        }


def _adjustments(book: Reader, _home: Workspace, client: str) -> Iterator[Row]:
    """Yield the cuts of the last report that names any, and the rest of what is not approved."""
    told: dict[int, Event] = {}
    for event in book.happened("STATUS"):
        if event.detail.get("adjustments"):
            told[event.submission] = event
    for each in receivables.receivables(book, client):
        last = told.get(each.submission.id)
        rest = each.balance.cut
        for cut in last.detail["adjustments"] if last else ():
            amount = money.parse(cut["amount"])
            rest = money.plus(rest, amount)
            said = {"line": str(cut["line"]), "amount": _full(amount, each), "words": cut.get("words") or ""}
            yield {**_bill(each), "day": _of(last, each), **said, "status": each.submission.status}
        if rest > 0:
            said = {"line": "", "amount": _full(-rest, each), "words": each.submission.standing.words}
            yield {**_bill(each), "day": _of(last, each), **said, "status": each.submission.status}


def _of(event: Event | None, each: Receivable) -> datetime.date:
    said = (event.detail.get("at") or event.at) if event else each.submission.standing.reported
    return _moment(said) or datetime.date.min


def _payments(book: Reader, _home: Workspace, client: str) -> Iterator[Row]:
    for each in receivables.receivables(book, client):
        for payment in each.payments:
            yield {**_bill(each), **_money(each, payment), "source": payment.source}


def _money(each: Receivable, payment: Payment) -> Row:
    return {
        "day": payment.day,
        "amount": _full(payment.amount, each),
        "reference": payment.reference,
        "reason": payment.reason,
        "by": payment.by,
    }


def _notes(book: Reader, home: Workspace, client: str) -> Iterator[Row]:
    about = chasing.of_client(client)
    for each in chasing.told(book, home, about, "NOTE"):
        yield {
            "client": each.client,
            "invoice": each.submission.invoice if each.submission else "",
            "day": each.at.astimezone().date(),
            **{name: each.detail[name] for name in ("sort", "with", "text", "by")},
        }


def _collections(book: Reader, home: Workspace, client: str) -> Iterator[Row]:
    owed = {each.submission.id: each for each in receivables.receivables(book, client)}
    every = {each.id: each for each in book.submissions(client=client)}
    last = {id_: each for each in owed.values() for id_ in receivables.versions(each.submission, every)}
    for told in chasing.told(book, home, chasing.of_client(client)):
        each = last.get(told.submission.id) if told.submission else None
        if told.submission is not None and each is None:
            continue
        parts = told.detail.get("parts") or [told.detail]
        for part in parts:
            yield {
                **_whose(told, each),
                "day": told.at.astimezone().date(),
                "activity": told.detail.get("sort") or told.kind.lower().replace("_", " "),
                "amount": money.from_ten_thousandths(part["amount"]) if "amount" in part else None,
                "due": datetime.date.fromisoformat(part["day"]) if "day" in part else None,
                "with": told.detail.get("with") or told.detail.get("agency") or "",
                "text": remarks.SENTENCES[told.kind](told.detail),
                "by": told.detail["by"],
            }
    for each in owed.values():
        yield from _settled(each)


def _settled(each: Receivable) -> Iterator[Row]:
    """Yield the payments and write-offs of an invoice as collection activity."""
    empty: Row = {"due": None, "with": "", "open": _full(each.balance.open, each)}
    for payment in each.payments:
        text = " ".join(filter(None, (payment.reference, payment.reason)))
        yield {**_bill(each), **empty, **_money(each, payment), "activity": "payment", "text": text}
    for off in each.write_offs:
        said: Row = {"day": off.day, "amount": _full(off.amount, each), "text": off.reason, "by": off.by}
        yield {**_bill(each), **empty, **said, "activity": "write-off"}


def _whose(told: chasing.Told, each: Receivable | None) -> Row:
    if each is not None:
        return {**_bill(each), "open": _full(each.balance.open, each)}
    return {"client": told.client, "invoice": "", "currency": told.detail.get("currency", ""), "open": None}


def _bill(each: Receivable) -> Row:
    return {"client": each.client, "invoice": each.invoice, "currency": each.currency}


def _full(amount: Decimal, each: Receivable) -> Decimal:
    return telling.full(amount, each.currency)


def _moment(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text[:10]) if text else None
