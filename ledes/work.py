"""Work as a service: round after round, until somebody asks it to end; several may work on one ledger on a server."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ledes import ledger, run, status
from ledes import workspace as workspaces
from ledes.errors import Exit, LedesError
from ledes.finding import ERROR
from ledes.ledger.records import Submission
from ledes.sending import stopping
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings

GRACE = 60.0
"""Seconds for which deliveries under way are waited for when the service is to end."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """How many seconds lie between two rounds, and how long an account is not asked again what happened."""

    pause: float = 30.0
    track: datetime.timedelta = datetime.timedelta(minutes=15)


@dataclass(slots=True)
class Worker:
    """A service on one workspace; its set-up is read again in each round. `around.stop` ends it."""

    root: Path
    around: Surroundings
    timetable: Timetable = Timetable()
    told: dict[int, tuple[str, str]] = field(default_factory=dict)
    troubles: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        pace = replace(self.around.pace, remembers=True, grace=max(GRACE, self.around.pace.grace))
        self.around = replace(self.around, pace=pace)

    def once(self) -> Outcome:
        """Go one round, and tell the log what came of it.

        Raises `LedesError` when the set-up has mistakes, or the ledger cannot be used or is in use.
        """
        home = workspaces.load(self.root)
        around = self.around
        with ledger.writing(home.ledger_url, clock=around.clock, lease=around.pace.lease) as book:
            outcome = run.go(book, home, around, every=self.timetable.track)
        self._tell(outcome)
        return outcome

    def until_stopped(self, wait: Callable[[float], object] | None = None) -> Exit:
        """Go round after round; what goes wrong in one is told, and the next one tries again."""
        wait = wait or self.around.stop.wait
        with stopping.gently(self.around.stop, lambda name: log.info("asked to end by %s", name)):
            log.info("began on %s", self.root)
            while not self.around.stop.is_set():
                try:
                    self.once()
                except LedesError as error:
                    self._trouble({f"{error.message} (try: {error.hint})" if error.hint else error.message})
                wait(self.timetable.pause)
        log.info("ended")
        return Exit.DONE

    def _tell(self, outcome: Outcome) -> None:
        """Say what stands differently than after the last round, and what is wrong now and was not then."""
        for each in outcome.submissions.values():
            stands = (each.state, each.status)
            if self.told.get(each.id) != stands:
                self.told[each.id] = stands
                log.info("%s", _said(each))
        wrong = {f"{each.about}: {each.message}" for each in outcome.problems}
        # The message of a finding may quote a narrative: its code, bill and file are enough for a log.
        wrong |= {
            f"{name}: invoice {each.bill} is not sent because of {each.rule}; see ledes validate"
            for name, each in outcome.findings
            if each.severity is ERROR
        }
        for about, said in outcome.gave.items():
            ways = f"{len(said)} way{'' if len(said) == 1 else 's'}"
            log.info("%s: written as its format asks, which differs from the input in %s", about, ways)
        self._trouble(wrong | set(outcome.notes))

    def _trouble(self, troubles: set[str]) -> None:
        for each in sorted(troubles - self.troubles):
            log.warning("%s", each)
        self.troubles = frozenset(troubles)


def _said(each: Submission) -> str:
    where = f"{each.delivery.vendor} {each.delivery.account}"
    stands = f"{each.state}, {each.status}" if each.status else each.state
    return f"invoice {each.invoice} to {where}: {stands}; {status.next_step(each)}"
