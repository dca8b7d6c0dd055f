"""What rules may ask of earlier bills to one client: answered from the facts kept with each, never from payloads."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from ledes import facts
from ledes.earlier import Billed, BilledLine, BilledRate, Earlier, Foreseen, History, Shift, Spent
from ledes.facts.sums import UNDATED, Key, Sums
from ledes.ledger.answers import Answers, Fee, Rows
from ledes.ledger.place import Asking
from ledes.ledger.questions import NOT_BILLED

if TYPE_CHECKING:
    from ledes.bill import Bill

T = TypeVar("T")
Known = dict[str, dict[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past(History):
    """The earlier bills to a client, without tests and what was replaced or withdrawn.

    `besides` gives for an invoice number the vendor and account that `under_number` leaves out: a bill that is being
    submitted there meets its own earlier submissions in the ledger itself, which tells a repeat from a clash. `without`
    are the numbers of bills that nothing else counts, `rows` what histories of one client share of the
    ledger's answers. What was refused or rejected counts nowhere but in
    `under_number`.
    """

    ledger: Asking
    client: str
    besides: Callable[[str], tuple[str, str]] | None = None
    without: frozenset[str] = frozenset()
    rows: Rows | None = field(default=None, repr=False, compare=False)
    _known: Known = field(default_factory=dict, repr=False, compare=False)

    @property
    def _ask(self) -> Answers:
        return Answers(self.ledger, self.client, self.without, self.rows)

    def apart(self, numbers: frozenset[str]) -> Past:
        """Give a history that leaves out bills by number in all but `under_number`; the last one is given again."""
        if numbers == self.without:
            return self
        kept = self._known.get("apart", {})
        if numbers not in kept:
            # the next file of a run leaves out the same bills, and then asks the ledger nothing anew
            kept = self._known["apart"] = {numbers: replace(self, without=numbers, _known={})}
        found: Past = kept[numbers]
        return found

    def foresee(self, run: Foreseen) -> None:
        """Look up in a few questions what the bills of a run will be asked about; once for the same run."""
        if self._known.get("run") == {"run": run}:
            return
        self._known["run"] = {"run": run}
        ask = self._ask
        self._keep("numbers", run.numbers, ask.numbered(run.numbers))
        self._keep("bills", run.matters, ask.bills(run.matters))
        self._keep("rates", run.timekeepers, ask.rates(run.timekeepers))
        if run.first and run.last:
            hours = ask.hours(run.timekeepers, run.first, run.last)
            self._known["hours"] = {"who": run.timekeepers, "first": run.first, "last": run.last, "found": hours}
            dated = ask.dated(run.first, run.last)
            lines = ask.lines(run.fingerprints, run.first, run.last) if dated else {}
            self._known["lines"] = {"asked": run.fingerprints, "found": lines}
            if not dated:
                self._known["none"] = {"first": run.first, "last": run.last}

    def _keep(self, kind: str, asked: Iterable[Any], found: Mapping[Any, Any]) -> None:
        """Remember answers, and of what was asked and is not there that it is not."""
        self._known.setdefault(kind, {}).update({each: found.get(each, ()) for each in asked})

    def _once(self, kind: str, key: Any, read: Callable[[], T]) -> T:
        """Ask the ledger once for what the next bills will want too."""
        known = self._known.setdefault(kind, {})
        if key not in known:
            known[key] = read()
        found: T = known[key]
        return found

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        """List the submissions under an invoice number, newest first."""
        found = self._once("numbers", number, lambda: self._ask.numbered((number,)).get(number, ()))
        besides = self.besides(number) if self.besides else None
        return tuple(earlier for to, earlier in found if to != besides)

    def bills(self, matter: str) -> tuple[Billed, ...]:
        """List what earlier bills say of a matter, the newest first."""
        return self._once("bills", matter, lambda: self._ask.bills((matter,)).get(matter, ()))

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        """List the rates at which a timekeeper was billed, the one used last first."""
        return self._once("rates", timekeeper, lambda: self._ask.rates((timekeeper,)).get(timekeeper, ()))

    def hours(self, shifts: Iterable[Shift]) -> Mapping[Shift, Decimal]:
        """Give the hours that earlier bills hold for timekeepers on days."""
        wanted = tuple(dict.fromkeys(shifts))
        if not wanted:
            return MappingProxyType({})
        known = self._known.get("hours")
        days = [day for _, day in wanted]
        who = {each for each, _ in wanted}
        if not known or not (known["who"] >= who and known["first"] <= min(days) and max(days) <= known["last"]):
            # several rules ask the same of one bill
            found = self._ask.hours(who, min(days), max(days))
            known = self._known["hours"] = {"who": who, "first": min(days), "last": max(days), "found": found}
        held: Mapping[Shift, Decimal] = known["found"]
        if not held:
            return MappingProxyType({})
        return MappingProxyType({shift: held[shift] for shift in wanted if shift in held})

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        """Add up what earlier bills hold."""
        sums = self._once("sums", (matter, phase), lambda: self._sums(matter, phase))
        return sums.spent(since, until)

    def _sums(self, matter: str, phase: str) -> Sums:
        if not phase:
            billed = [each for each in self.bills(matter) if each.kind not in NOT_BILLED] if matter else []
            return Sums(map(_keyed, enumerate(billed)) if matter else self._ask.amounts())
        fees: tuple[Fee, ...] = self._once("tasks", matter, lambda: tuple(self._ask.tasks(matter)))
        return Sums((each.key, Spent(fees=each.fees)) for each in fees if phase in {each.task, facts.phase(each.task)})

    def again(self, bill: Bill) -> Collection[str] | None:
        """Name no line where earlier bills hold none of those days: mostly they are of other months."""
        known = self._known.get("none")
        if not known:
            return None
        days = {line.date for line in bill.lines if line.date} or {known["first"]}
        return () if known["first"] <= min(days) <= max(days) <= known["last"] else None

    def lines(self, wanted: Mapping[int, Collection[datetime.date]]) -> Mapping[int, tuple[BilledLine, ...]]:
        """Find lines of earlier bills by their fingerprints and days."""
        known = self._known.get("lines", {"asked": (), "found": {}})
        unknown = [each for each, days in wanted.items() if days and each not in known["asked"]]
        days = [day for each in unknown for day in wanted[each]]
        found = {**self._ask.lines(unknown, min(days), max(days))} if unknown else {}
        found |= {each: known["found"][each] for each in wanted if each in known["found"]}
        right = {each: tuple(line for line in lines if line.date in wanted[each]) for each, lines in found.items()}
        return MappingProxyType({each: lines for each, lines in right.items() if lines})


def _keyed(placed: tuple[int, Billed]) -> tuple[Key, Spent]:
    place, each = placed
    return Key(each.date or UNDATED, each.number, place), Spent(each.fees, each.expenses, each.total)
