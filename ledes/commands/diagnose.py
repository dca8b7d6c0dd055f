"""`ledes diagnose`: say in plain words why a bill was refused, or would be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options, outputs, surroundings
from ledes.errors import Exit, InputError, UsageError

if TYPE_CHECKING:
    from ledes.diagnose.causes import Diagnosis

FILES = frozenset({".txt", ".csv", ".xlsx", ".json", ".xml"})
"""Endings by which an argument is meant as a file even where there is none."""


@click.command()
@click.argument("subject", required=False, metavar="INVOICE|FILE")
@click.option("--text", "words", metavar="TEXT", help="The words of a platform, as they stand in its mail or page.")
@click.option(
    "--from",
    "report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A mail (.eml), a saved page (.html) or an export with a column of reasons (.csv, .xlsx) of a platform.",
)
@click.option("--open", "every", is_flag=True, help="All bills that were turned down or cut and wait, by cause.")
@click.option("--html", type=outputs.out_file, metavar="OUT", help="Write a page for a browser instead.")
@options.vendor
@options.client
@options.map_name
@options.settings
@options.as_json
@options.workspace
def command(
    subject: str | None,
    words: str | None,
    report: Path | None,
    every: bool,
    html: Path | None,
    vendor_key: str | None,
    client_key: str | None,
    map_name: str,
    settings: tuple[str, ...],
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Say why a bill was refused: the vendor's words, what they mean, which lines, what to do, what next.

    An argument that is an existing file is looked at before it is sent, or read as a platform's words where it is a
    mail or a page; - is standard input; anything else is the number of an invoice in the ledger, or the id of a
    submission written as #12. With --text or --from, a platform's words are explained, with --open all bills that wait.

    \b
    Example:
      ledes diagnose QF-2026-1043
      ledes diagnose bill.txt
      ledes diagnose --text "Line is over approved rate" --vendor lawtrac
      ledes diagnose --from rejected.eml
      ledes diagnose --open --html waiting.html
    """
    if sum((subject is not None, words is not None, report is not None, every)) != 1:
        raise UsageError(
            "give an invoice number, a file, --text, --from, or --open",
            hint='ledes diagnose --text "the portal said ..."',
        )
    if every:
        return _open(client_key, workspace, html, as_json)
    if report is not None or _told(subject):
        return _report(report or Path(subject or ""), vendor_key or "", client_key, workspace, (html, as_json))
    if words is not None:
        found = _words(words, vendor_key or "")
    elif subject == "-" or Path(subject or "").is_file():
        found = _file(subject or "", client_key, map_name, settings, workspace)
    elif Path(subject or "").is_dir() or Path(subject or "").suffix.lower() in FILES | _pages():
        raise InputError(f"{subject} is not a file", hint="name a file that is there, or the number of an invoice")
    else:
        found = _invoice(subject or "", client_key, workspace)
    _tell((found,), found.invoice or found.file or "a platform's words", html, as_json)
    return Exit.DONE


def _told(subject: str | None) -> bool:
    path = Path(subject or "")
    return path.suffix.lower() in _pages() and path.is_file()


def _pages() -> frozenset[str]:
    from ledes.diagnose import told

    return told.SUFFIXES


def _tell(found: Sequence[Diagnosis], of: str, html: Path | None, as_json: bool, file: str = "") -> None:
    from ledes.show import causes, causespage

    if html is not None:
        _page(html, causespage.answers(f"Why refused: {of}", found), as_json=as_json)
    if as_json:
        answers = [causes.as_data(each) for each in found]
        options.show_json({"file": file, "answers": answers} if file else answers[0])
    elif html is None:
        for place, each in enumerate(found):
            options.show(["", f"== {each.invoice or 'no invoice named'}"] if file and (place or len(found) > 1) else [])
            options.show(causes.text(each))


def _page(path: Path, content: bytes, *, as_json: bool) -> None:
    with outputs.written(path, "html") as stream:
        stream.write(content)
    click.echo(f"{path}: written", err=as_json)


def _report(
    path: Path, vendor: str, client_key: str | None, folder: Path | None, how: tuple[Path | None, bool]
) -> Exit:
    from ledes import diagnose, ledger

    html, as_json = how
    home = surroundings.workspace(folder, needed=bool(client_key))
    if home is None:
        found = diagnose.report(path, vendor=_known(vendor))
    else:
        key = home.client(client_key).key if client_key else ""
        with ledger.reading(home.ledger_url) as reader:
            found = diagnose.report(
                path, reader, clients=home.clients, client=key, vendor=_known(vendor), today=surroundings.today()
            )
    _tell(found, path.name, html, as_json, file=path.name)
    return Exit.DONE


def _open(client_key: str | None, folder: Path | None, html: Path | None, as_json: bool) -> Exit:
    from ledes import workspace
    from ledes.diagnose import opened
    from ledes.show import causespage, opencauses

    home, today = workspace.find(folder), surroundings.today()
    with surroundings.all_bills(home) as reader:
        key = home.client(client_key).key if client_key else ""
        groups = opened.waiting(reader, home, today, client=key)
    total = opened.added(each for group in groups for each in group.bills)
    if html is not None:
        _page(html, causespage.waiting(f"Bills that wait, {today}", groups, total), as_json=as_json)
    if as_json:
        options.show_json(opencauses.as_data(groups, total))
    elif html is None:
        options.show(opencauses.text(groups, total))
    return Exit.DONE


def _known(vendor: str) -> str:
    from ledes import gateway, rejections

    if vendor and vendor not in gateway.vendors():
        rejections.known_vendor(vendor)
    return vendor


def _words(words: str, vendor: str) -> Diagnosis:
    from ledes import diagnose

    if not words.strip():
        raise UsageError("--text is empty", hint="put the platform's words into quotes")
    return diagnose.text(words, _known(vendor))


def _file(
    name: str, client_key: str | None, map_name: str, settings: tuple[str, ...], folder: Path | None
) -> Diagnosis:
    from ledes import diagnose
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

    home = workspace.find(folder)
    if client_key:
        home.client(client_key)
    with ledger.reading(home.ledger_url) as reader:
        return diagnose.invoice(
            reader, number, clients=home.clients, client=client_key or "", today=surroundings.today(), home=home
        )
