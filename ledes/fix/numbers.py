"""Separators in numbers, taken out where the arithmetic of the lines and the sum of the invoice both prove the value.

`1,250` may be meant as 1250 or as 1.25, so a text is never judged by its look: every reading that it allows is tried,
and it is mended only when one reading of all such numbers of a bill, and no other, makes its lines and totals right.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ledes import codes, money
from ledes.bill import Bill, Line
from ledes.finding import ERROR, Finding
from ledes.fix.frame import Entry
from ledes.fix.repair import Repair
from ledes.formats.delimited import reading
from ledes.formats.delimited.heading import END, Layout
from ledes.formats.fields import Field, fits
from ledes.rules import arithmetic
from ledes.validate import verify

MOST_READINGS = 256
"""Ways to read a line or a bill that are tried; beyond it nothing is proven."""

_BLANKS = "[ '’\u00a0\u2009\u202f]"
_POINT = re.compile(rf"-?[0-9]{{1,3}}(?:(?:,[0-9]{{3}})+|(?:{_BLANKS}[0-9]{{3}})+)(?:\.[0-9]+)?", re.ASCII)
_COMMA = re.compile(rf"-?(?:[0-9]{{1,3}}(?:(?:\.[0-9]{{3}})+|(?:{_BLANKS}[0-9]{{3}})+)?|[0-9]+)(?:,[0-9]+)?", re.ASCII)
_SEPARATORS = re.compile(r"[^0-9.-]")
_WORKED = frozenset({"line.units", "line.rate", "line.adjustment", "line.total"})
_TAXED = frozenset({"line.tax", "tax.rate"})

Texts = dict[int, str]
"""Texts for some fields of a record, by the field's index."""


class Way(NamedTuple):
    """One way to read the unread numbers of a record that makes the line right, and the line it makes."""

    texts: Texts
    line: Line


def readings(text: str) -> tuple[str, ...]:
    """List what a number with separators may mean, in plain digits.

    >>> readings("1.250,00"), readings("1,250"), readings("12 3")
    (('1250.00',), ('1250', '1.250'), ())
    """
    found: dict[str, None] = {}
    if _POINT.fullmatch(text):
        found[_SEPARATORS.sub("", text)] = None
    if _COMMA.fullmatch(text):
        found[_SEPARATORS.sub("", text.replace(".", "").replace(",", "."))] = None
    return tuple(found)


def proven(entries: Sequence[Entry], layout: Layout, values: list[Repair]) -> list[Entry]:
    """Give the records with the separators taken out where that is proven; note each repair."""
    found: list[Entry] = []
    runs = [list(run) for _, run in itertools.groupby(entries, key=lambda entry: entry.cells[1])]
    seen = [run[0].cells[1] for run in runs]
    for run in runs:
        whole = seen.count(run[0].cells[1]) == 1
        chosen = _bill(run, layout) if whole and _unread(run, layout) else None
        for entry, texts in zip(run, chosen or itertools.repeat({}), strict=False):
            for place, text in texts.items():
                name, was = layout.fields[place].name, entry.cells[place]
                values.append(Repair(rule="F003", row=entry.row, field=name, bill=entry.cells[1], was=was, now=text))
            found.append(_with(entry, texts))
    return found


def _with(entry: Entry, texts: Texts) -> Entry:
    if not texts:
        return entry
    return replace(entry, cells=[texts.get(place, cell) for place, cell in enumerate(entry.cells)])


def _unread(run: Sequence[Entry], layout: Layout) -> bool:
    return any(_odd(field, entry.cells[field.index]) for entry in run for field in layout.fields)


def _odd(field: Field, text: str) -> bool:
    return field.type == "number" and not fits(field, text)


def _bill(run: Sequence[Entry], layout: Layout) -> list[Texts] | None:
    """Find the one way to read all numbers of a bill; `None` where there is none, or more than one."""
    lines: list[list[Way]] = []
    for entry in run:
        ways = list(_ways(entry, layout)) if _has_odd_line(entry, layout) else [Way({}, Line())]
        if not ways:
            return None
        lines.append(ways)
    totals = _totals(run, layout)
    if totals is None or _count([*map(len, lines), *map(len, totals.values())]) > MOST_READINGS:
        return None
    right = [chosen for chosen in _choices(run, lines, totals) if _adds_up(run, chosen, layout)]
    return right[0] if len(right) == 1 else None


