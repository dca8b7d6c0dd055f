"""What ledes.toml says under [escalation] and [portfolios]: whom to tell of what is late, and who looks after whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ledes.setup.mistakes import Mistake, Mistakes, unknown

PROFORMA_DAYS = 7
UNSENT_DAYS = 3
PERCENT = Decimal(80)

People = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """When something is late enough to be told higher up, and to whom.

    A proforma is late after `proforma_days` with one person, a bill unsent after `unsent_days`, a budget or cap near
    from `percent` of it on. `attorneys`, `partners` (by their names) and `clients` (by key) say whom to tell of theirs,
    `to` of what nobody else is named for. What is over its time by `higher_days` more is told to all of them.
    """

    proforma_days: int = PROFORMA_DAYS
    unsent_days: int = UNSENT_DAYS
    percent: Decimal = PERCENT
    higher_days: int | None = None
    to: tuple[str, ...] = ()
    attorneys: People = field(default_factory=lambda: MappingProxyType({}))
    partners: People = field(default_factory=lambda: MappingProxyType({}))
    clients: People = field(default_factory=lambda: MappingProxyType({}))

    def attorney(self, name: str) -> tuple[str, ...]:
        """Say whom to tell of what an attorney answers for; nobody where that is not set."""
        return self.attorneys.get(person(name), ())

    def partner(self, name: str) -> tuple[str, ...]:
        """Say whom to tell of what lies with a partner; nobody where that is not set."""
        return self.partners.get(person(name), ())


SILENT = Escalation()
"""The usual times, and nobody named."""

UNSHARED: People = MappingProxyType({})
"""No portfolio is named."""


def person(name: str) -> str:
    """Give a name as it is compared: without case, and with its parts in one order.

    >>> person("Pell, Jo") == person("jo pell")
    True
    """
    return " ".join(sorted(name.replace(",", " ").casefold().split()))


def escalation(said: Mapping[str, Any], clients: Collection[str], file: str) -> Escalation:
    """Read the checked table [escalation].

    Raises `Mistakes` where it names a client that there is not.
    """
    strange = (key for key in said.get("clients", {}) if key not in clients)
    if wrong := [unknown(file, "escalation.clients", key, clients, "client") for key in strange]:
        raise Mistakes(wrong)
    plain = {key: said[key] for key in ("proforma_days", "unsent_days", "higher_days") if key in said}
    return Escalation(
        **plain,
        percent=Decimal(said.get("percent", PERCENT)),
        to=_people(said.get("to", ())),
        attorneys=_named(said.get("attorneys", {})),
        partners=_named(said.get("partners", {})),
        clients=MappingProxyType({key: _people(each) for key, each in said.get("clients", {}).items()}),
    )


def portfolios(said: Mapping[str, list[str]], clients: Collection[str], file: str) -> Mapping[str, tuple[str, ...]]:
    """Read the checked table [portfolios]: who looks after which clients.

    Raises `Mistakes` where it names a client that there is not.
    """
    if wrong := list(_strange(said, clients, file)):
        raise Mistakes(wrong)
    return MappingProxyType({name: tuple(dict.fromkeys(keys)) for name, keys in said.items()})


def _strange(said: Mapping[str, list[str]], clients: Collection[str], file: str) -> Iterator[Mistake]:
    for name, keys in said.items():
        if name in clients:
            remedy = "give the portfolio another name"
            yield Mistake(file, f"portfolios.{name}", "bears the key of a client", remedy)
        yield from (
            unknown(file, f"portfolios.{name}", each, clients, "client") for each in keys if each not in clients
        )


def _named(said: Mapping[str, Any]) -> People:
    return MappingProxyType({person(name): _people(each) for name, each in said.items()})


def _people(said: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
