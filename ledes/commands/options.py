"""Options that several commands share, each declared once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from ledes.errors import Exit, LedesError

workspace = click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LEDES_WORKSPACE",
    help="The workspace folder; otherwise the nearest one upwards that holds ledes.toml.",
)
no_workspace = click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    expose_value=False,
    help="Taken by every command, so that scripts need not tell them apart; this one needs none.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text.")
client = click.option("--client", "client_key", metavar="KEY", help="The client, by the key of its profile.")
vendor = click.option("--vendor", "vendor_key", metavar="KEY", help="The vendor, by the key of its adapter.")
allow_loss = click.option(
    "--allow-loss",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="Let a named value be lost that the format has no place for; 'all' for every one. Repeatable.",
)
settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="State a value that the input lacks, such as currency=USD or client.address.city=Leeds. Repeatable.",
)
map_name = click.option("--map", "map_name", default="", metavar="FILE|NAME", help="How a table's columns are read.")
jobs = click.option(
    "--jobs",
    default="1",
    show_default=True,
    envvar="LEDES_JOBS",
    metavar="N|ADDRESS",
    help="Share the files among so many processes, or the workers of a Dask cluster: tcp://HOST:PORT.",
)

dry_run = click.option("--dry-run", is_flag=True, help="Say what would leave this machine; send and record nothing.")


def show(lines: Iterable[str]) -> None:
    """Print lines for a person: in colour on a terminal, unless NO_COLOR is set."""
    colour = False if os.environ.get("NO_COLOR") else None
    for line in lines:
        click.echo(_printable(line), color=colour)


def show_json(data: object) -> None:
    """Print JSON for a program: in ASCII where the output is not UTF-8, which JSON has to be."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    plain = encoding.lower().replace("-", "") != "utf8"
    click.echo(_printable(json.dumps(data, indent=2, ensure_ascii=plain)))


def _printable(text: str) -> str:
    """Spell out bytes that no encoding of the input knew, which no terminal could show."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def told(error: LedesError) -> Exit:
    """Tell an error of one input on standard error, and give its exit status, so that a batch can go on."""
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"  try: {error.hint}", err=True)
    return error.exit
