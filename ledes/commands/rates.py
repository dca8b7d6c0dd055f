"""`ledes rates`: what bills ask for an hour of each person, and of discounts, beside what the client agreed to."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, worst

if TYPE_CHECKING:
    from ledes.commands.reviewed import Reviewed
    from ledes.show import ratesdata
    from ledes.terms.review import Review


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@options.client
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="When to exit with 1: for what differs from what was agreed, also for rates that are new, or never.",
)
@options.map_name
@options.settings
@options.as_json
@options.workspace
def command(
    inputs: tuple[str, ...],
    client_key: str | None,
    fail_on: str,
    map_name: str,
    settings: tuple[str, ...],
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Review rates and discounts: each person's rate beside the approved one, and the money at stake.

    Told are rates above the approved ones, people and days without one, rates that were never billed before, and
    agreed discounts that a bill does not grant, with volume discounts worked out from what the ledger holds. INPUT is
    a file, a folder, or - for standard input.

    \b
    Example:
      ledes rates bill.txt
      ledes rates inbox --client northwind --fail-on warning
    """
    from ledes import workspace as workspaces
    from ledes.commands import reviewed, surroundings
    from ledes.show import rates, ratesdata

    home = workspaces.find(workspace)
    reading = surroundings.reading(home, map_name, settings)
    find_client = surroundings.find_client(home, client_key)
    found: list[ratesdata.Named] = []
    exits: list[Exit] = []
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    with surroundings.history(home) as history:
        for each in reviewed.bills(inputs, find_client, reading, history, exits):
            review = _review(each)
            found.append((each.source, review))
            exits.append(_exit(review, fail_on))
            if not as_json:
                options.show(rates.text(each.source, review, width))
    if as_json:
        options.show_json(ratesdata.as_data(found))
    elif len(found) > 1:
        options.show([rates.total(found)])
    return worst(exits)


def _review(each: Reviewed) -> Review:
    """Review a bill with what the client's rules let pass."""
    from ledes.commands.surroundings import rule_options
    from ledes.terms import review
    from ledes.terms.charges import Leeway

    rate = rule_options(each.client, "P011")
    allowed = review.Allowed(
        leeway=Leeway(
            personal=rate["tolerance"],
            ceiling=rule_options(each.client, "P210")["tolerance"],
            lower_ok=rate["lower_ok"],
        ),
        discount=rule_options(each.client, "B210")["tolerance"],
        volume=rule_options(each.client, "B211")["tolerance"],
    )
    return review.review(each.bill, each.client, each.history, each.others, allowed)


def _exit(review: Review, fail_on: str) -> Exit:
    if fail_on == "never":
        return Exit.DONE
    fails = review.disputed or (fail_on == "warning" and review.doubtful)
    return Exit.FINDINGS if fails else Exit.DONE
