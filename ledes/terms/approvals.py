"""Whom the client approved, for a day and a matter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from ledes.bill import Matter
from ledes.client import ApprovedTimekeeper


def in_force(
    approvals: Iterable[ApprovedTimekeeper], day: datetime.date | None, matter: Matter | None
) -> list[ApprovedTimekeeper]:
    """Keep the approvals that hold on a day for a matter; what is not known limits nothing."""
    return [
        each
        for each in approvals
        if (day is None or ((each.start is None or each.start <= day) and (each.end is None or day <= each.end)))
        and (matter is None or not each.matters or matter.firm_id in each.matters or matter.client_id in each.matters)
    ]
