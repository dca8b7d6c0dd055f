from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import counterpart
import pytest
from ledes.vendors.ebillinghub import Hub
from loopback import reply
from practice import package as ledes_package

from ledes.gateway import Attachment, CannotSay, Doubtful, Found, NotSent, Package, Receipt, Refused, vendor

ADAPTER: Any = vendor("ebillinghub")
OTHER: Any = counterpart.of(ADAPTER)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[counterpart.WebPlace]:
    with OTHER.open(tmp_path) as running:
        yield running


def esf(number: str = "1001", *, waits: bool = False) -> bytes:
    content: bytes = OTHER.package().content
    said = content.replace(b"<id>1001</id>", f"<id>{number}</id>".encode())
    return said.replace(b'has_attachments="false"', b'has_attachments="true"') if waits else said


def file(name: str, content: bytes) -> Attachment:
    return Attachment(name=name, content=content, sha256=hashlib.sha256(content).hexdigest(), invoice="1001")


def bill(content: bytes, *attachments: Attachment) -> Package:
    return replace(counterpart.sealed(ledes_package(), content), attachments=attachments)


RECEIPT = file("hotel.pdf", b"%PDF-1.4 a receipt")
LIST = file("time list.xlsx", b"PK a list")


def test_the_esf_goes_along_as_an_attachment_of_the_e_bill_and_alone_is_sent(place: counterpart.WebPlace) -> None:
    sent = replace(ledes_package(), attachments=(file("1001.xml", esf()),))
    receipt = ADAPTER.deliver(sent, place.account)
    assert receipt.finalized
    assert place.contents() == [esf()]
    (asked,) = place.gate.fitting("^POST /ebh/submissions")
    assert asked.headers["InvoiceType"] == "ESF"
    assert asked.headers["InvoiceState"] == "FinalInvoice"
    assert asked.headers["Content-Type"] == "application/xml"
    assert asked.headers["Username"] == "ref-1"
    assert asked.headers["ProviderKey"] == counterpart.SECRET


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (ledes_package(), "ESF or UBF is wanted, and none of the files"),
        (bill(esf(), file("2.xml", esf())), "2 of the files"),
        (bill(b"<invoice/>"), "none of the files"),
        (bill(b"<esfdoc>"), "none of the files"),
        (bill(b'<!DOCTYPE esfdoc [<!ENTITY a "b">]><esfdoc>&a;</esfdoc>'), "none of the files"),
        (bill(esf("1002")), "the ESF holds other invoices than 1001"),
        (bill(esf(waits=True)), "the ESF says otherwise of attachments than the 0 that go along"),
        (bill(esf(), RECEIPT), "the ESF says otherwise of attachments than the 1 that go along"),
    ],
)
def test_what_the_hub_would_take_amiss_is_not_sent(place: counterpart.WebPlace, sent: Package, why: str) -> None:
    with pytest.raises(NotSent, match=why):
        ADAPTER.deliver(sent, place.account)
    assert place.gate.asked == []


def test_ubf_is_taken_where_the_account_says_how_it_begins(place: counterpart.WebPlace) -> None:
    ubf = bill(b'<bills number="1001"><bill/></bills>')
    with pytest.raises(NotSent, match="none of the files"):
        ADAPTER.deliver(ubf, place.account)
    told = replace(place.account, settings={**place.account.settings, "ubf_root": "bills"})
    assert ADAPTER.deliver(ubf, told).finalized
    assert place.gate.asked[-1].headers["InvoiceType"] == "UBF"


