"""The other side of an adapter on this machine, so that one contract can be asked of every adapter.

`tests/vendors/counterparts/<key>.py` ends in `COUNTERPART`, an object of a class made from `Counterpart`, or from
`HttpCounterpart` where the adapter speaks HTTP. An adapter that hands nothing over (`can.submit` is false) needs none.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import gate
import practice
from loopback import reply

from ledes.gateway import Account, Adapter, Package

FOLDER = Path(__file__).parent / "vendors" / "counterparts"
SECRET = "hush-hush-token"

FAULTS = {
    "http": {"garbage", "silence", "lost reply", "error", "page", "echo", "redirect"},
    "sftp": {"silence", "lost reply"},
    "mail": {"garbage", "silence", "lost reply"},
    "folder": set(),
    "hand": set(),
}
"""What each transport must be asked: a hand-over that is answered with garbage, not at all though it was stored, ..."""


class Place:
    """A counterpart that runs, as a test sees it."""

    account: Account

    def contents(self) -> list[bytes]:
        """Give every e-bill that is stored there, as it came, oldest first."""
        raise AssertionError("say what is stored")

    def told(self) -> bytes:
        """Give everything that came with the deliveries (names, headers, contents): our reference is to be in it."""
        raise AssertionError("say what was told")

    def say(self, invoice: str, words: str) -> None:
        """Let the platform say a status word of a stored invoice, so that tracking tells it."""
        raise AssertionError("say a status")

    def spoil(self, fault: str) -> None:
        """Let the next hand-over go wrong at its last step, in one of the ways that `Counterpart.faults` names.

        After each of them only the platform knows whether it has the bill; after `lost reply` it has it.
        """
        raise AssertionError(f"there is no fault {fault}")


class Counterpart:
    """What a test knows of an adapter beside the adapter: its transport, its usual words, and how to start it.

    `words` are the platform's documented status words, written down a second time. `looks`: a look-up finds what was
    delivered. `told_by_say`: tracking tells what `Place.say` said.
    """

    key: str
    transport: str
    words: tuple[str, ...] = ()
    looks = True
    told_by_say = True

    @property
    def faults(self) -> set[str]:
        """Name what `Place.spoil` can do; at least what the transport must be asked."""
        return FAULTS[self.transport]

    def package(self, reference: str = "ref-1") -> Package:
        """Give an e-bill of invoice 1001 that this adapter takes."""
        return practice.package(reference)

    def open(self, folder: Path) -> contextlib.AbstractContextManager[Place]:
        """Start the other side; `folder` is empty and its own."""
        raise AssertionError("start the other side")

    def nowhere(self) -> Account:
        """Give an account at an address where nobody listens."""
        raise AssertionError("name an address where nobody listens")


class WebPlace(Place):
    """A web server of this machine behind a gate."""

    def __init__(self, counterpart: HttpCounterpart, server: Any, through: gate.Gate) -> None:
        self.counterpart = counterpart
        self.server = server
        self.gate = through
        self.account = counterpart.account(through.url, server)
        self.elsewhere: list[str] = []

    def contents(self) -> list[bytes]:
        """Ask the server."""
        found: list[bytes] = self.server.contents()
        return found

    def told(self) -> bytes:
        """Give all that went through the gate."""
        return self.gate.told()

    def say(self, invoice: str, words: str) -> None:
        """Tell the server."""
        self.server.say(invoice, words)

    def spoil(self, fault: str) -> None:
        """Spoil the request that hands the bill over."""
        answers: dict[str, gate.Answer] = {
            "garbage": b"\x00\x01 no http at all\r\n\r\n",
            "silence": lambda _connection: time.sleep(1.5),
            "lost reply": b"",
            "error": reply("500 Oops"),
            "page": reply("200 OK", b"<html>", "Content-Type: text/html"),
            "echo": reply("200 OK", f'{{"error": "Bearer {SECRET}"}}'.encode(), "Content-Type: application/json"),
            "redirect": reply("307 There", b"", f"Location: {self.gate.url}/elsewhere"),
        }
        self.gate.spoil(self.counterpart.posts, answers[fault], through=fault == "lost reply")


class HttpCounterpart(Counterpart):
    """The counterpart of an adapter that speaks HTTP.

    `posts` is a pattern of the request lines (`POST /v1/deliveries?...`) by which a bill is handed over for good,
    `lets_in` of those that only ask for a token.
    """

    transport = "http"
    posts = r"^POST "
    lets_in = r"^POST /token\b"

    def serve(self, folder: Path) -> contextlib.AbstractContextManager[Any]:
        """Start the server: an object with `url`, `contents()` and `say(invoice, words)`."""
        raise AssertionError("start the server")

    def settings(self, url: str) -> Mapping[str, str]:
        """Give the settings of an account at an address."""
        return {}

    def address(self, url: str) -> str:
        """Give the address that an account names, of a server at an address."""
        return url

    def account(self, url: str, server: Any = None) -> Account:
        """Give an account at a server."""
        return Account(vendor=self.key, url=self.address(url), secret=SECRET, settings=dict(self.settings(url)))

    @contextlib.contextmanager
    def open(self, folder: Path) -> Iterator[WebPlace]:
        """Start the server behind a gate."""
        with self.serve(folder) as server, gate.before(server.url) as through:
            yield WebPlace(self, server, through)

    def nowhere(self) -> Account:
        """Give an account at a port where nobody listens."""
        return self.account(f"http://127.0.0.1:{closed_port()}")


class ByHand(Counterpart):
    """The counterpart of a platform that a person uploads to: there is nothing to start."""

    transport = "hand"
    looks = told_by_say = False

    def __init__(self, adapter: Adapter) -> None:
        self.key = adapter.key
        self.words = tuple(adapter.words)

    def nowhere(self) -> Account:
        """Give an account without an address."""
        return Account(vendor=self.key)


def closed_port() -> int:
    """Give a port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def slow(account: Account, seconds: str = "0.3") -> Account:
    """Give an account whose owner waits no longer than this."""
    return replace(account, settings={**account.settings, "timeout": seconds})


def sealed(package: Package, content: bytes) -> Package:
    """Give a package with other contents."""
    return replace(package, content=content, sha256=hashlib.sha256(content).hexdigest())


def of(adapter: Adapter) -> Counterpart:
    """Find the counterpart of an adapter; one that has none counts as a platform that is served by hand."""
    path = FOLDER / f"{adapter.key}.py"
    if not path.exists():
        return ByHand(adapter)
    spec = importlib.util.spec_from_file_location(f"counterpart_{adapter.key}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Counterpart = module.COUNTERPART
    return found
