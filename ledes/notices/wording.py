"""Notices in words for a mail or a file, and as data for a program."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from ledes.notices import Notice


def subject(found: Sequence[Notice]) -> str:
    """Give one line that says how much there is to do.

    >>> subject([])
    'ledes: nothing needs a person'
    """
    counted = Counter(each.why for each in found)
    return "ledes: " + (", ".join(f"{count} {why}" for why, count in counted.items()) or "nothing needs a person")


def text(found: Iterable[Notice], firm: str, now: datetime.datetime) -> str:
    """Write notices in plain text, grouped by what they are about, each with what to do."""
    lines = [f"{firm}: what needs a person, {now.astimezone():%Y-%m-%d %H:%M}"]
    for why, group in groupby(found, key=attrgetter("why")):
        lines += ["", why.capitalize()]
        for each in group:
            about = f"{each.invoice} ({each.client}): " if each.invoice else ""
            lines += [f"  {about}{each.fact}", f"    next: {each.step}"]
    return "\n".join(lines) + "\n"


def data(found: Iterable[Notice], firm: str, now: datetime.datetime) -> dict[str, Any]:
    """Give notices in the shape of `schemas/notices.schema.json`."""
    return {
        "firm": firm,
        "at": now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "notices": [
            {"why": each.why, "invoice": each.invoice, "client": each.client, "fact": each.fact, "next": each.step}
            for each in found
        ],
    }
