"""A bill's page on a terminal, at any width from about 50 columns; plain where no terminal reads it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from ledes.show.billcolumns import Said, cells, folded, grid
from ledes.show.billpage import Cover, Entry, Fact, Group, Mark, Notice, Page, Section, Side, Table

WIDEST = 100
"""Columns that are used at most: longer lines are hard to read."""

LEAST = 30
"""Columns that are used even where there are fewer: lines then run on, and nothing is lost."""

NARROW = 66
"""Below this many columns an entry's calculation stands below its text."""

LABEL = 16
NUMBER = 12
"""Columns for labels, and for line numbers."""

COLOURS = {"error": "bold red", "warning": "yellow", "note": "blue"}


def lines(cover: Cover, pages: Iterable[Page], width: int, *, colour: bool = False) -> Iterator[str]:
    """Yield what is printed for a file: its head, then its bills."""
    from rich.console import Console
    from rich.text import Text

    width = max(LEAST, min(width, WIDEST))
    out = Console(file=io.StringIO(), width=width, force_terminal=colour, highlight=False, markup=False, emoji=False)
    for part in _file(cover, pages, width):
        for said in grid(part, out) if isinstance(part, Table) else (part,):
            if colour and said.style:
                with out.capture() as printed:
                    out.print(Text(said.line, said.style), soft_wrap=True)
                yield printed.get().removesuffix("\n")
            else:
                yield said.line


def _file(cover: Cover, pages: Iterable[Page], width: int) -> Iterator[Said | Table]:
    yield from folded(f"{cover.name}: {cover.format}, {cover.verdict}", width, style="dim")
    if cover.unasked:
        yield from folded(cover.unasked, width, style="dim")
    yield from _notices(cover.notices, width)
    for page in pages:
        yield Said("")
        yield from _page(page, width)


def _page(page: Page, width: int) -> Iterator[Said | Table]:
    yield from _heading(page.heading, page.total, width)
    if page.title:
        yield from folded(page.title, width)
    yield from _facts(page.facts, width)
    for side in page.sides:
        yield from _side(side, width)
    yield from _notices(page.notices, width)
    for section in page.sections:
        yield from _section(section, width)
    for statement in page.statements:
        yield Said("")
        yield from folded(statement.label, width, style="bold")
        yield from folded(statement.value, width)
    for table in (*page.tables, page.sums):
        yield from _table(table)
    if page.lost:
        yield from folded(page.lost, width, style=COLOURS["error"])


def _heading(left: str, right: str, width: int) -> Iterator[Said]:
    gap = width - cells(left) - cells(right)
    if gap > 1:
        yield Said(left + " " * gap + right, "bold")
    else:
        yield from folded(left, width, style="bold")
        yield Said(right.rjust(width), "bold")
    yield Said("=" * width, "dim")


def _facts(facts: Iterable[Fact], width: int) -> Iterator[Said]:
    for fact in facts:
        lead = f"{fact.label:<{LABEL}}  " if len(fact.label) <= LABEL else f"{fact.label}: "
        yield from folded(fact.value, width, lead, " " * (LABEL + 2))


def _side(side: Side, width: int) -> Iterator[Said]:
    hang = " " * (LABEL + 2)
    yield Said("")
    yield from folded(side.name, width, f"{side.heading:<{LABEL}}  ", hang, "bold")
    for line in side.lines:
        yield from folded(line, width, hang, hang)
    yield from _facts(side.facts, width)


def _notices(notices: Iterable[Notice], width: int) -> Iterator[Said]:
    for notice in notices:
        yield Said("")
        yield from folded(f"{notice.severity} {notice.rule} {notice.name}", width, style=COLOURS[notice.severity])
        for item in notice.items:
            places = ", ".join(each.words for each in item.places) + (f" and {item.more:,} more" if item.more else "")
            field = f", {item.field}" if item.field else ""
            yield from folded(f"{places}{field}: {item.message}", width, "  ", "    ")
        if notice.more:
            yield Said(f"  and {notice.more:,} more, marked at their lines")
        if notice.fix:
            yield from folded(notice.fix, width, "  fix: ", "       ")


