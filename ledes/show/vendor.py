"""What a platform takes, asks and says, as its adapter states it: for people and as data."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from ledes.gateway import Adapter, Attaching
from ledes.gateway.portal import Portal

WIDTH = 100
BY_HAND = "by hand"
STATED = (
    *("page", "extensions", "before", "steps", "duplicates", "resubmitting", "number", "new_file_name"),
    *("deletes_after", "notes", "unconfirmed", "sources"),
)
"""What a portal states beside that which every adapter does."""


def abilities(adapter: Adapter) -> str:
    """Say in short what can be done with a platform."""
    can = adapter.can
    if not can.submit:
        return BY_HAND
    named = {"submit": can.submit, "finalize": can.finalize, "look": can.look, "track": can.track, "attach": can.attach}
    return " ".join(name for name, able in named.items() if able)


def as_data(adapter: Adapter) -> dict[str, Any]:
    """Give all that an adapter states."""
    can = asdict(adapter.can)
    settles = adapter.can.settles_after
    can["settles_after"] = None if settles is None else settles.total_seconds()
    told = {
        "key": adapter.key,
        "name": adapter.name,
        "can": can,
        "attaching": asdict(adapter.attaching) if adapter.can.attach else None,
        "mails": [each.key for each in adapter.mail],
        "exports": [each.key for each in adapter.exports],
        "words": dict(adapter.words),
        "needs": dict(adapter.needs),
    }
    if isinstance(adapter, Portal):
        told["portal"] = {name: getattr(adapter, name) for name in STATED} | {"settings": dict(adapter.settings)}
    return told


def page(adapter: Adapter) -> str:
    """Tell all about one platform."""
    facts = [*_facts(adapter), *_attachments(adapter)]
    width = max(len(name) for name, _ in facts) + 2
    lines = [f"{adapter.key}: {adapter.name}", *(_filled(f"  {name:<{width}}", text) for name, text in facts)]
    if isinstance(adapter, Portal):
        lines += _portal(adapter)
    if adapter.needs:
        wide = max(map(len, adapter.needs)) + 2
        lines += ["", "settings of an account that it needs"]
        lines += [_filled(f"  {name:<{wide}}", what) for name, what in adapter.needs.items()]
    if adapter.words:
        wide = max(map(len, adapter.words)) + 2
        words = (f"  {word:<{wide}}{status or '-'}" for word, status in adapter.words.items())
        lines += ["", "its words, and ours", *words]
    if not isinstance(adapter, Portal):
        lines += ["", inspect.getdoc(inspect.getmodule(type(adapter))) or ""]
    return "\n".join(lines).rstrip()


def _facts(adapter: Adapter) -> Iterator[tuple[str, str]]:
    can = adapter.can
    yield "can", f"{BY_HAND}: a person uploads" if not can.submit else abilities(adapter)
    yield "formats", " ".join(can.formats) or "not stated"
    yield "bills a file", can.bills_per_file
    yield "largest file", "not stated" if can.max_bytes is None else f"{can.max_bytes:,} bytes"
    if can.submit:
        asked = "not known to be recognised: in doubt it is asked, never sent again"
        yield "repeats", "recognised" if can.repeatable else asked
        settles = can.settles_after
        yield (
            "absence",
            "never proven" if settles is None else f"proven {settles.total_seconds():.0f} seconds after an attempt",
        )
    for name, keys in (("mails", [each.key for each in adapter.mail]), ("exports", [e.key for e in adapter.exports])):
        if keys:
            yield f"reads {name}", ", ".join(keys)


def _attachments(adapter: Adapter) -> Iterator[tuple[str, str]]:
    if not adapter.can.attach:
        yield "attachments", "none from here"
        return
    limits = "; ".join(_limits(adapter.attaching))
    levels = "for an invoice or a line" if adapter.attaching.with_lines else "for an invoice"
    yield "attachments", f"{levels}{'; ' if limits else ''}{limits}"


def _limits(allowed: Attaching) -> Iterator[str]:
    if allowed.extensions:
        yield f"{', '.join(allowed.extensions)} only"
    if allowed.max_bytes is not None:
        yield f"{allowed.max_bytes:,} bytes each"
    if allowed.total_bytes is not None:
        yield f"{allowed.total_bytes:,} bytes for all of an invoice"
    if allowed.count is not None:
        yield f"{allowed.count} at most"
    if allowed.longest_name is not None:
        yield f"names of {allowed.longest_name} characters at most"
    if allowed.unique_names:
        yield "no two alike"
    if allowed.naming:
        yield f"named {allowed.naming}"


def _portal(portal: Portal) -> Iterator[str]:
    rules = [portal.duplicates]
    rules += [f"a corrected bill: {portal.resubmitting}"] if portal.resubmitting else []
    rules += [f"files end in .{' or .'.join(portal.extensions)}"] if portal.extensions else []
    if portal.deletes_after is not None:
        rules.append(f"what is done is deleted after {portal.deletes_after} days")
    settings = [f"{key}: {what}" for key, what in portal.settings.items()]
    yield from _listed("before a bill goes in", portal.before)
    yield from _listed("what a person does", portal.steps)
    yield from _listed("to know", [each for each in (*rules, *portal.notes) if each])
    yield from _listed("settings of an account that the checklist shows", settings)
    yield from _listed("not confirmed by a published source", portal.unconfirmed)
    yield from _listed("sources", portal.sources)


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    items = tuple(items)
    if items:
        yield from ("", heading, *(_filled("  - ", item) for item in items))


def _filled(begin: str, text: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_long_words=False,
        break_on_hyphens=False,
    )
