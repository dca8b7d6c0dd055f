"""What stops the program, and the exit code that each reaction deserves.

What is wrong with a bill is a value (`ledes.finding.Finding`); what the user can act on is raised from here.
Only `ledes.__main__` turns these into words and an exit status.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Exit(enum.IntEnum):
    """The exit status of a command; one number for each way a caller would react."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    SETUP = 4
    REFUSED = 5
    UNREACHED = 6
    LEDGER = 7
    BUG = 70
    INTERRUPTED = 130


WORST_FIRST = (
    Exit.INTERRUPTED,
    Exit.BUG,
    Exit.LEDGER,
    Exit.SETUP,
    Exit.UNREACHED,
    Exit.REFUSED,
    Exit.INPUT,
    Exit.USAGE,
    Exit.FINDINGS,
    Exit.DONE,
)


def worst(exits: Iterable[Exit]) -> Exit:
    """Pick the exit status of a batch: the one a caller must hear about first.

    >>> worst([Exit.DONE, Exit.REFUSED, Exit.FINDINGS]).name
    'REFUSED'
    """
    return min(exits, key=WORST_FIRST.index, default=Exit.DONE)


class LedesError(Exception):
    """Something the user can act on: a message that states the case, and a hint that says what to do.

    Neither may hold a secret or a narrative: both reach terminals, logs and mails.
    """

    exit = Exit.BUG

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(LedesError):
    """An option or argument is wrong, or an invoice number fits several submissions."""

    exit = Exit.USAGE


class InputError(LedesError):
    """An input cannot be opened, or is in no form that we know."""

    exit = Exit.INPUT


class SetupError(LedesError):
    """The workspace, a client's profile, a map or an account is missing or wrong."""

    exit = Exit.SETUP


class RefusedError(LedesError):
    """A vendor, or our own duplicate check, will not take the bill."""

    exit = Exit.REFUSED


class UnreachedError(LedesError):
    """A vendor could not be reached, or whether it took the bill is in doubt."""

    exit = Exit.UNREACHED


class LedgerError(LedesError):
    """The ledger is locked, broken, or newer than this program."""

    exit = Exit.LEDGER
