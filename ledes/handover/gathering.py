"""Gather what is to be handed over of some clients."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledes import money, status
from ledes.client import Client
from ledes.deadlines import SECRET, Deadline, finding, near, others
from ledes.errors import UsageError
from ledes.handover import Cover, Item, Limit, Page, Sum, arrangements
from ledes.ledger import courses, states
from ledes.ledger.courses import Facts
from ledes.ledger.reading import Reader
from ledes.payments import chasing, receivables
from ledes.payments.finding import Subject
from ledes.payments.promises import Judged
from ledes.payments.receivables import Receivable
from ledes.proformas.waiting import Waiting, waiting
from ledes.setup.mistakes import nearest
from ledes.terms import matters, standing
from ledes.workspace import Workspace

AHEAD = 60
"""Days within which a deadline is told."""

NOTES = 5
"""How many of the last notes are told of each client."""

UNDERPAID = "ask for the rest, or have it written off"
"""What to do of an invoice that the platform says is paid, and of which something is open."""

CALM = ("nothing", "wait")
"""How a next step begins that is nobody's to take."""


def clients(workspace: Workspace, names: Sequence[str]) -> tuple[str, tuple[Client, ...]]:
    """Give what to call a portfolio, and its clients: those of portfolios in ledes.toml, or clients by their keys.

    Raises `UsageError` for a name that is neither.
    """
    found: dict[str, Client] = {}
    for name in names:
        keys = workspace.portfolios.get(name, (name,) if name in workspace.clients else ())
        if not keys:
            known = (*workspace.portfolios, *workspace.clients)
            meant = nearest(name, known)
            hint = f"did you mean {meant!r}?" if meant else "name one under [portfolios] in ledes.toml, or clients"
            raise UsageError(f"{name!r} is neither a portfolio nor a client", hint=hint)
        found |= {key: workspace.clients[key] for key in keys}
    return ", ".join(dict.fromkeys(names)), tuple(found.values())


def page(book: Reader, workspace: Workspace, names: Sequence[str], now: datetime.datetime) -> Page:
    """Gather the page; invoices and deadlines of tests are left out.

    Raises `UsageError` for a name that is neither a portfolio nor a client, `SetupError` as `finding.deadlines` does.
    """
    title, chosen = clients(workspace, names)
    today = now.astimezone().date()
    days = courses.facts(book)
    lying, promised = waiting(book, workspace), others.unkept(book, today)
    due = near(finding.deadlines(book, workspace, today, lying=lying, promised=promised), today, AHEAD)
    covers = tuple(_cover(book, workspace, each, days, (due, lying, promised), now) for each in chosen)
    accounts = {f"{each.vendor} {each.account} ({each.environment})" for each in chosen}
    return Page(
        firm=workspace.firm.name,
        portfolio=title,
        day=today,
        covers=covers,
        accounts=tuple(each for each in due if each.kind == SECRET and each.account in accounts),
    )


def _cover(
    book: Reader,
    workspace: Workspace,
    client: Client,
    days: Mapping[int, Facts],
    found: tuple[Sequence[Deadline], Sequence[Waiting], Sequence[Judged]],
    now: datetime.datetime,
) -> Cover:
    due, lying, promised = found
    today = now.astimezone().date()
    items = tuple(_items(receivables.receivables(book, client.key), client, days, now))
    told = chasing.told(book, workspace, Subject(client.key, None), "NOTE", "AGENCY", "AGENCY_ENDED", "REMINDER")
    return Cover(
        client=client,
        contact=arrangements.contact(client),
        sums=tuple(_sums(items, today)),
        items=items,
        promises=tuple(each for each in promised if each.promise.client == client.key),
        deadlines=tuple(each for each in due if each.client == client.key),
        proformas=tuple(each for each in lying if client.key == each.proforma.client),
        notes=told[-NOTES:],
        limits=tuple(_limits(book, client)),
        arrangements=tuple(arrangements.stated(client)),
        rates=tuple(arrangements.rates(client, today)),
    )


def _items(
    owed: Iterable[Receivable], client: Client, days: Mapping[int, Facts], now: datetime.datetime
) -> Iterator[Item]:
    listed = []
    for each in owed:
        submission = each.submission
        if not each.balance.open and submission.state == states.DELIVERED:
            continue
        known = days.get(submission.id, Facts(None, None, None))
        due = known.due
        if due is None and known.date and client.payment_days is not None:
            due = known.date + datetime.timedelta(days=client.payment_days)
        step = UNDERPAID if submission.status == "PAID" else status.next_step(submission, now)
        where = (submission.status or submission.state).lower().replace("_", " ")
        mine = not step.startswith(CALM)
        listed.append(Item(receivable=each, date=known.date, due=due, where=where, step=step, mine=mine))
    yield from sorted(listed, key=lambda each: (each.date or datetime.date.max, each.receivable.submission.id))


def _sums(items: Sequence[Item], today: datetime.date) -> Iterator[Sum]:
    for currency in sorted({each.receivable.currency for each in items}):
        ours = [each for each in items if each.receivable.currency == currency]
        yield Sum(
            currency=currency,
            invoices=len(ours),
            billed=money.total(each.receivable.balance.billed for each in ours),
            open=money.total(each.receivable.balance.open for each in ours),
            disputed=money.total(each.receivable.balance.disputed for each in ours),
            overdue=money.total(each.receivable.balance.owed for each in ours if each.overdue(today)),
            ours=money.total(each.receivable.balance.open for each in ours if each.mine),
        )


def _limits(book: Reader, client: Client) -> Iterator[Limit]:
    history = book.history(client)
    for profile, terms in matters.limited([client]):
        place = standing.standing(profile, terms, history)
        for each in place.agreed():
            yield Limit(
                matter=terms.number, name=terms.name, attorney=terms.attorney, currency=place.currency, agreed=each
            )
