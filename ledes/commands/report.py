"""`ledes report`: what the ledger tells of many bills; the reports are found by looking."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledes.commands import options, outputs, surroundings
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.reports import Answer, Asked, Report

DAY = click.DateTime(["%Y-%m-%d"])

COMMON = {
    "client": click.Option(["--client", "client"], metavar="KEY", help="Only this client, by the key of its profile."),
    "since": click.Option(["--since"], type=DAY, metavar="DAY", help="From this day on (2026-01-31)."),
    "until": click.Option(["--until"], type=DAY, metavar="DAY", help="Until this day, which is included."),
}


class Reports(click.Group):
    """A group with one command a report."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the keys of the reports."""
        from ledes import reports

        return list(reports.reports())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of one report."""
        from ledes import reports

        report = reports.find(cmd_name)
        return _command(report) if report else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was named; where there is none, say which there are.

        Raises `UsageError`.
        """
        from ledes import reports

        reports.named(args[0])
        return super().resolve_command(ctx, [args[0].lower(), *args[1:]])


@click.group(cls=Reports, invoke_without_command=True)
@options.workspace
@click.pass_context
def command(ctx: click.Context, workspace: Path | None) -> Exit:
    """Report what became of many bills: what is lost, and why; as text, CSV, JSON, a workbook or a page.

    Without a name the reports are listed.

    \b
    Example:
      ledes report
      ledes report rule-gaps --client northwind --since 2026-01-01 --html gaps.html
    """
    ctx.obj = workspace
    if ctx.invoked_subcommand is None:
        from ledes import reports
        from ledes.show import table

        table.show(("report", "what it tells"), [(key, each.summary) for key, each in reports.reports().items()])
    return Exit.DONE


def _command(report: Report) -> click.Command:
    def run(**given: Any) -> Exit:
        given["workspace"] = given["workspace"] or click.get_current_context().obj
        return _run(report, given)

    example = f"\b\nExample:\n  ledes report {report.key}\n  ledes report {report.key} --xlsx {report.key}.xlsx"
    out = outputs.out_file
    parameters: list[click.Parameter] = [
        *(COMMON[name] for name in report.takes),
        *(
            click.Option(
                [f"--{each.name}", each.name.replace("-", "_")],
                type=click.Choice(each.choices) if each.choices else str,
                default=each.default,
                show_default=bool(each.default),
                help=each.help,
            )
            for each in report.options
        ),
        click.Option(["--all", "unfold"], is_flag=True, help="Print the tables of detail too."),
        click.Option(
            ["--csv"],
            type=out,
            metavar="OUT",
            help="Write each table as CSV; the second as OUT with its name, and so on.",
        ),
        click.Option(["--xlsx"], type=out, metavar="OUT", help="Write the tables as a workbook with filters."),
        click.Option(["--html"], type=out, metavar="OUT", help="Write a page for a browser, complete in one file."),
    ]
    made = click.Command(
        report.key,
        callback=run,
        params=parameters,
        help="\n\n".join(each for each in (report.summary, report.description, example) if each),
        short_help=report.summary,
    )
    made = options.as_json(made)
    return options.workspace(made)


def _run(report: Report, given: dict[str, Any]) -> Exit:
    from ledes import workspace as workspaces
    from ledes.show import reporttext

    outs = outputs.chosen((), **{name: given[name] for name in ("csv", "xlsx", "html")})
    home = workspaces.find(given["workspace"])
    asked = _asked(report, given)
    if asked.client:
        home.client(asked.client)
    with surroundings.all_bills(home) as book:
        answer = report.make(book, home, asked)
    if outs:
        _write(outs, report, asked, answer)
    if given["as_json"]:
        options.show_json(reporttext.as_data(report, asked, answer))
    elif not outs:
        reporttext.show(report, answer, unfold=given["unfold"])
    return Exit.DONE


def _asked(report: Report, given: dict[str, Any]) -> Asked:
    from ledes.errors import UsageError
    from ledes.reports import Asked

    since, until = (_day(given.get(name)) for name in ("since", "until"))
    if since and until and until < since:
        raise UsageError(f"--until {until} lies before --since {since}", hint="name the earlier day with --since")
    return Asked(
        today=surroundings.today(),
        client=given.get("client") or "",
        since=since,
        until=until,
        options={each.name: given[each.name.replace("-", "_")] or "" for each in report.options},
    )


def _day(given: datetime.datetime | None) -> datetime.date | None:
    return given.date() if given else None


def _write(outs: dict[str, Path], report: Report, asked: Asked, answer: Answer) -> None:
    from ledes.show import reportpage, sheetfiles

    for option, path in outs.items():
        if option == "csv":
            for place, each in enumerate(answer.tables):
                beside = path.with_name(f"{path.stem}-{each.key}{path.suffix}") if place else path
                with outputs.written(beside, option) as stream:
                    sheetfiles.write_csv(stream, each)
                click.echo(f"{beside}: {each.title}", err=True)
            continue
        with outputs.written(path, option) as stream:
            if option == "html":
                reportpage.write(stream, report, asked, answer)
            else:
                sheetfiles.write_xlsx(stream, answer.tables, answer.notes, answer.drawn)
        click.echo(f"{path}: {report.title}", err=True)
