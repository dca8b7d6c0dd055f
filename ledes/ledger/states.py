"""Where a submission can stand, and every move between: one table, obeyed by the program and drawn as a diagram."""

from __future__ import annotations

from typing import NamedTuple

from ledes.errors import LedgerError

READY = "ready"
SENDING = "sending"
IN_DOUBT = "in_doubt"
UPLOADED = "uploaded"
WAITING_UPLOAD = "waiting_upload"
DELIVERED = "delivered"
REFUSED = "refused"
REPLACED = "replaced"
WITHDRAWN = "withdrawn"

STATES = (READY, SENDING, IN_DOUBT, UPLOADED, WAITING_UPLOAD, DELIVERED, REFUSED, REPLACED, WITHDRAWN)

CLOSED = (REPLACED, WITHDRAWN)
"""A submission in one of these no longer keeps its invoice number; in any other it does."""

UNFINISHED = (READY, SENDING, IN_DOUBT, UPLOADED)
"""A run still has something to do for it."""

UNSENT = (READY, WAITING_UPLOAD)
"""Nothing of it was sent from here; what a person was to upload may be there all the same."""


REMARKS = (
    "PAYMENT",
    "WRITE_OFF_ASKED",
    "WRITTEN_OFF",
    "WRITE_OFF_DECLINED",
    "AGENCY",
    "AGENCY_ENDED",
    "NOTE",
    "PROMISE",
    "PLAN",
    "REMINDER",
    "APPEAL_DRAFTED",
    "APPEAL_SENT",
    "APPEAL_ENDED",
)
"""What a person or the firm's books say of a bill; money that came is an amount, and none of these is a state."""

SAID = ("STATUS", *REMARKS)
"""Events that never move our state: the vendor's word, and remarks."""


class Move(NamedTuple):
    """One step: what happened, where the submission stood (empty: it did not exist), where it stands now."""

    event: str
    start: str
    end: str


MOVES = (
    Move("CREATED", "", READY),
    Move("PARKED", READY, WAITING_UPLOAD),
    Move("WITHDRAWN", READY, WITHDRAWN),
    Move("WITHDRAWN", WAITING_UPLOAD, WITHDRAWN),
    Move("WITHDRAWN", REFUSED, WITHDRAWN),
    Move("WITHDRAWN", DELIVERED, WITHDRAWN),
    Move("ATTEMPT", READY, SENDING),
    Move("NOT_SENT", SENDING, READY),
    Move("BUSY", SENDING, READY),
    Move("RECEIPT", SENDING, DELIVERED),
    Move("UPLOADED", SENDING, UPLOADED),
    Move("REFUSED", SENDING, REFUSED),
    Move("DOUBT", SENDING, IN_DOUBT),
    Move("LOST", SENDING, IN_DOUBT),
    Move("LOOKED", IN_DOUBT, IN_DOUBT),
    Move("ABSENT", IN_DOUBT, READY),
    # Not known to be absent, but the vendor recognises a second delivery under the same reference.
    Move("REPEAT", IN_DOUBT, READY),
    Move("RECEIPT", IN_DOUBT, DELIVERED),
    Move("UPLOADED", IN_DOUBT, UPLOADED),
    Move("REFUSED", IN_DOUBT, REFUSED),
    Move("SETTLED_ABSENT", IN_DOUBT, READY),
    Move("SETTLED_DELIVERED", IN_DOUBT, DELIVERED),
    Move("SETTLED_DELIVERED", READY, DELIVERED),
    Move("SETTLED_DELIVERED", WAITING_UPLOAD, DELIVERED),
    Move("SETTLED_DELIVERED", UPLOADED, DELIVERED),
    Move("FINALIZED", UPLOADED, DELIVERED),
    Move("NOT_FINALIZED", UPLOADED, UPLOADED),
    Move("REFUSED", UPLOADED, REFUSED),
    # The vendor speaks of a bill that we do not count as delivered: by our own reference it is surely there;
    # by the invoice number alone it may be another copy, and nothing may be sent before a person has looked.
    Move("CONFIRMED", READY, DELIVERED),
    Move("CONFIRMED", SENDING, DELIVERED),
    Move("CONFIRMED", IN_DOUBT, DELIVERED),
    Move("CONFIRMED", WAITING_UPLOAD, DELIVERED),
    Move("CONFIRMED", UPLOADED, DELIVERED),
    Move("APPEARED", READY, IN_DOUBT),
    Move("REPLACED", REFUSED, REPLACED),
    Move("REPLACED", DELIVERED, REPLACED),
    *(Move(event, state, state) for event in SAID for state in STATES),
)
"""Every move there is."""

_AFTER = {(move.event, move.start): move.end for move in MOVES}

EVENTS = tuple(dict.fromkeys(move.event for move in MOVES))


def allowed(event: str, state: str) -> bool:
    """Say whether an event can happen to a submission in a state."""
    return (event, state) in _AFTER


def after(event: str, state: str) -> str:
    """Give the state that follows.

    Raises `LedgerError` when there is no such move.
    """
    if allowed(event, state):
        return _AFTER[event, state]
    raise LedgerError(
        f"a submission that is {state or 'new'} cannot take the event {event}",
        hint="another run may have moved it meanwhile: look with ledes status",
    )


def diagram() -> str:
    """Draw the moves as a Mermaid state diagram; moves between the same two states share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in MOVES:
        if move.event not in SAID:
            arrows.setdefault((move.start or "[*]", move.end), []).append(move.event)
    lines = [f"    {start} --> {end}: {', '.join(events)}" for (start, end), events in arrows.items()]
    return "\n".join(["stateDiagram-v2", *lines]) + "\n"
