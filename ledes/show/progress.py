"""What a person at a terminal sees while it takes long: a bar for bytes, a line for steps; programs see nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

WORTH = 4 << 20
"""Bytes from which on a file takes long enough to show a bar for."""


def watched() -> bool:
    """Say whether a person looks: standard error is a terminal, and NO_COLOR does not ask for plainness."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


@contextlib.contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how many of so many bytes are read; yields what takes the bytes of one more piece."""
    if not watched() or total < WORTH:
        yield lambda _count: None
        return
    with _bytes() as shown:
        task = shown.add_task(label, total=total)
        yield lambda count: shown.advance(task, count)


def _bytes() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)


class Together:
    """A bar for files that several processes read at once."""

    def __init__(self, shown: Progress | None = None, task: TaskID | None = None) -> None:
        self._shown = shown
        self._task = task

    def advance(self, count: int) -> None:
        """Say that so many bytes more are read; from any thread."""
        if self._shown is not None and self._task is not None:
            self._shown.advance(self._task, count)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while something is printed."""
        if self._shown is None:
            yield
            return
        self._shown.stop()
        try:
            yield
        finally:
            self._shown.start()


@contextlib.contextmanager
def together(label: str, total: int, *, shown: bool = True) -> Iterator[Together]:
    """Show one bar for so many bytes of several files, unless each file shows its own."""
    if not shown or not watched() or total < WORTH:
        yield Together()
        return
    with _bytes() as drawn:
        yield Together(drawn, drawn.add_task(label, total=total))


@contextlib.contextmanager
def steps(label: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done now; yields what takes the words of the next step."""
    if not watched():
        yield lambda _words: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(label) as shown:
        yield lambda words: shown.update(f"{label}: {words}")


@contextlib.contextmanager
def deliveries(label: str) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Show how many deliveries have ended of how many; yields what takes words, and both counts.

    How many there are grows while files are read.
    """
    if not watched():
        yield lambda _words: None, lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=None)
        yield (
            lambda words: shown.update(task, description=f"{label}: {words}"),
            lambda done, every: shown.update(task, completed=done, total=every),
        )
