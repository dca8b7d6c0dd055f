"""HTTPS to a vendor: what goes along, and what each answer and each failure proves.

A hand-over (`Wire.send`) ends in an `Answer`, or in one of the four exceptions of `ledes.gateway`. A question
(`Wire.ask`) changes nothing at the vendor, so that every failure of it is `NotSent` or `Busy`. No exception here
carries the secret, the exception of the library underneath (which holds the request with its headers), or more of an
address than its host.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NoReturn
from urllib.parse import quote

from ledes.gateway import Account, Busy, Doubtful, NotSent, Package, Refused, auth, oauth
from ledes.gateway.answers import Answer, words
from ledes.gateway.auth import Auth
from ledes.gateway.bodies import Body
from ledes.gateway.exchange import NOTHING, Limits, Pass, Request, address, blotted, exchange, on_loopback

BEARER = Auth()


class Wire:
    """A line to one vendor account; `usual` is how the vendor knows the firm unless the account's settings say else.

    The account's setting `timeout` (seconds) shortens all limits.
    """

    def __init__(
        self,
        account: Account,
        usual: Auth = BEARER,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
        tokens: oauth.Tokens = oauth.TOKENS,
    ) -> None:
        self.account = account
        self.clock = clock
        self.now = now
        self.tokens = tokens
        self.base = address(account.url, account).rstrip("/")
        self.limits = Limits.of(account)
        self.auth = usual.of(account)
        self._known = auth.shown(self.auth, account)

    def send(
        self,
        path: str,
        body: bytes | Body,
        *,
        method: str = "POST",
        params: Mapping[str, str] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
        also: tuple[int, ...] = (),
    ) -> Answer:
        """Hand a body over, once; `also` are statuses beside 2xx whose meaning the adapter knows.

        Raises `NotSent` (no connection, or turned away at the door with 401), `Busy` (429, or 503 that says when),
        `Refused` (another 4xx, with the vendor's words), and `Doubtful` for everything else.
        """
        answer, known = self._exchange(self._request(method, path, body, params, headers), Doubtful)
        if answer.status in also:
            return answer
        if answer.status in {429, 503}:
            self._busy(answer)
        self._let_in(answer)
        if 400 <= answer.status < 500 and answer.status != 408:
            # Once more, because JSON may have written the secret with escapes that are gone only now.
            raise Refused(blotted(words(answer).encode(), known).decode(), answer.content)
        if not 200 <= answer.status < 300:
            raise Doubtful(f"{self.host} answered {answer.status}{_no_redirects(answer)}")
        return answer

    def bring(
        self,
        path: str,
        body: bytes | Body,
        *,
        method: str = "POST",
        params: Mapping[str, str] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
    ) -> Answer:
        """Bring something that bills nothing and belongs to nothing yet, such as an attachment before its bill.

        Raises `NotSent`, `Refused` or `Busy`, as the bill surely did not leave.
        """
        try:
            return self.send(path, body, method=method, params=params, headers=headers)
        except Doubtful as error:
            why = str(error)
        raise NotSent(f"what goes before the bill did not all arrive: {why}")

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: Body | None = None,
        params: Mapping[str, str] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
    ) -> Answer:
        """Ask something that changes nothing; once more where a token that was fetched earlier is not accepted.

        Raises `NotSent` when there is no good answer (2xx), `Busy` when the vendor asks to come back later.
        """
        request = self._request(method, path, body, params, headers)
        answer, known = self._exchange(request, NotSent)
        if answer.status == 401 and known is not self._known:
            answer, _ = self._exchange(request, NotSent)
        if answer.status in {429, 503}:
            raise Busy(self._wait(answer))
        self._let_in(answer)
        if not 200 <= answer.status < 300:
            raise NotSent(f"{self.host} answered {answer.status}{_no_redirects(answer)}")
        return answer

    @property
    def host(self) -> str:
        """Name the other side, without path, query or password."""
        return Request(method="", url=self.base).host

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | Body | None,
        params: Mapping[str, str],
        headers: Mapping[str, str],
    ) -> Request:
        content, typed = (body.content, {"Content-Type": body.kind}) if isinstance(body, Body) else (body, {})
        url = f"{self.base}/{path.lstrip('/')}" if path else self.account.url
        return Request(method=method, url=url, body=content, params=params, headers={**typed, **headers})

    def _exchange(self, request: Request, unclear: type[NotSent | Doubtful]) -> tuple[Answer, Pass]:
        """Make an exchange; give the answer and what was shown. A token that was fetched is dropped after a 401."""
        known, token = self._known, ""
        if self.auth.kind == "oauth2":
            token = self.tokens.give(self.account, self.auth, known.certificate, self.limits)
            known = auth.shown(self.auth, self.account, token)
        answer = exchange(request, known, self.limits, unclear, self.clock)
        if token and answer.status == 401:
            self.tokens.forget(self.account, self.auth, token)
        return answer, known

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
        return answer.wait(self.now())


def elsewhere(account: Account, url: str) -> Wire:
    """Give a line to an address that the vendor named, where the account's secret has no business.

    Raises `NotSent` when the address is none that anything may be sent to.
    """
    if on_loopback(url) and not on_loopback(account.url):
        raise NotSent("the vendor names an address on this machine, where nobody of theirs can be")
    settings = {name: value for name, value in account.settings.items() if name == "timeout"}
    return Wire(replace(account, url=url, secret="", settings=settings), Auth(kind="none"))


def in_time(package: Package, wire: Wire) -> None:
    """Make sure, right before a bill is handed over, that no other run may have taken over meanwhile.

    Raises `NotSent` when what went before took too long.
    """
    if package.before is not None and wire.now() >= package.before:
        raise NotSent("what goes before the bill took so long that another run may have taken over")


def part(text: str) -> str:
    """Write any text as one part of a path.

    >>> part("S 1/2"), part("..")
    ('S%201%2F2', '%2E%2E')
    """
    return text.replace(".", "%2E") if text in {".", ".."} else quote(text, safe="")


def _no_redirects(answer: Answer) -> str:
    return ", a redirect, which is not followed" if 300 <= answer.status < 400 else ""
