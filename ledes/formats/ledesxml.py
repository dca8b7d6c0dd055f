"""LEDES XML Ebilling 2.0, 2.1 and 2.2: firm, client, invoice, matter, fee and expense, with taxes and adjustments.

Source: the standard's segments and elements of 2.2 with the revisions 2.0.4, 2.1.4 and 2.2.1; the table
`schemas/ledesxml2.csv` says of each element since when it stands there and whether its place is confirmed.
"""

from __future__ import annotations

import functools

from ledes.formats import Format
from ledes.formats.xml import elements, losses, prolog, reading, writing
from ledes.formats.xml.elements import Dialect

_NAMESPACE = "http://www.ledes.org/LEDES{0}.xsd"
_ROOT = "ledesxmlebilling"


def _dialect(version: str, revisions: tuple[str, ...], unconfirmed: str = "") -> Dialect:
    return Dialect(
        key=f"xml{version}",
        title=f"LEDES XML {version}",
        root=f"{_ROOT}{version}",
        table="ledesxml2",
        version=version,
        revisions=revisions,
        namespace=_NAMESPACE.format(version.replace(".", "")),
        liberal=version == "2.0",
        unconfirmed=unconfirmed,
    )


XML20 = _dialect(
    "2.0",
    ("2.0", "2.0.3", "2.0.4"),
    "the list of its elements, their order, and that it has no taxes and no discounts of its own at lines",
)
XML21 = _dialect("2.1", ("2.1", "2.1.3", "2.1.4"))
XML22 = _dialect("2.2", ("2.2", "2.2.1"))
DIALECTS = (XML20, XML21, XML22)


def meant(head: bytes) -> Dialect | None:
    """Say which version a file is meant to be; an unknown one is taken for the newest."""
    name = prolog.local_root(head).casefold()
    if not name.startswith(_ROOT):
        return None
    return next((each for each in DIALECTS if name == each.root), XML22)


def _format(dialect: Dialect) -> Format:
    return Format(
        key=dialect.key,
        title=dialect.title,
        extensions=("xml",),
        sniff=lambda head: meant(head) is dialect,
        read=lambda stream, name, _reading: reading.read(dialect, stream, name),
        write=functools.partial(writing.write, dialect),
        losses=functools.partial(losses.find, dialect),
        missed=losses.missed,
        fields=elements.fields(dialect),
        experimental=bool(dialect.unconfirmed),
    )


FORMATS = tuple(_format(dialect) for dialect in DIALECTS)
