"""`ledes proformas`: what is not out yet, at whom it lies and since when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options, surroundings
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.proformas.taking import Outcome
    from ledes.workspace import Workspace


@click.command()
@click.argument("number", required=False, metavar="[NUMBER]")
@click.option(
    "--from",
    "list_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Take in a list that the billing system exported (CSV, XLSX).",
)
@click.option("--whole", is_flag=True, help="The list names every proforma: what it does not name is no more.")
@click.option("--map", "map_name", default="", metavar="FILE|NAME", help="How the list's columns and words are read.")
@options.client
@click.option("--all", "every", is_flag=True, help="Show also what is out, and what was cancelled.")
@options.as_json
@options.workspace
def command(
    number: str | None,
    list_file: Path | None,
    whole: bool,
    map_name: str,
    client_key: str | None,
    every: bool,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """List the proformas whose bill is not out yet: at whom, since when, and for how much.

    They come from status lists of the billing system (--from); a later list updates them, and how each stood before
    stays on record: with NUMBER the history of one is shown. The columns and the words for the status are read by a
    map in the workspace's finance/. A proforma counts as out once its bill was sent, which is found by the number of
    the bill, or by matter and period. Exits with 1 where rows of a list could not be read.

    \b
    Example:
      ledes proformas --from status.xlsx --map elite --whole
      ledes proformas --client northwind
      ledes proformas P-4471
    """
    from ledes import workspace as workspaces
    from ledes.proformas import telling
    from ledes.proformas.waiting import waiting
    from ledes.show import table

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    if number is not None:
        return _history(home, number, as_json)
    if whole and list_file is None:
        raise UsageError("--whole is said of a list", hint="name it: ledes proformas --from FILE --whole")
    came = _take(home, list_file, map_name, whole) if list_file else None
    with surroundings.all_bills(home) as book:
        found = waiting(book, home, client, every=every)
    today = surroundings.today()
    if as_json:
        data = {"proformas": [telling.as_data(each, today) for each in found]}
        options.show_json(data | ({"list": telling.outcome_data(came)} if came else {}))
    else:
        options.show(telling.outcome(came) if came else ())
        if found:
            table.show(telling.HEADINGS, [telling.row(each, today) for each in found], right=telling.NUMBERS)
            options.show(telling.sums([each for each in found if not each.over]))
        elif came is None:
            click.echo("no proforma waits; lists are taken in by: ledes proformas --from FILE")
    return _told(came, whole=whole) if came else Exit.DONE


def _take(home: Workspace, path: Path, map_name: str, whole: bool) -> Outcome:
    from ledes import ledger
    from ledes.payments import finance
    from ledes.proformas import taking

    chosen = finance.find(home.root, map_name)
    with ledger.writing(home.ledger_url) as book:
        return taking.take(book, home, path, chosen, whole=whole)


def _told(came: Outcome, *, whole: bool) -> Exit:
    """Tell on standard error what a list holds that could not be taken as it stands."""
    for fault in came.faults:
        click.echo(f"warning: {fault.told}", err=True)
    if whole and came.faults:
        click.echo("note: nothing was taken off, as these rows may be what the list seems to leave out", err=True)
    for each in came.strange:
        whose = f"no client {each.client_said!r}" if each.client_said else "a client that cannot be told"
        click.echo(f"note: proforma {each.number} is of {whose}; give the client's profile that number", err=True)
    return Exit.FINDINGS if came.faults else Exit.DONE


def _history(home: Workspace, number: str, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.proformas import book, telling
    from ledes.show import table

    with ledger.reading(home.ledger_url) as reader:
        known = book.changes(reader, number).get(number, ())
    if not known:
        raise UsageError(f"no proforma {number!r} is on record", hint="ledes proformas --all lists them")
    if as_json:
        options.show_json({"number": number, "history": [telling.change(each) for each in known]})
    else:
        table.show(("since", "status", "with", "amount", "words", "list"), list(telling.history(known)))
    return Exit.DONE
