"""The portal on a port of this machine: started in the background, stopped cleanly."""

from __future__ import annotations

import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ledes.errors import SetupError
from ledes.sandbox.faults import Faults
from ledes.sandbox.settings import Settings

HOST = "127.0.0.1"
PORT = 8765
IDLE_SECONDS = 30
"""How long a request may keep silent before its connection is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A portal that answers: its address, the token that it asks for, and where it keeps things."""

    url: str
    token: str = field(repr=False)
    store: Path


@contextmanager
def serving(
    settings: Settings,
    *,
    port: int = PORT,
    store: Path | None = None,
    journal: Path | None = None,
    faults: Faults | None = None,
    refuse_repeats: bool = True,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Running]:
    """Run the portal while the `with` block lasts; port 0 picks a free one, no store a folder that goes with it.

    Raises `SetupError` when Flask is not installed, the port is taken, or a file cannot be written.
    """
    require_flask()
    from ledes.sandbox.app import application
    from ledes.sandbox.journal import Journal
    from ledes.sandbox.portal import Portal
    from ledes.sandbox.store import Store

    settings = settings if settings.token else replace(settings, token=secrets.token_urlsafe(24))
    with ExitStack() as stack:
        listening = stack.enter_context(_listen(port))
        folder = store or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ledes-portal-")))
        kept = Store(folder, clock=clock)
        stack.callback(kept.close)
        noted = Journal(journal)
        stack.callback(noted.close)
        portal = Portal(settings, kept, noted, faults=faults or Faults(), refuse_repeats=refuse_repeats, sleep=sleep)
        portal.clerk.start()
        stack.callback(portal.clerk.stop)
        stack.enter_context(_answering(application(portal), listening))
        number = listening.getsockname()[1]
        yield Running(url=f"http://{HOST}:{number}", token=settings.token, store=folder)


def require_flask() -> None:
    """Make sure that Flask is there.

    Raises `SetupError` when it is not.
    """
    from importlib.util import find_spec

    if find_spec("flask") is None:
        raise SetupError("the practice portal needs Flask", hint="install it with: pip install 'ledes[sandbox]'")


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise SetupError(f"port {port} of {HOST} cannot be used: {why}", hint="use --port 0 for a free one") from None
    return listening


@contextmanager
def _answering(app: Callable[..., object], listening: socket.socket) -> Iterator[None]:
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        """Answers without a word on the terminal: the journal is the record."""

        timeout = IDLE_SECONDS

        def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name is werkzeug's
            """Say nothing."""

    host, port = listening.getsockname()
    server = make_server(host, port, app, threaded=True, request_handler=Quiet, fd=listening.fileno())  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="portal", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
