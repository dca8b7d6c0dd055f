"""What is late enough to be told higher up: proformas, bills that are not sent, budgets and caps that are near."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROFORMA = "proforma"
UNSENT = "unsent"
BUDGET = "budget"

SORTS = (PROFORMA, UNSENT, BUDGET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to tell: what it is about, the fact, what to do, and whom to tell.

    `over` is by how many days its time is over; 0 for budgets. `to` is empty where set-up names nobody for it.
    """

    sort: str
    about: str
    fact: str
    step: str
    client: str = ""
    matter: str = ""
    attorney: str = ""
    partner: str = ""
    over: int = 0
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to one person: the name in set-up, its mail address (empty: none), its cases, the file."""

    to: str
    address: str
    cases: tuple[Case, ...]
    file: Path
