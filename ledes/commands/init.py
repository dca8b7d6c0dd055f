"""`ledes init`: make a workspace that works at once with the samples and the practice portal."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, LedesError

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
@click.option("--yes", is_flag=True, help="Ask nothing: keep the invented firm and its clients.")
@options.no_workspace
def command(folder: Path, force: bool, yes: bool) -> Exit:
    """Make a workspace with sample bills, clients and a practice portal's settings.

    DIR is a folder that is empty or not there yet. Everything in it is invented: try it out, then put your own firm
    into ledes.toml and your own clients into clients/. On a terminal it asks for your firm and your first client; an
    empty answer keeps what is invented.

    \b
    Example:
      ledes init practice
    """
    from ledes import workspace
    from ledes.setup import start

    files = start.make(folder, force=force)
    if not yes and _person():
        _ask(folder)
    _tell(folder, files, workspace.load(folder))
    return Exit.DONE


def _person() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(folder: Path) -> None:
    """Ask for the firm and the first client; what cannot be is told, and the workspace stays as it is."""
    from ledes import workspace
    from ledes.commands import questions
    from ledes.guidelines import drafting
    from ledes.setup import start

    name = str(click.prompt("Your firm's name (empty keeps the invented one)", default="", show_default=False)).strip()
    number = str(click.prompt("Its number on bills (LAW_FIRM_ID)", default="", show_default=False)).strip()
    start.name_firm(folder, name, number)
    key = str(click.prompt("A short name for your first client, such as northwind", default="", show_default=False))
    if not key.strip():
        return
    try:
        drafting.write(questions.ask(drafting.Answers(key=key.strip().lower())), workspace.load(folder))
    except LedesError as error:
        options.told(error)
        click.echo(f"that client was not written; once more: ledes client new {shlex.quote(key.strip())}")


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
