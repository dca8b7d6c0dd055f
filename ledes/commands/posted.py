"""`ledes posted`: whether the finance system and the ledger know of the same bills."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import amounts, options, surroundings
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.payments.posting import Comparison, Posting


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--map", "map_name", default="", metavar="FILE|NAME", help="The finance map by which FILE is read.")
@click.option("--since", default="", metavar="DATE", help="Only bills that were recorded from this day on.")
@options.client
@options.as_json
@options.workspace
def command(
    file: Path, map_name: str, since: str, client_key: str | None, as_json: bool, workspace: Path | None
) -> Exit:
    """Compare the bills that were sent with those that the finance system has posted.

    FILE is its list of posted invoices, CSV or XLSX. Listed are bills sent and not posted, posted and not sent, and
    posted with another amount. Exits with 1 where they differ.

    \b
    Example:
      ledes posted posted-november.csv --since 2026-11-01
      ledes posted posted.xlsx --map elite --json
    """
    from ledes import workspace as workspaces
    from ledes.payments import finance, posting

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    chosen = finance.find(home.root, map_name)
    day = amounts.day(since, "--since") if since else None
    with surroundings.all_bills(home) as book:
        found = posting.compare(book, home, file, chosen, client=client, since=day)
    if as_json:
        options.show_json(
            {
                "not_posted": [posting.as_data(each) for each in found.not_posted],
                "not_sent": [posting.as_data(each) for each in found.not_sent],
                "different": [posting.as_data(each) for each in found.different],
                "equal": found.equal,
                "faults": [
                    {"row": each.row, "column": each.column or None, "fact": each.fact} for each in found.faults
                ],
            }
        )
    else:
        _tell(found)
    for fault in found.faults:
        click.echo(f"error: {file.name}, {fault.told}", err=True)
    if found.faults:
        return Exit.INPUT
    return Exit.FINDINGS if found.not_posted or found.not_sent or found.different else Exit.DONE


def _tell(found: Comparison) -> None:
    from ledes.show.findings import counted

    _table("sent, not posted", found.not_posted)
    _table("posted, not sent", found.not_sent)
    _table("posted otherwise than sent", found.different)
    click.echo(f"{counted(found.equal, 'bill')} on both sides")


def _table(title: str, found: list[Posting]) -> None:
    from ledes.show import billwords, table

    if not found:
        return
    click.echo(f"{title}:")
    rows = [
        (
            *(each.invoice, each.client or "-", each.currency, billwords.grouped(each.sent) or "-"),
            *(billwords.grouped(each.posted) or "-", str(each.day or "-"), f"row {each.row}" if each.row else "-"),
            each.why,
        )
        for each in found
    ]
    table.show(
        ("invoice", "client", "", "sent", "posted", "day", "place", "why"), rows, right=frozenset({"sent", "posted"})
    )
