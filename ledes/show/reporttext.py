"""A report as a person reads it in a terminal, and as a program does."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ledes.show import sheet, table

if TYPE_CHECKING:
    from ledes.reports import Answer, Asked, Report
    from ledes.show.sheet import Sheet

WIDEST = 400
"""Columns of text that a table may take where nobody says how wide the paper is."""

GAP = 3
MOST_NAMED = 4


def show(report: Report, answer: Answer, *, unfold: bool = False) -> None:
    """Print a report: figures, tables, notes; with `unfold` the tables of detail too."""
    import click

    for line in _head(report, answer):
        click.echo(line)
    for each in answer.tables:
        if each.detail and not unfold:
            continue
        click.echo(f"\n{each.title}")
        _table(each)
        for note in each.notes:
            click.echo(f"note: {note}")
    hidden = [each.title.lower() for each in answer.tables if each.detail and not unfold]
    if answer.notes or hidden:
        click.echo()
    for note in answer.notes:
        click.echo(f"note: {note}")
    if hidden:
        said = ", ".join(hidden) if len(hidden) <= MOST_NAMED else f"{len(hidden)} tables, {hidden[0]} to {hidden[-1]}"
        click.echo(f"--all prints too: {said}")


def _head(report: Report, answer: Answer) -> Iterator[str]:
    yield report.title
    for each in answer.figures:
        yield f"  {': '.join(each.told)}"


def _table(each: Sheet) -> None:
    import click

    rows = list(sheet.words(each, each.rows))
    sums = list(sheet.words(each, each.totals))
    titles = [column.title for column in each.columns]
    if not rows:
        click.echo("nothing")
        return
    # a terminal breaks long texts within their column, a pipe has one line a row
    room = shutil.get_terminal_size().columns if "COLUMNS" in os.environ else WIDEST
    if not sys.stdout.isatty() and width(titles, [*rows, *sums]) > room:
        for line in table.cards(titles, [*rows, *sums], right=sheet.numeric(each.columns)):
            click.echo(line)
        return
    table.show(titles, [*rows, *sums], right=sheet.numeric(each.columns))


def width(titles: list[str], rows: Iterable[tuple[str, ...]]) -> int:
    """Say how many columns of text a table takes side by side."""
    longest = [max(map(len, cells)) for cells in zip(titles, *rows, strict=True)]
    return sum(longest) + GAP * len(longest)


def as_data(report: Report, asked: Asked, answer: Answer) -> dict[str, Any]:
    """Give a report in the shape of `schemas/report.schema.json`."""
    return {
        "report": report.key,
        "title": report.title,
        "made": asked.today.isoformat(),
        "asked": {
            "client": asked.client or None,
            "since": asked.since.isoformat() if asked.since else None,
            "until": asked.until.isoformat() if asked.until else None,
            "options": dict(asked.options),
        },
        "figures": [
            {
                "title": each.title,
                "value": sheet.plain(each.value),
                "kind": each.kind,
                "currency": each.currency or None,
            }
            for each in answer.figures
        ],
        "tables": [sheet.as_data(each) for each in answer.tables],
        "notes": list(answer.notes),
    }
