"""`ledes status`: where each bill stands, and what to do next."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options, surroundings
from ledes.errors import Exit


@click.command()
@click.argument("invoices", nargs=-1, metavar="[INVOICE...]")
@click.option("--state", metavar="STATE", help="Only those in this state, such as in_doubt.")
@options.client
@options.as_json
@options.workspace
def command(
    invoices: tuple[str, ...], state: str | None, client_key: str | None, as_json: bool, workspace: Path | None
) -> Exit:
    """Say where each bill stands, and what to do next.

    INVOICE is an invoice number, or a submission's id written as '#12'. Without it all submissions are listed, but
    for those that were replaced or withdrawn.

    \b
    Example:
      ledes status
      ledes status 2026-1001 --json
      ledes status --state in_doubt
    """
    from ledes import status
    from ledes import workspace as workspaces
    from ledes.commands import outcomes
    from ledes.payments import steps

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    with surroundings.all_bills(home) as book:
        found = status.listed(book, invoices, state=state or "", client=client)
        better = steps.steps(book, found)
    outcomes.submissions(found, as_json=as_json, steps=better)
    if not found and not as_json:
        click.echo("no submissions")
    return Exit.DONE
