"""Pieces of one run, done by this process, by several of this machine, or by the workers of a Dask cluster.

Whoever asked gets the outcomes in the order of the pieces, however many did them. What is asked for is said as an
`Order`, which each process reads for itself: it opens the workspace and the ledger anew, so nothing open travels.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ledes.crew.alone import Alone
from ledes.crew.pieces import Crew as Crew
from ledes.crew.pieces import Order as Order
from ledes.crew.pieces import S
from ledes.errors import UsageError

SCHEDULERS = ("tcp://", "tls://")


@contextlib.contextmanager
def called(jobs: str, order: Order[S], here: S, *, most: int) -> Iterator[Crew[S]]:
    """Call those who do the pieces: a number of processes, or the address of a Dask scheduler.

    `here` is what this process has set up by the order already; one process works with that. There are `most` pieces.
    Raises `UsageError` for another value, `SetupError` when the cluster's library is not installed or nobody works
    there, `UnreachedError` when the scheduler does not answer.
    """
    if jobs.startswith(SCHEDULERS):
        from ledes.crew.cluster import joined

        with joined(jobs, order) as crew:
            yield crew
    elif not jobs.isascii() or not jobs.isdigit() or not int(jobs):
        raise UsageError(
            f"--jobs {jobs!r} is neither a number of processes nor a scheduler",
            hint="for example --jobs 2, or --jobs tcp://HOST:8786 for a Dask cluster",
        )
    elif min(int(jobs), most) <= 1:
        yield Alone(here)
    else:
        from ledes.crew.processes import Processes

        with Processes(min(int(jobs), most), order) as crew:
            yield crew
