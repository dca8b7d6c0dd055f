"""`ledes statement`: what a client owes, as a draft message and a letter."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import amounts, drafted, options, surroundings
from ledes.errors import Exit


@click.command()
@click.argument("clients", nargs=-1, metavar="[CLIENT...]")
@click.option("--on", "day", default="", metavar="DATE", help="What was open at the end of this day; otherwise now.")
@drafted.out
@drafted.force
@options.as_json
@options.workspace
def command(
    clients: tuple[str, ...], day: str, out: Path | None, force: bool, as_json: bool, workspace: Path | None
) -> Exit:
    """Draft statements of account, each as a message (.eml) and a letter (.txt, .docx), for a person to send.

    CLIENT is the key of a profile; without it every client gets one of whom something is open. The words come from
    templates/statement.txt of the workspace, the page of the letter from templates/letterhead.docx. Bills in several
    currencies give several statements.

    \b
    Example:
      ledes statement merrow
      ledes statement --on 2026-11-30 --out statements
    """
    from ledes import workspace as workspaces
    from ledes.payments import drafts, statement

    home = workspaces.find(workspace)
    on = amounts.day(day, "--on")
    keys = [home.client(key).key for key in clients] or [""]
    with surroundings.all_bills(home) as book:
        found = [each for key in keys for each in statement.accounts(statement.items(book, home, key, on))]
    folder = out or home.root / drafts.FOLDER
    written = [drafts.write(home, each, on, folder, force=force) for each in found]
    silent = [key for key in keys if key and not any(each.client == key for each in found)]
    notes = [f"nothing of {key} is open" for key in silent]
    drafted.tell(written, on, notes if found or silent else ["nothing is open"], as_json=as_json)
    return Exit.DONE
