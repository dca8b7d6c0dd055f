"""A client's guidelines as one self-contained page: no script, no network, fit to be printed and handed on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

    from ledes.guidelines.guide import Guide


def page(guide: Guide) -> str:
    """Write the page."""
    made: str = _template().render(guide=guide)
    return made


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
    return around.get_template("guidelines.html")
