"""`ledes run`: one round of sending and tracking, for a timetable."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command()
@options.dry_run
@options.as_json
@options.workspace
def command(dry_run: bool, as_json: bool, workspace: Path | None) -> Exit:
    """Send what waits in the inbox, then ask what became of everything: one round, for cron.

    One round at a time works on a ledger in a file; on a PostgreSQL server several go side by side, and each bill is
    sent by one of them. A round may be stopped and started again at any moment; Ctrl-C ends it after the deliveries
    that are under way.

    \b
    Example:
      ledes run --workspace billing
      */15 * * * * ledes run --workspace /srv/billing
    """
    from ledes import run, status
    from ledes import workspace as workspaces
    from ledes.commands import outcomes
    from ledes.sending import stopping
    from ledes.sending.pace import Surroundings
    from ledes.show import progress

    home = workspaces.find(workspace)
    if dry_run:
        return outcomes.foretell_round(home, as_json=as_json)
    with progress.deliveries("one round") as (say, count):
        around = Surroundings(say=say, count=count)
        with stopping.interrupted(around.stop):
            outcome = run.run(home, around)
    if as_json:
        outcomes.tell(outcome, as_json=True)
        return outcome.exit
    calm = status.calm(outcome.submissions.values())
    for each in calm:
        del outcome.submissions[each.id]
    outcomes.tell(outcome, as_json=False)
    quiet = f"{len(calm)} wait for the client or are done" if calm else ""
    busy = f"{len(outcome.submissions)} to look at" if outcome.submissions else ""
    click.echo("; ".join(each for each in (busy, quiet) if each) or "nothing to do")
    return outcome.exit
