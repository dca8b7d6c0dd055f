"""Which rule, had it been on, would have caught which past rejection or cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledes.reports import Answer, Asked, Report

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader
    from ledes.workspace import Workspace


def _make(book: Reader, home: Workspace, asked: Asked) -> Answer:
    from ledes.reports.rulegaps import gaps

    return gaps.answer(book, home, asked)


REPORT = Report(
    key="rule-gaps",
    title="Rules against rejections and cuts",
    summary="Which rule, had it been on, would have caught which past rejection or cut, with the money.",
    description=(
        "Every bill that a client rejected or cut is read again as it was sent, and asked by the rules that the "
        "client's profile switches off, only notes or warns of, or gives no value. A rule counts where it is about the "
        "reason that the client named, and finds the lines that it named. Values are worked out where they are evident "
        "from the bill. Nothing is changed: the report says what to write into the profile."
    ),
    make=_make,
)
