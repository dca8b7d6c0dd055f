"""HTTPS to a vendor: time limits on everything, no redirects, and what each failure proves.

A hand-over (`Wire.send`) ends in an `Answer`, or in one of the four exceptions of `ledes.gateway`. A question
(`Wire.ask`) changes nothing at the vendor, so that every failure of it is `NotSent` or `Busy`. No exception here
carries the secret, the exception of the library underneath (which holds the request with its headers), or more of an
address than its host.
"""

from __future__ import annotations

import datetime
import ipaddress
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from ledes.gateway import Account, Busy, Doubtful, NotSent, Refused, proof
from ledes.gateway.answers import Answer, retry_after, words

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
WHOLE_SECONDS = 180.0
"""Longest wait for a connection, for the next bytes, and for one whole answer."""

MOST_BYTES = 32 << 20
"""The longest answer that is read."""

BLOCK = 1 << 16
HIDDEN = "[hidden]"


class Wire:
    """A line to one vendor account, with the secret as bearer token unless the account has none.

    The account's setting `timeout` (seconds) shortens all three limits.
    """

    def __init__(
        self,
        account: Account,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
    ) -> None:
        self.account = account
        self.clock = clock
        self.now = now
        self.base = _address(account)
        self.connect, self.read, self.whole = _limits(account)

    def send(
        self,
        path: str,
        body: bytes,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Hand a body over with POST, once.

        Raises `NotSent` (no connection, or turned away at the door with 401), `Busy` (429, or 503 that says when),
        `Refused` (another 4xx, with the vendor's words), and `Doubtful` for everything else.
        """
        answer = self._exchange("POST", path, body, params or {}, headers or {}, Doubtful)
        if answer.status in {429, 503}:
            self._busy(answer)
        self._let_in(answer)
        if 400 <= answer.status < 500 and answer.status != 408:
            raise Refused(words(answer), answer.content)
        if not 200 <= answer.status < 300:
            raise Doubtful(f"{self.host} answered {answer.status}{_no_redirects(answer)}")
        return answer

    def ask(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """Ask with GET.

        Raises `NotSent` when there is no good answer (2xx), `Busy` when the vendor asks to come back later.
        """
        answer = self._exchange("GET", path, None, params or {}, {}, NotSent)
        if answer.status in {429, 503}:
            raise Busy(self._wait(answer))
        self._let_in(answer)
        if not 200 <= answer.status < 300:
            raise NotSent(f"{self.host} answered {answer.status}{_no_redirects(answer)}")
        return answer

    @property
    def host(self) -> str:
        """Name the other side, without path, query or password."""
        parts = urlsplit(self.base)
        return parts.hostname or ""

    def _exchange(
        self,
        method: str,
        path: str,
        body: bytes | None,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        unclear: type[NotSent | Doubtful],
    ) -> Answer:
        import requests
        import urllib3

        problem: NotSent | Doubtful
        end = self.clock() + self.whole
        try:
            with self._session() as session:
                response = session.request(
                    method,
                    f"{self.base}/{path.lstrip('/')}",
                    params=dict(params),
                    data=body,
                    headers=dict(headers),
                    timeout=(self.connect, self.read),
                    allow_redirects=False,
                    stream=True,
                )
                return self._answer(response, end)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            proven = NotSent if proof.never_connected(error) else unclear
            problem = proven(f"{self.host}: {proof.seen(error)}")
        except (OSError, ValueError) as error:
            problem = unclear(f"{self.host}: {type(error).__name__}")
        # Raised out here, where no exception of the library (which holds the headers) becomes its context.
        raise problem

    def _session(self) -> requests.Session:
        import requests

        session = requests.Session()
        session.auth = _Bearer(self.account.secret)
        session.trust_env = not _on_loopback(self.base)
        session.headers.update({"User-Agent": _user_agent(), "Accept": "application/json"})
        return session

    def _answer(self, response: requests.Response, end: float) -> Answer:
        content = bytearray()
        with response:
            # read1 returns what has come; read and iter_content wait for a full block, however slowly it trickles.
            while block := response.raw.read1(BLOCK, decode_content=True):
                content += block
                if self.clock() > end:
                    raise TimeoutError
                if len(content) > MOST_BYTES:
                    raise ValueError("too long")
        shown = bytes(content)
        if self.account.secret:
            shown = shown.replace(self.account.secret.encode(), HIDDEN.encode())
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=headers, content=shown)

    def _let_in(self, answer: Answer) -> None:
        if answer.status == 401:
            raise NotSent(f"{self.host} did not accept the secret of account {self.account.name} (401)")

    def _busy(self, answer: Answer) -> NoReturn:
        wait = self._wait(answer)
        if wait is None and answer.status == 503:
            # A gateway answers so too, when what stands behind it may have taken the body.
            raise Doubtful(f"{self.host} answered 503 without saying when to come back")
        raise Busy(wait)

    def _wait(self, answer: Answer) -> float | None:
        return retry_after(answer.headers.get("retry-after", ""), self.now())


class _Bearer:
    """Puts the token on a request; as an auth object, because requests would else take a password out of ~/.netrc."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._secret:
            request.headers["Authorization"] = f"Bearer {self._secret}"
        return request


def _address(account: Account) -> str:
    parts = urlsplit(account.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotSent(f"account {account.name} of {account.vendor} has no web address")
    if parts.username or parts.password:
        raise NotSent(f"the address of account {account.name} of {account.vendor} holds a password")
    if parts.scheme == "http" and not _on_loopback(account.url):
        raise NotSent(f"{parts.hostname} would be reached without encryption: the address must begin with https")
    if not (account.secret.isascii() and (account.secret or "-").isprintable()):
        raise NotSent(f"the secret of account {account.name} of {account.vendor} holds characters no header can carry")
    return account.url.rstrip("/")


def _on_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _limits(account: Account) -> tuple[float, float, float]:
    text = account.settings.get("timeout", "")
    if not text:
        return CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS
    try:
        most = float(text)
    except ValueError:
        most = 0.0
    if not 0 < most < float("inf"):
        raise NotSent(f"the timeout of account {account.name} of {account.vendor} is no number of seconds")
    return min(most, CONNECT_SECONDS), min(most, READ_SECONDS), min(most, WHOLE_SECONDS)


def _user_agent() -> str:
    from importlib import metadata

    return f"ledes/{metadata.version('ledes')}"


def _no_redirects(answer: Answer) -> str:
    return ", a redirect, which is not followed" if 300 <= answer.status < 400 else ""
