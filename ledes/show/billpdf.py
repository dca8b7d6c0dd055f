"""A bill's page on paper: PDF by typst, which is an extra of the installation."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path

from ledes.errors import SetupError
from ledes.show.billpage import Cover, Page

MOST_TAGGED = 3_000
"""Lines up to which the PDF is tagged for screen readers: beyond, tags would make up nine tenths of the file."""

TEMPLATE = Path(__file__).parent / "templates" / "bill.typ"


def render(cover: Cover, pages: Iterable[Page]) -> bytes:
    """Set the bills of a file; the same bills give the same bytes where the same fonts are installed.

    Letters that the fonts of typst lack are taken from the fonts of the machine. All bills are held at once.
    Raises `SetupError` when typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise SetupError(
            "PDF is written by typst, which is not installed",
            hint="pip install 'ledes[pdf]', or use --html and print the page from a browser",
        ) from None
    bills = list(pages)
    lines = sum(len(group.entries) for page in bills for section in page.sections for group in section.groups)
    shown = {"cover": dataclasses.asdict(cover), "pages": [dataclasses.asdict(page) for page in bills]}
    # words reach the template as data, so that no narrative can be read as markup
    words = json.dumps(shown, ensure_ascii=False, default=sorted)
    made = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": words}, pdf_tags=lines <= MOST_TAGGED)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made
