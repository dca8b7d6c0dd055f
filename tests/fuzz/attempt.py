"""One input put through everything that reads: the reader itself, the check, and a conversion."""

from __future__ import annotations

import contextlib
import io
import signal
import time
import tracemalloc
from collections.abc import Iterator
from types import FrameType
from typing import NamedTuple

from ledes import convert, validate
from ledes.convert import Output
from ledes.errors import LedesError
from ledes.formats import Reading, formats, named
from ledes.formats.source import in_memory

LONGEST = 20
"""Seconds after which an input counts as a hang."""

MOST_SAID = 2000
"""Letters of a message, beside those of the file that it quotes."""

SETS = {"currency": "GBP", "matter.account": "O", "tax.country": "GB", "tax.registration": "GB 0"}


class Hang(Exception):
    """An input that did not come to an end in time."""


class Outcome(NamedTuple):
    """What became of an input: a verdict, the seconds that it took, and the most memory (bytes; 0: not measured)."""

    verdict: str
    seconds: float
    memory: int


@contextlib.contextmanager
def limited(seconds: int = LONGEST) -> Iterator[None]:
    """Break off what takes too long."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hang(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(reader: str, content: bytes, *, to: str = "", measured: bool = False) -> Outcome:
    """Read, check and perhaps convert an input. Any exception but `LedesError` is a crash, and goes through."""
    if measured:
        tracemalloc.start()
    began = time.perf_counter()
    try:
        with limited():
            verdict = _through(reader, content, to)
        seconds = time.perf_counter() - began
        return Outcome(verdict, seconds, tracemalloc.get_traced_memory()[1] if measured else 0)
    finally:
        if measured:
            tracemalloc.stop()


def _through(reader: str, content: bytes, to: str) -> str:
    """Check what is known for a bill; what is not goes to the reader that it was made for, as it is."""
    name = f"input.{reader}" if reader in {"csv", "xlsx"} else "input"
    try:
        report = validate.check(in_memory(name, content))
        for case in report.cases:
            assert case.finding.message
            assert len(case.finding.message) < MOST_SAID + len(content), case.finding.rule
        if to:
            _convert(content, name, to)
    except LedesError as error:
        assert str(error)
        _read(reader, name, content)
        return "refused"
    return report.standard


def _read(reader: str, name: str, content: bytes) -> None:
    table = reader not in formats()
    with contextlib.suppress(*((LedesError,) if table else ())):
        for _item in named("table" if table else reader).read(io.BytesIO(content), name, Reading()):
            pass


def _convert(content: bytes, name: str, to: str) -> None:
    """Convert, and hold every file that is written to its promise: it conforms."""
    source = in_memory(name, content)
    for item in convert.outputs(source, to=named(to), reading=Reading(sets=SETS), allowed=("all",)):
        if isinstance(item, Output) and not item.unchanged:
            report = validate.check(in_memory(item.name, item.content), scope="standard")
            assert report.standard == "conforms", [case.finding.message for case in report.cases]
