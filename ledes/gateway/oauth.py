"""Access tokens by OAuth2 client credentials: fetched when needed, kept until shortly before they end.

Fetching a token hands no bill over, so every failure of it is `NotSent` or `Busy`. Source: RFC 6749, section 4.4.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

from ledes.gateway import Account, Busy, NotSent
from ledes.gateway.answers import Answer
from ledes.gateway.auth import Auth, basic
from ledes.gateway.exchange import Limits, Pass, Request, address, exchange

UNSTATED_SECONDS = 300.0
"""How long a token is kept whose end the server does not state."""

LEAST_LEFT = 60.0
"""A token that ends sooner than this, or than a tenth of its time, is not used any more (seconds)."""

_WORD = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token; `until` is a moment of the clock that it was fetched by."""

    value: str = field(repr=False)
    until: float


class Tokens:
    """The tokens of a process, by whom they were given to; one is fetched once, however many threads ask for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._kept: dict[str, Token] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def give(self, account: Account, auth: Auth, certificate: tuple[str, str] | None, limits: Limits) -> str:
        """Give the token of an account.

        Raises `NotSent` when none is to be had, `Busy` when the server asks to come back later.
        """
        key = _key(account, auth)
        with self._lock:
            mine = self._locks.setdefault(key, threading.Lock())
        with mine:
            kept = self._kept.get(key)
            if kept is None or kept.until <= self.clock():
                kept = self._kept[key] = self._fetch(account, auth, certificate, limits)
            return kept.value

    def forget(self, account: Account, auth: Auth, value: str) -> None:
        """Drop a token that was not accepted, unless another one is kept by now."""
        with self._lock:
            kept = self._kept.get(_key(account, auth))
            if kept is not None and kept.value == value:
                del self._kept[_key(account, auth)]

    def _fetch(self, account: Account, auth: Auth, certificate: tuple[str, str] | None, limits: Limits) -> Token:
        asked = self.clock()
        answer = _ask(account, auth, certificate, limits)
        try:
            said = answer.json()
            value, kind = said["access_token"], said.get("token_type", "bearer")
            lasts = float(said.get("expires_in") or UNSTATED_SECONDS)
            good = isinstance(value, str) and value.isascii() and value.isprintable() and value.strip()
            if not good or str(kind).lower() != "bearer" or not 0 < lasts < float("inf"):
                raise ValueError
        except (KeyError, TypeError, ValueError):
            value = ""
        if not value:
            raise NotSent(f"what answers at the token_url of account {account.name} of {account.vendor} gives no token")
        return Token(value=value, until=asked + lasts - min(LEAST_LEFT, lasts / 10))


def _key(account: Account, auth: Auth) -> str:
    parts = (account.secret, auth.token_url, auth.client_id, auth.client, auth.scope, auth.audience)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _ask(account: Account, auth: Auth, certificate: tuple[str, str] | None, limits: Limits) -> Answer:
    form = {"grant_type": "client_credentials", "scope": auth.scope, "audience": auth.audience}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    known = Pass(secrets=(account.secret,), certificate=certificate)
    if auth.client == "body":
        form |= {"client_id": auth.client_id, "client_secret": account.secret}
    else:
        # Both parts are written as in a form before they are joined: RFC 6749, section 2.3.1.
        said = basic(quote_plus(auth.client_id), quote_plus(account.secret), account)
        known = Pass(headers={"Authorization": said}, secrets=(account.secret, said[6:]), certificate=certificate)
    request = Request(
        method="POST",
        url=address(auth.token_url, account, "token_url"),
        body=urlencode({name: value for name, value in form.items() if value}).encode(),
        headers=headers,
    )
    answer = exchange(request, known, limits, NotSent)
    if answer.status in {429, 503}:
        raise Busy(answer.wait())
    if answer.status != 200:
        why = _why(answer)
        raise NotSent(f"{request.host} gave account {account.name} of {account.vendor} no token ({answer.status}{why})")
    return answer


def _why(answer: Answer) -> str:
    try:
        word = answer.json().get("error")
    except ValueError:
        return ""
    return f", {word}" if isinstance(word, str) and _WORD.fullmatch(word) else ""


TOKENS = Tokens()
"""Those of this process."""
