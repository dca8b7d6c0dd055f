"""A delivery read into bills: in which form it is, what is in it, and what the reader found wrong."""

from __future__ import annotations

import io
from dataclasses import dataclass

from ledes.bill import Bill
from ledes.errors import InputError
from ledes.finding import Finding
from ledes.formats import HEAD, Format, Reading, recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a delivery holds."""

    format: Format
    bills: tuple[Bill, ...]
    findings: tuple[Finding, ...]

    def about(self, bill: Bill) -> tuple[Finding, ...]:
        """Give the reader's findings on one bill, and those on the file as a whole."""
        return tuple(finding for finding in self.findings if finding.bill in {"", bill.number})


def opened(content: bytes, name: str) -> Opened:
    """Read a delivery.

    Raises `InputError` when it is in no form of an e-bill; tables are none.
    """
    form = recognise(content[:HEAD], name)
    if form.write is None:
        raise InputError(f"{name} is a table, not an e-bill")
    bills: list[Bill] = []
    findings: list[Finding] = []
    for each in form.read(io.BytesIO(content), name, Reading()):
        if isinstance(each, Bill):
            bills.append(each)
        else:
            findings.append(each)
    return Opened(format=form, bills=tuple(bills), findings=tuple(findings))
