"""A gate in front of a web server of this machine: it passes requests on, keeps them, and spoils answers to order."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Answer = bytes | Callable[[socket.socket], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came; `line` is its method and its path with the query."""

    line: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Gate:
    """What goes through, and what is done to it: the first pattern that is found in a request's line decides."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.asked: list[Asked] = []
        self.spoilt: list[tuple[re.Pattern[str], Answer, bool]] = []
        self.url = ""

    def spoil(self, lines: str, answer: Answer, *, through: bool = False) -> None:
        """Answer what fits a pattern with these bytes from now on; `through`: after it was passed on all the same."""
        self.spoilt.insert(0, (re.compile(lines), answer, through))

    def open(self) -> None:
        """Spoil nothing any more."""
        self.spoilt.clear()

    def fitting(self, lines: str) -> list[Asked]:
        """Give the requests that fit a pattern, in the order they came."""
        return [each for each in self.asked if re.search(lines, each.line)]

    def told(self) -> bytes:
        """Give all that was asked, on one heap."""
        return b"\n".join(
            each.line.encode() + b"\n" + repr(sorted(each.headers.items())).encode() + b"\n" + each.body
            for each in self.asked
        )


class Keeper(BaseHTTPRequestHandler):
    """One request at the gate."""

    gate: Gate

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(line=f"{self.command} {self.path}", headers=dict(self.headers.items()), body=body)
        self.gate.asked.append(asked)
        for pattern, answer, through in self.gate.spoilt:
            if pattern.search(asked.line):
                if through:
                    self._pass_on(asked)
                self.close_connection = True
                if callable(answer):
                    answer(self.connection)
                else:
                    self.connection.sendall(answer)
                return
        status, headers, content = self._pass_on(asked)
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in {"content-length", "connection", "transfer-encoding", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _take  # noqa: N815

    def _pass_on(self, asked: Asked) -> tuple[int, list[tuple[str, str]], bytes]:
        to = self.gate.upstream
        connection = http.client.HTTPConnection(to.hostname or "", to.port or 80, timeout=10)
        try:
            connection.request(self.command, self.path, asked.body, asked.headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            return 502, [], b""
        finally:
            connection.close()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextlib.contextmanager
def before(upstream: str) -> Iterator[Gate]:
    """Put a gate before a server."""
    gate = Gate(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Keeper", (Keeper,), {"gate": gate}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    gate.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
