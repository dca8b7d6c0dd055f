"""Set-up files: TOML read strictly, checked against a schema, all mistakes of a file told at once."""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledes import schemas
from ledes.errors import SetupError
from ledes.setup.mistakes import Mistake, Mistakes, place, plain, secretive

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

__all__ = ["Mistake", "Mistakes", "check", "gathered", "parse", "read"]

SECRETS = (
    "put it into the environment variable LEDES_SECRET_<VENDOR>_<ACCOUNT>, or into a file that only you may read, "
    "named by `secret_file` in the account's settings"
)


def read(path: Path, schema: str, name: str = "") -> dict[str, Any]:
    """Read a set-up file and check it against a schema of `schemas/`; `name` is how messages call it.

    Numbers with a point come as `Decimal`, days and times as ISO text.

    Raises `Mistakes` (a `SetupError`) with everything that is wrong.
    """
    name = name or path.name
    document = parse(path, name)
    found = [*_secrets(document, name), *check(document, schema, name)]
    if found:
        raise Mistakes(found)
    return document


def parse(path: Path, name: str) -> dict[str, Any]:
    """Read TOML: UTF-8, with or without a byte order mark, any line ends.

    Raises `SetupError` that says where it cannot be read, and never repeats the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"{name} cannot be read: {why}", hint="check the name and the rights") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fact = f"line {line} holds bytes that are not UTF-8"
        raise Mistakes([Mistake(name, "", fact, "save the file as UTF-8 text")]) from None
    try:
        document = tomllib.loads(text.replace("\r\n", "\n") + "\n", parse_float=_exact)
    except tomllib.TOMLDecodeError as error:
        raise Mistakes([_broken(str(error), name)]) from None
    except RecursionError:
        raise Mistakes([Mistake(name, "", "tables or lists are nested too deeply", "write them flat")]) from None
    return {key: _iso(value) for key, value in document.items()}


def _exact(text: str) -> Decimal | str:
    # inf and nan are numbers to TOML and to nobody who bills
    return text if text.lstrip("+-").isalpha() else Decimal(text)


def _iso(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _iso(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_iso(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _broken(said: str, name: str) -> Mistake:
    at = re.search(r"\(at line (\d+), column (\d+)\)", said)
    where = f"line {at[1]}, column {at[2]}" if at else "at its end"
    fact = re.sub(r"\s*\(at .*\)$", "", said)
    remedy = "put texts in quotes, numbers without, one key = value a line"
    if "\\" in fact or "hex value" in fact or "escape" in fact.lower():
        remedy = "write paths with forward slashes, or in single quotes"
    elif "overwrite" in fact or "twice" in fact or "Duplicate" in fact:
        remedy = "name each key and each table once"
    return Mistake(name, where, fact[:1].lower() + fact[1:], remedy)


def check(document: Mapping[str, Any], schema: str, name: str) -> Iterator[Mistake]:
    """Yield what a document has wrong against a schema, in the order of its places."""
    found = _validator(schema).iter_errors(document)
    for error in sorted(found, key=lambda each: [str(part) for part in each.absolute_path]):
        yield from plain(error, name)


@functools.cache
def _validator(schema: str) -> Validator:
    import jsonschema
    from referencing import Registry, Resource

    rules = json.loads(schemas.path(schema).read_text("utf-8"))
    other = "workspace.schema.json"
    firm = Resource.from_contents(json.loads(schemas.path(other).read_text("utf-8")))
    return jsonschema.Draft202012Validator(rules, registry=Registry().with_resource(other, firm))


def _secrets(value: object, name: str, path: tuple[str | int, ...] = ()) -> Iterator[Mistake]:
    """Find what looks like a secret: a key with such a name, or an address with a password in it."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str) and secretive(key) and not isinstance(inner, dict | list):
                yield Mistake(name, place((*path, key)), "secrets do not belong into set-up files", SECRETS)
            else:
                yield from _secrets(inner, name, (*path, key))
    elif isinstance(value, str) and "://" in value and re.search(r"://[^/\s]*:[^/\s]*@", value):
        yield Mistake(name, place(path), "the address holds a password", SECRETS)


@contextlib.contextmanager
def gathered(found: list[Mistake]) -> Iterator[None]:
    """Keep the mistakes of one file and go on with the next."""
    try:
        yield
    except Mistakes as error:
        found += error.mistakes
