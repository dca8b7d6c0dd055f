"""The catalogue: every check there is by its code: rules, faults that readers and writers notice, and reminders."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from ledes import formats
from ledes.errors import UsageError
from ledes.finding import Check
from ledes.reminders import Row, reminders, rows
from ledes.rules import rules


@functools.cache
def catalogue() -> Mapping[str, Check]:
    """Find every rule, every fault of readers and writers, and every reminder, in the order of their codes.

    Raises `ValueError` when two checks share a code.
    """
    found: dict[str, Check] = {}
    for check in (*rules(), *formats.faults(), *reminders()):
        if found.setdefault(check.code, check) is not check:
            raise ValueError(f"{check.code} is declared twice: {found[check.code].name} and {check.name}")
    return MappingProxyType(dict(sorted(found.items())))


def named(code: str) -> Check:
    """Find a check by its code or its name, in any case.

    Raises `UsageError` that names the nearest ones.
    """
    wanted = code.strip()
    known = catalogue()
    if wanted.upper() in known:
        return known[wanted.upper()]
    by_name = {check.name: check for check in known.values()}
    if wanted.lower().replace("_", "-") in by_name:
        return by_name[wanted.lower().replace("_", "-")]
    raise UsageError(f"there is no rule {code!r}", hint=_near(wanted, by_name))


def _near(wanted: str, by_name: dict[str, Check]) -> str:
    import difflib

    near = difflib.get_close_matches(wanted.lower(), by_name, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(f'{by_name[name].code} ({name})' for name in near)}?"
    return "ledes rules lists them all"


def asked() -> tuple[tuple[Row, tuple[Check, ...]], ...]:
    """Pair each row of what clients ask with the checks and the reminder that answer it, in the order of the rows."""
    return tuple((row, tuple(each for each in catalogue().values() if row.id in each.catalogue)) for row in rows())


def parts(check: Check) -> tuple[str, str, str]:
    """Take the docstring of a check apart: the truth it defends, why, and where that stands."""
    body, _, source = check.doc.rpartition("Source: ")
    truth, _, why = body.partition("\n\n")
    return " ".join(truth.split()), why.strip(), " ".join(source.split())
