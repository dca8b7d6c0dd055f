"""One round for a timetable: send what is waiting, then ask what became of everything that was sent."""

from __future__ import annotations

from ledes import ledger, submit, track
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.submit import Request
from ledes.workspace import Workspace


def run(workspace: Workspace, around: Surroundings | None = None) -> Outcome:
    """Go one round, as the ledger's only writing run; it may be stopped and started again at any moment.

    Raises `LedgerError` when another run is at work.
    """
    around = around or Surroundings()
    with ledger.writing(workspace.ledger_url, clock=around.clock) as book:
        sent = submit.send(book, workspace, Request(), around)
        tracked = track.follow(book, workspace, around=around)
    problems = [*sent.problems, *(each for each in tracked.problems if each not in sent.problems)]
    return Outcome(
        # What tracking touched it saw last.
        submissions=dict(sorted({**sent.submissions, **tracked.submissions}.items())),
        findings=sent.findings,
        problems=problems,
        notes=[*sent.notes, *tracked.notes],
        exits=[*sent.exits, *tracked.exits],
    )
