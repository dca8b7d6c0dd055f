"""Legal Tracker (Thomson Reuters): the law firm's Billing API, REST with OData.

confirmed (developerportal.thomsonreuters.com, Billing API 1.0): the regional servers with the path
`/legal-tracker/billing-api/v1`, the header `Company-ID`, `GET /matters` with `$select` and `$filter`, `POST /invoices`
with `firmId`, `firmOfficeId`, `matterId`, `isLedes` and `invoiceFileKey`, the order (ask for a link, upload, post), and
in `GET /invoices`: `invoiceFileInfo` with `fileName` and `md5Hash`, and `adjustments` with `amount` (minus is a cut),
`reason`, `comment` and `lineItemNumber`. Attachment types have `id`, `name`, `isDefault`, `isActive`, `requirement`.

confirmed in its help pages: the states of a posted invoice in words, and that an invoice number is taken once.

Unconfirmed, and therefore settings of the account:

* `token_url`, `client_id`, perhaps `audience` and `client_auth`: a catalogue of integrators names two token servers,
  and says that a server of the wrong region answers 401.
* `company_id`, `firm_id`, `firm_office_id` come from Legal Tracker; the firm's office has no look-up.
* `files_url`: where the eFiles API gives a link; `files_fields`: what it calls things, as `name = fileName;
  link = uploadUrl; key = fileKey`; `files_method` (POST) and `upload_method` (PUT).
* `status_fields`: what an invoice calls things, as `status = status; invoice = invoiceNumber; at = modifiedDateTime;
  amount = approvedAmount`; `status_words`: where its states are not the words below, as `3 = approved`.
* `types_path` and `attachment_fields` (`list = attachments; key = fileKey`): only bills with attachments need them.

`look` goes through the newest invoices for a file whose name bears our reference. Found, the bill is there. Not found
proves nothing, as the platform may take its time; then a person looks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ledes.errors import SetupError
from ledes.gateway import (
    Account,
    Adapter,
    CannotSay,
    Capabilities,
    Doubtful,
    Found,
    LineAdjustment,
    NotSent,
    Package,
    Receipt,
    StatusEvent,
    stated,
    told,
)
from ledes.gateway.auth import Auth
from ledes.gateway.bodies import Body, as_json
from ledes.gateway.http import Wire, elsewhere, in_time

PAGE = 100
LOOKED_THROUGH = 300
"""How many of the newest invoices a look-up goes through."""

MOST_TRACKED = 100_000


class Tracker:
    """The Billing API for one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.wire = Wire(account, Auth(kind="oauth2"))
        self.headers = {"Company-ID": stated.needed(account, "company_id", "the client company's number")}

    def matter(self, number: str) -> str:
        """Find the id of a matter by the client's number of it."""
        quoted = number.replace("'", "''")
        params = {"$select": "id,clientMatterNumber", "$filter": f"clientMatterNumber eq '{quoted}'"}
        answer = self.wire.ask("matters", params=params, headers=self.headers)
        found = {told.text(each, "id") for each in told.listing(answer, "id")}
        if len(found) != 1:
            raise NotSent(f"{len(found) or 'no'} matters at Legal Tracker bear the number {number}")
        return found.pop()

    def upload(self, name: str, content: bytes) -> str:
        """Bring a file into temporary storage and give its key; nothing is posted by that."""
        url = stated.needed(self.account, "files_url", "where the eFiles API gives a link to upload to")
        fields = stated.pairs(self.account, "files_fields")
        if not {"name", "link", "key"} <= set(fields):
            raise NotSent(f"the setting files_fields of {stated.whose(self.account)} must name name, link and key")
        wire = Wire(replace(self.account, url=url), Auth(kind="oauth2"))
        method = stated.text(self.account, "files_method", "POST")
        if method == "GET":
            answer = wire.ask("", params={fields["name"]: name}, headers=self.headers)
        else:
            answer = wire.bring("", as_json({fields["name"]: name}), method=method, headers=self.headers)
        link, key = told.value(answer, fields["link"]), told.value(answer, fields["key"])
        if not (link and key):
            raise NotSent("the eFiles API gave no link")
        way = stated.text(self.account, "upload_method", "PUT")
        elsewhere(self.account, link).bring("", Body(content=content), method=way)
        return key

    def invoices(self, filters: Mapping[str, str], most: int) -> Iterator[Mapping[str, Any]]:
        """Go through invoices, page by page."""
        for skip in range(0, most, PAGE):
            params = {"$top": str(PAGE), "$skip": str(skip), **filters}
            answer = self.wire.ask("invoices", params=params, headers=self.headers)
            found = told.listing(answer, "id")
            yield from found
            if len(found) < PAGE:
                return

    def types(self) -> tuple[Mapping[str, Any], ...]:
        """List the active types of attachments that the client has."""
        path = stated.needed(self.account, "types_path", "where the types of attachments are listed")
        listed = told.listing(self.wire.ask(path, headers=self.headers), "id")
        return tuple(each for each in listed if each.get("isActive") is not False)


