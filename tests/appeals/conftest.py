from __future__ import annotations

from pathlib import Path

import pytest
from receiving import Firm


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """Open a firm's workspace with two clients and an empty ledger."""
    return Firm(tmp_path / "firm")


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Firm:
    """Open one on each kind of ledger."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("database_server").ledger()
    return Firm(tmp_path / "firm", url=url)
