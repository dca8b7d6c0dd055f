"""A profile's own examples: bills that must pass, and bills in which given rules must find something."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledes import catalogue, validate
from ledes.client import Client
from ledes.errors import InputError
from ledes.finding import ERROR
from ledes.formats import Reading
from ledes.formats.source import source
from ledes.setup import Mistake, Mistakes, read
from ledes.setup.mistakes import unknown

if TYPE_CHECKING:
    from ledes.validate import Checked

PASS, FAIL = "pass", "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A file beside the profile, and what is expected of it.

    `must` is pass (no error), fail (an error) or empty, where only the codes count. `codes` are rules that find
    something; an error of any other rule is unexpected. `today` is the day on which the file is judged.
    """

    file: str
    must: str = ""
    codes: tuple[str, ...] = ()
    today: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An example that was tried: what is not as expected (empty: all is), and which rules found something."""

    example: Example
    problems: tuple[str, ...]
    found: tuple[str, ...] = ()


def examples(client: Client) -> tuple[Example, ...]:
    """Read the examples that stand in the profile itself; those of its bases belong to them.

    Raises `Mistakes` for rules that are not known and days that do not exist.
    """
    path = Path(client.source)
    name = f"{path.parent.name}/{path.name}"
    said = read(path, "client.schema.json", name).get("examples", ())
    found: list[Mistake] = []
    made = tuple(_example(each, f"examples entry {number}", name, found) for number, each in enumerate(said, 1))
    if found:
        raise Mistakes(found)
    return made


def tried(client: Client, today: datetime.date, maps: tuple[str, ...] = ()) -> Iterator[Trial]:
    """Check each example by the whole profile; `maps` are those by which tables among them may be read."""
    for example in examples(client):
        try:
            with source(str(Path(client.source).parent / example.file)) as opened:
                report = validate.check(
                    opened,
                    find_client=lambda _bill: client,
                    reading=Reading(maps=maps),
                    today=example.today or today,
                )
        except InputError as error:
            yield Trial(example=example, problems=(error.message,))
            continue
        found = tuple(sorted({case.finding.rule for case in report.cases}))
        yield Trial(example=example, problems=tuple(_problems(example, report)), found=found)


def _problems(example: Example, report: Checked) -> Iterator[str]:
    found = {case.finding.rule for case in report.cases}
    errors = {case.finding.rule: case.finding for case in report.cases if case.finding.severity is ERROR}
    skipped = {each.rule: each.why for each in report.skipped}
    if not report.bills:
        yield "it holds no bill that can be read"
    for code in example.codes:
        if code not in found:
            yield f"{code} finds nothing" + (f": it is not asked, {skipped[code]}" if code in skipped else "")
    for code, finding in errors.items():
        if example.must == PASS or code not in example.codes:
            yield f"{code} is not expected: {finding.message}" if code not in example.codes else f"{code} is an error"
    if example.must == FAIL and not errors:
        yield "it must fail, and has no error"


def _example(said: Mapping[str, Any], place: str, name: str, found: list[Mistake]) -> Example:
    known = {each: check.code for check in catalogue.catalogue().values() for each in (check.code, check.name)}
    codes: list[str] = []
    for word in said.get("codes", ()):
        code = known.get(word.upper()) or known.get(word.lower().replace("_", "-"))
        if code is None:
            found.append(unknown(name, f"{place}: codes", word, known, "rule"))
        else:
            codes.append(code)
    today = None
    try:
        today = datetime.date.fromisoformat(said["today"]) if "today" in said else None
    except ValueError:
        found.append(Mistake(name, f"{place}: today", "is no day of the calendar", "write a day such as 2026-01-31"))
    return Example(file=said["file"], must=said.get("must", ""), codes=tuple(codes), today=today)
