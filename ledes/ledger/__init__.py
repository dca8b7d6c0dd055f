"""What happened to every bill: append-only events, and the state they add up to. All SQL is here."""

from __future__ import annotations

from ledes.ledger.opening import exists as exists
from ledes.ledger.opening import reading as reading
from ledes.ledger.opening import writing as writing
