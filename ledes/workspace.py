"""A workspace: the folder with the firm's set-up, its clients, its bills on the way in and out, and its ledger."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes.bill import Address, Bill, Contact, Party
from ledes.client import Client
from ledes.errors import SetupError
from ledes.finding import Check
from ledes.gateway import Account, mailbox
from ledes.gateway.mailbox import Mailbox
from ledes.setup import escalating, gathered, noticing, profiles, read
from ledes.setup.escalating import SILENT, Escalation
from ledes.setup.mistakes import Mistake, Mistakes, nearest
from ledes.setup.noticing import QUIET, Notices

NAME = "ledes.toml"
"""The file that makes a folder a workspace."""

QUIET_SECONDS = 60
FOLDERS = ("inbox", "outbox", "receipts", "clients", "maps", "patterns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What `ledes.toml` and `clients/` say.

    `quiet_seconds` is how long an inbox file must have stood unchanged before it is taken. `ledger_url` is an address
    as SQLAlchemy takes it. `clients` are keyed by the file names of their profiles. `accounts` hold no secrets;
    `profile` and what ends in `_file` in their settings are absolute paths. `maps` are the paths of the workspace's own
    table maps, `patterns` those of its pattern files. `mailboxes` are where platforms write to. `portfolios` are lists
    of clients by name, each for who looks after them.
    """

    root: Path
    firm: Party
    inbox: Path
    outbox: Path
    receipts: Path
    quiet_seconds: int = QUIET_SECONDS
    ledger_url: str
    clients: Mapping[str, Client]
    accounts: tuple[Account, ...] = ()
    maps: tuple[str, ...] = ()
    notices: Notices = QUIET
    mailboxes: tuple[Mailbox, ...] = ()
    patterns: tuple[str, ...] = ()
    escalation: Escalation = SILENT
    portfolios: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def client(self, key: str) -> Client:
        """Find a client by the key of its profile.

        Raises `SetupError` that lists the keys.
        """
        if key in self.clients:
            return self.clients[key]
        raise SetupError(f"there is no client {key!r}", hint=_choose(key, self.clients, "clients/<key>.toml"))

    def client_of(self, bill: Bill) -> Client | None:
        """Find the client of a bill by its CLIENT_ID, as the `ids` of a profile state it."""
        if not bill.client.id:
            return None
        return next((each for each in self.clients.values() if bill.client.id in each.ids), None)

    def account(self, client: Client, bills: Iterable[Bill] = ()) -> Account:
        """Find the account through which a client's bills go, or these bills of it.

        Raises `SetupError` where the profile names no vendor, or an account that ledes.toml does not have, and where
        the matters of the bills go through several.
        """
        if not client.vendor:
            hint = f'write vendor = "..." into clients/{client.key}.toml; `ledes vendors` lists them'
            raise SetupError(f"the profile of {client.key!r} names no vendor", hint=hint)
        names = client.accounts_of(matter for bill in bills for matter in bill.matters)
        if len(names) > 1:
            fact = f"client {client.key!r}: matters of one file go through the accounts {' and '.join(names)}"
            raise SetupError(fact, hint="bill them apart, each in a file of its own")
        wanted = (client.vendor, names[0], client.environment)
        for account in self.accounts:
            if (account.vendor, account.name, account.environment) == wanted:
                return account
        has = [f"{each.vendor} {each.name} ({each.environment})" for each in self.accounts]
        said = f"{client.vendor} {names[0]} ({client.environment})"
        same = [each for each in has if each.startswith(f"{client.vendor} ")]
        hint = _choose(
            said, same, f"it under [[accounts]] in {NAME}; `ledes vendors {client.vendor}` says what it needs"
        )
        raise SetupError(f"client {client.key!r} goes to the account {said}, which {NAME} does not have", hint=hint)

    def given(self, client: Client) -> Mapping[str, str]:
        """Tell what the profile states of every bill of a client: `currency`, `firm.*`, `client.*`, `matter.<id>.*`."""
        return client.representation.given


def _choose(wanted: str, known: Iterable[str], make: str) -> str:
    known = tuple(known)
    if not known:
        return f"make {make}"
    meant = nearest(wanted, known)
    return f"did you mean {meant!r}?" if meant else f"use one of {', '.join(known)}; or make {make}"


