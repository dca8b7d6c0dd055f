"""Clients' profiles: each a TOML file in the workspace, inheriting from others, turned into a `Client`."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes.bill import Party
from ledes.client import Accruals, Client, Representation, RuleSetting
from ledes.finding import Check
from ledes.setup import agreements, gathered, levels, lists, matters, read
from ledes.setup.mistakes import Mistake, Mistakes, unknown

OF_BILLS = (*matters.STATED, "final", "managing_contact", "firm_contact", "client_contact")
"""What a profile may say of a matter that bills have a place for; the rest is what was agreed for it."""

Checks = Callable[[], tuple[Check, ...]]
"""Every rule and fault that a profile may set; asked only when one does, because it imports them all."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a profile is read against: its folder, the firm, the formats that can be written, the rules."""

    folder: Path
    firm: Party
    formats: tuple[str, ...]
    checks: Checks

    def called(self, path: Path) -> str:
        """Name a profile as messages do: `clients/acme.toml`."""
        return f"{path.parent.name}/{path.name}"


def load(around: Surroundings) -> dict[str, Client]:
    """Read every profile of a folder, by key, in the order of their names.

    Raises `Mistakes` with all that is wrong in all of them.
    """
    found: list[Mistake] = []
    clients: dict[str, Client] = {}
    for path in sorted(around.folder.glob("*.toml")):
        if not path.name.startswith((".", "~")):
            with gathered(found):
                clients[path.stem] = client(path, around)
    found += _shared_ids(clients)
    if found:
        raise Mistakes(found)
    return clients


def client(path: Path, around: Surroundings) -> Client:
    """Read one profile with all that it inherits.

    Raises `Mistakes`.
    """
    said = _inherited(path, around)
    name = around.called(path)
    found: list[Mistake] = []
    agreed = _agreed(said, name, found)
    form = said.get("format", "").lower()
    if form and form not in around.formats:
        found.append(unknown(name, "format", said["format"], around.formats, "format"))
    taken = tuple(each.lower() for each in said.get("formats", ()))
    found += (unknown(name, "formats", each, around.formats, "format") for each in taken if each not in around.formats)
    if found:
        raise Mistakes(found)
    codes = said.get("codes", {})
    return Client(
        key=path.stem,
        name=said.get("name") or said.get("client", {}).get("name", ""),
        ids=tuple(said.get("ids", ())),
        format=form,
        formats=taken,
        **{key: said[key] for key in ("vendor", "account", "environment", "currency", "payment_days") if key in said},
        number_on_resending=said.get("number_on_resending", ""),
        experimental=said.get("experimental", False),
        attachments=tuple(each.lower() for each in said.get("attachments", ())),
        representation=_representation(said, around),
        **agreed,
        tasks=frozenset(codes.get("tasks", ())),
        activities=frozenset(codes.get("activities", ())),
        expenses=frozenset(codes.get("expenses", ())),
        rules=MappingProxyType({code: _setting(each) for code, each in said.get("rules", {}).items()}),
        source=str(path),
    )


def _representation(said: Mapping[str, Any], around: Surroundings) -> Representation:
    how = dict(said.get("representation", {}))
    how["allow_loss"] = tuple(how.get("allow_loss", ()))
    return Representation(**how, given=given(said, around.firm))


def _agreed(said: Mapping[str, Any], name: str, found: list[Mistake]) -> dict[str, Any]:
    """Read the lists of a profile, its tables among them; keep the mistakes of each and go on with the next."""
    readers: dict[str, Callable[[], Any]] = {
        "timekeepers": lambda: lists.timekeepers(said.get("timekeepers", ()), name),
        "rates": lambda: lists.rates(said.get("rates", ()), name),
        "matters": lambda: lists.terms(said.get("matters", {}), name),
        "expense_terms": lambda: lists.expenses(said.get("expenses", ()), name),
        "discounts": lambda: agreements.discounts(said.get("discounts", ()), name),
        "holidays": lambda: lists.days(said.get("holidays", ()), name, "holidays"),
        "guidelines_until": lambda: _day(said.get("guidelines_until"), name),
        "budget_steps": lambda: lists.numbers(said.get("budget_steps", ())),
        "accruals": lambda: _accruals(said.get("accruals"), said.get("account", "default"), name),
    }
    read: dict[str, Any] = {}
    for key, reader in readers.items():
        with gathered(found):
            read[key] = reader()
    return read


