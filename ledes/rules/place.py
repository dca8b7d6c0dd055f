"""Where a finding stands that concerns the invoice as a whole, or one matter of it."""

from __future__ import annotations

from decimal import Decimal

from ledes.bill import Bill, Matter
from ledes.finding import Where


def top(bill: Bill, field: str, at_risk: Decimal | None = None) -> Where:
    """Place a finding at the first row of the invoice."""
    return Where(bill.lines[0].row if bill.lines else bill.row, field, at_risk=at_risk)


def at(bill: Bill, matter: Matter, field: str) -> Where:
    """Place a finding at the first line of a matter, or of the invoice where it has none."""
    for line in bill.lines:
        if line.matter is matter or line.matter == matter:
            return Where(line.row, field)
    return top(bill, field)