def test_attachments_are_brought_given_to_the_invoice_and_then_it_is_released(place: counterpart.WebPlace) -> None:
    receipt = ADAPTER.deliver(bill(esf(waits=True), RECEIPT, LIST), place.account)
    (held,) = place.server.submissions.values()
    assert not receipt.finalized
    assert [words for words, _, _ in held["history"]] == ["new"]
    assert [content for _, content in place.server.files.values()] == [RECEIPT.content, LIST.content]
    released = ADAPTER.finalize(receipt, place.account)
    assert released == Receipt(reference=held["submission"], answer=b"")
    assert place.server.given == {held["invoice"]: list(place.server.files)}
    assert [words for words, _, _ in held["history"]] == ["new", "received"]
    assert ADAPTER.finalize(receipt, place.account) == released
    assert [words for words, _, _ in held["history"]] == ["new", "received"]
    names = [headers for headers, _ in place.server.files.values()]
    assert names == ['attachment; filename="hotel.pdf"', 'attachment; filename="time list.xlsx"']


@pytest.mark.parametrize("step", ["^POST .*/invoices/.*/attachments$", "^PUT "])
def test_a_release_that_broke_off_goes_on_where_it_was(place: counterpart.WebPlace, step: str) -> None:
    receipt = ADAPTER.deliver(bill(esf(waits=True), RECEIPT), place.account)
    place.gate.spoil(step, b"", through=True)
    with pytest.raises(Doubtful):
        ADAPTER.finalize(receipt, place.account)
    place.gate.open()
    assert ADAPTER.finalize(receipt, place.account).finalized
    ((invoice, files),) = place.server.given.items()
    assert len(files) == 1
    assert [words for words, _, _ in place.server.invoice(invoice)["history"]] == ["new", "received"]


@pytest.mark.parametrize("answer", [b"", reply("500 Oops"), reply("201 Made", b"<html>"), reply("200 OK", b"7")])
def test_an_attachment_that_did_not_arrive_keeps_the_bill_here(place: counterpart.WebPlace, answer: bytes) -> None:
    place.gate.spoil("^POST /ebh/attachments", answer)
    with pytest.raises(NotSent):
        ADAPTER.deliver(bill(esf(waits=True), RECEIPT), place.account)
    assert place.contents() == []


def test_an_attachment_that_the_hub_refuses_refuses_the_bill(place: counterpart.WebPlace) -> None:
    place.gate.spoil("^POST /ebh/attachments", reply("415 No"))
    with pytest.raises(Refused):
        ADAPTER.deliver(bill(esf(waits=True), RECEIPT), place.account)
    assert place.contents() == []


@pytest.mark.parametrize(
    ("missing", "sent"),
    [
        ("producer_id", bill(esf())),
        ("release_path", bill(esf(waits=True), RECEIPT)),
        ("answer_fields", bill(esf(waits=True), RECEIPT)),
    ],
)
def test_a_setting_that_is_missing_is_named_before_anything_is_sent(
    place: counterpart.WebPlace, missing: str, sent: Package
) -> None:
    settings = {name: value for name, value in place.account.settings.items() if name != missing}
    with pytest.raises(NotSent, match=f"has no setting {missing}"):
        ADAPTER.deliver(sent, replace(place.account, settings=settings))
    assert place.gate.asked == []


def test_without_names_for_the_answers_nothing_is_tracked_or_looked_up(place: counterpart.WebPlace) -> None:
    bare = replace(place.account, settings={"producer_id": "firm-7"})
    with pytest.raises(NotSent, match="has no setting status_fields"):
        list(ADAPTER.track(bare, None))
    assert isinstance(ADAPTER.look("ref-1", bare), CannotSay)


def test_a_bill_whose_reply_was_lost_is_found_by_who_brought_it(place: counterpart.WebPlace) -> None:
    place.gate.spoil("^POST /ebh/submissions", b"", through=True)
    with pytest.raises(Doubtful):
        ADAPTER.deliver(bill(esf()), place.account)
    ((submission, _),) = place.server.submissions.items()
    assert ADAPTER.look("ref-1", place.account) == Found(receipt=Receipt(reference=submission))
    assert ADAPTER.look("ref-2", place.account) == CannotSay(page="https://hub.example/invoices")


