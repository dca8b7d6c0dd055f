"""One round for a timetable: send what is waiting, then ask what became of everything that was sent."""

from __future__ import annotations

import datetime

from ledes import ledger, submit, track
from ledes.errors import LedesError
from ledes.ledger.writing import Ledger
from ledes.notices import telling
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.submit import Request
from ledes.workspace import Workspace

AT_ONCE = datetime.timedelta(0)


def run(workspace: Workspace, around: Surroundings | None = None) -> Outcome:
    """Go one round; it may be stopped and started again at any moment.

    Raises `LedgerError` when another run is at work on a ledger in a file; on a server several work side by side.
    """
    around = around or Surroundings()
    with ledger.writing(workspace.ledger_url, clock=around.clock, lease=around.pace.lease) as book:
        return go(book, workspace, around)


def go(book: Ledger, workspace: Workspace, around: Surroundings, *, every: datetime.timedelta = AT_ONCE) -> Outcome:
    """Go one round with a ledger that is open for writing; accounts that were asked less than `every` ago wait."""
    sent = submit.send(book, workspace, Request(), around)
    tracked = track.follow(book, workspace, around=around, every=every)
    problems = [*sent.problems, *(each for each in tracked.problems if each not in sent.problems)]
    outcome = Outcome(
        # What tracking touched it saw last.
        submissions=dict(sorted({**sent.submissions, **tracked.submissions}.items())),
        findings=sent.findings,
        problems=problems,
        notes=[*sent.notes, *tracked.notes],
        gave=sent.gave,
        exits=[*sent.exits, *tracked.exits],
    )
    _tell(book, workspace, around, outcome)
    return outcome


def _tell(book: Ledger, workspace: Workspace, around: Surroundings, outcome: Outcome) -> None:
    """Tell a person what needs one, by the ways of ledes.toml; what goes wrong with that stops nothing."""
    try:
        for trouble in telling.tell(book, workspace, around.clock()):
            outcome.trouble(f"notices by {trouble.way}", trouble.error)
    except LedesError as error:
        outcome.trouble("notices", error)
