"""The workers of a Dask cluster that share the pieces; what a lost worker had not finished, another one does."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from typing import Any, Generic

from ledes.crew.pieces import Done, Order, P, R, S, Work, do, version
from ledes.errors import SetupError, UnreachedError

EXTRA = 'python -m pip install "ledes[cluster]"'
PATIENCE = 10
"""Seconds within which a scheduler has to answer."""


@contextlib.contextmanager
def joined(address: str, order: Order[S]) -> Iterator[Cluster[S]]:
    """Join the cluster of a scheduler, and leave it as it was.

    Raises `SetupError` when the library is not installed or no worker is there, `UnreachedError` when nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise SetupError(f"--jobs {address} needs the packages of Dask", hint=EXTRA) from error
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise UnreachedError(
            f"no scheduler answers at {address}", hint="check the address, and that dask-scheduler runs there"
        ) from error
    with client:
        # a worker without ledes answers with an error, and that is no version
        found = client.run(version, on_error="return")
        if not found:
            raise SetupError(f"no worker has joined {address}", hint=f"start one: dask worker {address}")
        for worker, its in found.items():
            if its != version():
                has = f"ledes {its}" if isinstance(its, str) else "no ledes that can be imported"
                raise SetupError(
                    f"the worker {worker} has {has}, this is {version()}",
                    hint="install the same version on all machines of the cluster",
                )
        with client.get_executor(pure=False) as executor:
            yield Cluster(client, executor, order)


class Cluster(Generic[S]):
    """The workers of a scheduler."""

    shared = True

    def __init__(self, client: Any, executor: Executor, order: Order[S]) -> None:
        self.client = client
        self.executor = executor
        self.order = order

    def each(
        self, work: Work[S, P, R], pieces: Sequence[P], beside: object = None, done: Done | None = None
    ) -> Iterator[Future[R]]:
        """Give the outcome of each piece, in their order.

        The outcome of a piece is `UnreachedError` where the scheduler was lost, `SetupError` where workers have no
        ledes or died over it again and again.
        """
        # to each worker once, not with each piece
        shared: Any = None if beside is None else self.client.scatter(beside, hash=False)
        futures: list[Future[R]] = []
        for place, piece in enumerate(pieces):
            future = self.executor.submit(do, version(), self.order, work, piece, shared)
            if done:
                future.add_done_callback(functools.partial(_say, done, place))
            futures.append(future)
        for future, piece in zip(futures, pieces, strict=True):
            yield _told(future, piece.name)


def _say(done: Done, place: int, _future: Future[Any]) -> None:
    done(place)


def _told(future: Future[R], name: str) -> Future[R]:
    """Wait for an outcome, and put what Dask says of its own into our words."""
    from distributed import KilledWorker

    told: Future[R] = Future()
    try:
        told.set_result(future.result())
    except CancelledError:
        told.set_exception(
            UnreachedError(f"{name}: the scheduler was lost before it was done", hint="look at the cluster; run again")
        )
    except KilledWorker:
        told.set_exception(
            SetupError(
                f"{name}: every worker that took it died", hint="look whether their memory ran out, or split the file"
            )
        )
    except Exception as error:  # noqa: BLE001 - whatever the work raised is its outcome
        told.set_exception(error)
    return told
