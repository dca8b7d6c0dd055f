"""Legal Tracker as its published pages describe it: OAuth2, matters, a link to upload to, posting, adjustments.

What those pages leave open (the eFiles API, the names of some fields) this server has decided, and the account's
settings say how.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import itertools
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterpart import SECRET, HttpCounterpart
from flask import Flask, Response, request
from website import answer, serving

COMPANY = "4711"
CLIENT = "firm-client"
TYPES = (
    {"id": 31, "name": "Receipt", "isDefault": True, "isActive": True, "requirement": "optional"},
    {"id": 32, "name": "Report", "isDefault": False, "isActive": True, "requirement": None},
    {"id": 33, "name": "Fax", "isDefault": False, "isActive": False, "requirement": "required"},
)


class Tracker:
    """What Legal Tracker holds."""

    def __init__(self) -> None:
        self.invoices: list[dict[str, Any]] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.types: list[dict[str, Any]] = [dict(each) for each in TYPES]
        self.numbers = itertools.count(9001)
        self.tokens: set[str] = set()
        self.given = 0
        self.clock = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
        self.url = ""

    def contents(self) -> list[bytes]:
        return [self.files[each["invoiceFileKey"]]["content"] for each in self.invoices]

    def say(self, invoice: str, words: str, *adjustments: dict[str, Any]) -> None:
        self.clock += datetime.timedelta(minutes=1)
        held = next(each for each in self.invoices if each["invoiceNumber"] == invoice)
        held |= {"status": words, "modifiedDateTime": self.clock.isoformat(), "adjustments": list(adjustments)}


def application(tracker: Tracker) -> Flask:  # noqa: C901 - one door after the other
    app = Flask("tracker")

    @app.before_request
    def at_the_door() -> Response | None:
        if request.path == "/token":
            return None
        said = request.headers.get("Authorization", "")
        if request.path.startswith("/storage/"):
            return answer(400, {"error": "nobody asked for a secret"}) if said else None
        if said.removeprefix("Bearer ") not in tracker.tokens:
            return answer(401)
        return None if request.headers.get("Company-ID") == COMPANY else answer(400, {"error": "which company"})

    @app.post("/token")
    def token() -> Response:
        basic = b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            return answer(401, {"error": "invalid_client"})
        tracker.given += 1
        tracker.tokens.add(f"access-{tracker.given}-{id(tracker)}")
        return answer(200, {"access_token": f"access-{tracker.given}-{id(tracker)}", "expires_in": 600})

    @app.get("/v1/matters")
    def matters() -> Response:
        wanted = re.fullmatch(r"clientMatterNumber eq '(.*)'", request.args["$filter"])
        known = {"M-9": [812], "M-2": [813, 814]}
        ids = known.get(wanted[1] if wanted else "", [])
        return answer(200, {"value": [{"id": each, "clientMatterNumber": "M-9"} for each in ids]})

    @app.post("/efiles/v1/links")
    def link() -> Response:
        key = f"blob-{next(tracker.numbers)}"
        tracker.files[key] = {"fileName": request.get_json()["fileName"]}
        return answer(200, {"uploadUrl": f"{request.host_url}storage/{key}?sig=signature-of-the-link", "fileKey": key})

    @app.put("/storage/<key>")
    def store(key: str) -> Response:
        if request.args.get("sig") != "signature-of-the-link":
            return answer(403)
        tracker.files[key]["content"] = request.data
        return answer(201)

    @app.get("/v1/types")
    def types() -> Response:
        return answer(200, {"value": tracker.types})

    @app.post("/v1/invoices")
    def post() -> Response:
        said = request.get_json()
        file = tracker.files.get(said.get("invoiceFileKey"), {})
        if {"firmId", "firmOfficeId", "matterId"} - set(said) or "content" not in file:
            return answer(400, {"error": {"message": "something mandatory is missing"}})
        number = file["content"].decode().splitlines()[2].split("|")[1]
        if any(each["invoiceNumber"] == number for each in tracker.invoices):
            return answer(409, {"error": {"message": f"invoice {number} was posted on 11/1/2026"}})
        held = {"id": next(tracker.numbers), "invoiceNumber": number, **said, "adjustments": []}
        held["invoiceFileInfo"] = {
            "fileName": file["fileName"],
            "size": len(file["content"]),
            "md5Hash": hashlib.md5(file["content"]).hexdigest(),
        }
        tracker.invoices.append(held)
        tracker.say(number, "posted")
        return answer(201, {"id": held["id"]})

    @app.get("/v1/invoices")
    def invoices() -> Response:
        found = sorted(tracker.invoices, key=lambda each: -int(each["id"]))
        if since := request.args.get("$filter", "").partition(" ge ")[2]:
            moment = datetime.datetime.fromisoformat(since)
            found = [each for each in found if datetime.datetime.fromisoformat(each["modifiedDateTime"]) >= moment]
        skip = int(request.args["$skip"])
        shown = ("id", "invoiceNumber", "status", "modifiedDateTime", *request.args.get("$expand", "").split(","))
        page = [{key: each[key] for key in shown if key in each} for each in found]
        return answer(200, {"value": page[skip : skip + int(request.args["$top"])]})

    return app


class LegalTracker(HttpCounterpart):
    key = "legal_tracker"
    posts = r"^POST /v1/invoices"
    words = ("posted", "pending", "on hold", "approved", "rejected", "disputed")

    def settings(self, url: str) -> Mapping[str, str]:
        root = url
        return {
            "token_url": f"{root}/token",
            "client_id": CLIENT,
            "company_id": COMPANY,
            "firm_id": "70",
            "firm_office_id": "71",
            "files_url": f"{root}/efiles/v1/links",
            "files_fields": "name = fileName; link = uploadUrl; key = fileKey",
            "status_fields": "status = status; invoice = invoiceNumber; at = modifiedDateTime",
            "types_path": "types",
            "attachment_fields": "list = attachments; key = fileKey",
            "portal": "https://tracker.example/invoices",
        }

    def address(self, url: str) -> str:
        return f"{url}/v1"

    @contextlib.contextmanager
    def serve(self, folder: Path) -> Iterator[Tracker]:
        tracker = Tracker()
        with serving(application(tracker)) as url:
            tracker.url = url
            yield tracker


COUNTERPART = LegalTracker()
