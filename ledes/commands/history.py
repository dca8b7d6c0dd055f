"""`ledes history`: all that happened to one bill."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command()
@click.argument("invoice", metavar="INVOICE")
@options.client
@options.as_json
@options.workspace
def command(invoice: str, client_key: str | None, as_json: bool, workspace: Path | None) -> Exit:
    """Tell all that happened to one bill, in order, with all its versions.

    INVOICE is an invoice number, or a submission's id written as '#12'.

    \b
    Example:
      ledes history 2026-1001
    """
    from ledes import ledger, status
    from ledes import workspace as workspaces
    from ledes.show import history, table

    home = workspaces.find(workspace)
    with ledger.reading(home.ledger_url) as book:
        submission = status.one(book, invoice, client=home.client(client_key).key if client_key else "")
        events = status.history(book, submission)
        versions = status.versions(book, submission)
    numbers = {each.id: each for each in versions}
    rows = [history.as_data(event, place, numbers[event.submission]) for place, event in enumerate(events, 1)]
    if as_json:
        options.show_json(
            {"invoice": submission.invoice, "versions": [history.version(each) for each in versions], "events": rows}
        )
        return Exit.DONE
    cells = [(str(row["seq"]), row["at"], f"#{row['submission']}", row["event"], row["detail"]) for row in rows]
    if len(versions) > 1:
        click.echo("versions: " + "; ".join(history.told(each) for each in versions))
    table.show(("seq", "at", "id", "event", "detail"), cells, right=frozenset({"seq"}))
    return Exit.DONE
