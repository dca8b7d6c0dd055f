"""Nothing in a test reaches past this machine, or into its keyring."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from office import Office
    from postgres import Server

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"
"""Other people's sample files, where they stand beside the checkout; tests that read them skip without."""


GOLDEN = Path(__file__).parent / "golden"
"""What commands and reports are expected to print; `pytest --update` writes it anew, and a person reads the diff."""


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs beside it with Ctrl-C switched off, and children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="Write the golden files anew instead of comparing with them."
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of a name."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.exists(), f"there is no golden file {name}; pytest --update writes it"
        assert text == path.read_text("utf-8")

    return compare


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def bare_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("LEDES_WORKSPACE", "LEDES_JOBS", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def reference_files() -> Path:
    folder = REFERENCE / "files"
    if not folder.is_dir():
        pytest.skip("the published sample files do not stand beside this checkout")
    return folder


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a firm's workspace beside a small platform on a real socket."""
    from office import Office
    from post import platform

    monkeypatch.setenv("LEDES_SECRET_POST_DEFAULT", "s3cret-of-the-test")
    with platform() as running:
        yield Office(tmp_path / "firm", running)


@pytest.fixture(scope="session")
def database_server() -> Iterator[Server]:
    """Run a PostgreSQL server for the tests of this process; skips where there is none on this machine."""
    from postgres import running

    with running() as server:
        yield server
