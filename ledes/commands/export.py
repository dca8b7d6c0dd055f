"""`ledes export`: what the finance system wants back, in its own columns."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import amounts, options, outputs, surroundings
from ledes.errors import Exit, UsageError


@click.command()
@click.argument("kind", type=click.Choice(("status", "adjustments", "payments", "notes", "collections")))
@click.option("--out", type=outputs.out_file, required=True, metavar="FILE", help="A .csv or .xlsx file.")
@click.option("--map", "map_name", default="", metavar="FILE|NAME", help="The finance map with the firm's columns.")
@click.option("--since", default="", metavar="DATE", help="Only what happened from this day on.")
@options.client
@options.as_json
@options.workspace
def command(
    kind: str,
    out: Path,
    map_name: str,
    since: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Write what goes back to the finance system as CSV or XLSX.

    status: where each bill stands, with its balance. adjustments: what clients took off, by line. payments: what was
    noted. notes: what was written down. collections: notes, calls, promises, reminders, payments and write-offs as
    activities. Headings, their order and the form of days and amounts are chosen in finance/<name>.toml.

    \b
    Example:
      ledes export status --out status.xlsx
      ledes export payments --map elite --since 2026-11-01 --out payments.csv
    """
    from ledes import workspace as workspaces
    from ledes.payments import exporting, finance, outgoing
    from ledes.show.findings import counted

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    if out.suffix.lower() not in {".csv", ".xlsx"}:
        raise UsageError(f"{out} is neither .csv nor .xlsx", hint="give it one of these endings")
    chosen = finance.find(home.root, map_name)
    with surroundings.all_bills(home) as book:
        rows = outgoing.rows(book, home, kind, client=client, since=amounts.day(since, "--since") if since else None)
    with outputs.written(out, "out") as stream:
        write = exporting.write_xlsx if out.suffix.lower() == ".xlsx" else exporting.write_csv
        write(stream, kind, chosen, rows)
    if as_json:
        columns = list(exporting.columns(kind, chosen).values())
        options.show_json({"kind": kind, "file": str(out), "rows": len(rows), "columns": columns})
    else:
        click.echo(f"{out}: {counted(len(rows), 'row')}", err=True)
    return Exit.DONE
