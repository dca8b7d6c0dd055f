"""What a vendor's web server said: its answer, its words, and when to come back."""

from __future__ import annotations

import datetime
import email.utils
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the status, the headers in small letters, and the bytes with the secret blotted out."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """Read the content as a JSON object; numbers with a point come as `Decimal`.

        Raises `ValueError` when it is none.
        """
        found = self.value()
        if not isinstance(found, dict):
            raise ValueError("not a JSON object")
        return found

    def value(self) -> Any:
        """Read the content as JSON, whatever it is; raises `ValueError` when it is none."""
        try:
            return json.loads(self.content, parse_float=Decimal, parse_constant=_no_number)
        except (UnicodeDecodeError, RecursionError) as error:
            raise ValueError("not JSON") from error

    def wait(self, now: datetime.datetime | None = None) -> float | None:
        """Say in how many seconds the vendor asks to come back; `None` when it does not say."""
        return retry_after(self.headers.get("retry-after", ""), now or datetime.datetime.now(datetime.UTC))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def words(answer: Answer) -> str:
    """Find the vendor's words in an answer: the usual places in JSON, else the first line of plain text.

    An HTML page has no words; then, and when there is nothing, the status stands for them.
    """
    try:
        found: object = answer.json()
    except ValueError:
        found = None
    for name in ("error", "message", "words", "detail", "title", "description"):
        if isinstance(found, dict) and found.get(name):
            found = found[name]
    if isinstance(found, str):
        return found.strip()[:1000]
    if answer.headers.get("content-type", "").startswith("text/plain"):
        first = answer.content.decode("utf-8", "replace").strip().partition("\n")[0].strip()
        if first:
            return first[:1000]
    return f"refused with {answer.status}"


def retry_after(text: str, now: datetime.datetime) -> float | None:
    """Read a Retry-After header, whole seconds or an HTTP date, as seconds from now; `None` when it says nothing.

    Source: RFC 9110, section 10.2.3.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=datetime.UTC)
    return max(0.0, (at - now).total_seconds())
