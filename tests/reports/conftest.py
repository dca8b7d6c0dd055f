from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pastfirm
import pytest
from reports_firm import PORTAL, Firm, month

from ledes.sandbox import serve

SECRET = "LEDES_SECRET_SANDBOX_DEFAULT"


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    """Open a workspace whose client's portal answers on a real socket."""
    pytest.importorskip("flask")
    monkeypatch.setenv(SECRET, PORTAL.token)
    with serve.serving(PORTAL, port=0, store=tmp_path / "store") as running:
        yield Firm.made(tmp_path / "firm", running.url)


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a workspace after a month in which the portal cut and rejected bills."""
    pytest.importorskip("flask")
    root = tmp_path_factory.mktemp("month")
    with pytest.MonkeyPatch.context() as patch, serve.serving(PORTAL, port=0, store=root / "store") as running:
        patch.setenv(SECRET, PORTAL.token)
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        month(Firm.made(root / "firm", running.url))
    return root / "firm"


@pytest.fixture
def history(sent: Path, tmp_path: Path) -> Firm:
    """Copy that workspace, for a test to do with as it likes; its portal has closed."""
    return Firm(Path(shutil.copytree(sent, tmp_path / "firm")))


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> pastfirm.Past:
    """Keep a firm with eighteen months behind it; nobody changes it."""
    root = tmp_path_factory.mktemp("past")
    return pastfirm.Past(root=root, truths=pastfirm.make(root))
