"""`ledes escalate`: what is late or nearly used up, and whom to tell."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command()
@options.client
@options.as_json
@options.workspace
def command(client_key: str | None, as_json: bool, workspace: Path | None) -> Exit:
    """Say what to tell higher up, and whom: late proformas, bills that are not sent, budgets and caps that are near.

    When something is late and whom to tell stands under [escalation] in ledes.toml: by the matter's attorney, the
    partner who has the proforma, the client, and `to` for all else. Nothing is sent: pass it on yourself.

    \b
    Example:
      ledes escalate
      ledes escalate --client northwind --json
    """
    from ledes import ledger
    from ledes import workspace as workspaces
    from ledes.escalation import finding, telling

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    with ledger.reading(home.ledger_url) as book:
        found = finding.cases(book, home, book.clock().astimezone().date(), client)
    if as_json:
        options.show_json(telling.as_data(found))
    elif found:
        options.show(telling.text(found))
    else:
        click.echo("nothing is late, and no budget or cap is near")
    return Exit.DONE
