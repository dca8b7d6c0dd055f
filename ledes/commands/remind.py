"""`ledes remind`: overdue bills, asked for in draft messages and letters."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import amounts, drafted, options
from ledes.errors import Exit


@click.command()
@click.argument("clients", nargs=-1, metavar="[CLIENT...]")
@click.option("--after", default=0, type=click.IntRange(0), metavar="DAYS", help="Only what is overdue for longer.")
@click.option(
    "--every", default=14, type=click.IntRange(0), metavar="DAYS", help="Not what was drafted so recently. [14]"
)
@drafted.out
@drafted.force
@amounts.by
@options.as_json
@options.workspace
def command(
    clients: tuple[str, ...],
    after: int,
    every: int,
    out: Path | None,
    force: bool,
    by: str,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Draft reminders of overdue bills, each as a message (.eml) and a letter (.txt, .docx), for a person to send.

    Left out is what the client took off a bill, what it promised for a day to come, and what an agency collects. Each
    draft is noted with its invoices; the next one takes the next template (templates/reminder-1.txt, reminder-2.txt and
    so on). When a bill is due is said by the bill, else by payment_days of the client's profile.

    \b
    Example:
      ledes remind
      ledes remind merrow --after 7
    """
    from ledes import ledger
    from ledes import workspace as workspaces
    from ledes.commands import surroundings
    from ledes.payments import drafts, statement
    from ledes.show.findings import counted

    home = workspaces.find(workspace)
    today = surroundings.today()
    keys = [home.client(key).key for key in clients] or [""]
    folder = out or home.root / drafts.FOLDER
    written = []
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        found = [
            each
            for key in keys
            for each in statement.reminders(book, home, today, client=key, every=every, after=after)
        ]
        undated = [item for key in keys for item in statement.undated(statement.items(book, home, key, today))]
        for each in found:
            written.append(drafts.write(home, each, today, folder, force=force))
            drafts.note(book, written[-1], amounts.who(by))
    notes = [] if written else ["nothing is to be reminded of"]
    if undated:
        names = ", ".join(sorted({item.receivable.client for item in undated}))
        notes.append(
            f"when {counted(len(undated), 'open invoice')} of {names} fell due is not known: write payment_days into "
            "the profile"
        )
    drafted.tell(written, today, notes, as_json=as_json)
    return Exit.DONE
