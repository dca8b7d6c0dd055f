"""The hub as its published pages describe it: services, headers, content types, codes, and an invoice that waits.

What those pages leave open (the names of fields in answers, where an invoice is released) this server has decided,
and the account's settings say how.
"""

from __future__ import annotations

import contextlib
import datetime
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterpart import SECRET, HttpCounterpart, sealed
from flask import Flask, Response, request
from lxml import etree
from practice import package
from website import answer, serving

from ledes.gateway import Package

PRODUCER = "firm-7"
SETTINGS = {
    "producer_id": PRODUCER,
    "answer_fields": "id = Id; number = InvoiceNumber",
    "status_fields": "status = HubStatus; invoice = InvoiceNumber; at = ChangedOn; text = StatusNote",
    "release_path": "SubmissionRequests/{submission}/invoices/{invoice}",
    "portal": "https://hub.example/invoices",
}


def esf(number: str = "1001", *, waits: bool = False, text: str = "Review of pleadings") -> bytes:
    """One invoice in the parts of ESF that are published."""
    return (
        f'<?xml version="1.0"?><esfdoc><billing_org id="1" ebilling_id="e1"><name>Ashdown</name></billing_org>'
        f'<payor_orgs><payor_org><invoice has_attachments="{"true" if waits else "false"}"><id>{number}</id><matters>'
        f"<matter><payor_org_matter_id>M-9</payor_org_matter_id><note>{text}</note></matter></matters></invoice>"
        f"</payor_org></payor_orgs></esfdoc>"
    ).encode()


class Hub:
    """What the hub holds."""

    def __init__(self) -> None:
        self.submissions: dict[str, dict[str, Any]] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.given: dict[str, list[str]] = {}
        self.validations: dict[str, int] = {}
        self.numbers = itertools.count(501)
        self.clock = datetime.datetime.now(datetime.UTC)
        self.names_users = True
        self.url = ""

    def contents(self) -> list[bytes]:
        return [each["content"] for each in self.submissions.values()]

    def invoice(self, id_: str) -> dict[str, Any] | None:
        return next((each for each in self.submissions.values() if each["invoice"] == id_), None)

    def say(self, invoice: str, words: str) -> None:
        held = next(each for each in self.submissions.values() if each["number"] == invoice)
        self.note(held, words, "hub")

    def note(self, held: dict[str, Any], words: str, user: str) -> None:
        self.clock += datetime.timedelta(seconds=1)
        held["history"].append((words, self.clock, user))

    def row(self, held: dict[str, Any]) -> dict[str, Any]:
        words, at, _ = held["history"][-1]
        return {
            "InvoiceId": held["invoice"],
            "SubmissionId": held["submission"],
            "InvoiceNumber": held["number"],
            "HubReferenceNumber": 5,
            "InvoiceDate": "1/01/2020",
            "TransmitDateTime": "",
            "HubStatus": words,
            "StatusNote": f"note on {words}",
            "ChangedOn": at.strftime("%m/%d/%Y %I:%M:%S %p"),
        }


