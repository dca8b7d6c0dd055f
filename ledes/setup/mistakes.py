"""Mistakes in set-up files, in words that a biller understands: file, key, what stands there, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ledes import money
from ledes.errors import SetupError

SHOWN = 40
"""Longest value that a message repeats, in characters; longer ones may be anything, also a key pasted by mistake."""

_SECRET = {"password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "privatekey", "credential"}
_SECRET_PAIRS = {"api key", "private key", "access key", "secret key", "signing key", "pass word", "pass phrase"}
_KINDS = {
    "string": "a text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a table",
    "array": "a list",
}


class Mistake(NamedTuple):
    """One thing that is wrong in a set-up file, and what to write instead."""

    file: str
    place: str
    fact: str
    remedy: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.fact) if part)


class Mistakes(SetupError):
    """All that is wrong in one or several set-up files, told in one go."""

    def __init__(self, found: Iterable[Mistake]) -> None:
        self.mistakes = tuple(dict.fromkeys(found))
        if len(self.mistakes) == 1:
            super().__init__(str(self.mistakes[0]), hint=self.mistakes[0].remedy)
            return
        lines = (f"  {each}{f' ({each.remedy})' if each.remedy else ''}" for each in self.mistakes)
        super().__init__(
            f"{len(self.mistakes)} mistakes in set-up files\n" + "\n".join(lines), hint="mend them and run again"
        )


def secretive(key: str) -> bool:
    """Say whether a key's name is that of a secret; `token_url` and `secret_file` only lead to one.

    >>> secretive("api_key"), secretive("clientSecret"), secretive("secret_file")
    (True, True, False)
    """
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", key).lower())
    last = [word if word in _SECRET else word.removesuffix("s") for word in words[-2:]]
    return bool(last) and (last[-1] in _SECRET or " ".join(last) in _SECRET_PAIRS)


def shown(value: object, place: Iterable[str | int] = ()) -> str:
    """Show what stands in a file, unless it may be a secret or is long."""
    if any(secretive(part) for part in place if isinstance(part, str)):
        return "a value that is not shown here"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    text = repr(value)
    if len(text) > SHOWN or re.search(r"://[^/]*@", text):
        return "a long text" if len(text) > SHOWN else "an address with a user name in it"
    return "empty" if value == "" else text


def nearest(word: str, known: Iterable[str], *, cutoff: float = 70) -> str:
    """Find the known word that was most likely meant, or nothing."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(word.lower(), tuple(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=cutoff)
    return str(best[0]) if best else ""


def unknown(file: str, place: str, word: str, known: Iterable[str], what: str = "key") -> Mistake:
    """Word the mistake of a name that is not known, with the nearest one that is."""
    known = tuple(known)
    meant = nearest(word, known)
    remedy = f"did you mean {meant!r}?" if meant else f"known are {', '.join(known)}" if known else ""
    return Mistake(file, place, f"there is no {what} {word!r}" if len(word) <= SHOWN else f"no such {what}", remedy)


def place(path: Iterable[str | int]) -> str:
    """Write the way to a value.

    >>> place(("accounts", 1, "settings", "proxy url"))
    'accounts entry 2: settings."proxy url"'
    """
    said, mark = "", ""
    for part in path:
        if isinstance(part, int):
            said, mark = f"{said} entry {part + 1}", ": "
        else:
            said += mark + (part if re.fullmatch(r"[\w-]+", part) else f'"{part}"')
            mark = "."
    return said


def plain(error: Any, file: str) -> Iterator[Mistake]:
    """Put an error of jsonschema into plain words."""
    path, schema = tuple(error.absolute_path), error.schema
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        extra = [key for key in error.instance if key not in known]
        yield from (unknown(file, place(path), key, known) for key in extra if not secretive(key))
        return
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        yield from (Mistake(file, place(path), f"{key!r} is missing", _wanted(schema, key)) for key in missing)
        return
    if error.validator == "enum":
        allowed = f"one of {', '.join(error.validator_value)}"
    else:
        kinds = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
        allowed = schema.get("title") or (
            " or ".join(_KINDS[kind] for kind in kinds) if error.validator == "type" else "what is allowed here"
        )
    fact = "holds the same value twice" if error.validator == "uniqueItems" else f"is {shown(error.instance, path)}"
    yield Mistake(file, place(path), fact, f"write {allowed}")


def _wanted(schema: Mapping[str, Any], key: str) -> str:
    title = schema.get("properties", {}).get(key, {}).get("title", "")
    return f"write {title}" if title else ""
