"""`ledes diff`: say what changed between two e-bills."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.diff import Difference


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to look at, or to print.")
@options.client
@options.map_name
@options.settings
@options.as_json
@options.workspace
def command(
    before: str,
    after: str,
    html: Path | None,
    client_key: str | None,
    map_name: str,
    settings: tuple[str, ...],
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Show what changed from one e-bill to another, of any formats: hours, amounts, narratives, lines.

    Bills are matched by number, lines by what they say. Exits with 0 when both hold the same, with 1 when not. What
    only one of two formats has a place for is named once.

    \b
    Example:
      ledes diff sent.txt corrected.txt
      ledes diff bill.txt bill.json --html changes.html
    """
    from ledes import diff
    from ledes.commands import surroundings
    from ledes.errors import UsageError
    from ledes.formats.source import source
    from ledes.show import differences, differencesdata

    if before == after == "-":
        raise UsageError("standard input can be one of the two files only", hint="name the other file")
    home = surroundings.workspace(workspace, needed=bool(client_key))
    find_client = surroundings.find_client(home, client_key)
    reading = surroundings.reading(home, map_name, settings)
    with source(before) as first, source(after) as second:
        found = diff.files(first, second, reading, find_client)
    if as_json:
        options.show_json(differencesdata.as_data(found))
    else:
        options.show(differences.text(found))
    if html is not None:
        _write(html, found)
    return Exit.DONE if found.equal else Exit.FINDINGS


def _write(path: Path, found: Difference) -> None:
    from ledes import delivery
    from ledes.errors import SetupError
    from ledes.show import differencespage

    try:
        delivery.write(path, differencespage.page(found).encode("utf-8"))
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(f"{path}: {why}", hint="choose another file with --html") from error
