"""A letter as a Word document: on the firm's letterhead, or on a plain page; the same letter gives the same bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledes.errors import SetupError
from ledes.letters import Letter
from ledes.show import billwords, sheet
from ledes.show.sheet import AT_RIGHT, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.table import Table, _Cell

FONT = "Calibri"
SIZE = 10.5
SMALL = 9
MARGIN = 22
"""Points of text and table, and millimetres at the sides."""

UNBROKEN, LONG = 12, 60
"""Characters up to which a text in a table is not broken, and from which a longer one takes no more room."""

PAPER, LETTER, SIDES = 7_560_000, 62_000, 140_000
"""Widths of A4, of a letter in a table and of what is around a cell, in units of Word: a millimetre has 36,000."""

MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment, as workbooks have one
STAMP = (2000, 1, 1, 0, 0, 0)


def written(letter: Letter, head: Path | None = None) -> bytes:
    """Write a letter; `head` is a Word file whose page, styles, header and footer it takes on.

    Raises `SetupError` when that is no Word file.
    """
    made = _page(head)
    for paragraph in letter.before:
        _put(made, paragraph)
    if letter.table is not None:
        _table(made, letter.table)
        made.add_paragraph()
    for paragraph in letter.after:
        _put(made, paragraph)
    _properties(made, letter)
    out = io.BytesIO()
    made.save(out)
    return _repeatable(out.getvalue())


def _page(head: Path | None) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.shared import Mm, Pt

    if head is not None:
        try:
            return docx.Document(str(head))
        except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile):
            raise SetupError(
                f"{head.parent.name}/{head.name} is no Word document", hint="save it as .docx, or take it away"
            ) from None
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)
    style: Any = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.paragraph_format.space_after = Pt(SIZE * 0.75)
    return made


def _put(made: Document, paragraph: str) -> None:
    shown = made.add_paragraph()
    for place, line in enumerate(paragraph.split("\n")):
        run = shown.add_run(billwords.text(line))
        if place:
            run._r.addprevious(_break(shown))


def _break(paragraph: Any) -> Any:
    """Make a line break that stands in a run of its own."""
    run = paragraph.add_run()
    run.add_break()
    return run._r


def _table(made: Document, shown: Sheet) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    rows = [*sheet.words(shown, shown.rows)]
    sums = [*sheet.words(shown, shown.totals)]
    grid = made.add_table(rows=1, cols=len(shown.columns))
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    if "Table Grid" in {style.name for style in made.styles}:
        grid.style = "Table Grid"
    _fill(grid.rows[0].cells, shown, [column.title for column in shown.columns], bold=True)
    _repeat(grid.rows[0])
    for place, row in enumerate([*rows, *sums]):
        _fill(grid.add_row().cells, shown, row, bold=place >= len(rows))
    _share(grid, _room(made), [[column.title for column in shown.columns], *rows, *sums])


def _room(made: Document) -> int:
    """Say how wide the text of a page is, in the units of Word."""
    page = made.sections[-1]
    sides = (page.page_width or PAPER) - (page.left_margin or 0) - (page.right_margin or 0)
    return max(int(sides), PAPER // 2)


def _share(grid: Table, room: int, lines: list[Sequence[str]]) -> None:
    """Give each column the width that its words take: long texts break, numbers do not."""
    from docx.shared import Emu

    least, more = [], []
    for column in zip(*lines, strict=True):
        word = max(len(part) for cell in column for part in cell.replace("-", "- ").split() or [""])
        whole = max(map(len, column))
        # a day or a number is one word, whatever stands in it
        kept = whole if whole <= UNBROKEN else max(word, UNBROKEN)
        least.append(kept * LETTER + SIDES)
        more.append(max(0, min(whole, LONG) - kept))
    left, parts = max(0, room - sum(least)), sum(more) or len(more)
    wanted = [each + left * (share if any(more) else 1) // parts for each, share in zip(least, more, strict=True)]
    grid.autofit = False
    for place, share in enumerate(wanted):
        width = Emu(min(share, room * share // sum(wanted)))
        grid.columns[place].width = width
        for cell in grid.columns[place].cells:
            cell.width = width


def _fill(cells: tuple[_Cell, ...], shown: Sheet, words: Any, *, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for cell, column, word in zip(cells, shown.columns, words, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if column.kind in AT_RIGHT:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(word)
        run.bold, run.font.size = bold, Pt(SMALL)


def _repeat(row: Any) -> None:
    """Let the headings stand on each page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _properties(made: Document, letter: Letter) -> None:
    said = made.core_properties
    said.title, said.author, said.last_modified_by, said.comments = letter.subject[:255], "", "", ""
    said.created = said.modified = MADE


def _repeatable(content: bytes) -> bytes:
    """Write the package anew with fixed moments in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(zipfile.ZipInfo(each.filename, STAMP), old.read(each), zipfile.ZIP_DEFLATED)
    return out.getvalue()
