"""`ledes init`: make a workspace that works at once with the samples and the practice portal."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.workspace import Workspace


NEXT = (
    ("ledes validate inbox", "see what is wrong with last month's bills"),
    ("ledes convert inbox --to 98bi --out files", "make e-bills of them, one file each"),
    ("ledes sandbox --portal portal.toml", "start a practice platform; leave it running, go on in a second terminal"),
    ("ledes submit", "send what lies in the inbox, once"),
    ("ledes track", "hear what the clients say"),
    ("ledes diagnose INVOICE", "ask why a bill was rejected"),
)


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also into a folder that holds files, replacing those of the same names.")
@options.no_workspace
def command(folder: Path, force: bool) -> Exit:
    """Make a workspace with sample bills, clients and a practice portal's settings.

    DIR is a folder that is empty or not there yet. Everything in it is invented: try it out, then put your own firm
    into ledes.toml and your own clients into clients/.

    \b
    Example:
      ledes init practice
    """
    from ledes import workspace
    from ledes.setup import start

    files = start.make(folder, force=force)
    _tell(folder, files, workspace.load(folder))
    return Exit.DONE


def _tell(folder: Path, files: tuple[str, ...], made: Workspace) -> None:
    click.echo(f"made the workspace {folder}: {len(files)} files")
    for key, client in made.clients.items():
        click.echo(f"  client {key}: {client.name}, takes {client.format}")
    for name in files:
        if name.startswith("inbox/"):
            click.echo(f"  bills  {name}")
    click.echo("\nnext:")
    click.echo(f"  cd {shlex.quote(str(folder))}")
    for command_line, purpose in NEXT:
        click.echo(f"  {command_line:<42} {purpose}")
    click.echo("README.txt says the rest; ledes.toml and clients/ are where your own firm and clients go.")
