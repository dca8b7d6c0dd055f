"""A piece of work as it travels to another process, and what that process sets up for it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ledes.errors import SetupError
from ledes.standing import standing


class Piece(Protocol):
    """One of the things to be worked on; its name is what people see."""

    @property
    def name(self) -> str:
        """Name it."""


P = TypeVar("P", bound=Piece)
R = TypeVar("R")
S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)

Work = Callable[[S, P, Any], R]
"""Does one piece: with what was set up, the piece, and what all pieces need beside. A function of some module."""

Done = Callable[[int], None]
"""Is told the place of each piece that has ended, by any thread."""


class Outcome(Protocol[R_co]):
    """What became of a piece."""

    def result(self) -> R_co:
        """Give what the work gave, or raise what it raised; waits for it."""

    def exception(self) -> BaseException | None:
        """Give what the work raised, if it raised anything; waits for it."""


class Order(Protocol[S_co]):
    """What a run asks for, in words that any process understands; orders that are equal are the same run."""

    def around(self, *, here: bool) -> AbstractContextManager[S_co]:
        """Set up what the work needs; `here` is the process that people see, others keep quiet."""

    def __hash__(self) -> int:
        """Tell runs apart."""


class Crew(Protocol[S_co]):
    """Those who do the pieces of a run; `shared` says that several do."""

    shared: bool

    def each(
        self, work: Work[S_co, P, R], pieces: Sequence[P], beside: object = None, done: Done | None = None
    ) -> Iterator[Outcome[R]]:
        """Give the outcome of each piece, in their order; what the work raised is raised by the outcome's `result`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something large that lies in a file, so that it is packed once and unpacked once by each process."""

    path: Path


@contextlib.contextmanager
def kept(value: object) -> Iterator[Kept | None]:
    """Keep something in a private file for as long as it is needed; nothing is kept as nothing."""
    if value is None:
        yield None
        return
    import pickle
    import tempfile

    with tempfile.TemporaryDirectory(prefix="ledes-") as folder:
        path = Path(folder, "beside")
        with path.open("wb") as out, standing():
            pickle.dump(value, out, pickle.HIGHEST_PROTOCOL)
        yield Kept(path)


def version() -> str:
    """Say which version of the program works here."""
    from importlib import metadata

    return metadata.version("ledes")


def do(asked: str, order: Order[S], work: Work[S, P, R], piece: P, beside: object) -> R:
    """Do one piece in the process that got it; `asked` is the version of the program that asks.

    Raises `SetupError` when that is not the version here.
    """
    if asked != version():
        raise SetupError(
            f"{piece.name}: a worker has ledes {version()}, this is {asked}",
            hint="install the same version on all machines of the cluster",
        )
    if isinstance(beside, Kept):
        beside = _here.unpacked(beside)
    return work(_here.around(order), piece, beside)


class _Here(threading.local):
    """What this thread has set up for the run that it works for; another run's takes its place."""

    def __init__(self) -> None:
        self.order: Order[Any] | None = None
        self.stack = contextlib.ExitStack()
        self.state: Any = None
        self.kept: Kept | None = None
        self.beside: object = None

    def around(self, order: Order[S]) -> S:
        """Set up what an order needs, unless that is what is there."""
        if self.order != order:
            self.order = None
            self.stack.close()
            self.state = self.stack.enter_context(order.around(here=False))
            self.order = order
        state: S = self.state
        return state

    def unpacked(self, kept: Kept) -> object:
        """Read what was kept, unless that is what is there."""
        import pickle

        if self.kept != kept:
            self.beside = None
            with kept.path.open("rb") as packed, standing():
                # written by the process that started this one, into a folder that is its own
                self.beside = pickle.load(packed)  # noqa: S301
            self.kept = kept
        return self.beside


_here = _Here()
