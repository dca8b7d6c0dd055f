"""eBillingHub, the aggregator of Elite (formerly Thomson Reuters): its REST interface, thirteen operations.

confirmed (developerportal.elite.com, ebillinghub.developer.azure-api.net): the services and their paths, the headers
`ProducerId`, `ProviderKey`, `Username`, `InvoiceType`, `InvoiceState`, the content types, the status codes, the two
steps of attachments (upload, associate) and their limits, `has_attachments` (an invoice with it waits in state new
until it is released), the fields of a search, the shape `InvoiceList.ListOfInvoices` with `InvoiceId`, and that the
history names who made each change. confirmed, though from older help pages: the status words.

Unconfirmed, and therefore settings of the account:

* `producer_id` is the firm's, and the address comes from the hub; `version` (v1, v2) and `layout` (new, old) fit it.
* `status_fields`: what the answers call things, as `status = Status; invoice = InvoiceNumber; at = ChangedOn;
  text = Note`. Without it nothing is tracked or looked up.
* `answer_fields`: what the answer to a submission calls the invoice's id, as `id = Id`; and `release_path`, as
  `SubmissionRequests/{submission}/invoices/{invoice}`. Only bills with attachments need them.
* `ubf_root`: the root element of the older format UBF. Without it only ESF (`esfdoc`) is taken.

The hub takes ESF or UBF, which billing systems write and no public document describes; it is passed on byte for byte.
The e-bill that ledes checks and records is the same invoice in a LEDES form, and the ESF goes along as an attachment.

`look` searches the changes of the last days for our reference, which goes along as `Username`. Found there, the hub
has the bill. Not found proves nothing, because nobody says that the hub tells that name: then a person looks. The
setting `user` sends a person's name instead, and then nothing is looked up.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ledes.errors import SetupError
from ledes.gateway import (
    Account,
    Adapter,
    Attaching,
    Attachment,
    CannotSay,
    Capabilities,
    Doubtful,
    Found,
    NotSent,
    Package,
    Receipt,
    StatusEvent,
    passing,
    pointers,
    stated,
    told,
)
from ledes.gateway.answers import Answer
from ledes.gateway.auth import Auth
from ledes.gateway.bodies import Body, as_json, as_xml
from ledes.gateway.exchange import NOTHING
from ledes.gateway.http import Wire, in_time, part

LOOKED_THROUGH = 200
"""How many invoices a look-up asks the history of; the changes of a few days in a firm are fewer."""

LOOK_DAYS = 3
AT_ONCE = 40
"""How many invoices one question for details names."""

RECORDED = ("1998b", "2000", "98bi", "json", "xml2.0", "xml2.1", "xml2.2")
"""Forms of the bill that ledes records; the ESF beside it is what is sent."""

# fmt: off
EXTENSIONS = (
    "pdf", "doc", "docx", "tif", "tiff", "xls", "xlsx", "xlsm", "xlsb", "xltx", "msg", "png", "txt", "jpg", "jpeg",
    "xml", "rtf", "ledes", "xps", "htm", "html", "bmp", "csv", "pptx",
)
# fmt: on


class Hub:
    """The operations of the hub, for one account; `user` is who it notes as having made a change."""

    def __init__(self, account: Account, user: str = "") -> None:
        self.account = account
        self.wire = Wire(account, Auth(kind="key", header="ProviderKey"))
        self.version = stated.text(account, "version", "v2")
        self.old = stated.text(account, "layout", "new") == "old"
        firm = stated.needed(account, "producer_id", "the firm's number at the hub")
        name = stated.text(account, "user") or user
        self.headers = {"ProducerId": firm, **({"Username": name} if name else {})}

    def _path(self, service: str, rest: str) -> str:
        return f"{service}/api/{self.version}/{rest}" if self.old else f"ebh/{service}/{self.version}/{rest}"

    def submit(self, content: bytes, kind: str, state: str) -> Answer:
        """Hand an invoice over (1); `kind` is ESF or UBF, `state` FinalInvoice or Proforma."""
        headers = {**self.headers, "InvoiceType": kind, "InvoiceState": state}
        return self.wire.send(self._path("submissions", "SubmissionRequests"), as_xml(content), headers=headers)

    def upload(self, file: Attachment) -> str:
        """Bring an attachment (2), which belongs to nothing yet, and give its id."""
        name = file.name.encode("ascii", "replace").decode().replace('"', "'")
        headers = {**self.headers, "Content-Disposition": f'attachment; filename="{name}"'}
        path = self._path("attachments", "attachment")
        answer = self.wire.bring(path, Body(content=file.content), headers=headers)
        found = told.value(answer, "AttachmentId", "Id") or answer.content.decode("ascii", "ignore").strip(' "\r\n')
        if not (found.isdigit() and answer.status == 201):
            raise NotSent("the hub gave an attachment no id")
        return found

    def associate(self, submission: str, invoice: str, attachment: str) -> Answer:
        """Give an attachment to an invoice (3); 409 is taken to say that it has it already."""
        path = f"SubmissionRequests/{part(submission)}/invoices/{part(invoice)}/attachments"
        body = as_json({"AttachmentId": attachment, "AssociatedElementType": "Invoice"})
        return self.wire.send(self._path("submissions", path), body, headers=self.headers, also=(409,))

    def release(self, submission: str, invoice: str) -> Answer:
        """Let an invoice go that waits for its attachments (4); 409 says that it went already."""
        template = stated.needed(self.account, "release_path", "where an invoice with attachments is released")
        path = template.replace("{submission}", part(submission)).replace("{invoice}", part(invoice))
        empty = Body(content=b"", kind="application/json")
        return self.wire.send(self._path("submissions", path), empty, method="PUT", headers=self.headers, also=(409,))

    def validate(self, content: bytes, kind: str) -> str:
        """Let the hub judge an invoice without taking it (5); give the number to ask for the result by."""
        headers = {**self.headers, "InvoiceType": kind}
        path = self._path("validations", "ValidationRequest")
        return told.located(self.wire.ask(path, method="POST", body=as_xml(content), headers=headers))

    def validation(self, number: str) -> Mapping[str, Any] | None:
        """Ask for the hub's judgement (6); `None` when it is not ready."""
        answer = self._ask("validations", f"ValidationRequest/{part(number)}")
        return None if answer.status == 202 else told.said(answer)

    def search(self, since: datetime.datetime | None, until: datetime.datetime) -> tuple[Mapping[str, Any], ...]:
        """Find the invoices whose status changed in a time (7)."""
        wanted: dict[str, Any] = {"EndDate": told.utc(until), "StartDate": told.utc(since) if since else ""}
        for name in ("PayorOrgId", "PayorOrgEBillingId"):
            wanted[name] = stated.text(self.account, {"PayorOrgId": "payor_org"}.get(name, "payor_ebilling_org"))
        body = as_json({name: each for name, each in wanted.items() if each})
        answer = self.wire.ask(self._path("statuses", "search"), method="POST", body=body, headers=self.headers)
        return told.listing(answer, "InvoiceId")

    def details(self, invoices: list[str]) -> tuple[Mapping[str, Any], ...]:
        """Ask how some invoices stand (8)."""
        query = "&".join(f"InvoiceId={part(each)}" for each in invoices)
        found = told.said(self._ask("statuses", f"details?{query}"))
        listed = pointers.objects(found, "/InvoiceList/ListOfInvoices")
        if listed is None:
            raise NotSent("the hub's answer is none that it gives")
        return listed

    def history(self, invoice: str) -> Mapping[str, Any]:
        """Ask for every change of an invoice's status (9)."""
        return told.said(self._ask("statuses", f"history?InvoiceId={part(invoice)}"))

    def set_status(self, invoice: str, payor: str, status: str, comment: str) -> Answer:
        """Set an invoice's status by hand (10), as for one that was uploaded somewhere else."""
        params = {"InvoiceId": invoice, "PayorOrgId": payor}
        body = as_json({"Status": status, "Comment": comment})
        path = self._path("statuses", "invoice")
        return self.wire.send(path, body, method="PUT", params=params, headers=self.headers)

    def render(self, content: bytes, form: str, *, final: bool = False) -> bytes:
        """Turn an ESF of one payor into LEDES (11): LEDES98B, LEDES98BI, LEDES98BIV2, LEDES2000, LEDESXML20 or 21."""
        params = {"OutputInvoiceType": form, "CallType": "Final" if final else "Preview"}
        headers = {**self.headers, "Accept": "application/octet-stream"}
        path = self._path("invoice-viewer", "ledes")
        return self.wire.ask(path, method="POST", body=as_xml(content), params=params, headers=headers).content

    def rendered(self, **filters: str) -> Mapping[str, Any]:
        """List the LEDES files that the hub made (12); without filters the latest hundred."""
        return told.said(self._ask("invoice-viewer", "ledes", filters))

    def ledes(self, invoice: str, payor: str) -> bytes:
        """Fetch one LEDES file that the hub made (13)."""
        headers = {**self.headers, "Accept": "application/octet-stream"}
        path = self._path("invoice-viewer", f"ledes/{part(invoice)}/{part(payor)}")
        return self.wire.ask(path, headers=headers).content

    def _ask(self, service: str, rest: str, params: Mapping[str, str] = NOTHING) -> Answer:
        return self.wire.ask(self._path(service, rest), params=params, headers=self.headers)


