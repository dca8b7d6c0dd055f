"""A handover as one self-contained page: no script, no network, fit for a phone and for print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes.show.billwords import text
from ledes.show.pages import template

if TYPE_CHECKING:
    from ledes.handover import Cover, Page


def write(stream: BinaryIO, page: Page, blocks: Callable[[Cover], Iterable[Any]]) -> None:
    """Write the page, in UTF-8; `blocks` gives the tables of a client."""
    covers = [(each, tuple(blocks(each))) for each in page.covers]
    made = template("handover.html").generate(page=page, covers=covers, clean=text)
    for part in made:
        stream.write(part.encode("utf-8", "backslashreplace"))
