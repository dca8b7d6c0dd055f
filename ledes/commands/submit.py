"""`ledes submit`: send bills to their clients' vendors, each exactly once."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@options.client
@click.option("--replaces", type=int, metavar="ID", help="The refused or rejected submission that INPUT corrects.")
@click.option(
    "--attach",
    multiple=True,
    metavar="FILE[=INVOICE[/LINE]]",
    help="A file that goes along with INPUT's only bill, with one invoice, or with one line of it. Repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send and record nothing.")
@options.as_json
@options.workspace
def command(
    inputs: tuple[str, ...],
    client_key: str | None,
    replaces: int | None,
    attach: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Send bills to their clients' vendors, each exactly once.

    INPUT is a file, a folder, or - for standard input. Without INPUT the workspace's inbox is taken, and what earlier
    runs left unfinished goes on; files there are never moved or changed. A bill with an error is not sent, the others
    are. Whatever happens on the way, running the same command again sends nothing twice.

    What lies in the folder INPUT.attachments/<invoice>/, or in <invoice>/<line>/ there, goes along too. For a platform
    that takes bills at its pages only, a package with a checklist is laid out in the outbox.

    \b
    Example:
      ledes submit
      ledes submit bills.csv --client northwind --dry-run
      ledes submit corrected.txt --replaces 12
      ledes submit bill.txt --attach hotel.pdf=2026-1001/14
    """
    from ledes import submit
    from ledes import workspace as workspaces
    from ledes.commands import outcomes
    from ledes.sending import stopping
    from ledes.sending.pace import Surroundings
    from ledes.show import progress

    home = workspaces.find(workspace)
    request = submit.Request(inputs=inputs, client=client_key, replaces=replaces, attach=attach)
    with progress.deliveries("submitting") as (say, count):
        around = Surroundings(say=say, count=count)
        with stopping.interrupted(around.stop):
            outcome = submit.plan(home, request, around) if dry_run else submit.submit(home, request, around)
    outcomes.tell(outcome, as_json=as_json)
    if not as_json and not outcome.submissions and not outcome.planned and not outcome.exits:
        click.echo("nothing to send")
    return outcome.exit