def _count(sizes: Sequence[int]) -> int:
    product = 1
    for size in sizes:
        product = min(product * size, MOST_READINGS + 1)
    return product


def _of_lines(field: Field) -> bool:
    return field.bill.startswith(("line.", "tax."))


def _has_odd_line(entry: Entry, layout: Layout) -> bool:
    return any(_of_lines(field) and _odd(field, entry.cells[field.index]) for field in layout.fields)


def _ways(entry: Entry, layout: Layout) -> Iterator[Way]:
    """Yield the readings of a record's numbers that the arithmetic of the line proves."""
    odd = [field for field in layout.fields if _of_lines(field) and _odd(field, entry.cells[field.index])]
    choices = [readings(entry.cells[field.index]) for field in odd]
    if _count([len(each) for each in choices]) > MOST_READINGS:
        return
    for texts in itertools.product(*choices):
        chosen = {field.index: text for field, text in zip(odd, texts, strict=True)}
        bill = _read([_with(entry, chosen)], layout)
        if bill is not None and _holds(bill.lines[0], {field.bill for field in odd}, bill.currency):
            yield Way(chosen, bill.lines[0])


def _holds(line: Line, odd: set[str], currency: str) -> bool:
    """Say whether a line's own arithmetic proves the numbers that were odd."""
    places = codes.minor_units(currency)
    exact, rate = arithmetic.net(line), arithmetic.rate_of(line)
    if exact is None or line.amount is None or not arithmetic.agrees(line.amount, exact, places):
        return False
    if odd & _TAXED and (rate is None or line.tax is None):
        return False
    taxed = rate is None or line.tax is None or arithmetic.agrees(line.tax, money.times(line.amount, rate), places)
    return taxed and odd <= _WORKED | _TAXED


def _totals(run: Sequence[Entry], layout: Layout) -> dict[tuple[int, str], tuple[str, ...]] | None:
    """List the readings of each odd text that speaks of the whole bill; `None` where one has none."""
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for field in layout.fields:
        if field.type == "number" and not _of_lines(field):
            for text in {entry.cells[field.index] for entry in run}:
                if _odd(field, text):
                    found[(field.index, text)] = readings(text)
    return None if any(not each for each in found.values()) else found


def _choices(
    run: Sequence[Entry], lines: list[list[Way]], totals: dict[tuple[int, str], tuple[str, ...]]
) -> Iterator[list[Texts]]:
    for ways in itertools.product(*lines):
        for texts in itertools.product(*totals.values()):
            whole = dict(zip(totals, texts, strict=True))
            yield [
                {
                    **way.texts,
                    **{place: text for (place, was), text in whole.items() if entry.cells[place] == was},
                }
                for entry, way in zip(run, ways, strict=True)
            ]


def _adds_up(run: Sequence[Entry], chosen: list[Texts], layout: Layout) -> bool:
    """Say whether a bill is whole and right in its arithmetic, read in one way."""
    bill = _read([_with(entry, texts) for entry, texts in zip(run, chosen, strict=True)], layout)
    if bill is None or bill.total is None or any(line.amount is None for line in bill.lines):
        return False
    parts = [part for line in bill.lines for part in (line.amount, line.tax) if part is not None]
    if not arithmetic.agrees(bill.total, money.total(parts), codes.minor_units(bill.currency)):
        return False
    return not any(finding.layer == "arithmetic" for finding in verify(bill, scopes=("standard",)))


def _read(run: Sequence[Entry], layout: Layout) -> Bill | None:
    """Read records as the format's reader does; `None` where a number of theirs is still unread or in doubt."""
    lines = (layout.first_line, layout.header, *("|".join(entry.cells) + END for entry in run))
    content = "\n".join(lines).encode("utf-8", "surrogateescape")
    items = list(reading.read(layout, io.BytesIO(content), ""))
    numbers = {field.name for field in layout.fields if field.type == "number"}
    wrong = [each for each in items if isinstance(each, Finding) and each.field in numbers and each.severity is ERROR]
    bills = [each for each in items if isinstance(each, Bill)]
    if len(bills) != 1 or any(finding.rule != "F003" or len(run) > 1 for finding in wrong):
        return None
    return bills[0]
