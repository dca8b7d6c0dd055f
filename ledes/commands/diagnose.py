"""`ledes diagnose`: say in plain words why a bill was refused, or would be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, InputError, UsageError

if TYPE_CHECKING:
    from ledes.diagnose.causes import Diagnosis

FILES = frozenset({".txt", ".csv", ".xlsx", ".json", ".xml"})
"""Endings by which an argument is meant as a file even where there is none."""


@click.command()
@click.argument("subject", required=False, metavar="INVOICE|FILE")
@click.option("--text", "words", metavar="TEXT", help="The words of a platform, as they stand in its mail or page.")
@options.vendor
@options.client
@options.map_name
@options.settings
@options.as_json
@options.workspace
def command(
    subject: str | None,
    words: str | None,
    vendor_key: str | None,
    client_key: str | None,
    map_name: str,
    settings: tuple[str, ...],
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Say why a bill was refused: the vendor's words, what they mean, which lines, what to do, what next.

    An argument that is an existing file is looked at before it is sent; - is standard input; anything else is the
    number of an invoice in the ledger, or the id of a submission written as #12. With --text, only the words of a
    platform are explained.

    \b
    Example:
      ledes diagnose QF-2026-1043
      ledes diagnose bill.txt
      ledes diagnose --text "Line is over approved rate" --vendor lawtrac
    """
    from ledes.show import causes

    if (subject is None) == (words is None):
        raise UsageError(
            "give an invoice number, a file, or --text", hint='ledes diagnose --text "the portal said ..."'
        )
    if words is not None:
        found = _words(words, vendor_key or "")
    elif subject == "-" or Path(subject or "").is_file():
        found = _file(subject or "", client_key, map_name, settings, workspace)
    elif Path(subject or "").is_dir() or Path(subject or "").suffix.lower() in FILES:
        raise InputError(f"{subject} is not a file", hint="name one e-bill or table, or the number of an invoice")
    else:
        found = _invoice(subject or "", client_key, workspace)
    if as_json:
        options.show_json(causes.as_data(found))
    else:
        options.show(causes.text(found))
    return Exit.DONE


def _words(words: str, vendor: str) -> Diagnosis:
    from ledes import diagnose, gateway, rejections

    if not words.strip():
        raise UsageError("--text is empty", hint="put the platform's words into quotes")
    if vendor and vendor not in gateway.vendors():
        rejections.known_vendor(vendor)
    return diagnose.text(words, vendor)


def _file(
    name: str, client_key: str | None, map_name: str, settings: tuple[str, ...], folder: Path | None
) -> Diagnosis:
    from ledes import diagnose
    from ledes.commands import surroundings
    from ledes.formats.source import source

    home = surroundings.workspace(folder, needed=bool(client_key))
    with source(name) as opened:
        return diagnose.file(
            opened,
            find_client=surroundings.find_client(home, client_key),
            reading=surroundings.reading(home, map_name, settings),
            today=surroundings.today(),
        )


def _invoice(number: str, client_key: str | None, folder: Path | None) -> Diagnosis:
    from ledes import diagnose, ledger, workspace
    from ledes.commands import surroundings

    home = workspace.find(folder)
    if client_key:
        home.client(client_key)
    with ledger.reading(home.ledger_url) as reader:
        return diagnose.invoice(
            reader, number, clients=home.clients, client=client_key or "", today=surroundings.today()
        )
