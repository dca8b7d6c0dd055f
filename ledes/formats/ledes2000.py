"""LEDES 2000: the first XML e-bill of the standard, with addresses in a wrapper and dates without dashes.

Its documents and its DTD are no longer published; what is known comes from tables of platforms and a public
generator, so writing it is an experiment. `schemas/ledes2000.dtd` is our own and proves only that our writer and it
agree.
"""

from __future__ import annotations

import functools

from ledes.formats import Format
from ledes.formats.xml import elements, losses, prolog, reading, writing
from ledes.formats.xml.elements import Dialect

DIALECT = Dialect(
    key="2000",
    title="LEDES 2000",
    root="ledesxml",
    table="ledesxml2000",
    version="2000",
    revisions=("2000",),
    doctype='<!DOCTYPE ledesxml SYSTEM "http://www.ledes.org/ledes2000.dtd">\n',
    compact_dates=True,
    liberal=True,
    unconfirmed="whether client stands inside firm, the tag of the timekeeper summary (tk_sum, tksum), "
    "and where the discount and the tax of a line stand",
)


def sniff(head: bytes) -> bool:
    """Say whether a file is meant as LEDES 2000."""
    return prolog.local_root(head).casefold() == DIALECT.root


FORMATS = (
    Format(
        key=DIALECT.key,
        title=DIALECT.title,
        extensions=("xml",),
        sniff=sniff,
        read=lambda stream, name, _reading: reading.read(DIALECT, stream, name),
        write=functools.partial(writing.write, DIALECT),
        losses=functools.partial(losses.find, DIALECT),
        missed=losses.missed,
        fields=elements.fields(DIALECT),
        experimental=True,
    ),
)
