"""`ledes promise`: what somebody said would come, and whether it came."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import amounts, options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.payments.promises import Judged
    from ledes.workspace import Workspace


@click.command()
@click.argument("subject", required=False, metavar="[INVOICE|CLIENT]")
@click.argument("amount", required=False, metavar="[AMOUNT]")
@click.argument("day", required=False, metavar="[DAY]")
@click.option("--part", "parts", multiple=True, metavar="DAY=AMOUNT", help="A part of a payment plan. Repeatable.")
@click.option("--with", "whom", default="", metavar="NAME", help="Who promised.")
@click.option("--reason", default="", metavar="TEXT", help="What else was said.")
@click.option("--currency", default="", metavar="CODE", help="Of a client's promise, where it is not the profile's.")
@click.option("--all", "every", is_flag=True, help="List also those that were kept or replaced.")
@amounts.by
@options.client
@options.as_json
@options.workspace
def command(
    subject: str | None,
    amount: str | None,
    day: str | None,
    parts: tuple[str, ...],
    whom: str,
    reason: str,
    currency: str,
    every: bool,
    by: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Note a promise to pay or a payment plan; list promises, and whether they were kept.

    Money that comes in goes to the promise that was due first. A newer promise takes the place of older ones where
    together they would be more than is open; a plan always does.

    \b
    Example:
      ledes promise 2026-1001 1250.00 2026-12-15 --with "N. Ahrens"
      ledes promise merrow --part 2026-12-15=2000 --part 2027-01-15=2000
      ledes promise
    """
    from ledes import workspace as workspaces

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    listed = _parts(amount, day, parts)
    if listed and subject:
        _note(home, subject, listed, (client, currency.upper(), whom, reason, amounts.who(by)))
        every = True
    return _list(home, subject or "", client, every, as_json)


def _parts(amount: str | None, day: str | None, parts: tuple[str, ...]) -> list[tuple[Decimal, datetime.date]]:
    if amount is not None and (day is None or parts):
        raise UsageError(
            "say AMOUNT and DAY, or --part DAY=AMOUNT", hint="for example ledes promise 2026-1001 1250.00 2026-12-15"
        )
    if amount is not None and day is not None:
        return [(amounts.amount(amount, "AMOUNT"), amounts.day(day, "DAY"))]
    found = []
    for part in parts:
        when, equals, much = part.partition("=")
        if not equals or not when:
            raise UsageError(f"--part {part!r} is not DAY=AMOUNT", hint="write --part 2026-12-15=2000.00")
        found.append((amounts.amount(much, "--part"), amounts.day(when, "--part")))
    return found


def _note(
    home: Workspace,
    subject: str,
    parts: list[tuple[Decimal, datetime.date]],
    said: tuple[str, str, str, str, str],
) -> None:
    from ledes import ledger
    from ledes.commands import surroundings
    from ledes.payments import chasing, finding

    client, currency, whom, reason, by = said
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        about = finding.subject(book, home, subject, client=client)
        of = about.submission.currency if about.submission else home.client(about.client).currency
        if not (currency or of):
            raise UsageError(f"the profile of {about.client!r} states no currency", hint="add --currency")
        today = surroundings.today()
        chasing.promise(book, about, parts, by, currency=currency or of, whom=whom, reason=reason, today=today)


def _list(home: Workspace, subject: str, client: str, every: bool, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.commands import surroundings
    from ledes.payments import finding, promises

    with ledger.reading(home.ledger_url) as book:
        about = finding.subject(book, home, subject, client=client) if subject else None
        found = promises.judged(book, surroundings.today(), about.client if about else client)
    if about and about.submission:
        found = tuple(each for each in found if each.promise.invoice == about.submission.invoice)
    shown = [each for each in found if every or each.state in {promises.OPEN, promises.BROKEN}]
    if as_json:
        from ledes.payments import telling

        options.show_json({"promises": [telling.promise(each) for each in shown]})
    elif shown:
        _table(shown)
    else:
        click.echo("no promise is open or broken")
    return Exit.DONE


def _table(shown: list[Judged]) -> None:
    from ledes.show import table

    rows = [
        (
            *(each.promise.due.isoformat(), each.promise.client, each.promise.invoice or "-"),
            *(_shown(each, each.promise.amount), each.promise.currency, _shown(each, each.got)),
            each.state + (f" on {each.day}" if each.day else "") + (" (plan)" if each.promise.plan else ""),
            each.promise.whom or "-",
        )
        for each in shown
    ]
    table.show(
        ("due", "client", "invoice", "promised", "", "came", "", "by"), rows, right=frozenset({"promised", "came"})
    )


def _shown(each: Judged, amount: Decimal) -> str:
    from ledes.payments import telling
    from ledes.show import billwords

    return billwords.grouped(telling.full(amount, each.promise.currency))
