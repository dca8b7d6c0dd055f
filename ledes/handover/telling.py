"""The page of a handover in words: the cells that text and HTML share, the text itself, and data for programs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ledes import money
from ledes.deadlines import PROMISE
from ledes.deadlines import telling as deadlines
from ledes.handover import Cover, Item, Limit, Page
from ledes.handover.arrangements import amount
from ledes.payments import promises
from ledes.payments import telling as payments
from ledes.payments.chasing import Told
from ledes.proformas.waiting import Waiting
from ledes.show import billwords, remarks, table

MOST = 40
"""Invoices that wait for nobody here are counted, not listed, beyond so many; those that wait for the firm never."""


PASSED = 60
"""Days after which a deadline that has passed is only counted: what is open of it is listed anyway."""


class Block(NamedTuple):
    """A table of the page: its heading, the headings of its columns, its rows, which columns are numbers, a remark."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[str] = frozenset()
    note: str = ""


def blocks(cover: Cover, today: datetime.date) -> Iterator[Block]:
    """Yield the tables of a client; those that would be empty are left out."""
    amounts = frozenset({"invoices", "billed", "open", "overdue", "disputed", "waits for us"})
    money_rows = tuple(
        (each.currency, str(each.invoices), *map(billwords.grouped, (each.billed, each.open, each.overdue)),
         *map(billwords.grouped, (each.disputed, each.ours)))
        for each in cover.sums
    )  # fmt: skip
    heads = ("currency", "invoices", "billed", "open", "overdue", "disputed", "waits for us")
    found = (
        Block("Money", heads, money_rows, amounts),
        _items("Waits for us", cover.todo, today, steps=True),
        _deadlines(cover, today),
        Block("Promised", ("by", "amount", "came", "invoice", "who", "stands"), _promises(cover), AT_RIGHT),
        Block("Not out yet", ("proforma", "matter", "amount", "stands", "with", "since"), _proformas(cover), AT_RIGHT),
        _items("Under way", cover.waiting, today, steps=False),
        Block("Budgets and caps", ("matter", "attorney", "of", "agreed", "used", "%", "left"), _limits(cover), LIMITS),
        Block("Last notes", ("on", "of", "note"), tuple(map(_note, cover.notes))),
    )
    yield from (_narrowed(each) for each in found if each.rows or each.note)


def _narrowed(block: Block) -> Block:
    """Leave out columns that hold nothing."""
    kept = [place for place in range(len(block.headings)) if any(row[place] for row in block.rows)]
    rows = tuple(tuple(row[place] for place in kept) for row in block.rows)
    return block._replace(headings=tuple(block.headings[place] for place in kept), rows=rows)


AT_RIGHT = frozenset({"amount", "came", "open", "overdue"})
LIMITS = frozenset({"agreed", "used", "%", "left"})


def _items(title: str, found: Sequence[Item], today: datetime.date, *, steps: bool) -> Block:
    shown = found if steps else found[:MOST]
    rows = []
    for each in shown:
        of = each.receivable
        days = each.overdue(today)
        cells = (
            of.invoice,
            each.date.isoformat() if each.date else "",
            amount(of.balance.open, of.currency),
            f"{days} days" if days else "",
            each.where + (f", with {of.agency}" if of.agency else ""),
        )
        rows.append((*cells, each.step) if steps else cells)
    headings = ("invoice", "date", "open", "overdue", "stands", "next")
    left = len(found) - len(shown)
    note = f"and {left} later ones: ledes status" if left else ""
    return Block(title, headings if steps else headings[:-1], tuple(rows), AT_RIGHT, note)


def _deadlines(cover: Cover, today: datetime.date) -> Block:
    """List what can still be done in time or has just passed; promises have a table of their own."""
    found = [each for each in cover.deadlines if each.kind != PROMISE]
    shown = [each for each in found if each.left(today) >= -PASSED]
    rows = tuple(
        (each.day.isoformat(), deadlines.when(each.left(today)), each.invoice, each.what, each.step) for each in shown
    )
    old = len(found) - len(shown)
    note = f"and {old} that passed more than {PASSED} days ago: ledes due --client {cover.client.key}" if old else ""
    return Block("Deadlines", ("by", "left", "invoice", "what", "next"), rows, frozenset({"left"}), note)


def _promises(cover: Cover) -> tuple[tuple[str, ...], ...]:
    rows = []
    for judged in cover.promises:
        each = judged.promise
        stands = "broken" if judged.state == promises.BROKEN else "open"
        came = amount(judged.got, each.currency) if judged.got else ""
        what = each.invoice or "whatever is owed"
        rows.append((each.due.isoformat(), amount(each.amount, each.currency), came, what, each.whom, stands))
    return tuple(rows)


def _proformas(cover: Cover) -> tuple[tuple[str, ...], ...]:
    rows = []
    for each in cover.proformas:
        of = each.proforma
        said = "" if of.amount is None else amount(of.amount, of.currency)
        rows.append((of.number, of.matter, said, each.where, each.holder, each.since.isoformat()))
    return tuple(rows)


