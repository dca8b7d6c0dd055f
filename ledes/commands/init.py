"""`ledes init`: make a workspace that works at once with the samples and the practice portal."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, LedesError, UsageError

if TYPE_CHECKING:
    from ledes.workspace import Workspace


NEXT = (
    ("ledes validate inbox", "see what is wrong with last month's bills"),
    ("ledes convert inbox --out files", "make e-bills of them, each in the form that its client takes"),
    ("ledes sandbox --portal portal.toml", "start a practice platform; leave it running, go on in a second terminal"),
    ("ledes submit", "send what lies in the inbox, once"),
    ("ledes track", "hear what the clients say"),
    ("ledes diagnose INVOICE", "ask why a bill was rejected"),
)

AFTER_EXAMPLE = (
    ("ledes report", "list the reports; each has plenty to tell"),
    ("ledes report ageing", "see what is open, and for how long"),
    ("ledes due", "see what has to be done by when"),
    ("ledes diagnose --open", "see why bills were rejected, with the money"),
    ("ledes handover ann", "make the page for a colleague"),
)


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also into a folder that holds files, replacing those of the same names.")
@click.option("--yes", is_flag=True, help="Ask nothing: keep the invented firm and its clients.")
@click.option("--example", is_flag=True, help="Instead make a generated firm: three years, 40 clients, nothing real.")
@click.option(
    "--invoices", type=click.IntRange(1, 1_000_000), metavar="N", help="With --example: how many. Default: 20000."
)
@click.option("--seed", type=int, metavar="S", help="With --example: another number makes another firm. Default: 1.")
@options.no_workspace
def command(folder: Path, force: bool, yes: bool, example: bool, invoices: int | None, seed: int | None) -> Exit:
    """Make a workspace with sample bills, clients and a practice portal's settings.

    DIR is a folder that is empty or not there yet. Everything in it is invented: try it out, then put your own firm
    into ledes.toml and your own clients into clients/. On a terminal it asks for your firm and your first client; an
    empty answer keeps what is invented.

    With --example the ledger is full: bills sent, rejected, cut, paid and owed over three years up to today, so that
    every report has something to say. Nothing of it can be sent: each platform is one where a person uploads. The
    same seed on the same day makes the same firm.

    \b
    Example:
      ledes init practice
      ledes init big-firm --example
    """
    if example:
        return _generate(folder, force, invoices, seed)
    if invoices is not None or seed is not None:
        raise UsageError("--invoices and --seed are for a generated firm", hint="add --example")
    from ledes import workspace
    from ledes.setup import start

    files = start.make(folder, force=force)
    if not yes and _person():
        _ask(folder)
    _tell(folder, files, workspace.load(folder))
    return Exit.DONE


def _generate(folder: Path, force: bool, invoices: int | None, seed: int | None) -> Exit:
    """Make the generated firm; it begins with a ledger of its own, so never in a folder that holds files."""
    from ledes import example
    from ledes.example import making

    if force:
        raise UsageError("a generated firm goes into an empty folder only", hint="leave --force away")
    count = example.INVOICES if invoices is None else invoices
    click.echo(f"making {count} invoices, about a second for each thousand", err=True)
    made = making.make(folder, invoices=count, seed=example.SEED if seed is None else seed)
    last = max((each.bill.date for each in made if each.bill.date), default=None)
    click.echo(f"made the invented firm {folder}: {count} invoices of {example.CLIENTS} clients until {last}")
    click.echo("\nnext:")
    click.echo(f"  cd {shlex.quote(str(folder))}")
    for command_line, purpose in AFTER_EXAMPLE:
        click.echo(f"  {command_line:<42} {purpose}")
    click.echo("nothing in it is real, and nothing of it can be sent.")
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
        click.echo(f"  {command_line:<36} {purpose}")
    if find_spec("flask") is None:
        click.echo("the practice platform is not installed yet: python -m pip install 'ledes[sandbox]'")
    click.echo("README.txt says the rest; ledes.toml and clients/ are where your own firm and clients go.")
