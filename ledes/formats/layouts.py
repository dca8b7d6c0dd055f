"""The delimited formats: each knows itself by standing beside the other."""

from __future__ import annotations

from ledes.formats import heading
from ledes.formats.fields import table
from ledes.formats.heading import Layout

LEDES1998B = Layout(key="1998b", title="LEDES 1998B", first_line="LEDES1998B[]", fields=table("ledes1998b"))
LEDES98BI = Layout(key="98bi", title="LEDES 98BI V2", first_line="LEDES98BI V2[]", fields=table("ledes98bi"))


def meant(head: bytes) -> Layout | None:
    """Say which delimited format a file is meant to have; `None` when it is none."""
    return heading.sniff(head, (LEDES1998B, LEDES98BI))
