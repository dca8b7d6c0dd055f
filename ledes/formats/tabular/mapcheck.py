"""Check what a map says beyond its schema: names of values, forms of dates, patterns, and fixed values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ledes.errors import UsageError
from ledes.formats import given
from ledes.formats.tabular import dateforms

if TYPE_CHECKING:
    from ledes.setup.mistakes import Mistake


def flat(table: Mapping[str, Any], start: str = "") -> dict[str, Any]:
    """Write nested tables with dotted names: `line.date = "Date"` and `"line.date" = "Date"` are the same."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        path = f"{start}.{name}" if start else name
        if isinstance(value, Mapping) and path not in given.names():
            found |= flat(value, path)
        else:
            found[path] = value
    return found


def mistakes(said: Mapping[str, Any], file: str) -> Iterator[Mistake]:
    """Yield what is wrong in a map that has the right shape."""
    yield from _unknown_values(said, file)
    yield from _unfit_values(said, file)
    yield from _unfit_patterns(said, file)


def _unknown_values(said: Mapping[str, Any], file: str) -> Iterator[Mistake]:
    from ledes.setup.mistakes import unknown

    known = given.names()
    named = [
        (part, name) for part in ("columns", "words", "constants", "defaults") for name in flat(said.get(part, {}))
    ]
    named += [("required", name) for name in said.get("required", ())]
    yield from (unknown(file, part, name, known, "value") for part, name in named if name not in known)


def _unfit_values(said: Mapping[str, Any], file: str) -> Iterator[Mistake]:
    from ledes.setup.mistakes import Mistake

    known = given.names()
    for part in ("constants", "defaults"):
        for name, text in flat(said.get(part, {})).items():
            if name in known and not _fits(name, text):
                yield Mistake(
                    file, f"{part}.{name}", f"is no {known[name]}", "write dates as YYYY-MM-DD, numbers plain"
                )
    for name, words in flat(said.get("words", {})).items():
        if name in known and not (isinstance(words, Mapping) and all(_fits(name, word) for word in words)):
            remedy = 'write value = ["word", "other word"]'
            yield Mistake(file, f"words.{name}", f"is no table of words for a {known[name]}", remedy)
    for form in said.get("forms", {}).get("dates", ()):
        if why := wrong_date(form):
            yield Mistake(file, "forms.dates", f"{form!r}: {why}", "write forms such as %m/%d/%Y, %d.%m.%Y, %b %d, %Y")


def _unfit_patterns(said: Mapping[str, Any], file: str) -> Iterator[Mistake]:
    from ledes.setup.mistakes import Mistake, unknown

    known = given.names()
    for place, extract in enumerate(said.get("extract", ()), 1):
        where = f"extract entry {place}: pattern"
        try:
            groups = re.compile(extract["pattern"]).groupindex
        except re.error as error:
            yield Mistake(
                file, where, f"is no regular expression: {error.msg}", "see the regular expressions of Python"
            )
            continue
        for group in groups:
            if group.replace("__", ".") not in known:
                yield unknown(file, where, group, [each.replace(".", "__") for each in known], "group")


def wrong_date(form: str) -> str:
    """Say why a text is no form of a date; empty where it is one."""
    try:
        dateforms.pattern(form)
    except ValueError as error:
        return str(error)
    return ""


def _fits(name: str, text: str) -> bool:
    try:
        given.value(name, text)
    except UsageError:
        return False
    return True
