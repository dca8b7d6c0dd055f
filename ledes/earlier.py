"""What rules ask of other bills: the earlier ones to the same client, and the others of the same run.

The ledger answers for earlier bills, an index of the run for the others. A question about a bill never counts that
bill itself: who answers leaves out every bill of the run, and what was replaced, withdrawn, refused or rejected.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Set
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ledes.bill import Bill, Matter

Shift = tuple[str, datetime.date]
"""A timekeeper's id and a day."""

NONE = Decimal(0)


class Earlier(NamedTuple):
    """An earlier submission of a bill to the same client: our id, state, the client's status, and when.

    `reported` is the moment of the client's status (`None`: nothing was heard), `file_name` and `payload` the name
    and the sha256 of the file that was sent, `date` the day on the invoice.
    """

    id: str
    state: str
    status: str
    at: datetime.datetime
    reported: datetime.datetime | None = None
    file_name: str = ""
    payload: str = ""
    date: datetime.date | None = None


class Billed(NamedTuple):
    """What one other bill says of one matter; `matter` is its number as `matter_number` gives it.

    Fees and expenses are net of adjustments and before tax; `total` is with tax. `state` and `status` are those of its
    submission, both empty for a bill of the same run.
    """

    number: str
    matter: str
    date: datetime.date | None
    start: datetime.date | None
    end: datetime.date | None
    fees: Decimal
    expenses: Decimal
    total: Decimal
    currency: str = ""
    kind: str = "invoice"
    final: bool | None = None
    state: str = ""
    status: str = ""


class BilledRate(NamedTuple):
    """A rate per hour at which somebody was billed for a matter, and the first and last day of such work."""

    timekeeper: str
    matter: str
    rate: Decimal
    first: datetime.date | None
    last: datetime.date | None
    classification: str = ""


class BilledLine(NamedTuple):
    """A line of another bill with a certain fingerprint (`ledes.facts.fingerprint`)."""

    number: str
    line: str
    date: datetime.date | None
    matter: str


class Spent(NamedTuple):
    """What was billed: fees, expenses (both net of adjustments, before tax) and their total with tax."""

    fees: Decimal = NONE
    expenses: Decimal = NONE
    total: Decimal = NONE


NOTHING = Spent()


class Foreseen(NamedTuple):
    """What the bills of a run will be asked about, so that a history can look it up in a few questions, not in many.

    `first` and `last` are the first and the last day of their lines; `None` where no line has a day.
    """

    numbers: frozenset[str]
    matters: frozenset[str]
    timekeepers: frozenset[str]
    fingerprints: Set[int]
    first: datetime.date | None
    last: datetime.date | None


def matter_number(matter: Matter | None) -> str:
    """Give the number by which a matter is known in other bills: the firm's, else the client's; empty for none."""
    return (matter.firm_id or matter.client_id) if matter else ""


class Facts(Protocol):
    """What a rule may ask of other bills, be they earlier or of the same run; a class may inherit the empty answers."""

    def bills(self, matter: str) -> tuple[Billed, ...]:
        """List what other bills to the client say of a matter, the newest first."""
        return ()

    def rates(self, timekeeper: str) -> tuple[BilledRate, ...]:
        """List the rates at which a timekeeper was billed to the client, the one used last first."""
        return ()

    def hours(self, shifts: Iterable[Shift]) -> Mapping[Shift, Decimal]:
        """Give the hours that other bills hold for timekeepers on days; what they hold nothing of is left out."""
        return MappingProxyType({})

    def spent(
        self,
        matter: str = "",
        *,
        phase: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Spent:
        """Add up what other bills hold: of a matter (empty: of all), of a phase or task, of bills dated from a day on.

        `phase` is a phase (L100: all its tasks) or a task (L110) and counts fees only. Both days are included.
        """
        return NOTHING

    def again(self, bill: Bill) -> Collection[str] | None:
        """Name by their numbers the lines of a bill that may stand in another one; `None`: any may.

        Of the rest `lines` has nothing to say, so that nobody need make fingerprints of them.
        """
        return None

    def lines(self, wanted: Mapping[int, Collection[datetime.date]]) -> Mapping[int, tuple[BilledLine, ...]]:
        """Find lines of other bills to the client by their fingerprints and days; unknown ones are left out.

        `wanted` names the days for each fingerprint; many are asked for at once.
        """
        return MappingProxyType({})


class History(Facts, Protocol):
    """What a rule may ask of earlier bills to the same client; the ledger answers."""

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        """List the submissions under an invoice number, newest first; test deliveries and replaced ones left out."""
        return ()

    def apart(self, numbers: frozenset[str]) -> History:
        """Give a history that leaves out bills by number in all but `under_number`: those of the run itself."""
        return self

    def foresee(self, run: Foreseen) -> None:
        """Hear what the bills of a run will be asked about; no answer changes by it."""
        return


class Unbilled(History):
    """The history of a client to whom nothing was sent yet."""


class Others(Facts, Protocol):
    """What a rule may ask of the other bills of this run: of the same client, and for hours of every client.

    The bill that is being examined is not among them.
    """

    def numbered(self, number: str) -> tuple[str, ...]:
        """List the sources (`file.txt`) of other bills to the client under an invoice number."""
        return ()

    def ahead(self, matter: str = "", *, since: datetime.date | None = None) -> Spent:
        """Add up what bills to the client hold that come before the examined one: by date, then by number.

        `matter` (empty: all) and `since` (included) limit it as in `spent`.
        """
        return NOTHING
