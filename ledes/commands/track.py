"""`ledes track`: ask the vendors what became of the bills, and read what they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.sending.outcome import Outcome
    from ledes.workspace import Workspace


@click.command()
@click.option(
    "--from",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Read an export of a portal (CSV, XLSX) or an acknowledgement file instead. Repeatable.",
)
@options.vendor
@click.option("--account", default="", metavar="NAME", help="With --from, the account that the file is about.")
@click.option(
    "--environment",
    type=click.Choice(["production", "test"]),
    default="production",
    help="With --from, what the file is about.",
)
@options.dry_run
@options.as_json
@options.workspace
def command(
    files: tuple[Path, ...],
    vendor_key: str | None,
    account: str,
    environment: str,
    dry_run: bool,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Ask the vendors what became of the bills that were sent, and read what they wrote.

    Vendors with an interface are asked; mailboxes of ledes.toml are read; --from takes in what a portal let you save.
    All that a vendor says is kept as it came. Its words are put into the statuses of the LEDES API; a word that is
    not known is kept and told, never guessed. A mail that fits no bill waits for you in ledes mail.

    \b
    Example:
      ledes track
      ledes track --vendor sandbox --json
      ledes track --from invoices.csv --vendor collaborati
    """
    from ledes import workspace as workspaces
    from ledes.commands import outcomes

    if account and not files:
        raise UsageError("--account goes with --from only", hint="ledes track asks all accounts")
    home = workspaces.find(workspace)
    if dry_run:
        if files:
            raise UsageError("--dry-run does not go with --from", hint="nothing leaves this machine with --from")
        from ledes import outgoing

        return outcomes.foretell(outgoing.questions(home, vendor_key), as_json=as_json)
    outcome = _taken_in(home, files, vendor_key, account, environment) if files else _asked(home, vendor_key)
    outcomes.tell(outcome, as_json=as_json)
    if not as_json and not outcome.submissions and not outcome.exits and not outcome.notes:
        click.echo("nothing to ask about")
    return outcome.exit


def _asked(home: Workspace, vendor_key: str | None) -> Outcome:
    from ledes import track
    from ledes.sending.pace import Surroundings
    from ledes.show import progress

    with progress.steps("tracking") as say:
        return track.track(home, vendor=vendor_key, around=Surroundings(say=say))


def _taken_in(
    home: Workspace, files: tuple[Path, ...], vendor_key: str | None, account: str, environment: str
) -> Outcome:
    from ledes import gateway, track
    from ledes.intake.files import Wanted

    if vendor_key:
        gateway.vendor(vendor_key)
    wanted = Wanted(vendor=vendor_key or "", account=account, environment=environment)
    return track.hear(home, files, wanted)
