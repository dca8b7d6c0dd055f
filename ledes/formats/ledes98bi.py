"""LEDES 98BI V2: LEDES 1998B with 28 more fields for currency, parties and one tax a line.

Source: the standard's document V5, Rev 1-2020; the first line still says V2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ledes.bill import Bill
from ledes.finding import Finding
from ledes.formats import Format, Reading, delimited, layouts, losses, writing

LAYOUT = layouts.LEDES98BI


def sniff(head: bytes) -> bool:
    """Say whether a file is meant as LEDES 98BI V2."""
    return layouts.meant(head) is LAYOUT


def read(stream: BinaryIO, name: str, _reading: Reading) -> Iterator[Bill | Finding]:
    """Read the bills of a LEDES 98BI V2 file, with what is wrong on the way."""
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
