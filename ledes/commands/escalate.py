"""`ledes escalate`: what is late or nearly used up, and whom to tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import drafted, options, surroundings
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.escalation import Draft


@click.command()
@options.client
@click.option(
    "--drafts",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a message (.eml) for each person to tell into this folder.",
)
@drafted.force
@options.as_json
@options.workspace
def command(client_key: str | None, drafts: Path | None, force: bool, as_json: bool, workspace: Path | None) -> Exit:
    """Say what to tell higher up, and whom: late proformas, bills that are not sent, budgets and caps that are near.

    When something is late and whom to tell stands under [escalation] in ledes.toml: by the matter's attorney, the
    partner who has the proforma, the client, and `to` for all else. Nothing is sent: pass it on yourself, or let
    --drafts write a message to each of them for you to read, change and send (templates/escalation.txt).

    \b
    Example:
      ledes escalate
      ledes escalate --drafts drafts
      ledes escalate --client northwind --json
    """
    from ledes import workspace as workspaces
    from ledes.escalation import drafts as writing
    from ledes.escalation import finding, telling

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    with surroundings.all_bills(home) as book:
        today = book.clock().astimezone().date()
        found = finding.cases(book, home, today, client)
    written = None if drafts is None else writing.write(home, found, today, drafts, force=force)
    if as_json:
        options.show_json(telling.as_data(found, written))
    elif found:
        options.show(telling.text(found))
        _tell(written)
    else:
        click.echo("nothing is late, and no budget or cap is near")
    return Exit.DONE


def _tell(written: Sequence[Draft] | None) -> None:
    if written is None:
        return
    click.echo()
    for each in written:
        click.echo(f"{each.file}")
        if not each.address:
            click.echo(f"  note: no mail address of {each.to} is known: write it under [escalation] in ledes.toml")
    if written:
        click.echo("nothing was sent: read, change and send them yourself")
