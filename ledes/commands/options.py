"""Options that several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path

import click

workspace = click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LEDES_WORKSPACE",
    help="The workspace folder; otherwise the nearest one upwards that holds ledes.toml.",
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
