"""`ledes due`: what has to be done by which day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options, surroundings
from ledes.errors import Exit, InputError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from ledes.deadlines import Deadline


@click.command()
@click.option(
    "--within",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="How far to look ahead; what is over is always shown.",
)
@options.client
@click.option(
    "--ics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT",
    help="Write a calendar file too; one that is there is brought up to date.",
)
@options.as_json
@options.workspace
def command(within: int, client_key: str | None, ics: Path | None, as_json: bool, workspace: Path | None) -> Exit:
    """List the deadlines: filing, appeals, promises to pay, accruals, deletions, secrets that end, and what is stuck.

    Until when a client takes an invoice or an appeal stands in its profile ([rules.D210], [rules.S202]); a bill is
    stuck after `stuck_hours` of [notices] in ledes.toml. The calendar file holds a whole day for each deadline, but
    none for what is stuck. Written again under the same name it keeps the entries' ids, so that an import moves them,
    and cancels what is settled.

    \b
    Example:
      ledes due --within 14
      ledes due --client northwind --ics deadlines.ics
    """
    from ledes import workspace as workspaces
    from ledes.deadlines import finding, near, telling
    from ledes.show import table

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    with surroundings.all_bills(home) as book:
        now = book.clock()
        every = finding.with_stuck(book, home, now)
    today = now.astimezone().date()
    found = [each for each in near(every, today, within) if client in {"", each.client}]
    if ics is not None:
        _write(ics, found, every, now)
    if as_json:
        options.show_json({"deadlines": [telling.as_data(each, today) for each in found]})
    elif found:
        table.show(telling.HEADINGS, [telling.row(each, today) for each in found], right=telling.NUMBERS)
    else:
        click.echo(f"nothing is due within {within} day{'' if within == 1 else 's'}")
    return Exit.DONE


def _write(path: Path, found: Sequence[Deadline], every: Sequence[Deadline], now: datetime.datetime) -> None:
    from ledes.commands import outputs
    from ledes.deadlines import calendar

    many = f"{len(found)} deadline{'' if len(found) == 1 else 's'}"
    try:
        before = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(f"{path} cannot be read: {why}", hint="give another name with --ics") from None
    content = calendar.written(found, every, now, before)
    with outputs.written(path, "ics") as stream:
        stream.write(content)
    click.echo(f"{path}: {many} in the calendar", err=True)