def _accruals(said: Mapping[str, Any] | None, account: str, name: str) -> Accruals | None:
    if said and said.get("account") == account:
        fact = f"is {account!r}, through which the invoices go: an accrual would be taken for one"
        raise Mistakes([Mistake(name, "accruals.account", fact, "name an account of ledes.toml that takes accruals")])
    return Accruals(**{**said, "months": tuple(said.get("months", ()))}) if said else None


def _day(said: str | None, name: str) -> datetime.date | None:
    return next(iter(lists.days([said], name, "guidelines_until"))) if said else None


def given(said: Mapping[str, Any], firm: Party) -> Mapping[str, str]:
    """Build what a profile states of every bill: dotted names of the bill's parts, without blanks.

    `currency`, `firm.*` (of ledes.toml, then of the profile), `client.*`, `matter.<firm's number>.*`, `tax.*` and
    `tax.<id>.*`. `client.id` is stated only where the client has one id: among several it would be a guess.
    """
    ids = said.get("ids", ())
    values = _dotted("firm", dataclasses.asdict(firm)) | _dotted("firm", said.get("firm", {}))
    values |= _dotted("client", {"id": ids[0] if len(ids) == 1 else "", "name": said.get("name", "")})
    values |= _dotted("client", said.get("client", {})) | _dotted("matter", _of_bills(said))
    values |= _dotted("tax", said.get("tax", {}))
    if said.get("currency"):
        values["currency"] = said["currency"]
    return MappingProxyType(values)


def _of_bills(said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a profile's matters what a bill has a place for."""
    listed = said.get("matters", {}).items()
    return {
        key: {name: value for name, value in each.items() if name in OF_BILLS} for key, each in listed if key != "file"
    }


def _dotted(start: str, values: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= _dotted(f"{start}.{key}", value)
        elif isinstance(value, bool):
            flat[f"{start}.{key}"] = "true" if value else "false"
        elif isinstance(value, str) and value:
            flat[f"{start}.{key}"] = value
    return flat


def _inherited(path: Path, around: Surroundings) -> dict[str, Any]:
    """Read a profile and its bases, and lay each over the one that it inherits from, table by table."""
    merged: dict[str, Any] = {}
    seen: list[Path] = []
    here: Path | None = path
    while here is not None:
        if here in seen:
            loop = " -> ".join(each.stem for each in (*seen[seen.index(here) :], here))
            remedy = "let one of them inherit from no other of them"
            raise Mistakes([Mistake(around.called(path), "base", f"the profiles inherit in a loop: {loop}", remedy)])
        seen.append(here)
        said = _document(here, around)
        if len(seen) > 1:
            said.pop("ids", None)
        base = said.pop("base", "")
        merged = _over(said, merged)
        here = _base(base, around, around.called(here)) if base else None
    return merged


def _document(path: Path, around: Surroundings) -> dict[str, Any]:
    name = around.called(path)
    said = read(path, "client.schema.json", name)
    lists.placed(said, path.parent)
    if "rules" in said:
        said["rules"] = levels.by_code(said["rules"], around.checks(), name)
    return said


def _base(base: str, around: Surroundings, name: str) -> Path:
    from ledes.samples import clients as samples

    folders = (around.folder, Path(samples.__file__).parent)
    for folder in folders:
        if (path := folder / f"{base}.toml").is_file():
            return path
    known = [path.stem for folder in folders for path in sorted(folder.glob("*.toml"))]
    raise Mistakes([unknown(name, "base", base, [each for each in known if each != Path(name).stem], "profile")])


def _over(base: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in child.items():
        both = isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        merged[key] = _over(base[key], value) if both else value
    return merged


def _setting(said: Mapping[str, Any]) -> RuleSetting:
    options = {key: value for key, value in said.items() if key != "level"}
    return RuleSetting(level=said.get("level", ""), options=MappingProxyType(options))


def _shared_ids(clients: Mapping[str, Client]) -> list[Mistake]:
    owners: dict[str, str] = {}
    found = []
    for key, each in clients.items():
        for number in each.ids:
            if (owner := owners.setdefault(number, key)) != key:
                remedy = "give an id to one client only, or a bill could be sent to the wrong one"
                found.append(Mistake(f"{key}.toml", "ids", f"{number!r} is also an id of {owner!r}", remedy))
    return found
