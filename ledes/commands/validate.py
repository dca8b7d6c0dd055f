"""`ledes validate`: say what is wrong with e-bills, where, and what to do."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options, outputs
from ledes.errors import Exit, worst

if TYPE_CHECKING:
    from ledes.validate import Checked

SEVERITIES = ("error", "warning", "note", "never")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@options.client
@click.option("--scope", type=click.Choice(["standard", "client", "all"]), help="Whose rules are asked.")
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), default="error", show_default=True, help="When to exit with 1."
)
@click.option("--all", "unfold", is_flag=True, help="Show equal findings one by one.")
@click.option(
    "--xsd",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="An XSD, such as the standard's own, that XML e-bills are checked against too.",
)
@click.option("--html", type=outputs.out_file, metavar="OUT", help="Write a page for a browser, complete in one file.")
@click.option(
    "--csv", type=outputs.out_file, metavar="OUT", help="Write a table, one row for each row that a finding names."
)
@click.option("--xlsx", type=outputs.out_file, metavar="OUT", help="Write that table as a workbook with filters.")
@options.map_name
@options.settings
@options.jobs
@options.as_json
@options.workspace
def command(
    inputs: tuple[str, ...],
    client_key: str | None,
    scope: str | None,
    fail_on: str,
    unfold: bool,
    xsd: Path | None,
    html: Path | None,
    csv: Path | None,
    xlsx: Path | None,
    map_name: str,
    settings: tuple[str, ...],
    jobs: str,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Check e-bills and tables of bills: against LEDES, and against the rules of their client.

    INPUT is a file, a folder, or - for standard input. Nothing need be set up. In a workspace the client is found by
    the ids of its profile; otherwise only the standard is asked.

    \b
    Example:
      ledes validate bill.txt
      ledes validate outbox --client northwind --fail-on warning
      ledes validate bill.txt --html findings.html --xlsx findings.xlsx
    """
    from ledes import crew, formats, validate
    from ledes.commands import checking, surroundings
    from ledes.commands.asked import asked
    from ledes.formats.source import inputs as spread
    from ledes.show import findings

    tables = outputs.chosen(inputs, html=html, csv=csv, xlsx=xlsx)
    home = surroundings.workspace(workspace, needed=bool(client_key or scope == "client"))
    order = checking.Order(
        asked=asked(home, client=client_key, map_name=map_name, settings=settings, jobs=jobs),
        scope=scope,
        schema=xsd.resolve() if xsd else None,
        most_rows=sys.maxsize if tables else validate.MOST_ROWS,
    )
    reports: list[Checked] = []
    exits: list[Exit] = []
    with contextlib.ExitStack() as stack:
        around = stack.enter_context(order.found(home, here=True))
        sources = list(surroundings.opened(spread(inputs), stack, exits))
        workers = stack.enter_context(crew.called(jobs, order, around, most=len(sources)))
        for report in checking.reports(workers, sources, exits, compared=surroundings.compared(home, scope)):
            reports.append(report)
            if not as_json:
                options.show(findings.text(report, formats.named(report.format).title, unfold=unfold))
        if tables:
            outputs.findings(tables, sources, reports, around.find_client, around.reading)
    if as_json:
        options.show_json(findings.as_data(reports))
    return worst([*exits, *(_exit(report, fail_on) for report in reports)])


def _exit(report: Checked, fail_on: str) -> Exit:
    from ledes.finding import Severity

    if report.standard == "unreadable" and fail_on != "never":
        return Exit.FINDINGS
    if fail_on == "never":
        return Exit.DONE
    least = Severity[fail_on.upper()]
    return Exit.FINDINGS if any(case.finding.severity >= least for case in report.cases) else Exit.DONE
