"""A bill's page on a terminal, at any width from about 50 columns; plain where no terminal reads it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ledes.show.billpage import Cover, Entry, Fact, Group, Mark, Notice, Page, Section, Side, Table

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
"""Columns that are used at most: longer lines are hard to read."""

NARROW = 66
"""Below this many columns an entry's calculation stands below its text."""

LABEL = 16
COLOURS = {"error": "bold red", "warning": "yellow", "note": "blue"}


class Said(NamedTuple):
    """A line of the page, and how it looks where there are colours."""

    line: str
    style: str = ""


def lines(cover: Cover, pages: Iterable[Page], width: int, *, colour: bool = False) -> Iterator[str]:
    """Yield what is printed for a file: its head, then its bills; tables come as several lines at once."""
    from rich.console import Console
    from rich.text import Text

    width = min(width, WIDEST)
    out = Console(file=io.StringIO(), width=width, force_terminal=colour, highlight=False, markup=False, emoji=False)
    for part in _file(cover, pages, width):
        if isinstance(part, Table):
            yield from _grid(part, out, plain=not colour)
        elif colour and part.style:
            with out.capture() as printed:
                out.print(Text(part.line, part.style), soft_wrap=True)
            yield printed.get().removesuffix("\n")
        else:
            yield part.line


def _grid(table: Table, out: Console, *, plain: bool) -> Iterator[str]:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=None if plain else SIMPLE_HEAD, pad_edge=False, show_footer=bool(table.foot), padding=(0, 2, 0, 0))
    foot = table.foot or ("",) * len(table.headings)
    for heading, sum_ in zip(table.headings, foot, strict=True):
        right = heading in table.right
        side = "right" if right else "left"
        grid.add_column(Text(heading), Text(sum_, "bold"), justify=side, no_wrap=right, overflow="fold")
    for row in table.rows:
        grid.add_row(*map(Text, row))
    with out.capture() as printed:
        out.print(grid)
    for line in printed.get().rstrip("\n").split("\n"):
        yield line.rstrip()


def _file(cover: Cover, pages: Iterable[Page], width: int) -> Iterator[Said | Table]:
    yield from _folded(f"{cover.name}: {cover.format}, {cover.verdict}", width, style="dim")
    if cover.unasked:
        yield from _folded(cover.unasked, width, style="dim")
    yield from _notices(cover.notices, width)
    for page in pages:
        yield Said("")
        yield from _page(page, width)


def _page(page: Page, width: int) -> Iterator[Said | Table]:
    yield from _heading(page.heading, page.total, width)
    if page.title:
        yield from _folded(page.title, width)
    yield from _facts(page.facts, width)
    for side in page.sides:
        yield from _side(side, width)
    yield from _notices(page.notices, width)
    for section in page.sections:
        yield from _section(section, width)
    for statement in page.statements:
        yield Said("")
        yield from _folded(statement.label, width, style="bold")
        yield from _folded(statement.value, width)
    for table in (*page.tables, page.sums):
        yield from _table(table)
    if page.lost:
        yield from _folded(page.lost, width, style=COLOURS["error"])


def _heading(left: str, right: str, width: int) -> Iterator[Said]:
    gap = width - _cells(left) - _cells(right)
    if gap > 1:
        yield Said(left + " " * gap + right, "bold")
    else:
        yield from _folded(left, width, style="bold")
        yield Said(right.rjust(width), "bold")
    yield Said("=" * width, "dim")