def nearest_root(start: Path) -> Path | None:
    """Look for the workspace that a folder lies in, upwards; `None` where there is none."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / NAME).is_file()), None)


def find(path: Path | None = None) -> Workspace:
    """Load the workspace at `path`; without one, the nearest upwards from the working directory.

    Raises `SetupError` when there is none, or when its set-up has mistakes.
    """
    if path is not None:
        return load(path)
    root = nearest_root(Path.cwd())
    if root is None:
        hint = "go into one, name one by --workspace DIR, or make one by: ledes init DIR"
        raise SetupError(f"there is no workspace here: no folder upwards holds {NAME}", hint=hint)
    return load(root)


def load(root: Path) -> Workspace:
    """Load the workspace in a folder.

    Raises `SetupError` where the folder holds none, and `Mistakes` with all that is wrong in its set-up files.
    """
    if not (root / NAME).is_file():
        raise SetupError(f"{root} is no workspace: it holds no {NAME}", hint=f"make one by: ledes init {root}")
    root = root.resolve()
    said = read(root / NAME, "workspace.schema.json", NAME)
    places = {name: root / said.get("folders", {}).get(name, name) for name in FOLDERS}
    firm = _party(said["firm"])
    found: list[Mistake] = []
    accounts: tuple[Account, ...] = ()
    boxes: tuple[Mailbox, ...] = ()
    clients: dict[str, Client] = {}
    ledger_url = ""
    with gathered(found):
        ledger_url = _ledger(said.get("ledger", {}), root)
    with gathered(found):
        accounts = _accounts(said.get("accounts", ()), root)
    with gathered(found):
        boxes = _mailboxes(said.get("mailboxes", ()), root)
    with gathered(found):
        clients = profiles.load(
            profiles.Surroundings(folder=places["clients"], firm=firm, formats=_writable(), checks=_checks)
        )
    escalation, portfolios = SILENT, escalating.UNSHARED
    if not found:
        with gathered(found):
            escalation = escalating.escalation(said.get("escalation", {}), clients, NAME)
        with gathered(found):
            portfolios = escalating.portfolios(said.get("portfolios", {}), clients, NAME)
    if found:
        raise Mistakes(found)
    return Workspace(
        root=root,
        firm=firm,
        **{name: places[name] for name in ("inbox", "outbox", "receipts")},
        quiet_seconds=said.get("quiet_seconds", QUIET_SECONDS),
        ledger_url=ledger_url,
        clients=MappingProxyType(clients),
        accounts=accounts,
        maps=tuple(str(path) for path in sorted(places["maps"].glob("*.toml"))),
        mailboxes=boxes,
        patterns=tuple(str(path) for path in sorted(places["patterns"].glob("*.toml"))),
        notices=noticing.notices(said.get("notices", {}), root),
        escalation=escalation,
        portfolios=portfolios,
    )


def _party(said: Mapping[str, Any]) -> Party:
    parts: dict[str, Any] = {key: value for key, value in said.items() if isinstance(value, str)}
    for key in ("address", "remit_address"):
        parts[key] = Address(**said.get(key, {}))
    return Party(**parts, contact=Contact(**said.get("contact", {})))


def _ledger(said: Mapping[str, str], root: Path) -> str:
    if "url" in said and "path" in said:
        raise Mistakes([Mistake(NAME, "ledger", "states both a path and a url", "keep the one that holds the ledger")])
    if url := said.get("url", ""):
        if url.startswith("sqlite"):
            # a relative one would be another ledger in every working directory, and two ledgers bill twice
            raise Mistakes([Mistake(NAME, "ledger.url", "names a file", 'write path = "ledger.db" instead')])
        return url
    path = root / said.get("path", "ledger.db")
    if "?" in str(path):
        raise Mistakes([Mistake(NAME, "ledger", "the way to it holds a question mark", "use a folder without one")])
    return f"sqlite:///{path.as_posix()}"


def _accounts(said: Iterable[Mapping[str, Any]], root: Path) -> tuple[Account, ...]:
    found: list[Mistake] = []
    accounts: dict[tuple[str, str, str], Account] = {}
    for number, each in enumerate(said, 1):
        account = Account(
            **{key: each[key] for key in ("vendor", "name", "environment", "url") if key in each},
            settings=_settings(each, root),
        )
        key = (account.vendor, account.name, account.environment)
        if key in accounts:
            remedy = "give one of them another name or environment"
            fact = f"is a second account {account.name!r} of {account.vendor} for {account.environment}"
            found.append(Mistake(NAME, f"accounts entry {number}", fact, remedy))
        accounts[key] = account
    if found:
        raise Mistakes(found)
    return tuple(accounts.values())


def _settings(said: Mapping[str, Any], root: Path) -> Mapping[str, str]:
    settings = {key: _word(value) for key, value in said.get("settings", {}).items()}
    for key in settings:
        if (key.endswith("_file") or key == "profile") and settings[key]:
            settings[key] = str(root / Path(settings[key]).expanduser())
    return MappingProxyType(settings)


def _mailboxes(said: Iterable[Mapping[str, Any]], root: Path) -> tuple[Mailbox, ...]:
    found: list[Mistake] = []
    made: dict[str, Mailbox] = {}
    for number, each in enumerate(said, 1):
        at, url = f"mailboxes entry {number}", each["url"]
        if "://" in url:
            try:
                mailbox.address(url)
            except ValueError as error:
                remedy = "write imaps://host/INBOX, or the name of a folder"
                found.append(Mistake(NAME, f"{at}: url", str(error), remedy))
            if not each.get("user"):
                found.append(Mistake(NAME, at, "names no user", 'write user = "..." as the mail server knows it'))
        if each["name"] in made:
            found.append(Mistake(NAME, at, f"is a second mailbox {each['name']!r}", "give one of them another name"))
        plain = {key: each[key] for key in ("name", "user", "environment", "server") if key in each}
        made[each["name"]] = Mailbox(
            **plain,
            url=url if "://" in url else str(root / url),
            vendors=tuple(each.get("vendors", ())),
            settings=_settings(each, root),
        )
    if found:
        raise Mistakes(found)
    return tuple(made.values())


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _writable() -> tuple[str, ...]:
    from ledes import formats

    return tuple(key for key, each in formats.formats().items() if each.write is not None)


@functools.cache
def _checks() -> tuple[Check, ...]:
    from ledes import formats, reminders, rules

    return (*rules.rules(), *formats.faults(), *reminders.reminders())
