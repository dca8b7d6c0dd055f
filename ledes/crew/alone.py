"""One process that does all pieces itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from ledes.crew.pieces import Done, Outcome, P, R, S, Work
from ledes.errors import LedesError


@dataclass(frozen=True, slots=True)
class Given(Generic[R]):
    """What a piece that is done gave. A single bill is checked in the time that importing futures takes."""

    value: R

    def result(self) -> R:
        """Give it."""
        return self.value

    def exception(self) -> None:
        """Give nothing: nothing was raised."""


@dataclass(frozen=True, slots=True)
class Stopped(Generic[R]):
    """What stopped a piece."""

    error: LedesError

    def result(self) -> R:
        """Raise it."""
        raise self.error

    def exception(self) -> LedesError:
        """Give it."""
        return self.error


class Alone(Generic[S]):
    """Does a piece when its outcome is asked for, so that nothing waits in memory."""

    shared = False

    def __init__(self, here: S) -> None:
        self.here = here

    def each(
        self, work: Work[S, P, R], pieces: Sequence[P], beside: object = None, done: Done | None = None
    ) -> Iterator[Outcome[R]]:
        """Give the outcome of each piece, in their order."""
        for place, piece in enumerate(pieces):
            outcome: Outcome[R]
            try:
                outcome = Given(work(self.here, piece, beside))
            except LedesError as error:
                outcome = Stopped(error)
            if done:
                done(place)
            yield outcome
