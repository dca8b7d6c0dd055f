"""The chain of digests that makes a changed, missing or inserted event show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def canonical(detail: Mapping[str, Any]) -> str:
    """Write what is known of an event in the one form that is digested and stored."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(previous: str, submission: int, seq: int, at: str, kind: str, detail: str, blob: str) -> str:
    """Digest an event together with the digest of the one before it in its submission (empty for the first)."""
    return _sha256(json.dumps([previous, submission, seq, at, kind, detail, blob], ensure_ascii=False))


def seal(
    previous: str,
    count: int,
    heads: Iterable[tuple[int, str]],
    clients: tuple[int, Iterable[tuple[str, str]]] | None = None,
) -> str:
    """Digest a checkpoint: the one before, the number of all events, and every head that moved in between.

    By way of the one before it covers the heads of all submissions, without reading those that stood still. `clients`
    says the same of the events of clients, where there are any.
    """
    covered: list[Any] = [previous, count, sorted(map(list, heads))]
    return _sha256(json.dumps([*covered, clients[0], sorted(map(list, clients[1]))] if clients else covered))


def content(data: bytes) -> str:
    """Digest bytes."""
    return hashlib.sha256(data).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
