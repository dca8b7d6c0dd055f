"""The patterns of a vendor: those that its adapter knows, and those of the workspace in `patterns/<vendor>.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes.formats.tabular import dateforms
from ledes.gateway import Adapter, Export, MailPattern
from ledes.gateway.said import GROUPS, LINE_GROUPS
from ledes.setup import Mistake, Mistakes, gathered, read

SCHEMA = "patterns.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """How one vendor's mails and files are read; what the workspace states comes before what the adapter knows.

    `senders` stand in for a pattern that names none, and are more addresses for one that does. `statuses` map the
    vendor's words before its adapter does.
    """

    vendor: str
    adapter: Adapter | None = None
    mail: tuple[MailPattern, ...] = ()
    exports: tuple[Export, ...] = ()
    senders: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def of(adapter: Adapter, own: Iterable[Patterns] = ()) -> Patterns:
    """Put together what an adapter knows and what the workspace states of its vendor."""
    stated = [each for each in own if each.vendor == adapter.key]
    return Patterns(
        vendor=adapter.key,
        adapter=adapter,
        mail=(*(pattern for each in stated for pattern in each.mail), *adapter.mail),
        exports=(*(export for each in stated for export in each.exports), *adapter.exports),
        senders=tuple(sender for each in stated for sender in each.senders),
        statuses=MappingProxyType({word: status for each in stated for word, status in each.statuses.items()}),
    )


def load(paths: Iterable[str]) -> tuple[Patterns, ...]:
    """Read the pattern files of a workspace.

    Raises `Mistakes` with all that is wrong in them.
    """
    found: list[Patterns] = []
    wrong: list[Mistake] = []
    for path in paths:
        with gathered(wrong):
            found.append(loaded(Path(path)))
    if wrong:
        raise Mistakes(wrong)
    return tuple(found)


def loaded(path: Path) -> Patterns:
    """Read one pattern file.

    Raises `Mistakes` with all that is wrong in it, `SetupError` when it cannot be read.
    """
    name = f"{path.parent.name}/{path.name}"
    said = read(path, SCHEMA, name)
    senders = tuple(said.get("senders", ()))
    mail = tuple(_made(MailPattern, each) for each in said.get("mail", ()))
    exports = tuple(_made(Export, each) for each in said.get("exports", ()))
    wrong = [Mistake(name, *each) for each in (*_mail_mistakes(mail, senders), *_export_mistakes(exports))]
    if wrong:
        raise Mistakes(wrong)
    return Patterns(
        vendor=said["vendor"],
        mail=mail,
        exports=exports,
        senders=senders,
        statuses=MappingProxyType(said.get("statuses", {})),
    )


def _made(kind: Any, said: Mapping[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    return kind(**{key: _frozen(value) for key, value in said.items() if key in known})


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return MappingProxyType(value)
    return tuple(value) if isinstance(value, list) else value


def _mail_mistakes(found: tuple[MailPattern, ...], senders: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for number, each in enumerate(found, 1):
        for fact, remedy, key in mistakes(each):
            yield f"mail entry {number}: {key}", fact, remedy
        if not each.sender and not senders:
            yield f"mail entry {number}", "names no sender", "add sender, or senders for all of the vendor's mails"
    yield from _doubles("mail", [each.key for each in found])


def _export_mistakes(found: tuple[Export, ...]) -> Iterator[tuple[str, str, str]]:
    for number, each in enumerate(found, 1):
        place = f"exports entry {number}"
        if not each.columns and not (each.files and each.words):
            yield place, "has no columns", "add [exports.columns], or files and words for a file that its name explains"
        if each.columns and not {"invoice", "reference"} & each.columns.keys():
            yield f"{place}: columns", "name neither invoice nor reference", "add the heading of one of them"
        if each.columns and "words" not in each.columns and not each.words:
            yield f"{place}: columns", "name no words", "add the heading of the status, or words for all rows"
        if wrong := _wrong_form(each.dates):
            yield f"{place}: dates", *wrong
    yield from _doubles("exports", [each.key for each in found])


def _doubles(place: str, keys: list[str]) -> Iterator[tuple[str, str, str]]:
    for number, key in enumerate(keys, 1):
        if key in keys[: number - 1]:
            yield f"{place} entry {number}: key", f"{key!r} stands there twice", "give each a key of its own"


def mistakes(pattern: MailPattern) -> Iterator[tuple[str, str, str]]:
    """Say what is wrong with a mail pattern: the fact, the remedy, the key it is about."""
    groups: set[str] = set()
    for name in ("subject", "body", "section", "lines"):
        try:
            compiled = re.compile(getattr(pattern, name))
        except (re.error, RecursionError, OverflowError) as error:
            place = getattr(error, "pos", None)
            where = f" at character {place + 1}" if place is not None else ""
            why = getattr(error, "msg", "it is nested too deeply")
            yield (
                f"is no regular expression{where}: {why}",
                "write it in single quotes, as '(?P<invoice>[0-9-]+)'",
                name,
            )
            continue
        allowed = LINE_GROUPS if name == "lines" else GROUPS
        unknown = sorted(set(compiled.groupindex) - set(allowed))
        if unknown:
            yield f"has a group {unknown[0]!r}", f"groups may be called {', '.join(allowed)}", name
        if name == "lines" and pattern.lines and "cut" not in compiled.groupindex:
            yield "finds no amount", "add a group (?P<cut>...), and (?P<line>...) for the number of the line", name
        if name in {"subject", "body"}:
            groups |= set(compiled.groupindex)
    if pattern.about_bills and not groups & {"invoice", "reference"}:
        yield "finds no invoice", "add a group (?P<invoice>...) to subject or body, or about_bills = false", "body"
    if pattern.about_bills and "words" not in groups and not pattern.words:
        yield "is missing", "add the vendor's word, or a group (?P<words>...)", "words"
    if not pattern.about_bills and not pattern.subject and not pattern.body:
        yield "is missing", "say by its subject or body what kind of mail it is", "subject"
    if wrong := _wrong_form(pattern.dates):
        yield *wrong, "dates"


def _wrong_form(form: str) -> tuple[str, str] | None:
    try:
        dateforms.pattern(form)
    except ValueError as error:
        return f"is no form of dates: {error}", "write it as %m/%d/%Y, with %H:%M where a time stands there"
    return None