def matter(package: Package) -> str:
    """Find the client's number of the one matter of a LEDES 1998B or 98BI file; raises `NotSent` for several."""
    lines = [line.strip().removesuffix("[]") for line in package.content.decode("utf-8-sig", "replace").splitlines()]
    rows = [line.split("|") for line in lines[1:] if line]
    if not rows or "CLIENT_MATTER_ID" not in rows[0]:
        raise NotSent("the e-bill is not LEDES 1998B or 98BI with a column CLIENT_MATTER_ID")
    place = rows[0].index("CLIENT_MATTER_ID")
    found = {row[place].strip() for row in rows[1:] if len(row) > place}
    if len(found) != 1 or "" in found:
        raise NotSent(f"Legal Tracker takes one matter in an invoice, and this e-bill names {len(found - {''})}")
    return found.pop()


class LegalTracker(Adapter):
    """Uploads an e-bill and its attachments, posts the invoice, and reads what was cut of its lines."""

    key = "legal_tracker"
    name = "Legal Tracker (Thomson Reuters)"
    can = Capabilities(look=True, track=True, attach=True, formats=("1998b", "98bi"))
    needs: Mapping[str, str] = MappingProxyType(
        {
            "token_url": "where the access token is fetched, as Thomson Reuters told the firm",
            "client_id": "the firm's client id, from the portal's App Management",
            "company_id": "the client company's number",
            "firm_id": "the firm's number at Legal Tracker",
            "firm_office_id": "the number of the firm's office there",
            "files_url": "where the eFiles API gives a link to upload to",
            "files_fields": "what the eFiles API calls things: name = ...; link = ...; key = ...",
            "status_fields": "what an invoice calls things: status = ...; invoice = ...",
        }
    )
    words: Mapping[str, str] = MappingProxyType(
        {
            "posted": "RECEIVED",
            "pending": "PENDING_CLIENT",
            "on hold": "ON_HOLD",
            "approved": "APPROVED",
            "rejected": "REJECTED",
            "disputed": "DISPUTED",
        }
    )

    def examine(self, package: Package, account: Account) -> None:
        """Look for the one matter of the bill."""
        try:
            matter(package)
        except NotSent as error:
            hint = "write one bill a matter, with the client's number of it as CLIENT_MATTER_ID"
            raise SetupError(f"invoice {package.invoices[0]}: {error}", hint=hint) from None

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Bring the files, which are posted nowhere yet, then post the invoice, once."""
        tracker = Tracker(account)
        body: dict[str, Any] = {
            "firmId": _number(stated.needed(account, "firm_id", "the firm's number at Legal Tracker")),
            "firmOfficeId": _number(stated.needed(account, "firm_office_id", "the number of the firm's office there")),
            "matterId": _number(tracker.matter(matter(package))),
            "isLedes": True,
        }
        body |= _attachments(tracker, package)
        stem, point, extension = package.file_name.rpartition(".")
        name = f"{stem or extension}_{package.reference}{point}{extension if stem else ''}"
        body["invoiceFileKey"] = tracker.upload(name, package.content)
        in_time(package, tracker.wire)
        answer = tracker.wire.send("invoices", as_json(body), headers=tracker.headers)
        reference = told.value(answer, "id") or told.located(answer)
        if not reference:
            raise Doubtful("the answer is none that Legal Tracker gives")
        return Receipt(reference=reference, answer=answer.content)

    def look(self, reference: str, account: Account) -> Found | CannotSay:
        """Go through the newest invoices for a file under our reference; absence is never claimed."""
        filters = {"$orderby": "id desc", "$expand": "invoiceFileInfo"}
        for each in Tracker(account).invoices(filters, LOOKED_THROUGH):
            names = (told.text(file, "fileName") for file in told.objects(each.get("invoiceFileInfo"), "fileName"))
            if any(name.rpartition(".")[0].endswith(f"_{reference}") for name in names):
                return Found(receipt=Receipt(reference=told.text(each, "id"), answer=told.raw(each)))
        return CannotSay(page=stated.text(account, "portal"))

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Fetch how the invoices stand, since a moment where `status_fields` names when an invoice changed."""
        stated.needed(account, "status_fields", "what an invoice calls things: status = ...; invoice = ...")
        fields, meant = stated.pairs(account, "status_fields"), stated.pairs(account, "status_words")
        if not {"status", "invoice"} <= set(fields):
            raise NotSent(f"the setting status_fields of {stated.whose(account)} must name status and invoice")
        filters = {"$expand": "adjustments"}
        if since is not None and "at" in fields:
            filters["$filter"] = f"{fields['at']} ge {told.utc(since)}"
        for each in Tracker(account).invoices(filters, MOST_TRACKED):
            said = {name: told.text(each, field) for name, field in fields.items()}
            cuts = list(told.objects(each.get("adjustments"), "amount"))
            read = tuple(_adjustments(cuts))
            lost = f"{len(cuts) - len(read)} adjustments could not be read" if len(read) < len(cuts) else ""
            yield StatusEvent(
                reference=told.text(each, "id"),
                invoice=said["invoice"],
                words=meant.get(said["status"], said["status"]),
                at=told.moment(said.get("at", "")),
                amount=told.amount(each, fields.get("amount", "")),
                currency=told.text(each, fields.get("currency", "currency")),
                text="; ".join(filter(None, (said.get("text", ""), lost))),
                adjustments=read,
                raw=told.raw(each),
            )


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text


