"""One exchange over HTTPS: time limits on everything, no redirects, a bounded answer, no secret in what is raised."""

from __future__ import annotations

import base64
import ipaddress
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ledes.gateway import Account, Doubtful, NotSent, proof, stated
from ledes.gateway.answers import Answer

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
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked or handed over; the address may hold a signature and the body a bill, so neither is shown."""

    method: str
    url: str = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    params: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)
    headers: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)

    @property
    def host(self) -> str:
        """Name the other side, without path, query or password."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What shows who we are: headers and a client certificate; `secrets` are blotted out of what comes back."""

    headers: Mapping[str, str] = field(default_factory=lambda: NOTHING, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    certificate: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The longest waits, in seconds: for a connection, for the next bytes, for one whole answer."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    whole: float = WHOLE_SECONDS

    @classmethod
    def of(cls, account: Account) -> Limits:
        """Shorten the limits to the account's setting `timeout`, in seconds.

        Raises `NotSent` when it is no number of seconds.
        """
        usual = cls()
        return cls(
            connect=stated.seconds(account, "timeout", usual.connect),
            read=stated.seconds(account, "timeout", usual.read),
            whole=stated.seconds(account, "timeout", usual.whole),
        )


def address(url: str, account: Account, what: str = "address") -> str:
    """Make sure that something secret may be sent to an address: encrypted, or to this machine; no password in it.

    Raises `NotSent` that names the account and never repeats the address.
    """
    whose = f"account {account.name} of {account.vendor}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise NotSent(f"the {what} of {whose} is no web address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise NotSent(f"{whose} has no web address" if what == "address" else f"the {what} of {whose} is none")
    if parts.username or parts.password:
        raise NotSent(f"the {what} of {whose} holds a password")
    if parts.scheme == "http" and not on_loopback(url):
        raise NotSent(f"{host} would be reached without encryption: the {what} must begin with https")
    return url


def on_loopback(url: str) -> bool:
    """Say whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def exchange(
    request: Request,
    known: Pass,
    limits: Limits,
    unclear: type[NotSent | Doubtful],
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Make one exchange.

    Raises `NotSent` where surely nothing left, and `unclear` for every other failure.
    """
    import requests
    import urllib3

    _sendable(request)
    problem: NotSent | Doubtful
    end = clock() + limits.whole
    try:
        with _session(request, known) as session:
            response = session.request(
                request.method,
                request.url,
                params=dict(request.params),
                data=request.body,
                headers=dict(request.headers),
                timeout=(limits.connect, limits.read),
                allow_redirects=False,
                stream=True,
            )
            return _answer(response, known, end, clock)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        proven = NotSent if proof.never_connected(error) else unclear
        problem = proven(f"{request.host}: {proof.seen(error)}")
    except (OSError, ValueError) as error:
        problem = unclear(f"{request.host}: {type(error).__name__}")
    # Raised out here, where no exception of the library (which holds the headers) becomes its context.
    raise problem


def _sendable(request: Request) -> None:
    for name, value in request.headers.items():
        try:
            value.encode("latin-1")
        except UnicodeEncodeError:
            value = "\n"
        if not value.isprintable():
            raise NotSent(f"what should go to {request.host} as {name} holds characters that no header can carry")


class _Shown:
    """Puts headers on a request; as an auth object, because requests would else take a password out of ~/.netrc."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self._headers)
        return request


def _session(request: Request, known: Pass) -> requests.Session:
    import requests

    # It writes whole addresses into the log, and a vendor's link to upload to is as good as a secret.
    logging.getLogger("urllib3.connectionpool").disabled = True
    session = requests.Session()
    session.auth = _Shown(known.headers)
    session.cert = known.certificate
    session.trust_env = not on_loopback(request.url)
    session.headers.update({"User-Agent": _user_agent(), "Accept": "application/json"})
    return session


def _answer(response: requests.Response, known: Pass, end: float, clock: Callable[[], float]) -> Answer:
    content = bytearray()
    with response:
        # read1 returns what has come; read and iter_content wait for a full block, however slowly it trickles.
        while block := response.raw.read1(BLOCK, decode_content=True):
            content += block
            if clock() > end:
                raise TimeoutError
            if len(content) > MOST_BYTES:
                raise ValueError("too long")
    headers = {name.lower(): blotted(value.encode("utf-8", "replace"), known) for name, value in _headers(response)}
    shown = {name: value.decode("utf-8", "replace") for name, value in headers.items()}
    return Answer(status=response.status_code, headers=shown, content=blotted(bytes(content), known))


def _headers(response: requests.Response) -> list[tuple[str, str]]:
    return list(response.headers.items())


def blotted(content: bytes, known: Pass) -> bytes:
    """Blot every secret out, also as JSON, a web form or Basic authentication would write it."""
    for secret in filter(None, known.secrets):
        plain, escaped = secret.encode(), json.dumps(secret)[1:-1]
        forms = {plain, escaped.encode(), escaped.replace("/", "\\/").encode()}
        forms |= {quote(secret, safe="").encode(), base64.b64encode(plain)}
        for form in sorted(forms, key=len, reverse=True):
            content = content.replace(form, HIDDEN.encode())
    return content


def _user_agent() -> str:
    from importlib import metadata

    return f"ledes/{metadata.version('ledes')}"
