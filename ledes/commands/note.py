"""`ledes note`: what was said and done about a bill or a client."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import amounts, options
from ledes.errors import Exit


@click.command()
@click.argument("subject", required=False, metavar="[INVOICE|CLIENT]")
@click.argument("text", required=False, metavar="[TEXT]")
@click.option(
    "--sort", type=click.Choice(("note", "call", "mail", "meeting")), default="note", help="What it was; a note else."
)
@click.option("--with", "whom", default="", metavar="NAME", help="Who was spoken to.")
@amounts.by
@options.client
@options.as_json
@options.workspace
def command(
    subject: str | None,
    text: str | None,
    sort: str,
    whom: str,
    by: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Write a note about an invoice or a client; without TEXT list what was written down.

    Promises, plans, reminders and agencies are listed with the notes. Nothing that was written down is changed later.

    \b
    Example:
      ledes note 2026-1001 "approved, waits for the next payment run" --sort call --with "N. Ahrens"
      ledes note merrow "new contact in accounts payable: J. Okafor"
      ledes note 2026-1001
    """
    from ledes import ledger
    from ledes import workspace as workspaces
    from ledes.payments import chasing, finding
    from ledes.payments.finding import Subject

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    if subject is not None and text is not None:
        with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
            about = finding.subject(book, home, subject, client=client)
            chasing.note(book, about, text, amounts.who(by), sort=sort, whom=whom)
    with ledger.reading(home.ledger_url) as reader:
        asked = finding.subject(reader, home, subject, client=client) if subject else None
        found = chasing.told(reader, home, asked or (Subject(client, None) if client else None))
    if as_json:
        from ledes.payments import telling

        options.show_json({"notes": [telling.told(each) for each in found]})
    elif found:
        from ledes.show import remarks, table

        rows = [
            (
                each.at.astimezone().date().isoformat(),
                each.client,
                each.submission.invoice if each.submission else "-",
                remarks.SENTENCES[each.kind](each.detail),
            )
            for each in found
        ]
        table.show(("day", "client", "invoice", "what"), rows)
    else:
        click.echo("nothing was written down")
    return Exit.DONE
