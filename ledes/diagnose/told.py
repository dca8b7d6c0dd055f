"""What a platform said in a file that a person saved: a mail, a page, or an export with a column of reasons."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ledes.errors import InputError
from ledes.formats.source import unopened
from ledes.formats.tabular.csvrows import Unusable
from ledes.intake import exports, letters, plain

MOST_BYTES = 16 << 20
MAILS, PAGES, TABLES = frozenset({".eml"}), frozenset({".html", ".htm", ".xhtml"}), frozenset({".csv", ".xlsx"})
SUFFIXES = MAILS | PAGES
"""Endings by which a file is surely a platform's, and no bill."""

TITLES = 20
"""Rows above the headings, which portals fill with titles and filters."""

_INVOICE = re.compile(
    r"(?i)^(?:invoice|bill)(?:[ _-]*(?:no|nr|num|number|id|#)\.?)?$|^(?:invoice|bill)[ _-]?(?:number|no)"
)
_REASON = re.compile(r"(?i)reason|message|comment|error|rejection|explanation|fault|problem|remark")


class Told(NamedTuple):
    """Words of a platform, and the number of the invoice that they are about; empty where the file does not say."""

    invoice: str
    words: str


def read(path: Path, known: Iterable[str] = ()) -> tuple[Told, ...]:
    """Read what a file says; `known` are numbers of invoices by which the words of a mail or a page are parted.

    Raises `InputError` for a file that cannot be opened, is too long, or holds no words.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        raise unopened(path, error) from error
    if not content.strip():
        raise InputError(f"{path} is empty, or longer than {MOST_BYTES >> 20} MB", hint="save a shorter part of it")
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return tuple(_table(path, content))
    text = _mail(content) if suffix in MAILS else _page(content) if suffix in PAGES else _plain(content)
    if not text.strip():
        raise InputError(f"{path.name} holds no words that can be read", hint='copy them: ledes diagnose --text "..."')
    return tuple(_parted(text, known))


def _mail(content: bytes) -> str:
    now = datetime.datetime.now(datetime.UTC)
    letter = letters.read(content, received=None, now=now)
    return "\n".join((letter.subject, *letter.texts[:1]))


def _page(content: bytes) -> str:
    return plain.from_html(content.decode("utf-8", "replace"))


def _plain(content: bytes) -> str:
    return plain.lines(content.decode("utf-8-sig", "replace"))


def _parted(text: str, known: Iterable[str]) -> Iterator[Told]:
    """Part lines by the invoice that they, or the lines before them, name."""
    numbers = sorted({each for each in known if len(each) > 2}, key=len, reverse=True)
    naming = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, numbers)) + r")(?![\w-])") if numbers else None
    found: dict[str, list[str]] = {}
    here = ""
    for line in text.splitlines():
        match = naming.search(line) if naming else None
        here = match[1] if match else here
        found.setdefault(here, []).append(line.replace("\t", " "))
    if len(found) == 2 and "" in found:
        # What stands above the first number, such as a greeting, is about the only bill that is named.
        above = found.pop("")
        ((number, lines),) = found.items()
        found = {number: [*above, *lines]}
    for number, lines in found.items():
        yield Told(number, "\n".join(lines))


def _table(path: Path, content: bytes) -> Iterator[Told]:
    try:
        rows = exports.opened(content).rows
    except Unusable as error:
        raise InputError(f"{path.name} is no table that can be read", hint="save it as CSV or XLSX") from error
    for place, row in enumerate(rows[:TITLES]):
        headings = [_cell(each).strip() for each in row.cells]
        reasons = [number for number, heading in enumerate(headings) if _REASON.search(heading)]
        numbers = [number for number, heading in enumerate(headings) if _INVOICE.search(heading)]
        if reasons:
            at = numbers[0] if numbers else None
            yield from _rows([[_cell(each) for each in below.cells] for below in rows[place + 1 :]], at, reasons)
            return
    raise InputError(
        f"{path.name} has no column of reasons", hint="name it reason, message, comment or error in its heading"
    )


def _cell(cell: object) -> str:
    return cell if isinstance(cell, str) else "" if cell is None else str(getattr(cell, "text", cell))


def _rows(rows: Iterable[list[str]], invoice: int | None, reasons: list[int]) -> Iterator[Told]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        number = row[invoice].strip() if invoice is not None and invoice < len(row) else ""
        for column in reasons:
            if column < len(row) and row[column].strip():
                found.setdefault(number, {})[" ".join(row[column].split())] = None
    for number, words in found.items():
        yield Told(number, "\n".join(words))