def payload(package: Package, account: Account) -> passing.Passed:
    """Find the ESF or UBF in a package: its file, or the one attachment that is one.

    Raises `NotSent` when there is none or several, when it is of another invoice, or waits for attachments that are
    not there, or would leave without those that are.
    """
    found = passing.find(package, {stated.text(account, "ubf_root"): "UBF", "esfdoc": "ESF"})
    if found.kind == "ESF" and passing.texts(found.root, "invoice", "id") != set(package.invoices):
        raise NotSent(f"the ESF holds other invoices than {', '.join(package.invoices)}")
    if passing.flagged(found.root, "has_attachments", "attachments") != bool(found.others):
        raise NotSent(f"the {found.kind} says otherwise of attachments than the {len(found.others)} that go along")
    if found.others:
        stated.needed(account, "release_path", "where an invoice with attachments is released")
        if "id" not in stated.pairs(account, "answer_fields"):
            raise NotSent(f"{stated.whose(account)} has no setting answer_fields: id = ...")
    return found


class EBillingHub(Adapter):
    """Passes ESF and UBF on to the hub, releases what waits for attachments, and reads the hub's status."""

    key = "ebillinghub"
    name = "eBillingHub (Elite)"
    can = Capabilities(finalize=True, look=True, track=True, attach=True, formats=RECORDED)
    attaching = Attaching(extensions=EXTENSIONS, max_bytes=10_000_000, longest_name=200)
    needs: Mapping[str, str] = MappingProxyType({"producer_id": "the firm's number at the hub"})
    words: Mapping[str, str] = MappingProxyType(
        {
            **dict.fromkeys(("received", "forwarded", "emailed"), "RECEIVED"),
            "ebilled": "DELIVERED_TO_CLIENT",
            **dict.fromkeys(("opened", "in review"), "PENDING_CLIENT"),
            "rejected": "REJECTED",
            "appealed": "APPEALED",
            "approved": "APPROVED",
            **dict.fromkeys(("reduced", "reduced in review"), "APPROVED_REDUCED"),
            **dict.fromkeys(("payment sent", "paid"), "PAID"),
            **dict.fromkeys(("new", "hold", "more info required"), "PENDING_VENDOR"),
            # Nothing follows these, and no client said why: the firm has to look.
            **dict.fromkeys(("voided", "lost", "dead"), "PENDING_VENDOR"),
        }
    )

    def examine(self, package: Package, account: Account) -> None:
        """Look for the ESF and what it says of attachments."""
        try:
            payload(package, account)
        except NotSent as error:
            hint = "attach the ESF or UBF that the billing system wrote of this invoice; docs/vendors.md says how"
            raise SetupError(f"invoice {package.invoices[0]}: {error}", hint=hint) from None

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Bring the attachments, which belong to nothing yet, then hand the invoice over, once."""
        hub, sent = Hub(account, package.reference), payload(package, account)
        fields = stated.pairs(account, "answer_fields")
        files = [hub.upload(each) for each in sent.others]
        in_time(package, hub.wire)
        answer = hub.submit(sent.content, sent.kind, stated.text(account, "invoice_state", "FinalInvoice"))
        submission = told.located(answer, "SubmissionId")
        if answer.status != 201 or not submission:
            raise Doubtful("the hub's answer is none that it gives")
        if not files:
            return Receipt(reference=submission, answer=answer.content)
        # From here on the hub has the bill: what is missing in its answer must not look as if it had not.
        bills = [each for each in told.rows(answer, fields["id"]) if told.text(each, fields["id"]) != submission]
        invoice = told.text(bills[0], fields["id"]) if len(bills) == 1 else ""
        waiting = f"{submission}/{invoice}+{'+'.join(files)}"
        return Receipt(reference=waiting, finalized=False, answer=answer.content)

    def finalize(self, receipt: Receipt, account: Account) -> Receipt:
        """Give an invoice its attachments and release it; both may be repeated."""
        submission, _, rest = receipt.reference.partition("/")
        invoice, *files = rest.split("+")
        if not (submission and invoice):
            raise Doubtful("the hub named no invoice that could be released: release it at the hub")
        hub = Hub(account)
        for each in files:
            hub.associate(submission, invoice, each)
        return Receipt(reference=submission, answer=hub.release(submission, invoice).content)

    def look(self, reference: str, account: Account) -> Found | CannotSay:
        """Search the last days' changes for one that was made under our reference; absence is never claimed."""
        nobody_knows = CannotSay(page=stated.text(account, "portal"))
        fields = stated.pairs(account, "status_fields")
        if stated.text(account, "user") or "status" not in fields:
            return nobody_knows
        hub = Hub(account)
        rows = hub.search(hub.wire.now() - datetime.timedelta(days=LOOK_DAYS), hub.wire.now())
        for row in rows[-LOOKED_THROUGH:]:
            history = hub.history(told.text(row, "InvoiceId"))
            if told.holds(history, reference):
                submission = told.text(row, "SubmissionId") or told.text(history, "SubmissionId")
                waits = [told.text(each, fields["status"]).lower() for each in told.objects(history, fields["status"])]
                # In state new it waits for attachments, and whether it has them the hub does not say.
                if set(waits) <= {"new"}:
                    return nobody_knows
                return Found(receipt=Receipt(reference=submission or told.text(row, "InvoiceId")))
        return nobody_knows

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Fetch how the invoices stand whose status changed since a moment."""
        stated.needed(account, "status_fields", "what the hub's answers call things: status = ...; invoice = ...")
        fields = stated.pairs(account, "status_fields")
        if not {"status", "invoice"} <= set(fields):
            raise NotSent(f"the setting status_fields of {stated.whose(account)} must name status and invoice")
        hub = Hub(account)
        numbers = list(dict.fromkeys(told.text(row, "InvoiceId") for row in hub.search(since, hub.wire.now())))
        for begin in range(0, len(numbers), AT_ONCE):
            for row in hub.details(numbers[begin : begin + AT_ONCE]):
                said = {name: told.text(row, field) for name, field in fields.items()}
                yield StatusEvent(
                    invoice=said["invoice"],
                    reference=told.text(row, "SubmissionId"),
                    words=said["status"],
                    at=told.moment(said.get("at", "")),
                    text=said.get("text", ""),
                    raw=told.raw(row),
                )


VENDOR = EBillingHub()