def _limits(cover: Cover) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_limit, cover.limits))


def _limit(each: Limit) -> tuple[str, ...]:
    of = each.agreed
    kind = {"cap": "fee cap", "phase": f"budget of {of.code}"}.get(of.kind, of.kind)
    sums = ("" if value is None else amount(value, each.currency) for value in (of.agreed, of.total))
    left = "" if of.left is None else amount(of.left, each.currency)
    share = "" if of.percent is None else money.text(of.percent)
    return " ".join(part for part in (each.matter, each.name) if part), each.attorney, kind, *sums, share, left


def _note(each: Told) -> tuple[str, ...]:
    said = remarks.SENTENCES[each.kind](each.detail)
    return each.at.astimezone().date().isoformat(), each.submission.invoice if each.submission else "the client", said


def text(page: Page) -> Iterator[str]:
    """Yield the lines of the page for a terminal or a mail."""
    yield f"Handover: {page.portfolio}, {page.day}"
    yield f"{page.firm}; {counted(len(page.covers), 'client')}, {counted(page.todo, 'invoice')} to deal with"
    for each in page.accounts:
        yield f"account {each.account}: {each.what} by {each.day}"
    for cover in page.covers:
        yield ""
        yield _title(cover)
        yield "=" * len(_title(cover))
        if cover.contact:
            yield f"contact: {cover.contact}"
        yield from _blocks(cover, page.day)
        yield from _arrangements(cover)


def _title(cover: Cover) -> str:
    return cover.name if cover.name == cover.client.key else f"{cover.name} ({cover.client.key})"


def _blocks(cover: Cover, today: datetime.date) -> Iterator[str]:
    found = list(blocks(cover, today))
    if not any(each.title != "Budgets and caps" for each in found):
        yield ""
        yield "nothing is open"
    for each in found:
        yield ""
        yield each.title
        if each.rows:
            yield from table.fitted(each.headings, each.rows, right=each.right, indent="  ")
        if each.note:
            yield f"  {each.note}"


def _arrangements(cover: Cover) -> Iterator[str]:
    yield ""
    yield "Agreed"
    yield from (f"  {label}: {value}" for label, value in cover.arrangements)
    if cover.rates:
        yield "  Rates per hour:"
        yield from (f"    {each}" for each in cover.rates)


def counted(number: int, what: str) -> str:
    """Count things: 1 client, 2 clients, no clients."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def as_data(page: Page) -> dict[str, Any]:
    """Give the page in the shape of `schemas/handover.schema.json`."""
    return {
        "portfolio": page.portfolio,
        "day": page.day.isoformat(),
        "accounts": [deadlines.as_data(each, page.day) for each in page.accounts],
        "clients": [_client(each, page.day) for each in page.covers],
    }


def _client(cover: Cover, today: datetime.date) -> dict[str, Any]:
    return {
        "client": cover.client.key,
        "name": cover.name,
        "contact": cover.contact or None,
        "sums": [
            {"currency": each.currency, "invoices": each.invoices}
            | {name: money.text(getattr(each, name)) for name in ("billed", "open", "overdue", "disputed", "ours")}
            for each in cover.sums
        ],
        "items": [_item(each, today) for each in cover.items],
        "deadlines": [deadlines.as_data(each, today) for each in cover.deadlines],
        "promises": [
            {
                "invoice": each.promise.invoice or None,
                "amount": money.text(each.promise.amount),
                "currency": each.promise.currency,
                "due": each.promise.due.isoformat(),
                "came": money.text(each.got),
                "whom": each.promise.whom or None,
                "state": each.state,
            }
            for each in cover.promises
        ],
        "proformas": [_proforma(each) for each in cover.proformas],
        "notes": [dict(zip(("day", "of", "note"), _note(each), strict=True)) for each in cover.notes],
        "limits": [_limit_data(each) for each in cover.limits],
        "agreed": [{"what": label, "agreed": value} for label, value in cover.arrangements],
        "rates": list(cover.rates),
    }


def _item(each: Item, today: datetime.date) -> dict[str, Any]:
    return {
        **payments.balance(each.receivable),
        "date": each.date.isoformat() if each.date else None,
        "due": each.due.isoformat() if each.due else None,
        "overdue": each.overdue(today),
        "where": each.where,
        "next": each.step,
        "ours": each.mine,
    }


def _proforma(each: Waiting) -> dict[str, Any]:
    return {
        "number": each.proforma.number,
        "where": each.where,
        "holder": each.holder,
        "since": each.since.isoformat(),
    }


def _limit_data(each: Limit) -> dict[str, Any]:
    of = each.agreed
    return {
        "matter": each.matter,
        "attorney": each.attorney or None,
        "kind": of.kind,
        "code": of.code or None,
        "currency": each.currency,
        "agreed": None if of.agreed is None else money.text(of.agreed),
        "used": money.text(of.total),
        "percent": None if of.percent is None else money.text(of.percent),
    }
