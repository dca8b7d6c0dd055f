from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from practice import Practice

from ledes.sandbox import serve
from ledes.sandbox.settings import Settings


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Callable[..., Practice]]:
    with ExitStack() as stack:

        def start(settings: Settings | None = None, **options: object) -> Practice:
            journal = tmp_path / "journal.jsonl"
            known = settings or Settings(delay=0.0)
            running = stack.enter_context(serve.serving(known, port=0, journal=journal, **options))  # type: ignore[arg-type]
            return Practice(running, journal)

        yield start
