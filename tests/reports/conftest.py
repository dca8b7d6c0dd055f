from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from reports_firm import PORTAL, Firm, month

from ledes.sandbox import serve


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    """Open a workspace whose client's portal answers on a real socket."""
    pytest.importorskip("flask")
    monkeypatch.setenv("LEDES_SECRET_SANDBOX_DEFAULT", PORTAL.token)
    with serve.serving(PORTAL, port=0, store=tmp_path / "store") as running:
        yield Firm(tmp_path / "firm", running.url)


@pytest.fixture
def history(firm: Firm, capsys: pytest.CaptureFixture[str]) -> Firm:
    """Open it after a month in which the portal cut and rejected bills."""
    month(firm)
    capsys.readouterr()
    return firm
