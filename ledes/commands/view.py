"""`ledes view`: show a bill as a person reads it, with what a check found at its lines."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, SetupError, UsageError

if TYPE_CHECKING:
    from typing import BinaryIO

    from ledes.bill import Bill
    from ledes.formats import Reading
    from ledes.formats.source import Source
    from ledes.show.billpage import Page
    from ledes.validate import Checked, FindClient

page_file = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file")
@options.client
@click.option("--invoice", metavar="NUMBER", help="Show this bill only, of a file that holds several.")
@click.option("--html", type=page_file, metavar="OUT", help="Write a page for a browser, complete in one file.")
@click.option("--pdf", type=page_file, metavar="OUT", help="Write a PDF for printing; asks for the extra 'pdf'.")
@options.map_name
@options.settings
@options.workspace
def command(
    file: str,
    client_key: str | None,
    invoice: str | None,
    html: Path | None,
    pdf: Path | None,
    map_name: str,
    settings: tuple[str, ...],
    workspace: Path | None,
) -> Exit:
    """Show bills as a person reads them, with what a check found marked at their lines.

    FILE is an e-bill in any format, a CSV or XLSX table, or - for standard input. Matters, lines day by day, hours and
    amounts by timekeeper, adjustments, taxes and totals are printed, or written as a page with --html or --pdf.

    \b
    Example:
      ledes view bill.txt
      ledes view bill.txt --invoice 1001 --html bill.html
    """
    from ledes import formats, validate
    from ledes.commands import surroundings
    from ledes.formats.source import source
    from ledes.show import bill as shown
    from ledes.show import billmarks

    _apart(file, html, pdf)
    home = surroundings.workspace(workspace, needed=bool(client_key))
    reading = surroundings.reading(home, map_name, settings)
    find_client = surroundings.find_client(home, client_key)
    with source(file) as opened:
        with surroundings.history(home) as history:
            report = validate.check(
                opened,
                find_client=find_client,
                reading=reading,
                history=history,
                others=surroundings.others(home, [opened], find_client, reading),
                today=surroundings.today(),
                most_rows=sys.maxsize,
            )
        chosen = _chosen(report, invoice)
        found = billmarks.Found(report, _names(opened, reading))
        cover = shown.cover(report, found, formats.named(report.format).title, chosen)

        def pages() -> Iterator[Page]:
            for place, bill in _bills(opened, reading, find_client):
                if place in chosen:
                    yield shown.page(bill, found, place, report.bills[place - 1].currency)

        if html is not None:
            from ledes.show import billhtml

            with _written(html, "--html") as stream:
                billhtml.write(stream, cover, pages())
            click.echo(f"{html}: {_said(report, chosen)}")
        if pdf is not None:
            from ledes.show import billpdf

            with _written(pdf, "--pdf") as stream:
                stream.write(billpdf.render(cover, pages()))
            click.echo(f"{pdf}: {_said(report, chosen)}")
        if html is None and pdf is None:
            from ledes.show import billtext

            colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            options.show(billtext.lines(cover, pages(), shutil.get_terminal_size().columns, colour=colour))
    return Exit.DONE if report.bills else Exit.FINDINGS


def _apart(file: str, html: Path | None, pdf: Path | None) -> None:
    """Refuse to write over the bill, or one page over the other."""
    outs = [out for out in (html, pdf) if out is not None]
    if len({out.resolve() for out in outs}) < len(outs):
        raise UsageError("--html and --pdf name the same file", hint="give each a name of its own")
    for out in outs:
        if file != "-" and out.resolve() == Path(file).resolve():
            raise UsageError(f"{out} is the bill itself", hint="give another name for the page")


def _chosen(report: Checked, invoice: str | None) -> tuple[int, ...]:
    """Pick the bills by their places in the file, from 1.

    Raises `UsageError` that lists the numbers when none has the one that was asked for.
    """
    every = range(1, len(report.bills) + 1)
    if invoice is None:
        return tuple(every)
    found = tuple(place for place in every if report.bills[place - 1].number == invoice)
    if not found:
        numbers = [bill.number for bill in report.bills if bill.number]
        known = ", ".join(numbers[:20]) + (f" and {len(numbers) - 20} more" if len(numbers) > 20 else "")
        raise UsageError(
            f"{report.name} has no invoice {invoice!r}", hint=f"it has {known}" if known else "no bill could be read"
        )
    return found


def _names(opened: Source, reading: Reading) -> Mapping[str, str]:
    """Give the names that the file has for a bill's values, as the check used them."""
    form = opened.format
    if form.names is None:
        return form.fields
    with opened.open() as stream:
        return form.names(stream, reading)


def _bills(opened: Source, reading: Reading, find_client: FindClient | None) -> Iterator[tuple[int, Bill]]:
    """Read the file again, as it was checked: drafts filled in from the profile; one bill is held at a time."""
    from ledes import completion
    from ledes.bill import Bill

    form = opened.format
    with opened.open() as stream:
        read = form.read(stream, opened.name, reading)
        for place, bill in enumerate((item for item in read if isinstance(item, Bill)), 1):
            if form.draft:
                client = find_client(bill) if find_client else None
                yield place, completion.complete(bill, form, client, reading.sets)[0]
            else:
                yield place, bill


@contextlib.contextmanager
def _written(path: Path, option: str) -> Iterator[BinaryIO]:
    """Open a page for writing; it takes its name when it is whole."""
    from ledes import delivery

    try:
        with delivery.whole(path) as stream:
            yield stream
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(f"{path}: {why}", hint=f"give another name with {option}") from error


def _said(report: Checked, chosen: Iterable[int]) -> str:
    from ledes.show.findings import verdict

    numbers = [report.bills[place - 1].number or "without a number" for place in chosen]
    named = ", ".join(numbers[:5]) + (", ..." if len(numbers) > 5 else "")
    return f"invoice {named}; {verdict(report)}" if numbers else verdict(report)
