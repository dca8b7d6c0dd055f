"""What the shell offers while a person types: clients, vendors, invoices, rules of the workspace, and files.

Asked at every press of a key, so that nothing heavy is imported: names are read from the files themselves. Nothing
here raises: no suggestion is worth an error in the middle of a line.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

VARIABLE = "_LEDES_COMPLETE"
"""Set by the shell's part of completion; click looks at it."""

MOST = 500
"""Newest invoices that are offered."""

DECLARED = re.compile(r"@(?:rule|fault|reminder)\(\s*\"([A-Z]\d{3})\"")
FORMATS = ("1998b", "98bi", "2000", "xml2.0", "xml2.1", "xml2.2", "json")


class Known(click.ParamType[str]):
    """Words that are read when they are asked for."""

    name = "text"

    def __init__(self, words: Callable[[Path | None], Iterable[str]]) -> None:
        self.words = words

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the words that begin as what was typed; any trouble offers none."""
        with contextlib.suppress(Exception):
            found = sorted(set(self.words(root(ctx))))
            return [CompletionItem(each) for each in found if each.lower().startswith(incomplete.lower())]
        return []


class Files(click.ParamType[str]):
    """Names of files, which the shell itself knows best."""

    name = "text"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type="file")]


def asked() -> bool:
    """Say whether the shell asks for suggestions."""
    return VARIABLE in os.environ


def offer(command: click.Command) -> click.Command:
    """Give the parameters of a command, and of those below it, what the shell may offer for them."""
    for parameter in command.params:
        if isinstance(parameter.type, click.types.StringParamType):
            kind = _kind(command, parameter)
            parameter.type = kind or parameter.type
    if isinstance(command, click.Group):
        for below in command.commands.values():
            offer(below)
    return command


def _kind(command: click.Command, parameter: click.Parameter) -> click.ParamType[str] | None:
    if parameter.name == "key":
        return Known(vendors if "vendors" in (command.callback.__module__ if command.callback else "") else clients)
    return KINDS.get(parameter.name or "")


def root(ctx: click.Context) -> Path | None:
    """Find the workspace: the one that was typed, the one of the environment, the nearest one upwards."""
    seen: click.Context | None = ctx
    while seen is not None:
        if typed := seen.params.get("workspace"):
            return Path(typed)
        seen = seen.parent
    if named := os.environ.get("LEDES_WORKSPACE"):
        return Path(named)
    return nearest()


def nearest() -> Path | None:
    """Find the folder upwards that holds `ledes.toml`, without loading what reads it."""
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / "ledes.toml").is_file()), None)


def clients(home: Path | None) -> Iterable[str]:
    """Name the clients by the files of their profiles."""
    if home is None:
        return ()
    folder = home / _setting(home, "folders", "clients", "clients")
    return (path.stem for path in folder.glob("*.toml"))


def vendors(_home: Path | None) -> Iterable[str]:
    """Name the adapters by their files."""
    return (path.stem for path in _folder("ledes.vendors").glob("*.py") if path.stem != "__init__")


def codes(_home: Path | None) -> Iterable[str]:
    """Name the rules by where they are declared."""
    place = Path(__file__).parents[1]
    for path in place.rglob("*.py"):
        yield from DECLARED.findall(path.read_text("utf-8"))
    import csv

    data = _folder("ledes.schemas") / "client-rules.csv"
    with data.open(encoding="utf-8", newline="") as stream:
        yield from (row["code"] for row in csv.DictReader(stream) if row["code"])


def invoices(home: Path | None) -> Iterable[str]:
    """Name the newest invoices of a ledger in a file, without taking part in it; a server is not asked."""
    if home is None or _setting(home, "ledger", "url", ""):
        return ()
    import sqlite3

    path = home / _setting(home, "ledger", "path", "ledger.db")
    asked = "SELECT invoice FROM submissions ORDER BY id DESC LIMIT ?"
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0.2)) as book:
        return [str(row[0]) for row in book.execute(asked, (MOST,))]


def _setting(home: Path, table: str, key: str, otherwise: str) -> str:
    import tomllib

    said = tomllib.loads((home / "ledes.toml").read_text("utf-8-sig"))
    return str(said.get(table, {}).get(key, otherwise))


def _folder(package: str) -> Path:
    import importlib.util

    found = importlib.util.find_spec(package)
    return Path(next(iter(found.submodule_search_locations or ()), "")) if found else Path()


def _formats(_home: Path | None) -> Iterable[str]:
    return FORMATS


KINDS: dict[str, click.ParamType[str]] = {
    "client_key": Known(clients),
    "clients": Known(clients),
    "vendor_key": Known(vendors),
    "invoice": Known(invoices),
    "invoices": Known(invoices),
    "subject": Known(invoices),
    "codes": Known(codes),
    "target": Known(_formats),
    "inputs": Files(),
    "file": Files(),
    "before": Files(),
    "after": Files(),
    "map_name": Files(),
}
"""What is offered for a parameter, by its name; `key` means a client, or a vendor under `ledes vendors`."""
