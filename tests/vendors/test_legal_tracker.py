from __future__ import annotations

import datetime
import hashlib
import json
import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import counterpart
import pytest
from loopback import reply
from practice import package

from ledes.__main__ import main
from ledes.gateway import (
    Attachment,
    CannotSay,
    Doubtful,
    Found,
    LineAdjustment,
    NotSent,
    Package,
    Receipt,
    Refused,
    vendor,
)

ADAPTER: Any = vendor("legal_tracker")
OTHER: Any = counterpart.of(ADAPTER)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[counterpart.WebPlace]:
    with OTHER.open(tmp_path) as running:
        yield running


def with_settings(place: counterpart.WebPlace, **settings: str) -> Any:
    kept = {name: value for name, value in {**place.account.settings, **settings}.items() if value}
    return replace(place.account, settings=kept)


def attached(*kinds: str) -> Package:
    files = tuple(
        Attachment(name=f"{kind or 'other'}.pdf", content=kind.encode(), sha256=kind, invoice="1001", kind=kind)
        for kind in kinds
    )
    return replace(package(), attachments=files)


def posted(place: counterpart.WebPlace) -> Any:
    return json.loads(place.gate.fitting("^POST /v1/invoices")[-1].body)


def test_an_invoice_is_uploaded_and_then_posted(place: counterpart.WebPlace) -> None:
    receipt = ADAPTER.deliver(package(), place.account)
    (held,) = place.server.invoices
    assert receipt.reference == str(held["id"])
    assert receipt.finalized
    said = posted(place)
    assert (said["firmId"], said["firmOfficeId"], said["matterId"], said["isLedes"]) == (70, 71, 812, True)
    assert held["invoiceFileInfo"]["fileName"] == "1001_ref-1.txt"
    assert held["invoiceFileInfo"]["md5Hash"] == hashlib.md5(package().content).hexdigest()
    lines = [each.line.partition(" ")[0] + " " + each.line.split("/", 1)[1].split("?")[0] for each in place.gate.asked]
    assert [line for line in lines if "token" not in line][-3:] == [
        "POST efiles/v1/links",
        f"PUT storage/{held['invoiceFileKey']}",
        "POST v1/invoices",
    ]


def test_the_secret_and_the_token_go_to_no_storage(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    (stored,) = place.gate.fitting("^PUT /storage")
    assert "Authorization" not in stored.headers
    assert "Company-ID" not in stored.headers


def test_the_signature_of_a_link_is_in_no_message_and_no_log(
    place: counterpart.WebPlace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ADAPTER.deliver(package(), place.account)
    place.gate.spoil("^PUT /storage", b"")
    with pytest.raises(NotSent) as seen:
        ADAPTER.deliver(package("ref-2", number="1002"), place.account)
    assert "signature-of-the-link" not in "".join(traceback.format_exception(seen.value)) + caplog.text
    assert len(place.contents()) == 1


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("^GET /v1/matters", reply("500 Oops")),
        ("^GET /v1/matters", reply("200 OK", b"{}")),
        ("^POST /efiles", b""),
        ("^POST /efiles", reply("200 OK", b'{"uploadUrl": "http://storage.example/x", "fileKey": "k"}')),
        ("^POST /efiles", reply("200 OK", b'{"fileKey": "k"}')),
        ("^PUT /storage", reply("500 Oops")),
        ("^PUT /storage", reply("307 There", b"", "Location: http://127.0.0.1:9/")),
    ],
)
def test_what_fails_before_posting_leaves_the_bill_here(place: counterpart.WebPlace, step: str, answer: bytes) -> None:
    place.gate.spoil(step, answer)
    with pytest.raises(NotSent):
        ADAPTER.deliver(package(), place.account)
    assert place.gate.fitting("^POST /v1/invoices") == []


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (package(matter="M-2"), "2 matters at Legal Tracker bear the number M-2"),
        (package(matter="M-5"), "no matters at Legal Tracker bear the number M-5"),
        (package(matter=""), "this e-bill names 0"),
        (counterpart.sealed(package(), package().content + package(matter="M-5").content), "this e-bill names"),
        (counterpart.sealed(package(), b"<ledesxml/>"), "not LEDES 1998B or 98BI"),
    ],
)
def test_a_bill_whose_matter_is_not_clear_is_not_sent(place: counterpart.WebPlace, sent: Package, why: str) -> None:
    with pytest.raises(NotSent, match=why):
        ADAPTER.deliver(sent, place.account)
    assert place.contents() == []


@pytest.mark.parametrize(
    "missing", ["token_url", "client_id", "company_id", "firm_id", "firm_office_id", "files_url", "files_fields"]
)
def test_a_setting_that_is_missing_is_named_and_nothing_is_posted(place: counterpart.WebPlace, missing: str) -> None:
    with pytest.raises(NotSent, match=missing):
        ADAPTER.deliver(package(), with_settings(place, **{missing: ""}))
    assert place.gate.fitting("^POST /v1/invoices") == []


