"""The body of a mail as lines of plain text that patterns can be looked for in."""

from __future__ import annotations

import re
from typing import Any

LONGEST = 1 << 18
"""Characters of a body that are looked through; status mails have a few thousand."""

MARKUP = 4 << 20
"""Characters of HTML that are taken apart."""

BREAKS = frozenset(
    {"address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "footer", "form", "header"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "li", "ol", "p", "pre", "section", "table", "tbody", "tfoot"}
    | {"thead", "title", "tr", "ul"}
)
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff]"
)
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "object"})


def lines(text: str) -> str:
    """Make runs of blanks one blank, leave out empty lines; tabs between cells stay.

    >>> lines("  Invoice \\u00a0 1001\\r\\n\\r\\n was\\t approved ")
    'Invoice 1001\\nwas\\tapproved'
    """
    seen = _seen_only(text[:LONGEST]).replace("\r\n", "\n").replace("\r", "\n")
    kept = ("\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip() for line in seen.split("\n"))
    return "\n".join(line for line in kept if line)


def one_line(text: str) -> str:
    """Make runs of blanks one blank, and leave out what nobody sees and what would steer a terminal."""
    return " ".join(_seen_only(text).split())


def _seen_only(text: str) -> str:
    # A soft hyphen, a zero-width blank or a mark of direction inside of a number would hide it from a pattern.
    return _UNSEEN.sub("", text)


def from_html(markup: str) -> str:
    """Give what a reader of an HTML mail sees, as lines: one for each paragraph and each row, cells parted by tabs.

    Empty for what no parser makes anything of.
    """
    from lxml import etree

    # Fed as UTF-8 with the encoding stated, so that no declaration inside of it counts.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup[:MARKUP].encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return ""
    return lines("".join(_seen(root))) if root is not None else ""


def _seen(root: Any) -> list[str]:
    """Collect the text in view, without recursion: a hostile mail may nest as deep as it likes."""
    from lxml import etree

    found: list[str] = []
    hidden: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if hidden is None and (name in UNSEEN or _not_shown(element)):
                hidden = element
            if hidden is None:
                found += ["\n" if name in BREAKS else "", re.sub(r"\s+", " ", element.text or "")]
            continue
        if element is hidden:
            hidden = None
        if hidden is None:
            found.append("\t" if name in CELLS else "\n" if name in BREAKS else "")
            found.append(re.sub(r"\s+", " ", element.tail or ""))
    return found


def _not_shown(element: Any) -> bool:
    style = re.sub(r"\s+", "", element.get("style") or "").lower()
    return "display:none" in style or "visibility:hidden" in style or element.get("hidden") is not None
