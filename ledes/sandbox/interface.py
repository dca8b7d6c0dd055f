"""The portal's HTTP interface under /v1, for programs; docs/sandbox.md describes it."""

from __future__ import annotations

import datetime
import socket
from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from ledes import money
from ledes.sandbox import past
from ledes.sandbox.door import Handed, authorized
from ledes.sandbox.portal import Portal, Reply, reference
from ledes.sandbox.records import stamp

interface = Blueprint("interface", __name__, url_prefix="/v1")


def portal() -> Portal:
    """Find the portal that this application serves."""
    return cast(Portal, current_app.extensions["portal"])


@interface.before_request
def check_token() -> Response | None:
    """Ask for the token; a delivery is asked later, because what it brings is noted even when it is turned away."""
    if request.endpoint == "interface.deliver" or authorized(
        request.headers.get("Authorization", ""), portal().settings
    ):
        return None
    return _answer(Reply(status=401, body={"error": "the token is missing or wrong"}))


@interface.post("/deliveries")
def deliver() -> Response:
    """Take a delivery."""
    content, problem = b"", None
    try:
        content = request.get_data(cache=False)
        if not content:
            problem = (400, "the request has no content")
    except RequestEntityTooLarge:
        problem = (413, "the content is too long")
    except BadRequest:
        problem = (400, "the content ended before it was complete")
    handed = Handed(
        authorization=request.headers.get("Authorization", ""),
        key=request.headers.get("Idempotency-Key", ""),
        file_name=request.args.get("file_name", ""),
        format=request.args.get("format", ""),
        sha256=request.headers.get("Content-SHA256", ""),
        expires=request.headers.get("Deliver-Before", ""),
        content=content,
        size=len(content) or request.content_length or 0,
        problem=problem,
    )
    return _answer(portal().take(handed))


@interface.get("/deliveries")
def look_up() -> Response:
    """List the deliveries under a key."""
    key = request.args.get("key", "")
    found = portal().store.rows("select id from deliveries where key = ? order by id", key)
    return jsonify(key=key, deliveries=[portal().receipt(row["id"]) for row in found])


@interface.get("/deliveries/<known_as>")
def show(known_as: str) -> Response:
    """Show one delivery by the portal's reference."""
    return jsonify(portal().receipt(_delivery(known_as)))


@interface.post("/deliveries/<known_as>/finalize")
def finalize(known_as: str) -> Response:
    """Release a delivery for review; a repeat is answered like the first."""
    delivery = _delivery(known_as)
    portal().store.finalize(delivery, portal().settings.delay)
    portal().clerk.wake()
    return jsonify(portal().receipt(delivery))


@interface.get("/events")
def events() -> Response:
    """List what happened since a moment, that moment included, after the event `after`."""
    after = request.args.get("after", "0")
    try:
        since = request.args.get("since", "")
        moment = stamp(datetime.datetime.fromisoformat(since)) if since else ""
    except (ValueError, OverflowError):
        return _answer(Reply(status=400, body={"error": "since is no moment such as 2026-03-31T12:00:00Z"}))
    if not (after.isascii() and after.isdigit() and len(after) < 16):
        return _answer(Reply(status=400, body={"error": "after is no number of an event"}))
    found = past.since(portal().store, moment, int(after))
    more = found[-1].id if len(found) == past.PAGE else None
    return jsonify(events=[_event(each) for each in found], next=more)


@interface.errorhandler(LookupError)
def unknown(_error: LookupError) -> Response:
    """Say that there is no such delivery."""
    return _answer(Reply(status=404, body={"error": "there is no such delivery"}))


def wrong(error: HTTPException) -> Response:
    """Answer in JSON what Flask itself turns away."""
    return _answer(Reply(status=error.code or 500, body={"error": (error.name or "error").lower()}))


def _delivery(known_as: str) -> int:
    digits = known_as.removeprefix("P-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15 or reference(int(digits)) != known_as:
        raise LookupError(known_as)
    return int(digits)


def _event(event: past.Event) -> Mapping[str, Any]:
    return {
        "id": event.id,
        "key": event.key,
        "reference": reference(event.delivery),
        "invoice": event.invoice,
        "at": event.at,
        "words": event.words,
        "amount": None if event.amount is None else money.text(event.amount),
        "currency": event.currency,
        "text": event.text,
        "adjustments": [
            {"line": each.line, "amount": money.text(each.amount), "words": each.words} for each in event.adjustments
        ],
    }


def _answer(reply: Reply) -> Response:
    if reply.lost:
        connection = request.environ.get("werkzeug.socket")
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)
    response = jsonify(dict(reply.body))
    response.status_code = reply.status
    response.headers.update(reply.headers)
    return response