def _cells(text: str) -> int:
    """Count the columns that a text takes; some letters take two, some none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _folded(text: str, width: int, lead: str = "", hang: str = "", style: str = "") -> Iterator[Said]:
    """Fold a text into lines that begin with `lead`, then `hang`."""
    if _cells(text) == len(text):
        folded = textwrap.wrap(text, width, initial_indent=lead, subsequent_indent=hang, break_on_hyphens=False)
        yield from (Said(line, style) for line in folded or [lead.rstrip()])
        return
    from rich.console import Console
    from rich.text import Text

    room = max(8, width - max(len(hang), len(lead)))
    for place, line in enumerate(Text(text).wrap(Console(width=room), room)):
        yield Said((hang if place else lead) + line.plain.rstrip(), style)


def _facts(facts: Iterable[Fact], width: int) -> Iterator[Said]:
    for fact in facts:
        lead = f"{fact.label:<{LABEL}}  " if len(fact.label) <= LABEL else f"{fact.label}: "
        yield from _folded(fact.value, width, lead, " " * (LABEL + 2))


def _side(side: Side, width: int) -> Iterator[Said]:
    hang = " " * (LABEL + 2)
    yield Said("")
    yield from _folded(side.name, width, f"{side.heading:<{LABEL}}  ", hang, "bold")
    for line in side.lines:
        yield from _folded(line, width, hang, hang)
    yield from _facts(side.facts, width)


def _notices(notices: Iterable[Notice], width: int) -> Iterator[Said]:
    for notice in notices:
        yield Said("")
        yield from _folded(f"{notice.severity} {notice.rule} {notice.name}", width, style=COLOURS[notice.severity])
        for item in notice.items:
            places = ", ".join(each.words for each in item.places) + (f" and {item.more:,} more" if item.more else "")
            field = f", {item.field}" if item.field else ""
            yield from _folded(f"{places}{field}: {item.message}", width, "  ", "    ")
        if notice.more:
            yield Said(f"  and {notice.more:,} more, marked at their lines")
        if notice.fix:
            yield from _folded(notice.fix, width, "  fix: ", "       ")


def _section(section: Section, width: int) -> Iterator[Said | Table]:
    yield Said("")
    yield from _folded(section.heading, width, style="bold")
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
    number = max(len(entry.number) for entry in group.entries)
    for entry in group.entries:
        if not entry.again:
            yield Said(entry.date or "no date", "cyan")
        yield from _entry(entry, width, number, wide)
    units = f"{group.units} {group.unit.lower()}" if group.units else ""
    cut = f"adjusted by {group.adjustment}" if group.adjustment else ""
    tax = f"tax {group.tax}, with tax {group.total}" if group.tax else ""
    said = ", ".join(part for part in (units, cut, tax, group.without) if part)
    room = width - wide - 2
    *before, last = _folded(f"{group.heading} together{': ' if said else ''}{said}", room, "", "  ", "bold")
    yield from before
    yield Said(f"{last.line:<{room}}  {group.amount:>{wide}}", "bold")


def _entry(entry: Entry, width: int, number: int, wide: int) -> Iterator[Said]:
    """Lay out one entry: who and what at the left, the calculation at the right, the narrative below."""
    hang = " " * (number + 4)
    lead = f"  {entry.number:>{number}}  "
    texts = [text for text in (" / ".join(filter(None, (entry.who, entry.codes))), entry.text) if text] or [""]
    sum_ = f"{_calculation(entry)}  {entry.amount:>{wide}}"
    room = width - len(lead) - len(sum_) - 2
    beside = width >= NARROW and _cells(texts[0]) <= room
    if beside:
        yield Said(f"{lead}{texts[0]}{' ' * (room + 2 - _cells(texts[0]))}{sum_}")
    for place, text in enumerate(texts[1:] if beside else texts):
        yield from _folded(text, width, hang if beside or place else lead, hang)
    for note in (*entry.notes, _tax(entry)):
        if note:
            yield from _folded(note, width, hang, hang + "  ", "dim")
    if not beside and len(hang) + len(sum_) <= width:
        yield Said(sum_.rjust(width))
    elif not beside:
        yield from _folded(_calculation(entry), width, hang, hang)
        yield Said(entry.amount.rjust(width))
    yield from _marks(entry.marks, width, hang)


def _marks(marks: Iterable[Mark], width: int, hang: str = "") -> Iterator[Said]:
    for mark in marks:
        field = f"{mark.field}: " if mark.field else ""
        said = f"{mark.severity} {mark.rule} {field}{mark.message}"
        yield from _folded(said, width, f"{hang}> ", f"{hang}  ", COLOURS[mark.severity])


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