def test_a_number_that_was_posted_before_is_refused_in_its_words(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    with pytest.raises(Refused, match="invoice 1001 was posted on 11/1/2026"):
        ADAPTER.deliver(package("ref-2"), place.account)


def test_attachments_are_uploaded_before_and_named_with_their_types(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(attached("report", ""), place.account)
    listed = posted(place)["attachments"]
    assert [each["typeId"] for each in listed] == [32, 31]
    assert [place.server.files[each["fileKey"]]["content"] for each in listed] == [b"report", b""]


def test_an_attachment_of_no_known_type_is_not_sent(place: counterpart.WebPlace) -> None:
    with pytest.raises(NotSent, match=r"fax.pdf is of no type that the client has: receipt, report"):
        ADAPTER.deliver(attached("fax"), place.account)
    assert place.contents() == []


@pytest.mark.parametrize("requirement", ["required", "requiredLedes"])
def test_an_attachment_that_the_client_asks_for_is_missed(place: counterpart.WebPlace, requirement: str) -> None:
    place.server.types[1]["requirement"] = requirement
    with pytest.raises(NotSent, match="asks for an attachment of the type report"):
        ADAPTER.deliver(attached("receipt"), place.account)
    ADAPTER.deliver(attached("report"), place.account)


def test_what_is_asked_of_other_bills_only_is_not_missed(place: counterpart.WebPlace) -> None:
    place.server.types[1]["requirement"] = "requiredNonLedes"
    assert ADAPTER.deliver(package(), place.account).finalized


def test_cuts_are_read_line_by_line(place: counterpart.WebPlace) -> None:
    receipt = ADAPTER.deliver(package(), place.account)
    cut = {"type": "fia", "amount": -75.50, "reason": "Fee - Excessive time", "comment": "cut", "lineItemNumber": 1}
    whole = {"type": "fia", "amount": -10, "reason": "Discount"}
    place.server.say("1001", "approved", cut, whole)
    (event,) = ADAPTER.track(place.account, None)
    assert (event.reference, event.invoice, event.words) == (receipt.reference, "1001", "approved")
    assert event.adjustments == (
        LineAdjustment(line="1", amount=Decimal("-75.5"), words="Fee - Excessive time: cut"),
        LineAdjustment(line="", amount=Decimal("-10"), words="Discount"),
    )
    assert event.at == place.server.clock


def test_a_cut_that_cannot_be_read_is_told(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    place.server.say("1001", "approved", {"amount": "some", "lineItemNumber": 1})
    (event,) = ADAPTER.track(place.account, None)
    assert event.text == "1 adjustments could not be read"


def test_tracking_asks_for_what_changed_since(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    ADAPTER.deliver(package("ref-2", number="1002"), place.account)
    place.server.say("1001", "approved")
    (event,) = ADAPTER.track(place.account, place.server.clock)
    assert (event.invoice, event.words) == ("1001", "approved")
    later = place.server.clock + datetime.timedelta(seconds=1)
    assert list(ADAPTER.track(place.account, later)) == []


def test_tracking_goes_through_every_page(place: counterpart.WebPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledes.vendors.legal_tracker.PAGE", 2)
    for number in range(5):
        ADAPTER.deliver(package(f"ref-{number}", number=str(number)), place.account)
    assert sorted(event.invoice for event in ADAPTER.track(place.account, None)) == ["0", "1", "2", "3", "4"]
    assert len(place.gate.fitting(r"^GET /v1/invoices")) == 3


def test_states_that_are_numbers_get_their_words_from_the_account(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    place.server.say("1001", "3")
    (event,) = ADAPTER.track(with_settings(place, status_words="3 = approved; 4 = rejected"), None)
    assert event.words == "approved"


def test_a_lost_reply_is_cleared_up_by_the_name_of_the_file(place: counterpart.WebPlace) -> None:
    place.gate.spoil("^POST /v1/invoices", b"", through=True)
    with pytest.raises(Doubtful):
        ADAPTER.deliver(package(), place.account)
    (held,) = place.server.invoices
    seen = ADAPTER.look("ref-1", place.account)
    assert isinstance(seen, Found)
    assert seen.receipt.reference == Receipt(reference=str(held["id"])).reference
    assert ADAPTER.look("ref-", place.account) == CannotSay(page="https://tracker.example/invoices")
    assert ADAPTER.look("f-1", place.account) == CannotSay(page="https://tracker.example/invoices")


def test_a_token_is_fetched_once_for_all_of_it(place: counterpart.WebPlace) -> None:
    for number in ("1", "2", "3"):
        ADAPTER.deliver(package(f"ref-{number}", number=number), place.account)
    assert len(place.gate.fitting("^POST /token")) == 1


def test_a_token_that_was_called_back_never_posts_twice(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    place.gate.spoil("^POST /v1/invoices", reply("401 Who"))
    with pytest.raises(NotSent, match="401"):
        ADAPTER.deliver(package("ref-2", number="1002"), place.account)
    assert len(place.gate.fitting("^POST /v1/invoices")) == 2
    assert len(place.contents()) == 1


def test_what_an_account_needs_is_listed_with_the_vendor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendors", "legal_tracker"]) == 0
    shown = capsys.readouterr().out
    for name, what in ADAPTER.needs.items():
        assert name in shown
        assert what in shown
    assert main(["vendors", "legal_tracker", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["vendors"][0]["needs"] == dict(ADAPTER.needs)
