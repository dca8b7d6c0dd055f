"""What a command finds around itself: the workspace, its clients, the day, and what the ledger knows."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from ledes.commands import options, suggestions
from ledes.errors import Exit, LedesError, UsageError

if TYPE_CHECKING:
    from ledes.bill import Bill
    from ledes.client import Client
    from ledes.formats import Reading
    from ledes.formats.source import Source
    from ledes.ledger.reading import Reader
    from ledes.others import Index
    from ledes.rules import History
    from ledes.workspace import Workspace

FindClient = "Callable[[Bill], Client | None]"


def workspace(path: Path | None, *, needed: bool = False) -> Workspace | None:
    """Load the workspace that was named, or the nearest one upwards; none is no harm unless it is needed.

    Raises `SetupError` when it is needed, or was named, and there is none; or when its set-up has mistakes.
    """
    if path is None and not needed and suggestions.nearest() is None:
        return None
    from ledes import workspace as workspaces

    return workspaces.find(path)


def find_client(home: Workspace | None, key: str | None) -> Callable[[Bill], Client | None] | None:
    """Say how a bill's client is found: the one that was named, or the one whose profile has the bill's CLIENT_ID."""
    if home is None:
        return None
    if key is None:
        return home.client_of
    named = home.client(key)
    return lambda _bill: named


def reading(home: Workspace | None, map_name: str, settings: tuple[str, ...]) -> Reading:
    """Gather what readers are told beside the file.

    Raises `UsageError` for a setting that is not NAME=VALUE.
    """
    from ledes.formats import Reading

    return Reading(map=map_name, maps=home.maps if home else (), sets=sets(settings))


def sets(settings: tuple[str, ...]) -> MappingProxyType[str, str]:
    """Take `--set NAME=VALUE` apart.

    Raises `UsageError` for a setting without a name or an equals sign.
    """
    found: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--set {setting!r} is not NAME=VALUE", hint="for example --set currency=USD")
        found[name.strip()] = value.strip()
    return MappingProxyType(found)


def today() -> datetime.date:
    """Give the day by this machine's clock and zone: deadlines are days of the firm's calendar."""
    return datetime.datetime.now().astimezone().date()


def opened(arguments: Iterable[str], stack: contextlib.ExitStack, exits: list[Exit]) -> Iterator[Source]:
    """Open what can be opened; tell of the rest, and add its exit status to `exits`."""
    from ledes.formats.source import source

    for argument in arguments:
        try:
            yield stack.enter_context(source(argument))
        except LedesError as error:
            exits.append(options.told(error))


def rule_options(client: Client, code: str) -> Mapping[str, Any]:
    """Give the options of a rule for a client: its profile's over the rule's own; what neither sets is absent."""
    from ledes.rules import rules

    (rule,) = (each for each in rules() if each.code == code)
    set_by_rule = {name: value for name, value in rule.options.items() if name not in rule.missing_options(set())}
    chosen = client.rules[code].options if code in client.rules else {}
    return MappingProxyType({**set_by_rule, **chosen})


def compared(home: Workspace | None, scope: str | None) -> bool:
    """Say whether a client's rules compare bills of one run, so that all are looked at before the first is checked."""
    from ledes import validate

    return home is not None and scope != "standard" and validate.compares(home.clients.values())


def others(
    home: Workspace | None,
    sources: Iterable[Source],
    find_client: Callable[[Bill], Client | None] | None,
    reading: Reading,
    *,
    scope: str | None = None,
) -> Index | None:
    """Read what the bills of a run hold for each other, where a client's rules compare them; otherwise `None`."""
    from ledes import validate
    from ledes.show import progress

    if not compared(home, scope):
        return None
    index = None
    for each in sources:
        with progress.bar(f"{each.name}: first look", each.size) as watch:
            index = validate.survey([replace(each, watch=watch)], find_client=find_client, reading=reading, index=index)
    return index


@contextlib.contextmanager
def history(home: Workspace | None, *, aloud: bool = True) -> Iterator[Callable[[Client], History] | None]:
    """Open the ledger for what rules ask of earlier bills; outside a workspace there is none.

    Tells on standard error, when `aloud`, where an older version left bills in it that are not compared with yet.
    """
    if home is None:
        yield None
        return
    from ledes import earlier

    if _unmade(home.ledger_url):
        yield lambda _client: earlier.Unbilled()
        return
    from ledes import ledger

    if not ledger.exists(home.ledger_url):
        yield lambda _client: earlier.Unbilled()
        return
    with ledger.reading(home.ledger_url) as reader:
        if aloud and (lacking := len(reader.without_facts())):
            bills, them = ("1 earlier bill is", "it") if lacking == 1 else (f"{lacking:,} earlier bills are", "them")
            click.echo(f"note: {bills} not compared with: an older version recorded no facts of {them}", err=True)
            click.echo("  try: ledes submit or ledes run, which read what was sent once more", err=True)
        pasts: dict[str, History] = {}

        def past(client: Client) -> History:
            # one for a client through the whole run: what was asked for one file is known for the next
            if client.key not in pasts:
                pasts[client.key] = reader.history(client)
            return pasts[client.key]

        yield past


def _unmade(url: str) -> bool:
    """Say whether a ledger's file is surely not there yet, without loading what opens ledgers: it takes long."""
    kind, _, file = url.partition(":///")
    return kind == "sqlite" and bool(file) and not set(file) & {"?", ":"} and not Path(file).exists()


@contextlib.contextmanager
def all_bills(home: Workspace) -> Iterator[Reader]:
    """Open the ledger for a question over all its bills.

    Raises `LedgerError` when it cannot be used.
    """
    from ledes import ledger
    from ledes.standing import standing

    with standing(), ledger.reading(home.ledger_url) as book:
        yield book