def test_an_account_that_names_a_person_sends_no_reference_and_looks_nothing_up(place: counterpart.WebPlace) -> None:
    here = replace(place.account, settings={**place.account.settings, "user": "Ann"})
    ADAPTER.deliver(bill(esf()), here)
    assert place.gate.asked[0].headers["Username"] == "Ann"
    assert isinstance(ADAPTER.look("ref-1", here), CannotSay)
    assert len(place.gate.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        reply("200 OK", b'{"SubmissionId": "7"}', "Location: /x/7"),
        reply("202 Later", b'{"SubmissionId": "7"}', "Location: /x/7"),
        reply("201 Made", b'{"Submission": "7"}'),
    ],
)
def test_an_answer_that_the_hub_does_not_give_is_doubtful(place: counterpart.WebPlace, answer: bytes) -> None:
    place.gate.spoil("^POST /ebh/submissions", answer)
    with pytest.raises(Doubtful):
        ADAPTER.deliver(bill(esf()), place.account)


def test_a_hub_that_does_not_tell_who_brought_a_bill_proves_nothing(place: counterpart.WebPlace) -> None:
    place.server.names_users = False
    ADAPTER.deliver(bill(esf()), place.account)
    assert isinstance(ADAPTER.look("ref-1", place.account), CannotSay)


def test_a_bill_that_waits_for_attachments_in_doubt_is_left_to_a_person(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(bill(esf(waits=True), RECEIPT), place.account)
    assert isinstance(ADAPTER.look("ref-1", place.account), CannotSay)


def test_tracking_tells_how_the_bills_stand_that_changed(place: counterpart.WebPlace) -> None:
    receipt = ADAPTER.deliver(bill(esf()), place.account)
    place.server.say("1001", "In Review")
    (event,) = ADAPTER.track(place.account, None)
    assert (event.invoice, event.reference, event.words) == ("1001", receipt.reference, "In Review")
    assert event.text == "note on In Review"
    assert event.at == place.server.clock.replace(microsecond=0)
    assert b'"HubStatus": "In Review"' in event.raw
    assert list(ADAPTER.track(place.account, place.server.clock + datetime.timedelta(seconds=2))) == []


def test_a_search_may_be_for_one_client(place: counterpart.WebPlace) -> None:
    here = replace(place.account, settings={**place.account.settings, "payor_org": "77"})
    list(ADAPTER.track(here, datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)))
    asked = place.gate.asked[0].body
    assert b'"PayorOrgId": "77"' in asked
    assert b'"StartDate": "2026-11-01T00:00:00Z"' in asked


def test_the_hub_judges_renders_and_is_told_a_status(place: counterpart.WebPlace) -> None:
    hub = Hub(place.account, "Ann")
    number = hub.validate(esf(), "ESF")
    assert hub.validation(number) is None
    assert hub.validation(number) == {"Id": int(number), "Results": []}
    ADAPTER.deliver(bill(esf()), place.account)
    (held,) = place.server.submissions.values()
    hub.set_status(held["invoice"], "77", "ebilled", "uploaded by hand")
    assert held["history"][-1][0] == "ebilled"
    assert held["history"][-1][2] == "Ann"
    assert hub.render(esf(), "LEDES98BI") == b"LEDES1998B[] LEDES98BI Preview"
    assert hub.rendered(PayorOrgId="77")["Filter"] == {"PayorOrgId": "77"}
    assert hub.ledes(held["invoice"], "77") == f"LEDES1998B[] {held['invoice']} 77".encode()


def test_older_addresses_have_another_order(place: counterpart.WebPlace) -> None:
    old = replace(place.account, settings={**place.account.settings, "layout": "old", "version": "v1"})
    with pytest.raises(Refused):
        ADAPTER.deliver(bill(esf()), old)
    assert place.gate.asked[0].line == "POST /submissions/api/v1/SubmissionRequests"
