"""One process that does all pieces itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Generic

from ledes.crew.pieces import Done, P, R, S, Work
from ledes.errors import LedesError


class Alone(Generic[S]):
    """Does a piece when its outcome is asked for, so that nothing waits in memory."""

    shared = False

    def __init__(self, here: S) -> None:
        self.here = here

    def each(
        self, work: Work[S, P, R], pieces: Sequence[P], beside: object = None, done: Done | None = None
    ) -> Iterator[Future[R]]:
        """Give the outcome of each piece, in their order."""
        for place, piece in enumerate(pieces):
            future: Future[R] = Future()
            try:
                future.set_result(work(self.here, piece, beside))
            except LedesError as error:
                future.set_exception(error)
            if done:
                done(place)
            yield future