def _attachments(tracker: Tracker, package: Package) -> dict[str, Any]:
    """Bring the attachments and give what the invoice says of them; raises `NotSent` where one is missing."""
    if not (package.attachments or stated.text(tracker.account, "types_path")):
        return {}
    types = {told.text(each, "name").casefold(): each for each in tracker.types()}
    usual = next((name for name, each in types.items() if each.get("isDefault") is True), "")
    kinds = [(each.kind or usual).casefold() for each in package.attachments]
    unknown = [file.name for file, kind in zip(package.attachments, kinds, strict=True) if kind not in types]
    asked = {name for name, each in types.items() if each.get("requirement") in {"required", "requiredLedes"}}
    if unknown:
        raise NotSent(f"{unknown[0]} is of no type that the client has: {', '.join(sorted(types))}")
    if asked - set(kinds):
        raise NotSent(f"the client asks for an attachment of the type {', '.join(sorted(asked - set(kinds)))}")
    if not package.attachments:
        return {}
    fields = stated.pairs(tracker.account, "attachment_fields")
    if not {"list", "key"} <= set(fields):
        raise NotSent(f"the setting attachment_fields of {stated.whose(tracker.account)} must name list and key")
    listed = [
        {fields["key"]: tracker.upload(file.name, file.content), "typeId": _number(told.text(types[kind], "id"))}
        for file, kind in zip(package.attachments, kinds, strict=True)
    ]
    return {fields["list"]: listed}


def _adjustments(cuts: list[Mapping[str, Any]]) -> Iterator[LineAdjustment]:
    for each in cuts:
        amount = told.amount(each, "amount")
        words = ": ".join(filter(None, (told.text(each, "reason"), told.text(each, "comment"))))
        if amount is not None:
            yield LineAdjustment(line=told.text(each, "lineItemNumber"), amount=amount, words=words)


VENDOR = LegalTracker()
