"""LEDES 1998B: 24 fields a record, joined by pipes and closed by []; the e-bill that is used most.

Source: the standard's document of January 1999, Rev 7-2014.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ledes.bill import Bill
from ledes.finding import Finding
from ledes.formats import Format, Reading, delimited, layouts, losses, writing

LAYOUT = layouts.LEDES1998B


def sniff(head: bytes) -> bool:
    """Say whether a file is meant as LEDES 1998B."""
    return layouts.meant(head) is LAYOUT


def read(stream: BinaryIO, name: str, _reading: Reading) -> Iterator[Bill | Finding]:
    """Read the bills of a LEDES 1998B file, with what is wrong on the way."""
    return delimited.read(LAYOUT, stream, name)


FORMATS = (
    Format(
        key=LAYOUT.key,
        title=LAYOUT.title,
        extensions=("txt",),
        sniff=sniff,
        read=read,
        write=writing.writer(LAYOUT),
        losses=losses.finder(LAYOUT),
        fields={field.bill: field.name for field in LAYOUT.fields},
    ),
)
