"""`ledes track`: ask the vendors what became of the bills."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command()
@options.vendor
@options.as_json
@options.workspace
def command(vendor_key: str | None, as_json: bool, workspace: Path | None) -> Exit:
    """Ask the vendors what became of the bills that were sent.

    All that a vendor says is kept as it came. Its words are put into the statuses of the LEDES API; a word that is
    not known is kept and told, never guessed.

    \b
    Example:
      ledes track
      ledes track --vendor sandbox --json
    """
    from ledes import track
    from ledes import workspace as workspaces
    from ledes.commands import outcomes
    from ledes.sending.pace import Surroundings
    from ledes.show import progress

    home = workspaces.find(workspace)
    with progress.steps("tracking") as say:
        outcome = track.track(home, vendor=vendor_key, around=Surroundings(say=say))
    outcomes.tell(outcome, as_json=as_json)
    if not as_json and not outcome.submissions and not outcome.exits:
        click.echo("nothing to ask about")
    return outcome.exit
