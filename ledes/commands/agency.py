"""`ledes agency`: invoices that somebody else collects."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import amounts, balances, options
from ledes.errors import Exit, UsageError


@click.command()
@click.argument("invoice", required=False, metavar="[INVOICE]")
@click.option("--to", "name", default="", metavar="NAME", help="The agency that collects it from now on.")
@click.option("--back", is_flag=True, help="No agency collects it any more.")
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@amounts.by
@options.client
@options.as_json
@options.workspace
def command(
    invoice: str | None,
    name: str,
    back: bool,
    reason: str,
    by: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Note that an agency collects an invoice, or no longer does; list those that one collects.

    Such invoices stay open and get no reminders from here.

    \b
    Example:
      ledes agency 2026-1001 --to "Northway Collections" --reason "no answer since August"
      ledes agency 2026-1001 --back
      ledes agency
    """
    from ledes import ledger
    from ledes import workspace as workspaces
    from ledes.payments import chasing, receivables

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    if (invoice is None and (name or back)) or (invoice is not None and bool(name) == back):
        raise UsageError("say INVOICE with one of --to and --back", hint="or nothing, for a list")
    if invoice is None:
        with ledger.reading(home.ledger_url) as reader:
            found = [each for each in receivables.receivables(reader, client) if each.agency]
    else:
        who = amounts.who(by)
        with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
            found = [chasing.hand_over(book, invoice, name, who, reason=reason, client=client)]
    balances.tell(found, as_json=as_json)
    if not as_json:
        for each in found:
            click.echo(f"{each.invoice}: {f'with {each.agency}' if each.agency else 'back from the agency'}")
        if not found:
            click.echo("no invoice is with an agency")
    return Exit.DONE
