"""The profile of a platform with a JSON interface, read from TOML and checked before anything is sent.

The account's setting `profile` names the file; one that comes with the program is named without `.toml`. Its texts may
hold `{names}`, which each step fills with what it knows; `{settings.x}` is the account's setting x.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes import schemas
from ledes.errors import SetupError
from ledes.gateway import Account, stated
from ledes.gateway.auth import Auth
from ledes.setup import read
from ledes.setup.mistakes import Mistake, Mistakes, place, unknown

SCHEMA = "rest.schema.json"
BUNDLED = "rest-{}.toml"

NAME = re.compile(r"\{([A-Za-z0-9_.]+)\}")
KNOWN = {
    "deliver": (
        *("reference", "invoice", "invoices", "client", "file_name", "sha256", "format", "text", "base64"),
        "before",
    ),
    "finalize": ("receipt",),
    "look": ("reference",),
    "track": ("since",),
}
"""What each step can fill in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a profile; `pointers` are the ways into its answer."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    mode: str = "json"
    file_field: str = ""
    attachments_field: str = ""
    content_type: str = "application/octet-stream"
    idempotency_header: str = ""
    success: tuple[int, ...]
    done: tuple[int, ...]
    pointers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one platform is spoken to; a step that it does not have is `None`.

    `fields` and `cuts` are pointers into what tracking lists, `statuses` the platform's words and ours, `errors`
    pointers into a refusal, `paging` is as in the schema.
    """

    title: str
    formats: tuple[str, ...]
    max_bytes: int | None
    auth: Auth
    deliver: Step
    finalize: Step | None
    look: Step | None
    track: Step | None
    fields: Mapping[str, str]
    cuts: Mapping[str, str]
    statuses: Mapping[str, str]
    errors: Mapping[str, str]
    paging: Mapping[str, Any]


def bundled() -> tuple[str, ...]:
    """Name the profiles that come with the program."""
    found = schemas.FOLDER.glob(BUNDLED.format("*"))
    return tuple(sorted(path.stem.removeprefix("rest-") for path in found))


def load(account: Account) -> Profile:
    """Read the profile of an account.

    Raises `SetupError` where the account names none, or lacks a setting that it asks for, and `Mistakes` with all that
    is wrong in the file.
    """
    path = _path(account)
    document = _read(path, path.stat().st_mtime_ns)
    if document.get("experimental") and not stated.yes(account, "experimental", otherwise=False):
        raise SetupError(
            f"the profile {path.name} is an experiment, and {stated.whose(account)} does not allow one",
            hint="write experimental = true into its settings, and begin with a test account",
        )
    settled = _settled(document, account, path.name)
    if found := list(_strangers(settled, path.name)):
        raise Mistakes(found)
    return _profile(settled)


@functools.lru_cache(maxsize=64)
def _read(path: Path, stamp: int) -> dict[str, Any]:
    """Read a file once for each time that it was changed."""
    document = read(path, SCHEMA, path.name)
    if found := [*_strangers(document, path.name), *_halves(document, path.name)]:
        raise Mistakes(found)
    return document


def _halves(document: Mapping[str, Any], name: str) -> Iterator[Mistake]:
    """Find what stands there without what it needs."""
    paging, deliver = document.get("paging", {}), document["deliver"]
    if paging and paging["kind"] != "next" and "param" not in paging:
        yield Mistake(name, "paging", "'param' is missing", f"write the parameter that carries the {paging['kind']}")
    if paging.get("kind") == "next" and "next" not in paging:
        yield Mistake(name, "paging", "'next' is missing", "write where the answer says what is next")
    if deliver.get("mode") == "multipart" and "file_field" not in deliver:
        yield Mistake(name, "deliver", "'file_field' is missing", "write the part of the form that holds the e-bill")
    if deliver.get("mode") == "multipart" and not all(isinstance(each, str) for each in _body(deliver).values()):
        yield Mistake(name, "deliver.body", "holds more than texts", "a form has texts only")
    if deliver.get("mode") != "multipart" and "attachments_field" in deliver:
        yield Mistake(name, "deliver", "'attachments_field' stands without a form", 'write mode = "multipart"')
    if deliver.get("mode") == "raw" and _body(deliver):
        yield Mistake(name, "deliver.body", 'stands beside mode = "raw"', "leave it out: the e-bill is sent alone")
    carried = str([_body(deliver), deliver.get("params"), deliver.get("headers"), deliver["path"]])
    if "idempotency_header" not in deliver and "{reference}" not in carried:
        yield Mistake(name, "deliver", "nothing carries our reference", "put {reference} somewhere into what is sent")
    if deliver.get("mode", "json") == "json" and not {"text", "base64"} & set(NAME.findall(carried)):
        yield Mistake(name, "deliver.body", "does not hold the e-bill", "put {text} or {base64} into it")


def _body(step: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = step.get("body", {})
    return found


def _path(account: Account) -> Path:
    named = stated.text(account, "profile")
    come = ", ".join(bundled())
    if not named:
        raise SetupError(
            f"{stated.whose(account)} names no profile",
            hint=f"write profile = a file, or one of {come}, into its settings",
        )
    path = Path(named).expanduser()
    if path.is_file():
        return path
    own = schemas.path(BUNDLED.format(path.name))
    if path.name in bundled() and own.is_file():
        return own
    raise SetupError(f"there is no profile {named}", hint=f"name a file, or one of {come}")


def _strangers(document: Mapping[str, Any], name: str) -> Iterator[Mistake]:
    """Find names in braces that a step cannot fill in."""
    for key, value in document.items():
        known = KNOWN.get(key, ())
        for way, text in _texts(value, (key,)):
            for word in NAME.findall(text):
                if word not in known and not word.startswith("settings."):
                    yield unknown(name, place(way), word, (*known, "settings.x"), "name")


def _texts(value: object, way: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*way, key))


def _settled(document: dict[str, Any], account: Account, name: str) -> dict[str, Any]:
    """Fill the account's settings in; what each step knows stays in braces."""
    missing = {
        word.removeprefix("settings.")
        for _, text in _texts(document, ())
        for word in NAME.findall(text)
        if word.startswith("settings.") and not account.settings.get(word.removeprefix("settings."))
    }
    if missing:
        raise SetupError(
            f"the profile {name} asks for settings that {stated.whose(account)} does not have: "
            f"{', '.join(sorted(missing))}",
            hint="write them under its settings; the platform's documents name them",
        )
    values = {f"settings.{key}": value for key, value in account.settings.items()}
    settled: dict[str, Any] = filled(document, values, others=True)
    return settled