def _section(section: Section, width: int) -> Iterator[Said | Table]:
    yield Said("")
    yield from folded(section.heading, width, style="bold")
    yield Said("-" * width, "dim")
    yield from _facts(section.facts, width)
    yield from _marks(section.marks, width)
    for group in section.groups:
        yield from _group(group, width)
    for table in section.tables:
        yield from _table(table)


def _table(table: Table) -> Iterator[Said | Table]:
    yield Said("")
    yield Said(table.caption, "bold")
    yield table


def _group(group: Group, width: int) -> Iterator[Said]:
    yield Said("")
    yield Said(group.heading, "bold")
    wide = max(len(group.amount), *(len(entry.amount) for entry in group.entries))
    number = min(NUMBER, max(len(entry.number) for entry in group.entries))
    for entry in group.entries:
        if not entry.again:
            yield Said(entry.date or "no date", "cyan")
        yield from _entry(entry, width, number, wide)
    units = f"{group.units} {group.unit.lower()}" if group.units else ""
    cut = f"adjusted by {group.adjustment}" if group.adjustment else ""
    tax = f"tax {group.tax}, with tax {group.total}" if group.tax else ""
    said = ", ".join(part for part in (units, cut, tax, group.without) if part)
    room = max(LEAST // 2, width - wide - 2)
    *before, last = folded(f"{group.heading} together{': ' if said else ''}{said}", room, "", "  ", "bold")
    yield from before
    yield Said(f"{last.line:<{room}}  {group.amount:>{wide}}", "bold")


def _entry(entry: Entry, width: int, number: int, wide: int) -> Iterator[Said]:
    """Lay out one entry: who and what at the left, the calculation at the right, the narrative below."""
    hang = " " * (number + 4)
    lead = f"  {entry.number:>{number}}  "
    texts = [text for text in (" / ".join(filter(None, (entry.who, entry.codes))), entry.text) if text] or [""]
    sum_ = f"{_calculation(entry)}  {entry.amount:>{wide}}"
    room = width - len(lead) - len(sum_) - 2
    beside = width >= NARROW and cells(texts[0]) <= room
    if beside:
        yield Said(f"{lead}{texts[0]}{' ' * (room + 2 - cells(texts[0]))}{sum_}")
    for place, text in enumerate(texts[1:] if beside else texts):
        yield from folded(text, width, hang if beside or place else lead, hang)
    for note in (*entry.notes, _tax(entry)):
        if note:
            yield from folded(note, width, hang, hang + "  ", "dim")
    if not beside and len(hang) + len(sum_) <= width:
        yield Said(sum_.rjust(width))
    elif not beside:
        yield from folded(_calculation(entry), width, hang, hang)
        yield Said(entry.amount.rjust(width))
    yield from _marks(entry.marks, width, hang)


def _marks(marks: Iterable[Mark], width: int, hang: str = "") -> Iterator[Said]:
    for mark in marks:
        field = f"{mark.field}: " if mark.field else ""
        said = f"{mark.severity} {mark.rule} {field}{mark.message}"
        yield from folded(said, width, f"{hang}> ", f"{hang}  ", COLOURS[mark.severity])


def _calculation(entry: Entry) -> str:
    """Write how the amount comes about: units, rate, adjustment."""
    product = f"{entry.units or '?'} x {entry.rate or '?'}" if entry.units or entry.rate else ""
    cut = entry.adjustment if entry.adjustment.strip("-0.") else ""
    sign = "" if not cut else "- " if cut.startswith("-") else "+ "
    return f"{product} {sign}{cut.removeprefix('-')}".strip()


def _tax(entry: Entry) -> str:
    if not entry.tax:
        return f"stated in all {entry.total}" if entry.total else ""
    named = f" ({entry.taxed})" if entry.taxed else ""
    return f"tax {entry.tax}{named}" + (f", with tax {entry.total}" if entry.total else "")
