"""A client's guidelines, gaps and trials as a person reads them on a terminal, and as a program does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ledes.finding import Severity
from ledes.show import findings

if TYPE_CHECKING:
    from ledes.guidelines.examples import Trial
    from ledes.guidelines.guide import Guide, Point, Section
    from ledes.guidelines.mattergaps import Gap

WIDTH = 96
OPEN, DONE = "[ ]", "[x]"


def text(guide: Guide, *, whole: bool = False) -> Iterator[str]:
    """Yield the guidelines as lines; with `whole` also what is not checked for want of a choice."""
    import click

    name = guide.name if guide.name == guide.key else f"{guide.name} ({guide.key})"
    yield from (click.style(f"Guidelines of {name}", bold=True), "")
    width = max((len(label) for label, _ in guide.facts), default=0)
    for label, value in guide.facts:
        yield from _wrapped(value, f"{label:{width}}  ")
    for section in guide.sections:
        yield from _section(section)
    if guide.everyone:
        yield from _heading("Of every client")
        for section in guide.everyone:
            for point in section.points:
                yield from _point(point)
    if guide.reminders:
        yield from _heading("What no bill shows: look yourself")
        for point in guide.reminders:
            yield from _wrapped(point.truth, f"  {point.code}  ")
    yield from _heading("To ask the client for")
    for group in guide.tasks:
        yield f"  {group.heading}:"
        for task in group.tasks:
            yield from _wrapped(task.what, f"    {DONE if task.done else OPEN} ")
    yield from _unasked(guide, whole=whole)


def _unasked(guide: Guide, *, whole: bool) -> Iterator[str]:
    count = sum(len(section.points) for section in guide.unasked)
    if not count:
        return
    if not whole:
        yield from ("", f"{findings.counted(count, 'rule')} wait for a number or a choice of the client (--all)")
        return
    yield from _heading("Not checked, for want of a number or a choice of the client")
    for section in guide.unasked:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield from _heading(section.heading)
    for point in section.points:
        yield from _point(point)


def _point(point: Point) -> Iterator[str]:
    choices = f" ({'; '.join(point.choices)})" if point.choices else ""
    yield from _wrapped(f"{point.truth}{choices}", f"  {point.code}  {point.outcome:10}  ")


def _heading(words: str) -> Iterator[str]:
    import click

    yield from ("", click.style(words, bold=True))


def _wrapped(words: str, start: str) -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(words, WIDTH, initial_indent=start, subsequent_indent=" " * len(start)) or [start.rstrip()]


def as_data(guide: Guide) -> dict[str, Any]:
    """Give the guidelines in the shape of `schemas/client-explain.schema.json`."""
    return {
        "client": guide.key,
        "name": guide.name,
        "facts": [{"label": label, "value": value} for label, value in guide.facts],
        "guidelines": [_section_data(each) for each in guide.sections],
        "everyone": [_section_data(each) for each in guide.everyone],
        "unasked": [_section_data(each) for each in guide.unasked],
        "reminders": [{"code": each.code, "text": each.truth} for each in guide.reminders],
        "checklist": [
            {"heading": group.heading, "tasks": [{"done": each.done, "what": each.what} for each in group.tasks]}
            for group in guide.tasks
        ],
    }


def _section_data(section: Section) -> dict[str, Any]:
    points = [
        {"code": each.code, "outcome": each.outcome, "truth": each.truth, "choices": list(each.choices)}
        for each in section.points
    ]
    return {"heading": section.heading, "points": points}


def gaps(key: str, found: Iterable[Gap]) -> Iterator[str]:
    """Yield the gaps of a profile, each with its way out, and how many there are."""
    import click

    every = list(found)
    for each in every:
        word = click.style(each.severity.word, fg=findings.COLOURS[each.severity], bold=True)
        yield f"{key}: {each.place}: {word} {each.fact}"
        yield f"  try: {each.remedy}"
    counts = [findings.counted(number, word) for word, number in _counts(every).items() if number]
    yield f"{key}: {', '.join(counts) or 'nothing is missing'}"


def _counts(found: list[Gap]) -> dict[str, int]:
    return {
        each.word: sum(gap.severity is each for gap in found)
        for each in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    }


def gaps_data(key: str, found: Iterable[Gap]) -> dict[str, Any]:
    """Give the gaps in the shape of `schemas/client-check.schema.json`."""
    every = list(found)
    return {
        "client": key,
        "gaps": [
            {"severity": each.severity.word, "place": each.place, "fact": each.fact, "remedy": each.remedy}
            for each in every
        ],
        "counts": _counts(every),
    }


def trial(key: str, each: Trial) -> Iterator[str]:
    """Yield what became of one example."""
    found = f" (found {', '.join(each.found)})" if each.found else ""
    yield f"{key}: {each.example.file}: {'not as expected' if each.problems else 'as expected'}{found}"
    yield from (f"  {problem}" for problem in each.problems)


def trials_data(key: str, trials: Iterable[Trial]) -> dict[str, Any]:
    """Give the trials in the shape of `schemas/client-test.schema.json`."""
    return {
        "client": key,
        "examples": [
            {
                "file": each.example.file,
                "must": each.example.must or None,
                "codes": list(each.example.codes),
                "found": list(each.found),
                "problems": list(each.problems),
                "passed": not each.problems,
            }
            for each in trials
        ],
    }
