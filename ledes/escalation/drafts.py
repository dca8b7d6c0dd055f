"""A draft message for each person who is to be told: written for somebody to read, change and send."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from ledes import delivery, letters
from ledes.escalation import Case, Draft, telling
from ledes.letters import draft, laying
from ledes.show import billwords
from ledes.workspace import Workspace

TEMPLATE = "escalation"


def write(
    home: Workspace, found: Sequence[Case], day: datetime.date, out: Path, *, force: bool = False
) -> tuple[Draft, ...]:
    """Write a message (.eml) to each person who is to be told; what nobody is named for is in none.

    Raises `UsageError` where another draft of that name is there, `SetupError` for a wrong template or folder.
    """
    firm = home.firm
    files: dict[str, bytes] = {}
    made = []
    for to in filter(None, telling.people(found)):
        ours = tuple(each for each in found if to in each.to)
        name, address = _addressee(to)
        file = _free(delivery.cleaned(f"{TEMPLATE}-{address.partition('@')[0] or name}-{day}"), files)
        letter = letters.compose(home.root, TEMPLATE, _values(home, name, ours, day))
        files[file] = draft.written(letter, sender=(firm.name, firm.contact.email), to=(name, address))
        made.append(Draft(to=to, address=address, cases=ours, file=out / file))
    laying.lay(out, files, force=force)
    return tuple(made)


def _addressee(to: str) -> tuple[str, str]:
    """Take name and mail address apart; what holds no address is a name.

    >>> _addressee("Jo Pell <pell@firm.example>"), _addressee("desk@firm.example"), _addressee("Jo Pell")
    (('Jo Pell', 'pell@firm.example'), ('', 'desk@firm.example'), ('Jo Pell', ''))
    """
    name, address = parseaddr(to)
    user, at, host = address.rpartition("@")
    return (name, address) if user and at and host else (to, "")


def _free(stem: str, taken: Iterable[str]) -> str:
    """Name a file as no other of these is named: two people may be written alike."""
    names = {name.casefold() for name in taken}
    numbered = (f"{stem}{f'-{number}' if number > 1 else ''}.eml" for number in range(1, len(names) + 2))
    return next(name for name in numbered if name.casefold() not in names)


def _values(home: Workspace, name: str, ours: Sequence[Case], day: datetime.date) -> Mapping[str, Any]:
    contact = home.firm.contact
    count = len(ours)
    return {
        "firm": {"name": home.firm.name, "contact": " ".join(filter(None, (contact.first, contact.last)))},
        "to": name,
        "salutation": f"Dear {name}," if name else "Dear colleague,",
        "today": day.isoformat(),
        "count": count,
        "cases": [_shown(each) for each in ours],
    }


def _shown(case: Case) -> Mapping[str, str]:
    said = {
        "about": case.about,
        "client": case.client,
        "matter": "" if case.about == f"matter {case.matter}" else case.matter,
        "fact": case.fact,
        "next": case.step,
    }
    return {name: billwords.text(value) for name, value in said.items()}
