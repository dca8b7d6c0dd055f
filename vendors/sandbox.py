"""The practice portal of `ledes sandbox`: the first adapter, and the model for others.

Everything here is confirmed by running against the portal itself (tests/vendors/test_sandbox.py); its interface is
described in docs/sandbox.md. How the contract of `ledes.gateway` is met:

* The submission's reference goes along as `Idempotency-Key`. The portal can be started to accept repeats as well as
  to recognise them, and an adapter cannot see which, so `repeatable` is not claimed.
* Each delivery states in `Deliver-Before` until when it may be stored, and the portal drops it later. So a look-up
  that finds nothing, long enough after the attempt, proves that nothing came and nothing will: `settles_after`.
  Both clocks are one, because the portal listens on loopback only.
* `look` believes in absence only when the portal answers the very reference with an empty list. A page of some other
  server, a 404 of a wrong address or half an answer is no proof, and raises `NotSent`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ledes import money
from ledes.gateway import (
    Absent,
    Account,
    Adapter,
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
from ledes.gateway.answers import Answer
from ledes.gateway.http import Wire

VALID_FOR = datetime.timedelta(seconds=20)
"""How long after it was handed over the portal may still store a delivery."""


class Sandbox(Adapter):
    """Speaks to the practice portal over HTTP with a bearer token."""

    key = "sandbox"
    name = "Practice portal"
    can = Capabilities(
        finalize=True,
        look=True,
        track=True,
        settles_after=datetime.timedelta(seconds=30),
        formats=("1998b", "98bi", "json"),
        max_bytes=16 << 20,
        bills_per_file="many",
    )
    words: Mapping[str, str] = MappingProxyType(
        {
            "Received": "RECEIVED",
            "File error": "FILE_ERROR",
            "In review": "PENDING_CLIENT",
            "On hold": "ON_HOLD",
            "Approved": "APPROVED",
            "Approved with reductions": "APPROVED_REDUCED",
            "Rejected": "REJECTED",
            "Paid": "PAID",
            "Short paid": "SHORT_PAID",
        }
    )

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Hand a package over, once."""
        wire = Wire(account)
        before = wire.now() + VALID_FOR
        if package.before is not None:
            before = min(before, package.before)
        headers = {
            "Content-Type": "application/octet-stream",
            "Idempotency-Key": package.reference,
            "Deliver-Before": before.isoformat(),
            "Content-SHA256": package.sha256,
        }
        params = {"file_name": package.file_name, "format": package.format}
        try:
            return _receipt(
                wire.send("v1/deliveries", package.content, params=params, headers=headers), package.reference
            )
        except Refused as refusal:
            if not _late(refusal):
                raise
        raise NotSent("it came too late for the portal's clock: compare this machine's with it")

    def finalize(self, receipt: Receipt, account: Account) -> Receipt:
        """Release a delivery for review; the portal answers a repeat as it did the first time."""
        answer = Wire(account).send(f"v1/deliveries/{receipt.reference}/finalize", b"")
        return _receipt(answer, None)

    def look(self, reference: str, account: Account) -> Found | Absent:
        """Ask for the deliveries under our reference."""
        answer = Wire(account).ask("v1/deliveries", params={"key": reference})
        try:
            said = answer.json()
            if said["key"] != reference or not isinstance(said["deliveries"], list):
                raise ValueError
            if not said["deliveries"]:
                return Absent()
            return Found(receipt=_read(said["deliveries"][0], answer.content))
        except (KeyError, TypeError, ValueError):
            pass
        raise NotSent("the portal's answer is none that it gives")

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Fetch the events from a moment on, that moment included, page by page."""
        wire = Wire(account)
        params = {"since": since.isoformat()} if since else {}
        while True:
            answer = wire.ask("v1/events", params=params)
            try:
                said = answer.json()
                events = [_event(each) for each in said["events"]]
                after = str(said["next"] or "")
            except (KeyError, TypeError, ValueError):
                events, after = None, ""
            if events is None:
                raise NotSent("the portal's answer is none that it gives")
            yield from events
            if not after:
                return
            params = {**params, "after": after}


def _late(refusal: Refused) -> bool:
    """Say whether the portal only says that our moment was over: it stored nothing, and the bill is not at fault."""
    import json

    try:
        return bool(json.loads(refusal.answer).get("reason") == "late")
    except (AttributeError, ValueError):
        return False


def _receipt(answer: Answer, reference: str | None) -> Receipt:
    try:
        said = answer.json()
        if reference is None or said["key"] == reference:
            return _read(said, answer.content)
    except (KeyError, TypeError, ValueError):
        pass
    raise Doubtful("the portal's answer is none that it gives")


def _read(said: Mapping[str, Any], content: bytes) -> Receipt:
    if not isinstance(said["reference"], str) or not isinstance(said["finalized"], bool) or not said["reference"]:
        raise TypeError
    return Receipt(
        reference=said["reference"],
        at=datetime.datetime.fromisoformat(said["received_at"]),
        finalized=said["finalized"],
        answer=content,
    )


def _event(said: Mapping[str, Any]) -> StatusEvent:
    import json

    return StatusEvent(
        reference=said["reference"],
        invoice=said["invoice"],
        words=said["words"],
        at=datetime.datetime.fromisoformat(said["at"]),
        amount=_amount(said["amount"]),
        currency=said["currency"],
        text=said["text"],
        adjustments=tuple(
            LineAdjustment(line=each["line"], amount=money.parse(each["amount"]), words=each["words"])
            for each in said["adjustments"]
        ),
        raw=json.dumps(said, sort_keys=True, ensure_ascii=False).encode(),
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else money.parse(text)


VENDOR = Sandbox()
