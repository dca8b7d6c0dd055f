"""A bill's page for a browser: one file, without script and network, that prints as well as it reads."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ledes.show.billpage import Cover, Page

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    surroundings = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return surroundings.get_template("bill.html")


def write(stream: BinaryIO, cover: Cover, pages: Iterable[Page]) -> None:
    """Write the page of a file, in UTF-8; bills are laid out as they come, so that one is held at a time."""
    for part in _template().generate(cover=cover, pages=pages):
        stream.write(part.encode())
