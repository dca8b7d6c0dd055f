"""A tiny e-billing platform on a real socket that accepts repeats, and an adapter that speaks to it."""

from __future__ import annotations

import contextlib
import datetime
import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ledes import money
from ledes.gateway import (
    Absent,
    Account,
    Adapter,
    Busy,
    CannotSay,
    Capabilities,
    Doubtful,
    Found,
    LineAdjustment,
    NotSent,
    Package,
    Receipt,
    Refused,
    StatusEvent,
)
from ledes.sending.uptime import Uptime


class Platform:
    """What the platform holds: every delivery it stored, in order, and how it will behave at the next ones.

    A behaviour is `store`, `drop` (stored, then no reply), `lose` (not stored, no reply), `busy`, `refuse`, `error`
    (not stored, 500) or `error-after` (stored, 500); without one left it stores.
    """

    def __init__(self) -> None:
        self.stored: list[dict[str, Any]] = []
        self.behaviours: list[str] = []
        self.events: list[dict[str, Any]] = []
        self.received = 0
        self.finalized: list[str] = []
        self.two_steps = False
        self.wait = 0
        self.lock = threading.Lock()
        self.url = ""

    def invoices(self) -> list[str]:
        return [number for each in self.stored for number in each["invoices"]]

    def next_behaviour(self) -> str:
        return self.behaviours.pop(0) if self.behaviours else "store"

    def take(self, key: str, invoices: list[str], content: bytes) -> dict[str, Any]:
        row = {"key": key, "invoices": invoices, "content": content, "reference": f"P-{len(self.stored) + 1}"}
        self.stored.append(row)
        return row


class Desk(BaseHTTPRequestHandler):
    """One request to the platform."""

    platform: Platform

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        platform = self.platform
        with platform.lock:
            if self.path.startswith("/finalize"):
                platform.finalized.append(self.headers["Reference"])
                self._say(200, {"reference": self.headers["Reference"]})
                return
            platform.received += 1
            behaviour = platform.next_behaviour()
            if behaviour in {"store", "drop", "error-after"}:
                row = platform.take(self.headers["Idempotency-Key"], json.loads(self.headers["Invoices"]), content)
        if behaviour in {"drop", "lose"}:
            self.connection.close()
        elif behaviour == "busy":
            self._say(429, {}, wait=platform.wait)
        elif behaviour == "refuse":
            self._say(422, {"words": "INVALID TIMEKEEPER ID"})
        elif behaviour.startswith("error"):
            self._say(500, {})
        else:
            self._say(201, {"reference": row["reference"]})

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        with self.platform.lock:
            if asked.path == "/events":
                self._say(200, self.platform.events)
                return
            key = parse_qs(asked.query)["key"][0]
            self._say(200, [each["reference"] for each in self.platform.stored if each["key"] == key])

    def _say(self, status: int, body: object, wait: int | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        if wait:
            self.send_header("Retry-After", str(wait))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def platform() -> Iterator[Platform]:
    """Run a platform on a free port of this machine."""
    made = Platform()
    desk = type("DeskOfOne", (Desk,), {"platform": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), desk)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Post(Adapter):
    """The adapter; what it can do is the test's to choose."""

    key = "post"
    name = "Test platform"
    words: Mapping[str, str] = {
        "Received": "RECEIVED",
        "File error": "FILE_ERROR",
        "Approved": "APPROVED",
        "Rejected": "REJECTED",
        "On hold": "ON_HOLD",
        "Paid": "PAID",
    }

    def __init__(self, **can: Any) -> None:
        stated: dict[str, Any] = {"look": True, "track": True, "formats": ("1998b", "json"), **can}
        self.can = Capabilities(**stated)
        self.finalized = not stated.get("finalize", False)

    def deliver(self, package: Package, account: Account) -> Receipt:
        headers = {"Idempotency-Key": package.reference, "Invoices": json.dumps(package.invoices)}
        status, body, wait = _ask(account, "POST", "/deliveries", package.content, headers)
        if status == 429:
            raise Busy(wait)
        if status == 422:
            raise Refused(json.loads(body)["words"], body)
        if status != 201:
            raise Doubtful(f"status {status}")
        return Receipt(reference=json.loads(body)["reference"], finalized=self.finalized, answer=body)

    def finalize(self, receipt: Receipt, account: Account) -> Receipt:
        _, body, _ = _ask(account, "POST", "/finalize", b"", {"Reference": receipt.reference})
        return Receipt(reference=receipt.reference, answer=body)

    def look(self, reference: str, account: Account) -> Found | Absent | CannotSay:
        try:
            _, body, _ = _ask(account, "GET", f"/deliveries?key={reference}")
        except Doubtful:
            raise NotSent("no answer") from None
        there = json.loads(body)
        return Found(receipt=Receipt(reference=there[0], finalized=self.finalized)) if there else Absent()

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        _, body, _ = _ask(account, "GET", "/events")
        for each in json.loads(body):
            at = datetime.datetime.fromisoformat(each["at"]) if each.get("at") else None
            amount: Decimal | None = money.parse(each["amount"]) if each.get("amount") else None
            cuts = tuple(
                LineAdjustment(line=line, amount=money.parse(cut), words=words)
                for line, cut, words in each.get("adjustments", ())
            )
            yield StatusEvent(
                reference=each.get("reference", ""),
                invoice=each.get("invoice", ""),
                words=each["words"],
                at=at,
                amount=amount,
                currency=each.get("currency", ""),
                text=each.get("text", ""),
                adjustments=cuts,
                raw=json.dumps(each).encode(),
            )


def _ask(
    account: Account, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes, float | None]:
    """Ask once; `NotSent` when no connection was made, `Doubtful` when one was and no answer came."""
    connection = http.client.HTTPConnection(urlsplit(account.url).netloc, timeout=5)
    try:
        connection.connect()
    except OSError as error:
        raise NotSent(type(error).__name__) from None
    try:
        connection.request(method, path, content, dict(headers or {}))
        answer = connection.getresponse()
        wait = answer.getheader("Retry-After")
        return answer.status, answer.read(), float(wait) if wait else None
    except (OSError, http.client.HTTPException) as error:
        raise Doubtful(type(error).__name__) from None
    finally:
        connection.close()


class Clock:
    """A clock that only sleep moves on; far enough in the future that files made in a test have come to rest."""

    def __init__(self) -> None:
        self.at = datetime.datetime.fromtimestamp(time.time(), datetime.UTC) + datetime.timedelta(hours=1)
        self.slept: list[float] = []
        self.behind = 0.0

    def __call__(self) -> datetime.datetime:
        self.at += datetime.timedelta(milliseconds=1)
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += datetime.timedelta(seconds=seconds)

    def uptime(self) -> Uptime:
        return Uptime("this start", self.at.timestamp() + self.behind)
