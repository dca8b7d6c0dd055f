"""Diagnoses as one self-contained page: no script, no network, fit to be printed and handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes.show import opencauses
from ledes.show.billwords import text as clean
from ledes.show.causes import SURE
from ledes.show.pages import template

if TYPE_CHECKING:
    from ledes.diagnose.causes import Diagnosis
    from ledes.diagnose.opened import Group


def answers(title: str, found: Sequence[Diagnosis]) -> bytes:
    """Write the page of the answers for one bill or several, in UTF-8."""
    return _page(title=title, answers=found, groups=(), total="")


def waiting(title: str, groups: Sequence[Group], total: Mapping[str, Decimal]) -> bytes:
    """Write the page of all that waits, by cause, in UTF-8."""
    shown: list[dict[str, Any]] = [
        {
            "reason": group.reason,
            "head": group.bills[0].cause,
            "count": f"{len(group.bills):,}",
            "sum": opencauses.amounts(group.money),
            "rows": [opencauses.row(each) for each in group.bills],
        }
        for group in groups
    ]
    return _page(title=title, answers=(), groups=shown, total=f"At stake: {opencauses.amounts(total)}")


def _page(**values: Any) -> bytes:
    made: str = template("diagnosis.html").render(
        **values, headings=opencauses.HEADINGS, right=opencauses.RIGHT, clean=clean, sure=SURE
    )
    return made.encode("utf-8", "backslashreplace")
