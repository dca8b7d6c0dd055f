"""A client's guidelines as one self-contained page: no script, no network, fit to be printed and handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledes.show.pages import template

if TYPE_CHECKING:
    from ledes.guidelines.guide import Guide


def page(guide: Guide) -> str:
    """Write the page."""
    made: str = template("guidelines.html").render(guide=guide)
    return made