def filled(value: Any, values: Mapping[str, str], *, others: bool = False) -> Any:
    """Fill names in braces in all texts of a value; with `others`, names that are not given stay.

    >>> filled({"a": ["{x}-{y}", 7]}, {"x": "1", "y": "2"})
    {'a': ['1-2', 7]}
    """
    if isinstance(value, str):
        return NAME.sub(lambda found: values.get(found[1], found[0]) if others else values[found[1]], value)
    if isinstance(value, dict):
        return {key: filled(inner, values, others=others) for key, inner in value.items()}
    return [filled(inner, values, others=others) for inner in value] if isinstance(value, list) else value


def _profile(said: Mapping[str, Any]) -> Profile:
    track = said.get("track", {})
    return Profile(
        title=said["title"],
        formats=tuple(said.get("formats", ())),
        max_bytes=said.get("max_bytes"),
        auth=Auth(**said.get("auth", {})),
        deliver=_step(said["deliver"], "POST"),
        finalize=_step({"success": [200, 201, 202, 204], **said["finalize"]}, "POST") if "finalize" in said else None,
        look=_step(said["look"], "GET") if "look" in said else None,
        track=_step(track, "GET") if track else None,
        fields=track.get("fields", {}),
        cuts=track.get("adjustments", {}),
        statuses=track.get("statuses", {}),
        errors=said.get("errors", {}),
        paging=said.get("paging", {}),
    )


def _step(said: Mapping[str, Any], method: str) -> Step:
    pointers = {key: said[key] for key in ("reference", "confirms", "items", "finalized") if key in said}
    words = ("mode", "file_field", "attachments_field", "content_type", "idempotency_header")
    rest = {key: said[key] for key in words if key in said}
    return Step(
        method=said.get("method", method),
        path=said["path"],
        params=said.get("params", {}),
        headers=said.get("headers", {}),
        body=said.get("body"),
        pointers=pointers,
        success=tuple(said.get("success", (200, 201, 202))),
        done=tuple(said.get("done", ())),
        **rest,
    )
