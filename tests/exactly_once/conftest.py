"""The process that forks children for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from runs import Runner


@pytest.fixture(scope="module")
def command() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()
