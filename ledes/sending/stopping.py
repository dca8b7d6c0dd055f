"""Ctrl-C and the signals of a service manager: a run ends after what is under way, not in the middle of a step."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def gently(stop: threading.Event, told: Callable[[str], None] = lambda _name: None) -> Iterator[None]:
    """Let the first signal set `stop`, and a second one end the program at once; outside the main thread do nothing.

    An exception at any moment could leave a transaction open or an attempt without its end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def asked(number: int, _frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.default_int_handler)
        told(signal.Signals(number).name)
        stop.set()

    before = {each: signal.signal(each, asked) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def interrupted(stop: threading.Event) -> Iterator[None]:
    """Do as `gently`; raises `KeyboardInterrupt` at the end when somebody asked to stop."""
    with gently(stop):
        yield
    if stop.is_set():
        raise KeyboardInterrupt
