"""The journal: one JSON line for every request that carried a payload, on disk before any reply leaves."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ledes.errors import SetupError

OUTCOMES = ("stored", "repeat", "refused", "error")
"""Stored: the portal holds it from now on, whatever was answered. Error: it fell over before it could store."""


class Journal:
    """Appends lines to a file, one write a line; without a file it notes nothing."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._stream: IO[bytes] | None = None
        if path is None:
            return
        try:
            self._stream = path.open("ab", buffering=0)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise SetupError(f"the journal {path} cannot be written: {why}", hint="name another file") from error

    def note(
        self, *, time: str, key: str, invoices: Sequence[str], sha256: str, size: int, outcome: str, answer: str
    ) -> None:
        """Write one line: when, under which key and invoice number, what came, what became of it, what was answered.

        `invoice` joins several numbers with a comma and a blank; `invoices` lists them. `answer` is the HTTP status,
        or `none` where the reply was withheld.
        """
        if outcome not in OUTCOMES:
            raise ValueError(f"no outcome {outcome!r}")
        line = {
            "time": time,
            "key": key,
            "invoice": ", ".join(invoices),
            "sha256": sha256,
            "bytes": size,
            "outcome": outcome,
            "invoices": list(invoices),
            "answer": answer,
        }
        if self._stream is not None:
            with self._lock:
                self._stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
