"""What a profile says of rules: found by code or name, their options checked against what the rule takes."""

from __future__ import annotations

import ast
import datetime
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ledes.finding import Check
from ledes.setup.mistakes import Mistake, Mistakes, shown, unknown

_TAKES: dict[str, tuple[tuple[type, ...], str]] = {
    "Decimal": ((Decimal, int), "a number"),
    "int": ((int,), "a whole number"),
    "str": ((str,), "a text in quotes"),
    "bool": ((bool,), "true or false"),
    "tuple": ((list,), "a list"),
    "frozenset": ((list,), "a list"),
    "Literal": ((str,), "a text in quotes"),
    "Pattern": ((str,), "a regular expression in single quotes"),
    "date": ((str,), "a day such as 2026-01-31"),
    "Mapping": ((dict,), "a table"),
}
"""What may stand in TOML for an option, by the first word of its type."""


def by_code(said: Mapping[str, Any], checks: Iterable[Check], file: str) -> dict[str, dict[str, Any]]:
    """Bring the `[rules]` of a profile under their codes; a bare word is a level.

    Raises `Mistakes` for rules and options that are not known, and for options of the wrong kind.
    """
    known = {name: check for check in checks for name in (check.code, check.name)}
    found: list[Mistake] = []
    settings: dict[str, dict[str, Any]] = {}
    for key, value in said.items():
        check = known.get(key.upper()) or known.get(key.lower().replace("_", "-"))
        if check is None:
            found.append(unknown(file, "rules", key, known, "rule"))
            continue
        if check.code in settings:
            found.append(Mistake(file, f"rules.{key}", f"{check.code} is set twice", "name each rule once"))
        given = {"level": value} if isinstance(value, str) else dict(value)
        wrong = tuple(_wrong_options(given, check, f"rules.{key}", file))
        found += wrong
        settings[check.code] = {} if wrong else {name: _value(check, name, each) for name, each in given.items()}
    if found:
        raise Mistakes(found)
    return settings


def _wrong_options(given: Mapping[str, Any], check: Check, place: str, file: str) -> Iterator[Mistake]:
    for name, value in given.items():
        if name == "level":
            continue
        if name not in check.options:
            yield unknown(file, place, name, ("level", *check.options), f"option of {check.code}")
            continue
        types, words = _TAKES.get(_kind(check, name), ((object,), ""))
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types and object not in types):
            yield Mistake(file, f"{place}.{name}", f"is {shown(value, (name,))}", f"write {words}")
        elif types == (str,) or types == (list,):
            yield from _wrong_words(value, check, name, f"{place}.{name}", file)


def _wrong_words(value: Any, check: Check, option: str, place: str, file: str) -> Iterator[Mistake]:
    """Say which words an option does not know, and which patterns and days cannot be read."""
    allowed = _words(check, option)
    texts = "Literal[" in (written := _annotation(check, option)) or "[str" in written
    for each in value if isinstance(value, list) else [value]:
        if texts and not isinstance(each, str):
            yield Mistake(file, place, f"holds {shown(each, (option,))}", "write a list of texts in quotes")
        elif allowed and each not in allowed:
            remedy = f"write {'one' if isinstance(value, str) else 'some'} of {', '.join(allowed)}"
            yield Mistake(file, place, f"is {shown(each, (option,))}", remedy)
    try:
        _value(check, option, value)
    except re.error as error:
        yield Mistake(file, place, f"cannot be read: {error.msg}", "write a regular expression in single quotes")
    except ValueError:
        yield Mistake(file, place, f"is {shown(value, (option,))}", "write a day such as 2026-01-31")


def _annotation(check: Check, option: str) -> str:
    # annotations are texts here: every module of the project postpones them
    return str(inspect.signature(check.function).parameters[option].annotation)


def _kind(check: Check, option: str) -> str:
    return _annotation(check, option).partition("[")[0].partition(" ")[0].rpartition(".")[2]


def _words(check: Check, option: str) -> tuple[str, ...]:
    """Give the words that an option takes: those of `Literal[...]` in its type."""
    found = re.search(r"Literal\[(.*?)\]", _annotation(check, option))
    return tuple(ast.literal_eval(f"({found[1]},)")) if found else ()


def _value(check: Check, option: str, value: Any) -> Any:
    if option not in check.options:
        return value
    kind = _kind(check, option)
    if kind == "Decimal" and isinstance(value, int):
        return Decimal(value)
    if kind == "Pattern":
        return re.compile(value)
    if kind == "date":
        return datetime.date.fromisoformat(value)
    if isinstance(value, list):
        return frozenset(value) if kind == "frozenset" else tuple(value)
    return value
