"""The practice portal is its own counterpart."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from counterpart import SECRET, HttpCounterpart

from ledes.sandbox import serve
from ledes.sandbox.settings import Settings


class Portal:
    def __init__(self, running: serve.Running) -> None:
        self.url = running.url
        self.store = running.store / "portal.db"

    def contents(self) -> list[bytes]:
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            return [row[0] for row in store.execute("select content from deliveries order by id")]

    def say(self, invoice: str, words: str) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat()
        with contextlib.closing(sqlite3.connect(self.store)) as store, store:
            store.execute(
                "insert into events (bill, at, words, amount, text, adjustments, causes, by)"
                " select id, ?, ?, '', '', '[]', '[]', '' from bills where number = ?",
                (now, words, invoice),
            )


class Sandbox(HttpCounterpart):
    key = "sandbox"
    posts = r"^POST /v1/deliveries\?"
    words = (
        "Received",
        "File error",
        "In review",
        "On hold",
        "Approved",
        "Approved with reductions",
        "Rejected",
        "Paid",
        "Short paid",
    )

    @contextlib.contextmanager
    def serve(self, folder: Path) -> Iterator[Portal]:
        settings = Settings(delay=0.0, token=SECRET, automatic=False)
        with serve.serving(settings, port=0, journal=folder / "journal.jsonl") as running:
            yield Portal(running)


COUNTERPART = Sandbox()
