"""A handover as one self-contained page: no script, no network, fit for a phone and for print."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes.show.billwords import text

if TYPE_CHECKING:
    from jinja2 import Template

    from ledes.handover import Cover, Page


def write(stream: BinaryIO, page: Page, blocks: Callable[[Cover], Iterable[Any]]) -> None:
    """Write the page, in UTF-8; `blocks` gives the tables of a client."""
    covers = [(each, tuple(blocks(each))) for each in page.covers]
    made = _template().generate(page=page, covers=covers, clean=text)
    for part in made:
        stream.write(part.encode("utf-8", "backslashreplace"))


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    around = Environment(
        loader=PackageLoader("ledes.show"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return around.get_template("handover.html")
