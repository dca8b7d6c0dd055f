"""Several processes of this machine that share the pieces."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Any, Generic

from ledes.crew.pieces import Done, Order, P, R, S, Work, do, kept, version
from ledes.errors import SetupError


class Processes(Generic[S]):
    """So many processes.

    When one of them is killed, all that is not done is done again, from then on one piece at a time: a piece that
    wants more memory than there is has all of it to itself, and is known by its name when that is still too little.
    """

    shared = True

    def __init__(self, count: int, order: Order[S]) -> None:
        self.order = order
        self.executor = _started(count, order)

    def __enter__(self) -> Processes[S]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            # nobody waits for what is left: Ctrl-C was pressed, or the run has failed
            for process in multiprocessing.active_children():
                process.terminate()
        self.executor.shutdown(cancel_futures=True)

    def each(
        self, work: Work[S, P, R], pieces: Sequence[P], beside: object = None, done: Done | None = None
    ) -> Iterator[Future[R]]:
        """Give the outcome of each piece, in their order.

        The outcome of a piece whose process was killed twice, the second time with nothing beside it, is `SetupError`.
        """
        with kept(beside) as packed:

            def given(place: int) -> Future[R]:
                future: Future[R] = self.executor.submit(do, version(), self.order, work, pieces[place], packed)
                if done:
                    future.add_done_callback(lambda each: done(place) if _ended(each) else None)
                return future

            futures = [given(place) for place in range(len(pieces))]
            broken = False
            for place, piece in enumerate(pieces):
                broken = broken or not _ended(futures[place])
                if broken and not _ended(futures[place]):
                    self._renew()
                    futures[place] = given(place)
                yield futures[place] if _ended(futures[place]) else _killed(piece.name)

    def _renew(self) -> None:
        """Start again with one process."""
        self.executor.shutdown(cancel_futures=True)
        self.executor = _started(1, self.order)


def _started(count: int, order: Order[Any]) -> ProcessPoolExecutor:
    # a fork of this process would copy the locks of a progress bar's thread in whichever state they are
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([type(order).__module__])
        return ProcessPoolExecutor(count, context, initializer=_begin)
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the process that people see, and end when that one has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what rules keep comes and goes by the ten thousand and holds no cycle: to look for one took a tenth of the time
    gc.set_threshold(200_000, 50, 1_000)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ended(future: Future[R]) -> bool:
    """Wait for an outcome; say whether it is one, and not the end of the process."""
    return not future.cancelled() and not isinstance(future.exception(), BrokenExecutor)


def _killed(name: str) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(
        SetupError(
            f"{name}: the process that worked on it was killed twice, the second time with nothing beside it",
            hint="look whether memory ran out; free some, or split the file",
        )
    )
    return future
