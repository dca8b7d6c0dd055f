"""`ledes writeoff`: what the firm gives up, asked by one and approved by another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import amounts, options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.payments.receivables import Receivable


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("invoice", required=False, metavar="[INVOICE]")
@click.argument("amount", required=False, metavar="[AMOUNT]")
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@click.option("--approve", is_flag=True, help="Approve what was asked for.")
@click.option("--decline", is_flag=True, help="Decline what was asked for.")
@amounts.by
@options.client
@options.as_json
@options.workspace
def command(
    invoice: str | None,
    amount: str | None,
    reason: str,
    approve: bool,
    decline: bool,
    by: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Ask to write off what is open of an invoice, approve or decline it; list what waits.

    Without AMOUNT all that is open is asked for; an AMOUNT with a minus takes back what was written off. Nothing is
    written off before somebody other than who asked has approved it.

    \b
    Example:
      ledes writeoff 2026-1001 150.00 --reason "cut not appealed"
      ledes writeoff 2026-1001 --approve --by "M. Ashdown"
      ledes writeoff
    """
    from ledes import ledger
    from ledes import workspace as workspaces
    from ledes.payments import writeoffs

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    if (approve and decline) or ((approve or decline) and (amount or not invoice)):
        raise UsageError("--approve and --decline go with an INVOICE alone", hint="see ledes writeoff --help")
    if invoice is None:
        with ledger.reading(home.ledger_url) as reader:
            return _tell(list(writeoffs.waiting(reader, client)), as_json)
    who = amounts.who(by)
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        if approve:
            found = writeoffs.approve(book, invoice, who, reason=reason, client=client)
        elif decline:
            found = writeoffs.decline(book, invoice, who, reason=reason, client=client)
        else:
            wanted = amounts.amount(amount, "AMOUNT") if amount else None
            found = writeoffs.ask(book, invoice, wanted, reason, who, client=client)
    return _tell([found], as_json)


def _tell(found: list[Receivable], as_json: bool) -> Exit:
    from ledes.commands import balances

    balances.tell(found, as_json=as_json)
    if not as_json:
        for each in found:
            if each.asked is not None:
                click.echo(
                    f"{each.invoice}: a write-off of {each.asked.amount} {each.currency} waits for approval, asked by "
                    f"{each.asked.by} on {each.asked.day}: {each.asked.reason}"
                )
        if not found:
            click.echo("no write-off waits for approval")
    return Exit.DONE
