"""A line in the middle, on this machine, that a test can hold, cut or slow down in either direction."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

UP, DOWN = "up", "down"
"""From the client to the server, and back."""


class Relay:
    """Forwards bytes between a client and a server; `before` is asked before each block and may `cut`.

    What goes in a direction that is in `swallowed` disappears. `pause` is slept before each block.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.swallowed: set[str] = set()
        self.before: Callable[[str, bytes], None] = lambda _way, _block: None
        self.pause = 0.0
        self.lines: list[socket.socket] = []
        self.connections = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]

    def cut(self) -> None:
        """Break every line that there is; those that come while it does so stay."""
        lines, self.lines = self.lines, []
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.lines += [client, server]
            threading.Thread(target=self._forward, args=(client, server, UP), daemon=True).start()
            threading.Thread(target=self._forward, args=(server, client, DOWN), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(65536):
                self.before(way, block)
                if self.pause:
                    time.sleep(self.pause)
                if way not in self.swallowed:
                    sink.sendall(block)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextlib.contextmanager
def relay(target: int) -> Iterator[Relay]:
    """Put a line before a port of this machine."""
    made = Relay(target)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.listening.shutdown(socket.SHUT_RDWR)
        made.listening.close()
        made.cut()
        thread.join(5)
