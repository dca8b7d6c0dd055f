"""Deadlines as a calendar file (RFC 5545) that a second import brings up to date instead of doubling."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledes.deadlines import STUCK, Deadline
from ledes.errors import InputError

if TYPE_CHECKING:
    from icalendar import Calendar, Event

SPACE = uuid.UUID("6b1d1c9e-6a53-5f0e-9d0a-3c4b8a2f7e15")
"""The name space of the entries' ids; any that stays the same would do."""

BEGINNING = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
OURS = "@ledes"
TITLE = "Deadlines of bills"


def written(shown: Iterable[Deadline], every: Iterable[Deadline], now: datetime.datetime, before: bytes = b"") -> bytes:
    """Write a calendar with an entry of a whole day for each of `shown`, but for bills that only stand still.

    `before` is the file as it was: its entries that are still among `every` deadline are brought up to date, and what
    is settled is cancelled, so that an import takes it out.

    Raises `InputError` where that is no calendar file, or one of somebody else.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//ledes//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", TITLE)
    known = {uid(each): each for each in every if each.kind != STUCK}
    old = _events(before)
    kept = {uid(each): each for each in shown if each.kind != STUCK}
    kept |= {id_: known[id_] for id_ in old if id_ in known}
    for id_, each in sorted(kept.items(), key=lambda pair: (pair[1].day, pair[0])):
        calendar.add_component(_event(each, id_, now))
    for event in _settled(old, known, now):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def uid(each: Deadline) -> str:
    """Give the id of a deadline's entry, which stays the same when its day moves."""
    return f"{uuid.uuid5(SPACE, each.mark)}{OURS}"


def _events(before: bytes) -> dict[str, Event]:
    """Give the entries of the file as it was, by their ids.

    Raises `InputError` where it is no calendar, or one with entries that are not ours.
    """
    found = {str(event.get("uid")): event for event in _read(before).events} if before else {}
    if not all(id_.endswith(OURS) for id_ in found):
        fact = "the calendar that is there already holds entries of others"
        raise InputError(fact, hint="give another name with --ics, and import that")
    return found


def _event(each: Deadline, id_: str, now: datetime.datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", id_)
    event.add("dtstart", each.day)
    event.add("dtend", each.day + datetime.timedelta(days=1))
    event.add("summary", f"{subject(each)}: {each.what}")
    event.add("description", f"next: {each.step}")
    event.add("categories", ["ledes", each.kind])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    _stamp(event, now)
    return event


def _settled(old: dict[str, Event], known: dict[str, Deadline], now: datetime.datetime) -> Iterator[Event]:
    """Cancel what is no deadline any more; entries that were cancelled before stay so."""
    for id_, event in sorted(old.items()):
        if id_ in known:
            continue
        if str(event.get("status")) != "CANCELLED":
            event.pop("status", None)
            event.add("status", "CANCELLED")
            _stamp(event, now)
        yield event


def _stamp(event: Event, now: datetime.datetime) -> None:
    """Say when an entry was written; programs take over a later one of the same id only by a higher sequence."""
    for name in ("dtstamp", "last-modified", "sequence"):
        event.pop(name, None)
    moment = now.astimezone(datetime.UTC).replace(microsecond=0)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", int((moment - BEGINNING).total_seconds()) // 60)


def _read(content: bytes) -> Calendar:
    from icalendar import Calendar

    try:
        found = Calendar.from_ical(content)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(
            "the file that is there already is no calendar", hint="give another name with --ics"
        ) from error
    if not isinstance(found, Calendar):
        raise InputError("the file that is there already is no calendar", hint="give another name with --ics")
    return found


def subject(each: Deadline) -> str:
    """Name what a deadline is about, for a person."""
    if each.account:
        return each.account
    return " ".join(part for part in (each.invoice, f"({each.client})" if each.invoice else each.client) if part)
