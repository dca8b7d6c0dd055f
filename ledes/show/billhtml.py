"""A bill's page for a browser: one file, without script and network, that prints as well as it reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from ledes.show.billpage import Cover, Page
from ledes.show.pages import template


def write(stream: BinaryIO, cover: Cover, pages: Iterable[Page]) -> None:
    """Write the page of a file, in UTF-8; bills are laid out as they come, so that one is held at a time."""
    for part in template("bill.html").generate(cover=cover, pages=pages):
        stream.write(part.encode())
