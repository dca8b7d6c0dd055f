"""`ledes work`: send and track round after round, as a service."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command()
@click.option("--once", is_flag=True, help="Go one round and end, with its exit status.")
@click.option(
    "--every",
    "pause",
    type=click.FloatRange(0.1, 86_400),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait between two rounds.",
)
@click.option(
    "--track-every",
    "minutes",
    type=click.FloatRange(0, 10_080),
    default=15.0,
    show_default=True,
    metavar="MINUTES",
    help="How long an account is not asked again what became of its bills.",
)
@options.dry_run
@options.workspace
def command(once: bool, pause: float, minutes: float, dry_run: bool, workspace: Path | None) -> Exit:
    """Send what comes into the inbox and ask what became of it, round after round, until it is stopped.

    What happens goes to standard error, a line each. SIGTERM and Ctrl-C end it after the deliveries that are under way.
    On a ledger in a file one works at a time; on a PostgreSQL server as many as you like, on several machines: each
    bill is claimed by one, and limits and pauses of accounts hold for all together.

    \b
    Example:
      ledes work --workspace /srv/billing
      ledes work --once --track-every 0
    """
    import datetime
    import logging

    from ledes import work
    from ledes import workspace as workspaces
    from ledes.sending.pace import Surroundings

    home = workspaces.find(workspace)
    if dry_run:
        from ledes.commands import outcomes

        return outcomes.foretell_round(home, as_json=False)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("ledes.work").setLevel(logging.INFO)
    around = Surroundings()
    timetable = work.Timetable(pause=pause, track=datetime.timedelta(minutes=minutes))
    worker = work.Worker(home.root, around, timetable)
    return worker.once().exit if once else worker.until_stopped()
