"""XML that is passed on as it came: looked into before it leaves, and never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledes.gateway import Attachment, NotSent, Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The file of a package that is passed on, what it is, its root element, and the attachments beside it."""

    content: bytes = field(repr=False)
    kind: str
    root: Any = field(repr=False)
    others: tuple[Attachment, ...] = ()


def find(package: Package, kinds: Mapping[str, str]) -> Passed:
    """Find the one file of a package, the e-bill or an attachment, that is XML with one of these root elements.

    Raises `NotSent` when there is none or several.
    """
    files = (("", package.content), *((each.sha256, each.content) for each in package.attachments))
    read = ((mark, content, root(content)) for mark, content in files)
    found = [each for each in read if each[2] is not None and name(each[2]) in kinds]
    if len(found) != 1:
        wanted = " or ".join(sorted(set(kinds.values())))
        raise NotSent(f"{wanted} is wanted, and {len(found) or 'none'} of the files of this bill is that")
    ((mark, content, top),) = found
    others = tuple(each for each in package.attachments if each.sha256 != mark)
    return Passed(content=content, kind=kinds[name(top)], root=top, others=others)


def root(content: bytes) -> Any:
    """Give the root element of XML; `None` where it is no XML, is not well-formed, or declares things of its own."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        found = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return None if found.getroottree().docinfo.internalDTD is not None else found


def name(element: Any) -> str:
    """Give an element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def texts(top: Any, parent: str, child: str) -> set[str]:
    """Give the texts of an element wherever it stands right in another one."""
    above = (each for each in top.iter() if name(each) == parent)
    return {(each.text or "").strip() for one in above for each in one if name(each) == child}


def flagged(top: Any, *attributes: str) -> bool:
    """Say whether one of some attributes is true anywhere."""
    said = (element.get(each, "") for element in top.iter() for each in attributes)
    return any(each.strip().lower() in {"true", "1"} for each in said)
