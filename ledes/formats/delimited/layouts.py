"""The delimited formats: each knows itself by standing beside the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ledes.bill import Bill
from ledes.finding import Finding
from ledes.formats import Format, Reading, losses
from ledes.formats.delimited import heading, reading, writing
from ledes.formats.delimited.heading import Layout
from ledes.formats.fields import table

LEDES1998B = Layout(key="1998b", title="LEDES 1998B", first_line="LEDES1998B[]", fields=table("ledes1998b"))
LEDES98BI = Layout(key="98bi", title="LEDES 98BI V2", first_line="LEDES98BI V2[]", fields=table("ledes98bi"))


def meant(head: bytes) -> Layout | None:
    """Say which delimited format a file is meant to have; `None` when it is none."""
    return heading.sniff(head, (LEDES1998B, LEDES98BI))


def form(layout: Layout) -> Format:
    """Make the format of a layout: how it is known, read, written, and what it has no place for."""

    def read(stream: BinaryIO, name: str, _reading: Reading) -> Iterator[Bill | Finding]:
        return reading.read(layout, stream, name)

    return Format(
        key=layout.key,
        title=layout.title,
        extensions=("txt",),
        sniff=lambda head: meant(head) is layout,
        read=read,
        write=writing.writer(layout),
        losses=losses.finder(layout),
        fields={field.bill: field.name for field in layout.fields},
    )
