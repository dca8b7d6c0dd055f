"""The agreed rates of the people on a bill, asked once for each person, matter and day.

The answers for the latest profile are kept: three rules ask the same of every line, and a month of bills shares most.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ledes.bill import Bill, Line, Matter
from ledes.client import ApprovedTimekeeper, Client, MatterTerms, Rate
from ledes.kept import kept
from ledes.money import ZERO
from ledes.rules import views
from ledes.terms import rates
from ledes.terms.rates import Agreed

MOST_KEPT = 100_000

Key = tuple[str, str, str, int]
"""A person or classification, the numbers of a matter that rates name, and the span of days within which rates stay."""
NO_DAY = -1
ONE_DAY = datetime.timedelta(days=1)


class Agreement(NamedTuple):
    """The rate agreed for a person, and the lowest ceiling that holds whoever works."""

    personal: Agreed | None
    ceiling: Agreed | None


NONE = Agreement(None, None)


class Agreements:
    """Answers what a profile agrees to for lines."""

    __slots__ = ("_ceilings", "_personal", "profile")

    def __init__(self, profile: Client) -> None:
        self.profile = profile
        own = [each for each in profile.rates if each.timekeeper]
        rest = [each for each in profile.rates if not each.timekeeper]
        listed = [number for person in profile.timekeepers for number in person.matters]
        blended = [each for each in profile.matters if each.blended_rate is not None]
        self._personal = _Answers([*own, *profile.timekeepers], [*(each.matter for each in own), *listed])
        self._ceilings = _Answers(
            rest, [*(each.matter for each in rest), *(number for each in blended for number in _numbers(each))]
        )

    def fees(self, bill: Bill) -> tuple[tuple[Line, Agreement], ...]:
        """List the fees of a bill that somebody worked on, each with the agreed rates."""
        return _asked(bill, self)[0]

    def firsts(self, bill: Bill) -> tuple[Line, ...]:
        """List the first of the fees of each person and matter within each span of days.

        What the client approved is the same for all fees that each stands for.
        """
        return _asked(bill, self)[1]

    def worked_out(self, fees: Iterable[Line], firsts: list[Line]) -> Iterator[tuple[Line, Agreement]]:
        """Yield the fees that somebody worked on with the agreed rates; `firsts` takes those that `firsts` gives."""
        answers: dict[tuple[int, int, tuple[int, int]], Agreement] = {}
        spans: dict[datetime.date | None, tuple[int, int]] = {}
        for line in fees:
            if line.timekeeper is None:
                continue
            span = spans.get(line.date)
            if span is None:
                span = spans[line.date] = (self._personal.span(line.date), self._ceilings.span(line.date))
            key = (id(line.timekeeper), id(line.matter), span)
            agreed = answers.get(key)
            if agreed is None:
                agreed = answers[key] = self.of(line)
                firsts.append(line)
            yield line, agreed

    def span(self, day: datetime.date | None) -> int:
        """Number the span that a day lies in: within one, neither rates nor approvals of people change."""
        return self._personal.span(day)

    def of(self, line: Line) -> Agreement:
        """Give the agreed rates for the work of a line; none for a line of nobody."""
        person, matter, day = line.timekeeper, line.matter, line.date
        if person is None:
            return NONE
        key = self._personal.key(person.id, matter, day)
        personal = self._personal.known.get(key, UNKNOWN)
        if personal is UNKNOWN:
            personal = self._personal.keep(key, rates.personal(self.profile, person.id, matter, day))
        key = self._ceilings.key(person.classification, matter, day)
        ceiling = self._ceilings.known.get(key, UNKNOWN)
        if ceiling is UNKNOWN:
            ceiling = self._ceilings.keep(key, rates.ceiling(self.profile, person.classification, matter, day))
        return Agreement(personal, ceiling)


@kept
def _asked(bill: Bill, agreed: Agreements) -> tuple[tuple[tuple[Line, Agreement], ...], tuple[Line, ...]]:
    firsts: list[Line] = []
    return tuple(agreed.worked_out(views.fees(bill), firsts)), tuple(firsts)


UNKNOWN = Agreed(ZERO, "", None, "")


class _Answers:
    """What was answered, by what the answer depends on: matters and days count only as far as rates name them."""

    __slots__ = ("changes", "known", "matters")

    def __init__(self, entries: Collection[Rate | ApprovedTimekeeper], matters: Iterable[str]) -> None:
        self.known: dict[Key, Agreed | None] = {}
        self.matters = frozenset(matters) - {""}
        starts = {each.start for each in entries if each.start}
        # a rate that ends changes something on the day after
        ends = {each.end + ONE_DAY for each in entries if each.end and each.end < datetime.date.max}
        self.changes = sorted(starts | ends)

    def key(self, who: str, matter: Matter | None, day: datetime.date | None) -> Key:
        firm_id = client_id = ""
        if matter is not None and self.matters:
            firm_id = matter.firm_id if matter.firm_id in self.matters else ""
            client_id = matter.client_id if matter.client_id in self.matters else ""
        return (who, firm_id, client_id, self.span(day))

    def span(self, day: datetime.date | None) -> int:
        return NO_DAY if day is None else bisect.bisect_right(self.changes, day)

    def keep(self, key: Key, answer: Agreed | None) -> Agreed | None:
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        self.known[key] = answer
        return answer


def _numbers(terms: MatterTerms) -> tuple[str, str]:
    return terms.firm_id, terms.client_id


_latest: Agreements | None = None


def of(profile: Client) -> Agreements:
    """Give the agreements of a profile; those of the latest one are kept."""
    global _latest
    if _latest is None or _latest.profile is not profile:
        _latest = Agreements(profile)
    return _latest
