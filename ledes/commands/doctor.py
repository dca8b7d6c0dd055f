"""`ledes doctor`: is everything in order here, and if not, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.doctor import Sign

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command()
@click.option("--network", is_flag=True, help="Also try the address of each account; nothing is sent there.")
@click.option(
    "--timeout",
    "patience",
    type=click.FloatRange(0.1, 60),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="With --network, how long to wait for each address.",
)
@options.as_json
@options.workspace
def command(network: bool, patience: float, as_json: bool, workspace: Path | None) -> Exit:
    """Say whether all is in order: set-up, ledger, secrets, clock, disk, versions; and what to do where it is not.

    Nothing is changed and no secret is shown. Exits with 4 where something fails; warnings alone are 0.

    \b
    Example:
      ledes doctor
      ledes doctor --network --json
    """
    from dataclasses import asdict

    from ledes import doctor

    around = doctor.Surroundings(root=workspace, network=network, patience=patience)
    found = []
    for each in doctor.examine(around):
        found.append(each)
        if not as_json:
            options.show(_lines(each))
    failed = any(each.level == doctor.BAD for each in found)
    if as_json:
        options.show_json({"ok": not failed, "signs": [asdict(each) for each in found]})
    else:
        worries = sum(each.level == doctor.WORRYING for each in found)
        failures = sum(each.level == doctor.BAD for each in found)
        click.echo(f"{failures} failed, {worries} to look at" if failures or worries else "all is in order")
    return Exit.SETUP if failed else Exit.DONE


def _lines(each: Sign) -> list[str]:
    mark = click.style(f"{each.level:<5}", fg=COLOURS[each.level])
    remedy = [f"      try: {each.remedy}"] if each.remedy else []
    return [f"{mark} {each.area}: {each.fact}", *remedy]
