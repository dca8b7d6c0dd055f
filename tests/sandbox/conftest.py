from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from practice import content

from ledes.sandbox.door import Handed
from ledes.sandbox.faults import Faults
from ledes.sandbox.journal import Journal
from ledes.sandbox.portal import Portal, Reply
from ledes.sandbox.settings import Settings
from ledes.sandbox.store import Store

START = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)


class Office:
    """A portal without a socket, whose clock and clerk a test moves on."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.now = START
        self.store = Store(folder, clock=lambda: self.now)
        self.portal = Portal(
            settings, self.store, Journal(None), faults=Faults(), refuse_repeats=True, sleep=time.sleep
        )

    def take(self, key: str = "k1", made: bytes | None = None, expires: str = "", **bill: str) -> Reply:
        made = content(**bill) if made is None else made
        return self.portal.take(
            Handed(
                authorization=f"Bearer {self.portal.settings.token}",
                key=key,
                file_name="bill.txt",
                format="",
                sha256="",
                expires=expires,
                content=made,
                size=len(made),
            )
        )

    def later(self, seconds: float) -> None:
        self.now += datetime.timedelta(seconds=seconds)
        self.portal.clerk.work()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    with ExitStack() as stack:

        def open_one(settings: Settings | None = None, folder: str = "store") -> Office:
            made = Office(tmp_path / folder, settings or Settings(token="practice-token"))
            stack.callback(made.store.close)
            return made

        yield open_one
