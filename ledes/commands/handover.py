"""`ledes handover`: what a colleague has to know who takes over clients."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options, surroundings
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.handover import Page


@click.command()
@click.argument("portfolio", nargs=-1, required=True, metavar="PORTFOLIO...")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT", help="Write the page as HTML instead."
)
@options.as_json
@options.workspace
def command(portfolio: tuple[str, ...], html: Path | None, as_json: bool, workspace: Path | None) -> Exit:
    """Put on one page what a colleague needs: open items, promises, deadlines, notes, arrangements.

    PORTFOLIO is a list of clients under [portfolios] in ledes.toml, or the key of a client. Told are the deadlines of
    the next 60 days, and the last five notes of each client.

    \b
    Example:
      ledes handover ann
      ledes handover northwind contoso --html handover.html
    """
    from ledes import workspace as workspaces
    from ledes.handover import gathering, telling

    home = workspaces.find(workspace)
    with surroundings.all_bills(home) as book:
        page = gathering.page(book, home, portfolio, book.clock())
    if html is not None:
        _write(html, page)
    if as_json:
        options.show_json(telling.as_data(page))
    elif html is None:
        options.show(telling.text(page))
    return Exit.DONE


def _write(path: Path, page: Page) -> None:
    from ledes.commands import outputs
    from ledes.handover import telling
    from ledes.show import handoverpage

    with outputs.written(path, "html") as stream:
        handoverpage.write(stream, page, lambda cover: telling.blocks(cover, page.day))
    click.echo(f"{path}: handover of {telling.counted(len(page.covers), 'client')}", err=True)
