"""What the practice portal knows and how it decides: a TOML file checked against `schemas/portal.schema.json`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes.client import ApprovedTimekeeper, Client
from ledes.errors import SetupError

SCHEMA = "portal.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMatter:
    """A matter at the portal, by the client's number and, where it holds one, the firm's."""

    id: str
    firm_id: str = ""
    name: str = ""
    closed: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The portal's settings; the schema says what each means. Times are seconds; an empty list is not checked."""

    name: str = "Practice portal"
    token: str = field(default="", repr=False)
    words: str = ""
    formats: tuple[str, ...] = ()
    finalize: bool = False
    automatic: bool = True
    delay: float = 1.0
    payment_delay: float | None = None
    slow_seconds: float = 2.0
    currencies: tuple[str, ...] = ()
    one_matter: bool = False
    max_age_days: int | None = None
    grace_days: int = 0
    matters: tuple[KnownMatter, ...] = ()
    timekeepers: tuple[ApprovedTimekeeper, ...] = ()
    tasks: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    expenses: tuple[str, ...] = ()
    actions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def action(self, reason: str) -> str:
        """Say what a reason leads to: reject, reduce or ignore."""
        return self.actions.get(reason, "reduce" if reason == "RATE_OVER_APPROVED" else "reject")

    @property
    def client(self) -> Client:
        """Give the profile that bills are checked with here, as the rules want it."""
        return Client(
            key="portal",
            name=self.name,
            timekeepers=self.timekeepers,
            tasks=frozenset(self.tasks),
            activities=frozenset(self.activities),
            expenses=frozenset(self.expenses),
        )


def load(path: Path) -> Settings:
    """Read the settings.

    Raises `SetupError` with every mistake of the file.
    """
    from ledes import setup

    document = setup.parse(path, path.name)
    mistakes = [*setup.check(document, SCHEMA, path.name)]
    if mistakes:
        raise setup.Mistakes(mistakes)
    _speaks(document.get("words", ""), path.name)
    try:
        return _settings(document)
    except ValueError as error:
        raise SetupError(f"{path.name}: {error}", hint="write a day of the calendar, such as 2026-03-31") from None


def _speaks(vendor: str, name: str) -> None:
    from ledes import rejections
    from ledes.sandbox.wording import spoken_by

    if vendor and not any(spoken_by(message, vendor) for message in rejections.messages()):
        known = ", ".join(rejections.vendors())
        raise SetupError(f"{name}: words: no messages of a vendor {vendor!r} are known", hint=f"use one of {known}")


def _settings(document: Mapping[str, Any]) -> Settings:
    plain: dict[str, Any] = {name: value for name, value in document.items() if not isinstance(value, list | dict)}
    lists: dict[str, Any] = {name: tuple(value) for name, value in document.items() if isinstance(value, list)}
    for name in ("delay", "payment_delay", "slow_seconds"):
        if name in plain:
            plain[name] = float(plain[name])
    lists["matters"] = tuple(_matter(each) for each in document.get("matters", ()))
    lists["timekeepers"] = tuple(_timekeeper(each) for each in document.get("timekeepers", ()))
    return Settings(**plain, **lists, actions=MappingProxyType(dict(document.get("actions", {}))))


def _matter(said: Mapping[str, str]) -> KnownMatter:
    return KnownMatter(
        id=said["id"], firm_id=said.get("firm_id", ""), name=said.get("name", ""), closed=_day(said.get("closed"))
    )


def _timekeeper(said: Mapping[str, Any]) -> ApprovedTimekeeper:
    return ApprovedTimekeeper(
        id=said["id"],
        name=said.get("name", ""),
        classification=said.get("classification", ""),
        rate=Decimal(said["rate"]) if "rate" in said else None,
        start=_day(said.get("from")),
        end=_day(said.get("to")),
    )


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
