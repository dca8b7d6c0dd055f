"""Earlier bills to the same client: what rules ask of, and what the ledger answers."""

from __future__ import annotations

import datetime
from typing import NamedTuple, Protocol


class Earlier(NamedTuple):
    """An earlier submission of a bill to the same client: our id, state, the client's status, and when."""

    id: str
    state: str
    status: str
    at: datetime.datetime


class History(Protocol):
    """What a rule may ask of earlier bills to the same client; the ledger answers."""

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        """List the submissions under an invoice number, newest first; test deliveries and replaced ones left out."""