def application(hub: Hub) -> Flask:  # noqa: C901 - one door after the other
    app = Flask("hub")

    @app.before_request
    def at_the_door() -> Response | None:
        if (request.headers.get("ProducerId"), request.headers.get("ProviderKey")) != (PRODUCER, SECRET):
            return answer(401, {"error": "who is that"})
        if request.method in {"POST", "PUT"} and request.mimetype != _due():
            return answer(415)
        return None

    def _due() -> str:
        if request.path.endswith("/attachment"):
            return "application/octet-stream"
        xml = ("/SubmissionRequests", "/ValidationRequest", "/ledes")
        return "application/xml" if request.method == "POST" and request.path.endswith(xml) else "application/json"

    @app.post("/ebh/submissions/v2/SubmissionRequests")
    def submit() -> Response:
        try:
            root = etree.fromstring(request.data)
        except etree.XMLSyntaxError:
            return answer(400, {"error": "the schema does not know this"})
        kind, state = request.headers.get("InvoiceType", "UBF"), request.headers.get("InvoiceState", "FinalInvoice")
        if kind not in {"ESF", "UBF"} or state not in {"FinalInvoice", "Proforma"}:
            return answer(400, {"error": "there is no such type"})
        submission, invoice = str(next(hub.numbers)), str(next(hub.numbers))
        held = {"submission": submission, "invoice": invoice, "content": request.data, "kind": kind, "history": []}
        held["number"] = root.findtext(".//invoice/id") or root.get("number")
        hub.submissions[submission] = held
        waits = root.find(".//invoice[@has_attachments='true']") is not None
        user = request.headers.get("Username", "") if hub.names_users else "import"
        hub.note(held, "new", user)
        if not waits:
            hub.note(held, "received", user)
        said = {"SubmissionId": submission, "Invoices": [{"Id": invoice, "InvoiceNumber": held["number"]}]}
        return answer(201, said, Location=f"/ebh/submissions/v2/SubmissionRequests/{submission}", OperationId="op-1")

    @app.post("/ebh/attachments/v2/attachment")
    def upload() -> Response:
        if len(request.data) > 10_000_000:
            return answer(413)
        number = str(next(hub.numbers))
        hub.files[number] = (request.headers["Content-Disposition"], request.data)
        return answer(201, {"AttachmentId": int(number)})

    @app.post("/ebh/submissions/v2/SubmissionRequests/<submission>/invoices/<invoice>/attachments")
    def associate(submission: str, invoice: str) -> Response:
        held = hub.submissions.get(submission)
        said = request.get_json()
        if held is None or held["invoice"] != invoice or said["AttachmentId"] not in hub.files:
            return answer(404)
        if said["AttachmentId"] in hub.given.setdefault(invoice, []):
            return answer(409)
        hub.given[invoice].append(said["AttachmentId"])
        return answer(201, int(next(hub.numbers)))

    @app.put("/ebh/submissions/v2/SubmissionRequests/<submission>/invoices/<invoice>")
    def release(submission: str, invoice: str) -> Response:
        held = hub.submissions.get(submission)
        if held is None or held["invoice"] != invoice:
            return answer(404)
        if held["history"][-1][0] != "new":
            return answer(409)
        hub.note(held, "received", "import")
        return answer(204)

    @app.post("/ebh/validations/v2/ValidationRequest")
    def validate() -> Response:
        number = str(next(hub.numbers))
        hub.validations[number] = 1
        return answer(201, {"Id": int(number)}, Location=f"/ebh/validations/v2/ValidationRequest/{number}")

    @app.get("/ebh/validations/v2/ValidationRequest/<number>")
    def validation(number: str) -> Response:
        hub.validations[number] -= 1
        return answer(202) if hub.validations[number] >= 0 else answer(200, {"Id": int(number), "Results": []})

    @app.post("/ebh/statuses/v2/search")
    def search() -> Response:
        said = {name.lower(): value for name, value in request.get_json().items()}
        begin, end = said.get("startdate", ""), said.get("enddate", "9")
        end = max(end, hub.clock.strftime("%Y-%m-%dT%H:%M:%SZ"))
        found = [
            {"InvoiceId": held["invoice"], "SubmissionId": held["submission"]}
            for held in hub.submissions.values()
            if begin <= held["history"][-1][1].strftime("%Y-%m-%dT%H:%M:%SZ") <= end
        ]
        return answer(200, {"Results": found})

    @app.get("/ebh/statuses/v2/details")
    def details() -> Response:
        held = [each for id_ in request.args.getlist("InvoiceId") if (each := hub.invoice(id_))]
        return answer(200, {"InvoiceList": {"ListOfInvoices": [hub.row(each) for each in held]}})

    @app.get("/ebh/statuses/v2/history")
    def history() -> Response:
        held = hub.invoice(request.args["InvoiceId"])
        if held is None:
            return answer(400)
        steps = [{"HubStatus": words, "User": user} for words, _, user in held["history"]]
        return answer(200, {"SubmissionId": held["submission"], "Changes": steps})

    @app.put("/ebh/statuses/v2/invoice")
    def set_status() -> Response:
        held = hub.invoice(request.args.get("InvoiceId", ""))
        if held is None or "PayorOrgId" not in request.args or held["history"][-1][0] == "dead":
            return answer(400, {"error": "that cannot be"})
        hub.note(held, request.get_json()["Status"], request.headers.get("Username", ""))
        return answer(200, {})

    @app.post("/ebh/invoice-viewer/v2/ledes")
    def render() -> Response:
        said = f"LEDES1998B[] {request.args['OutputInvoiceType']} {request.args['CallType']}"
        return Response(said, 201, mimetype="application/octet-stream")

    @app.get("/ebh/invoice-viewer/v2/ledes")
    def rendered() -> Response:
        return answer(200, {"Message": "the latest 100", "Filter": request.args.to_dict(), "Items": []})

    @app.get("/ebh/invoice-viewer/v2/ledes/<invoice>/<payor>")
    def ledes(invoice: str, payor: str) -> Response:
        if hub.invoice(invoice) is None:
            return answer(404)
        return Response(f"LEDES1998B[] {invoice} {payor}", mimetype="application/octet-stream")

    return app


class EBillingHub(HttpCounterpart):
    key = "ebillinghub"
    posts = r"^POST /ebh/submissions/v2/SubmissionRequests$"
    words = (
        *("new", "received", "forwarded", "hold", "emailed", "opened", "ebilled", "in review", "more info required"),
        *("rejected", "appealed", "approved", "reduced", "reduced in review", "payment sent", "paid"),
        *("voided", "lost", "dead"),
    )

    def settings(self, url: str) -> Mapping[str, str]:
        return SETTINGS

    def package(self, reference: str = "ref-1") -> Package:
        return sealed(package(reference), esf())

    @contextlib.contextmanager
    def serve(self, folder: Path) -> Iterator[Hub]:
        hub = Hub()
        with serving(application(hub)) as url:
            hub.url = url
            yield hub


COUNTERPART = EBillingHub()
