"""Which bill came of a proforma: by the number of its bill or its own, else by matter and period; a bill is of one.

A bill that several proformas could be of goes to the one that asks for the same amount, else to the oldest: one of
them shown as not out too often is better than one that is forgotten.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ledes import money
from ledes.ledger import courses, states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.payments import receivables
from ledes.proformas import OVER, Proforma
from ledes.workspace import Workspace


class Part(NamedTuple):
    """What a bill asks for one matter: its submission, the numbers of the matter, the end of its period."""

    submission: Submission
    numbers: frozenset[str]
    end: datetime.date | None
    total: int


def linked(book: Reader, workspace: Workspace, found: Iterable[Proforma]) -> Mapping[str, Submission]:
    """Say which submission came of each proforma, by the number of the proforma; those without one are left out."""
    waiting = sorted((each for each in found if each.status not in OVER), key=_age)
    if not waiting:
        return {}
    parts = _Parts(book, workspace, waiting)
    links: dict[str, Submission] = {}
    taken: set[int] = set()
    for fits in (_by_invoice, _by_number, _by_period_and_amount, _by_period):
        for proforma in waiting:
            if proforma.number in links:
                continue
            near = (each for each in parts.near(proforma) if id(each) not in taken)
            part = next((each for each in near if _of(each, proforma) and fits(each, proforma)), None)
            if part is not None:
                links[proforma.number] = part.submission
                # the list itself says when one bill is for several proformas
                if fits is not _by_invoice:
                    taken.add(id(part))
    return links


class _Parts:
    """What bills ask for, by their numbers and by the numbers of their matters, as far as proformas name them."""

    def __init__(self, book: Reader, workspace: Workspace, proformas: Iterable[Proforma]) -> None:
        facts, shares = courses.facts(book), courses.shares(book)
        invoices = {each.invoice or each.number for each in proformas}
        matters = {each.matter for each in proformas}
        numbers_of = functools.cache(lambda client, matter: _numbers(workspace, client, matter))
        self.invoices: dict[str, list[Part]] = {}
        self.matters: dict[str, list[Part]] = {}
        for each in book.submissions():
            if not receivables.counts(each) or each.kind not in {"", "invoice"}:
                continue
            known = facts.get(each.id)
            end = known.end or known.date if known else None
            for share in shares.get(each.id, ()) or (courses.Share("", "", 0, 0, each.whole),):
                numbers = numbers_of(each.client, share.matter)
                named = matters & numbers
                if not named and each.invoice not in invoices:
                    continue
                part = Part(each, numbers, end, share.total)
                self.invoices.setdefault(each.invoice, []).append(part)
                for number in named:
                    self.matters.setdefault(number, []).append(part)

    def near(self, proforma: Proforma) -> Iterator[Part]:
        """Yield what could be the bill of a proforma."""
        yield from self.invoices.get(proforma.invoice or proforma.number, ())
        yield from self.matters.get(proforma.matter, ())


def _numbers(workspace: Workspace, client: str, matter: str) -> frozenset[str]:
    """Give both numbers of a matter, the firm's and the client's, where the profile knows them."""
    profile = workspace.clients.get(client)
    for terms in profile.matters if profile else ():
        if matter and matter in {terms.firm_id, terms.client_id}:
            return frozenset({terms.firm_id, terms.client_id}) - {""}
    return frozenset({matter}) - {""}


def _age(proforma: Proforma) -> tuple[datetime.date, str]:
    return proforma.drafted or proforma.end or datetime.date.max, proforma.number


def _of(part: Part, proforma: Proforma) -> bool:
    return proforma.client in {"", part.submission.client}


def _by_invoice(part: Part, proforma: Proforma) -> bool:
    return bool(proforma.invoice) and part.submission.invoice == proforma.invoice


def _by_number(part: Part, proforma: Proforma) -> bool:
    """Take a bill of the same number, of a known client and of no other matter, for the one of a proforma."""
    if proforma.invoice or not proforma.client or part.submission.invoice != proforma.number:
        return False
    return not proforma.matter or not part.numbers or proforma.matter in part.numbers


def _by_period(part: Part, proforma: Proforma) -> bool:
    if proforma.invoice or proforma.matter not in part.numbers or proforma.end is None or part.end is None:
        return False
    return (proforma.start or proforma.end.replace(day=1)) <= part.end <= proforma.end


def _by_period_and_amount(part: Part, proforma: Proforma) -> bool:
    if proforma.amount is None or not _by_period(part, proforma):
        return False
    return part.total == money.ten_thousandths(proforma.amount)


def out(submission: Submission | None) -> bool:
    """Say whether a bill has left the firm."""
    return submission is not None and submission.state in {states.UPLOADED, states.DELIVERED}
