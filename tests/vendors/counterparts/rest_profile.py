"""A platform that behaves as the profile `example` says, and by settings in other ways that profiles know."""

from __future__ import annotations

import contextlib
import datetime
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterpart import SECRET, HttpCounterpart
from flask import Flask, Response, request
from website import answer, serving


class Platform:
    """What the platform holds."""

    def __init__(self) -> None:
        self.invoices: list[dict[str, Any]] = []
        self.attached: list[tuple[str, bytes]] = []
        self.numbers = itertools.count(1)
        self.clock = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
        self.url = ""

    def contents(self) -> list[bytes]:
        return [each["content"] for each in self.invoices]

    def say(self, invoice: str, words: str, **more: Any) -> None:
        self.clock += datetime.timedelta(minutes=1)
        held = next(each for each in self.invoices if each["number"] == invoice)
        held["status"] = {"name": words, "at": self.clock.isoformat(), "note": more.pop("note", "")}
        held |= more

    def take(self, number: str, external: str, content: bytes) -> dict[str, Any]:
        held = {"id": next(self.numbers), "number": number, "externalId": external, "content": content}
        held |= {"submitted": False, "adjustments": []}
        self.invoices.append(held)
        self.say(number, "RECEIVED")
        return held


def shown(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if name != "content"}


def application(platform: Platform) -> Flask:
    app = Flask("platform")

    @app.before_request
    def at_the_door() -> Response | None:
        return None if request.headers.get("X-Api-Key") == SECRET else answer(401)

    @app.post("/v1/invoices")
    def post() -> Response:
        file = request.files.get("file")
        if request.form.get("company") != "77" or file is None or file.mimetype != "text/plain":
            fault = {"code": "E7", "message": "unknown company", "field": "company", "line": 3}
            return answer(422, {"errors": [fault, {"message": "no file"}]})
        held = platform.take(request.form["number"], request.headers["Idempotency-Key"], file.read())
        platform.attached += [(str(each.filename), each.read()) for each in request.files.getlist("attachment")]
        return answer(201, {"invoice": shown(held)})

    @app.post("/v1/invoices/<int:number>/submit")
    def release(number: int) -> Response:
        held = next((each for each in platform.invoices if each["id"] == number), None)
        if held is None:
            return answer(404)
        if held["submitted"]:
            return answer(409)
        held["submitted"] = True
        return answer(204)

    @app.get("/v1/invoices")
    def listed() -> Response:
        found = platform.invoices
        if key := request.args.get("externalId"):
            found = [each for each in found if each["externalId"] == key]
        if since := request.args.get("changedSince"):
            moment = datetime.datetime.fromisoformat(since)
            found = [each for each in found if datetime.datetime.fromisoformat(each["status"]["at"]) >= moment]
        page, size = int(request.args["page"]), int(request.args["size"])
        return answer(200, {"items": [shown(each) for each in found[(page - 1) * size : page * size]]})

    return app


class RestProfile(HttpCounterpart):
    key = "rest_profile"
    posts = r"^POST /v1/invoices$"
    words = (
        *("RECEIVED", "FILE_ERROR", "PENDING_CLIENT", "PENDING_TAX_AUTHORITY", "PENDING_VENDOR"),
        *("DELIVERED_TO_CLIENT", "REJECTED", "APPROVED", "SENT_TO_AP", "PAID"),
    )

    def settings(self, url: str) -> Mapping[str, str]:
        return {"profile": "example", "company": "77"}

    @contextlib.contextmanager
    def serve(self, folder: Path) -> Iterator[Platform]:
        platform = Platform()
        with serving(application(platform)) as url:
            platform.url = url
            yield platform


COUNTERPART = RestProfile()
