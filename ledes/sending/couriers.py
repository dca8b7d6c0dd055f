"""Threads that work through queues: one queue a key, and as many threads for it as it may have at once."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")

TICK = 0.2
"""Seconds between two looks whether somebody wants to stop."""


class Done(NamedTuple, Generic[T, R]):
    """Something that was worked on, with what came of it: an answer, or what was raised."""

    item: T
    answer: R | None = None
    raised: BaseException | None = None


class Couriers(Generic[T, R]):
    """Work in threads; what comes of it is fetched by the thread that posted it.

    After `stop` is set nothing more is begun. The threads never keep the program from ending.
    """

    def __init__(self, work: Callable[[T], R], stop: threading.Event) -> None:
        self.work = work
        self.stop = stop
        self.queues: dict[Hashable, deque[T]] = {}
        self.threads: Counter[Hashable] = Counter()
        self.lock = threading.Lock()
        self.finished: queue.SimpleQueue[Done[T, R]] = queue.SimpleQueue()
        self.out: list[T] = []
        """What was posted and not fetched yet, in order."""

    def post(self, key: Hashable, item: T, at_once: int) -> None:
        """Give out work, to be done after what was posted under the key before, or beside it."""
        self.out.append(item)
        with self.lock:
            self.queues.setdefault(key, deque()).append(item)
            if self.threads[key] >= at_once:
                return
            self.threads[key] += 1
        threading.Thread(target=self._run, args=(key,), name=f"courier {key}", daemon=True).start()

    def _run(self, key: Hashable) -> None:
        while True:
            with self.lock:
                if self.stop.is_set() or not self.queues[key]:
                    self.threads[key] -= 1
                    return
                item = self.queues[key].popleft()
            try:
                done = Done(item, self.work(item))
            except BaseException as error:  # noqa: BLE001  who posted it hears of it, also of Ctrl-C
                done = Done(item, raised=error)
            self.finished.put(done)

    def fetch(self) -> Iterator[Done[T, R]]:
        """Give what is done by now."""
        while True:
            try:
                done = self.finished.get_nowait()
            except queue.Empty:
                return
            self.out.remove(done.item)
            yield done

    def await_(self, which: Callable[[T], bool] = lambda _item: True) -> Iterator[Done[T, R]]:
        """Give what gets done until nothing is left of a kind, or somebody wants to stop."""
        while not self.stop.is_set() and any(which(item) for item in self.out):
            try:
                done = self.finished.get(timeout=TICK)
            except queue.Empty:
                continue
            self.out.remove(done.item)
            yield done

    @property
    def busy(self) -> bool:
        """Say whether any thread works."""
        with self.lock:
            return any(self.threads.values())

    def end(self, patience: float) -> Iterator[Done[T, R]]:
        """Begin nothing more, and give what gets done in some seconds."""
        self.stop.set()
        end = time.monotonic() + patience
        while self.busy and time.monotonic() < end:
            time.sleep(TICK / 4)
        yield from self.fetch()
