"""The portal's door: what a request to deliver must bring before anything is stored."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from dataclasses import dataclass, field

from ledes.errors import InputError
from ledes.sandbox.reading import opened
from ledes.sandbox.records import Arrival
from ledes.sandbox.settings import Settings
from ledes.sandbox.wording import NOBODY, say

MOST_BYTES = 16 << 20
"""The longest delivery that is taken."""
LONGEST_NAME = 200
"""The longest key and file name, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a request to deliver brought. `problem` is what was wrong with the request itself, with its status."""

    authorization: str
    key: str
    file_name: str
    format: str
    sha256: str
    expires: str
    content: bytes = field(repr=False)
    size: int
    problem: tuple[int, str] | None = None


class TurnedAway(Exception):
    """A delivery that is not taken, with the status and the words of the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def authorized(header: str, settings: Settings) -> bool:
    """Say whether an Authorization header holds the token."""
    return hmac.compare_digest(header.encode(), f"Bearer {settings.token}".encode())


def admit(handed: Handed, settings: Settings) -> Arrival:
    """Look at a request as far as a portal does while the sender waits.

    Raises `TurnedAway`.
    """
    if not authorized(handed.authorization, settings):
        raise TurnedAway(401, "the token is missing or wrong")
    if handed.problem is not None:
        raise TurnedAway(*handed.problem)
    if not 0 < len(handed.key) <= LONGEST_NAME or not 0 < len(handed.file_name) <= LONGEST_NAME:
        raise TurnedAway(400, "an Idempotency-Key and a file_name are required, of 200 characters at most")
    if handed.sha256 and handed.sha256.lower() != hashlib.sha256(handed.content).hexdigest():
        raise TurnedAway(400, "the content does not have the digest that Content-SHA256 states")
    try:
        expires = datetime.datetime.fromisoformat(handed.expires) if handed.expires else None
    except ValueError:
        raise TurnedAway(400, "Deliver-Before is no moment such as 2026-03-31T12:00:00Z") from None
    if expires is not None and expires.tzinfo is None:
        raise TurnedAway(400, "Deliver-Before has no time zone")
    return _readable(handed, settings, expires)


def _readable(handed: Handed, settings: Settings, expires: datetime.datetime | None) -> Arrival:
    try:
        whole = opened(handed.content, handed.file_name)
    except InputError:
        raise TurnedAway(422, say("FILE_FORMAT", settings.words, NOBODY)) from None
    known = not settings.formats or whole.format.key in settings.formats
    if not known or handed.format not in {"", whole.format.key}:
        raise TurnedAway(422, say("FILE_FORMAT", settings.words, NOBODY))
    return Arrival(
        key=handed.key,
        file_name=handed.file_name,
        format=whole.format.key,
        sha256=hashlib.sha256(handed.content).hexdigest(),
        content=handed.content,
        bills=whole.bills,
        expires=expires,
    )
