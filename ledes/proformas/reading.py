"""Status lists of proformas as the billing system exports them, read by the columns and words of a finance map."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledes.client import Client
from ledes.errors import UsageError
from ledes.formats.tabular.maps import key
from ledes.payments import sheets
from ledes.payments.finance import Finance
from ledes.payments.sheets import Entry, Fault
from ledes.proformas import Proforma
from ledes.workspace import Workspace

NEEDED = ("number", "status")
DAYS = ("since", "drafted", "start", "end", "due")
TEXTS = ("number", "matter", "attorney", "partner", "invoice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A proforma of a list, and the row where it stands."""

    row: int
    proforma: Proforma


def read(path: Path, finance: Finance, workspace: Workspace) -> Iterator[Listed | Fault]:
    """Yield the proformas of a list, and what of it cannot be read.

    Raises `InputError` for what is no table or lacks a column, `UsageError` for a map that says nothing of proformas.
    """
    if not finance.proformas:
        raise UsageError(
            f"the finance map {finance.name!r} does not say how proformas are listed",
            hint="add [proformas] to it, or choose another: --map generic",
        )
    known = Known(workspace)
    words = {key(word): status for status, said in finance.words.items() for word in (status, *said)}
    seen: dict[str, int] = {}
    for entry in sheets.read(path, finance, finance.proformas, NEEDED):
        try:
            if isinstance(entry, Fault):
                raise entry
            found = _proforma(entry, words, known)
            if found is None:
                continue
            if found.number in seen:
                raise Fault(entry.row, entry.headings["number"], f"is the same as in row {seen[found.number]}")
        except Fault as fault:
            yield fault
            continue
        seen[found.number] = entry.row
        yield Listed(row=entry.row, proforma=found)


class Known:
    """The clients of a workspace by all their names, and by their matters."""

    def __init__(self, workspace: Workspace) -> None:
        every = tuple(workspace.clients.values())
        self.clients: Mapping[str, Client] = {name: each for each in every for name in (each.key, *each.ids)}
        self.matters: dict[str, Client | None] = {}
        for each in every:
            for number in {number for terms in each.matters for number in (terms.firm_id, terms.client_id) if number}:
                self.matters[number] = None if number in self.matters else each

    def client(self, said: str, matter: str) -> Client | None:
        """Find whose a proforma is: by the client's name in the list, else by a matter that only one client has."""
        return self.clients.get(said) if said else self.matters.get(matter)


def _proforma(entry: Entry, words: Mapping[str, str], known: Known) -> Proforma | None:
    texts = {name: entry.text(name) for name in TEXTS}
    shown = entry.text("status")
    if not texts["number"] and not shown:
        return None
    if not texts["number"]:
        raise entry.lacks("number")
    status = words.get(key(shown), "") if shown else ""
    if not status:
        raise Fault(entry.row, entry.headings["status"], _unknown(shown))
    days: dict[str, datetime.date | None] = {name: entry.day(name) for name in DAYS}
    if days["start"] and days["end"] and days["end"] < days["start"]:
        raise Fault(entry.row, entry.headings["end"], f"{days['end']} lies before {days['start']}")
    said = entry.text("client")
    client = known.client(said, texts["matter"])
    more: dict[str, Any] = {**texts, **days}
    more["attorney"] = more["attorney"] or _attorney(client, texts["matter"])
    return Proforma(
        status=status,
        words=shown,
        client=client.key if client else "",
        client_said="" if client else said,
        amount=entry.amount("amount"),
        currency=entry.text("currency").upper() or (client.currency if client else ""),
        **more,
    )


def _unknown(shown: str) -> str:
    if not shown:
        return "is empty"
    return f"{shown[:30]!r} is no status that the map knows: add it under [proforma_words]"


def _attorney(client: Client | None, matter: str) -> str:
    """Name who answers for a matter by the client's profile."""
    if client is None or not matter:
        return ""
    return next((each.attorney for each in client.matters if matter in {each.firm_id, each.client_id}), "")
