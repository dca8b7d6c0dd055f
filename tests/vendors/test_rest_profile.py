from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import counterpart
import pytest
from counterpart import SECRET
from flask import Flask, Response, request
from loopback import reply, server
from practice import package
from website import answer, serving

from ledes.errors import SetupError
from ledes.gateway import (
    Absent,
    Account,
    Attachment,
    CannotSay,
    Doubtful,
    Found,
    LineAdjustment,
    NotSent,
    Package,
    Receipt,
    Refused,
    restprofile,
    vendor,
)

ADAPTER: Any = vendor("rest_profile")
OTHER: Any = counterpart.of(ADAPTER)
HEAD = 'title = "Made up"\nsource = "this test"\n'


@pytest.fixture
def place(tmp_path: Path) -> Iterator[counterpart.WebPlace]:
    with OTHER.open(tmp_path) as running:
        yield running


def account(folder: Path, text: str, url: str = "http://127.0.0.1:9", **settings: str) -> Account:
    path = folder / "platform.toml"
    path.write_text(HEAD + text, "utf-8")
    return Account(
        vendor="rest_profile", url=url, secret=SECRET, settings={"profile": str(path), "auth": "bearer", **settings}
    )


SIMPLE = """
[deliver]
path = "bills/{client}"
reference = "/id"
confirms = "/ours"
[deliver.body]
ours = "{reference}"
numbers = ["{invoice}"]
firm = 7
final = true
file = { name = "{file_name}", data = "{base64}" }
"""


def test_a_bill_goes_into_json_where_the_profile_puts_it(tmp_path: Path) -> None:
    with server(reply("201 Made", b'{"id": 77, "ours": "ref-1"}')) as (url, asked):
        receipt = ADAPTER.deliver(replace(package(), client="a/b c"), account(tmp_path, SIMPLE, url))
    assert receipt == Receipt(reference="77", answer=b'{"id": 77, "ours": "ref-1"}')
    head, _, body = asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /bills/a%2Fb%20c HTTP/1.1")
    assert b"\r\nContent-Type: application/json" in head
    said = json.loads(body)
    assert base64.b64decode(said["file"].pop("data")) == package().content
    assert said == {
        "ours": "ref-1",
        "numbers": ["1001"],
        "firm": 7,
        "final": True,
        "file": {"name": "1001.txt"},
    }


def test_a_bill_goes_raw_with_what_the_profile_says_of_it(tmp_path: Path) -> None:
    raw = """
[deliver]
method = "PUT"
path = "drop/{file_name}"
mode = "raw"
content_type = "text/plain; charset=utf-8"
params = { sha = "{sha256}" }
headers = { X-Reference = "{reference}" }
reference = "/id"
"""
    with server(reply("200 OK", b'{"id": "x"}')) as (url, asked):
        ADAPTER.deliver(package(), account(tmp_path, raw, url))
    head, _, body = asked[0].partition(b"\r\n\r\n")
    assert head.startswith(f"PUT /drop/1001.txt?sha={package().sha256} HTTP/1.1".encode())
    assert b"\r\nX-Reference: ref-1" in head
    assert b"\r\nContent-Type: text/plain; charset=utf-8" in head
    assert body == package().content


def test_a_form_is_the_same_bytes_each_time(place: counterpart.WebPlace) -> None:
    place.gate.spoil("^POST /v1/invoices$", b"")
    for _ in range(2):
        with pytest.raises(Doubtful):
            ADAPTER.deliver(package(), place.account)
    first, second = place.gate.asked
    assert first.body == second.body
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert first.headers["Idempotency-Key"] == "ref-1"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("201 Made", b'{"id": 77, "ours": "ref-2"}'),
        ("201 Made", b'{"id": 77}'),
        ("201 Made", b'{"ours": "ref-1"}'),
        ("204 Nothing", b""),
        ("201 Made", b"[]"),
    ],
)
def test_an_answer_that_is_no_receipt_is_doubtful(tmp_path: Path, status: str, body: bytes) -> None:
    with server(reply(status, body)) as (url, _), pytest.raises(Doubtful):
        ADAPTER.deliver(package(), account(tmp_path, SIMPLE, url))


@pytest.mark.parametrize("status", ["200 OK", "202 Later"])
def test_a_status_that_the_profile_does_not_name_is_doubtful(place: counterpart.WebPlace, status: str) -> None:
    body = b'{"invoice": {"id": 1, "externalId": "ref-1"}}'
    place.gate.spoil("^POST /v1/invoices$", reply(status, body))
    with pytest.raises(Doubtful):
        ADAPTER.deliver(package(), place.account)


def test_a_refusal_is_told_by_the_ways_of_the_profile(place: counterpart.WebPlace) -> None:
    other = replace(place.account, settings={**place.account.settings, "company": "78"})
    with pytest.raises(Refused) as seen:
        ADAPTER.deliver(package(), other)
    assert seen.value.words == "E7 unknown company (field company, line 3); no file"
    assert json.loads(seen.value.answer)["errors"][0]["code"] == "E7"


def test_what_the_platform_does_not_take_is_not_sent(place: counterpart.WebPlace) -> None:
    with pytest.raises(NotSent, match=r"takes 1998b, 98bi, json, not xml2\.1"):
        ADAPTER.deliver(replace(package(), format="xml2.1"), place.account)
    with pytest.raises(NotSent, match="takes 10,000,000 bytes at most, not 10,000,001"):
        ADAPTER.deliver(replace(package(), content=b"x" * 10_000_001), place.account)
    assert place.gate.asked == []


def with_papers() -> Package:
    papers = tuple(
        Attachment(name=name, content=name.encode(), sha256=name, invoice="1001") for name in ("a.pdf", "b.pdf")
    )
    return replace(package(), attachments=papers)


def test_attachments_go_along_in_the_form_each_in_a_part_of_its_own(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(with_papers(), place.account)
    assert place.server.attached == [("a.pdf", b"a.pdf"), ("b.pdf", b"b.pdf")]
    assert place.contents() == [package().content]


def test_attachments_without_a_place_hold_the_bill_back(tmp_path: Path) -> None:
    here = account(tmp_path, SIMPLE)
    with pytest.raises(SetupError, match="no place for attachments"):
        ADAPTER.examine(with_papers(), here)
    with pytest.raises(NotSent, match="no place for attachments"):
        ADAPTER.deliver(with_papers(), here)


def test_two_steps_are_taken_one_after_the_other(place: counterpart.WebPlace) -> None:
    receipt = ADAPTER.deliver(package(), place.account)
    assert not receipt.finalized
    seen = ADAPTER.look("ref-1", place.account)
    assert isinstance(seen, Found)
    assert (seen.receipt.reference, seen.receipt.finalized) == (receipt.reference, False)
    assert ADAPTER.finalize(receipt, place.account).finalized
    assert ADAPTER.finalize(receipt, place.account).finalized
    after = ADAPTER.look("ref-1", place.account)
    assert isinstance(after, Found)
    assert after.receipt.finalized


def test_what_nobody_sent_is_absent_and_that_settles_nothing(place: counterpart.WebPlace) -> None:
    assert ADAPTER.look("ref-1", place.account) == Absent()
    assert ADAPTER.can.settles_after is None


def test_a_look_up_believes_only_what_bears_our_reference(place: counterpart.WebPlace) -> None:
    body = json.dumps({"items": [{"id": 1, "externalId": "ref-12"}, {"externalId": "ref-1"}]}).encode()
    place.gate.spoil("^GET ", reply("200 OK", body))
    assert ADAPTER.look("ref-1", place.account) == Absent()


def test_tracking_reads_status_amount_and_cuts(place: counterpart.WebPlace) -> None:
    receipt = ADAPTER.deliver(package(), place.account)
    cuts = [{"line": 1, "amount": "-75.50", "reason": "too long"}, {"line": 2, "amount": "about ten"}]
    place.server.say("1001", "approved", note="fine", adjustments=cuts, approved={"amount": 374.5, "currency": "USD"})
    (event,) = ADAPTER.track(place.account, None)
    assert (event.invoice, event.reference, event.words, event.status) == (
        "1001",
        receipt.reference,
        "approved",
        "APPROVED",
    )
    assert event.adjustments == (LineAdjustment(line="1", amount=Decimal("-75.50"), words="too long"),)
    assert event.text == "fine; 1 adjustments could not be read"
    assert (event.amount, event.currency) == (Decimal("374.5"), "USD")
    assert event.at == place.server.clock
    assert list(ADAPTER.track(place.account, place.server.clock + datetime.timedelta(seconds=1))) == []


def test_a_word_that_the_profile_does_not_know_is_told_without_a_status(place: counterpart.WebPlace) -> None:
    ADAPTER.deliver(package(), place.account)
    place.server.say("1001", "Sleeping")
    (event,) = ADAPTER.track(place.account, None)
    assert (event.words, event.status) == ("Sleeping", "")


TRACK = """
[track]
path = "events"
items = "/list"
fields = { invoice = "/n", words = "/w" }
statuses = { Paid = "PAID" }
"""


def lists(kind: str) -> Flask:
    """Serve five events, two a page, by marks, by addresses or by offsets."""
    app = Flask("lists")
    events = [{"n": str(number), "w": "Paid"} for number in range(5)]

    @app.get("/events")
    def page() -> Response:
        begin = int(request.args.get("from", "0"))
        more = begin + 2 < 5
        after = {"mark": str(begin + 2), "address": f"{request.host_url}events?from={begin + 2}"}
        after["path"] = f"/events?from={begin + 2}"
        return answer(200, {"list": events[begin : begin + 2], "next": after.get(kind, "") if more else None})

    return app


@pytest.mark.parametrize(
    ("kind", "paging"),
    [
        ("mark", 'kind = "next"\nparam = "from"\nnext = "/next"'),
        ("address", 'kind = "next"\nnext = "/next"'),
        ("path", 'kind = "next"\nnext = "/next"'),
        ("offset", 'kind = "offset"\nparam = "from"\nsize = 2'),
        ("offset", 'kind = "offset"\nparam = "from"'),
    ],
)
def test_a_list_is_read_to_its_end_however_it_is_paged(tmp_path: Path, kind: str, paging: str) -> None:
    with serving(lists(kind)) as url:
        here = account(tmp_path, f"{SIMPLE}{TRACK}[paging]\n{paging}\n", url)
        assert [event.invoice for event in ADAPTER.track(here, None)] == ["0", "1", "2", "3", "4"]


def test_a_next_page_at_another_address_is_not_asked(tmp_path: Path) -> None:
    with server(reply("200 OK", b'{"list": []}')) as (elsewhere, went):
        body = json.dumps({"list": [], "next": f"{elsewhere}/events"}).encode()
        with server(reply("200 OK", body)) as (url, _):
            here = account(tmp_path, f'{SIMPLE}{TRACK}[paging]\nkind = "next"\nnext = "/next"\n', url)
            with pytest.raises(NotSent, match="another address"):
                list(ADAPTER.track(here, None))
    assert went == []


def test_a_list_without_an_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledes.gateway.restpages.MOST_PAGES", 3)
    with server(reply("200 OK", b'{"list": [{"n": "1", "w": "Paid"}], "next": "m"}')) as (url, asked):
        here = account(tmp_path, f'{SIMPLE}{TRACK}[paging]\nkind = "next"\nnext = "/next"\nparam = "p"\n', url)
        with pytest.raises(NotSent, match="no end"):
            list(ADAPTER.track(here, None))
    assert len(asked) == 3


def test_without_a_step_nothing_is_asked(tmp_path: Path) -> None:
    here = account(tmp_path, SIMPLE, portal="https://platform.example/bills")
    assert ADAPTER.look("ref-1", here) == CannotSay(page="https://platform.example/bills")
    assert list(ADAPTER.track(here, None)) == []
    assert ADAPTER.finalize(Receipt(reference="1", finalized=False), here).finalized


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("[deliver", "platform.toml: line", ""),
        ("", "platform.toml: 'deliver' is missing", ""),
        ('[deliver]\npath = "x"\n', "deliver: 'reference' is missing", "a way into JSON"),
        (SIMPLE.replace("path =", "paht ="), "there is no key 'paht'", "did you mean 'path'?"),
        (SIMPLE.replace('"/id"', '"id"'), "deliver.reference: is 'id'", "a way into JSON such as"),
        (SIMPLE.replace("path", "success = [7]\npath", 1), "deliver.success entry 1: is 7", "an HTTP status"),
        (SIMPLE.replace("{client}", "{klient}"), "deliver.path: there is no name 'klient'", "did you mean 'client'?"),
        (SIMPLE.replace("{reference}", "{since}"), "no name 'since'", "known are"),
        (SIMPLE.replace("{reference}", "x"), "nothing carries our reference", "put {reference}"),
        (SIMPLE.replace("{base64}", "x"), "does not hold the e-bill", "put {text} or {base64}"),
        (SIMPLE.replace("path", 'mode = "multipart"\npath', 1), "'file_field' is missing", ""),
        (SIMPLE.replace("path", 'mode = "soap"\npath', 1), "deliver.mode: is 'soap'", "one of json, multipart, raw"),
        (SIMPLE + TRACK.replace('"PAID"', '"PAYED"'), "is 'PAYED'", "PAID"),
        (SIMPLE.replace("path", 'attachments_field = "a"\npath', 1), "stands without a form", 'mode = "multipart"'),
        (SIMPLE + '[paging]\nkind = "page"\n', "paging: 'param' is missing", ""),
        (SIMPLE + '[paging]\nkind = "next"\n', "paging: 'next' is missing", ""),
        (SIMPLE + '[auth]\nkind = "magic"\n', "auth.kind: is 'magic'", "one of bearer, basic"),
        (SIMPLE + '[auth]\nsecret = "abc"\n', "secrets do not belong into set-up files", ""),
    ],
)
def test_a_mistake_in_a_profile_is_told_with_file_key_and_way_out(
    tmp_path: Path, text: str, said: str, hint: str
) -> None:
    here = account(tmp_path, text)
    with pytest.raises(SetupError) as seen:
        ADAPTER.check(here)
    whole = f"{seen.value.message} {seen.value.hint}"
    assert "platform.toml" in whole
    assert said in whole
    assert hint in whole
    with pytest.raises(NotSent):
        ADAPTER.deliver(package(), here)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "names no profile"),
        ({"profile": "/nowhere/platform.toml"}, "there is no profile /nowhere/platform.toml"),
        ({"profile": "example"}, "asks for settings that account default of rest_profile does not have: company"),
        ({"profile": "ledes-api"}, "the profile rest-ledes-api.toml is an experiment"),
        ({"profile": "ledes-api", "experimental": "true"}, "does not have: status_invoice, status_items"),
    ],
)
def test_an_account_that_its_profile_cannot_serve_is_told_why(settings: dict[str, str], said: str) -> None:
    here = Account(vendor="rest_profile", url="http://127.0.0.1:9", settings=settings)
    with pytest.raises(SetupError, match=said):
        ADAPTER.check(here)
    with pytest.raises(NotSent, match=said):
        ADAPTER.deliver(package(), here)


def test_a_setting_may_not_bring_in_names_that_a_step_does_not_know(tmp_path: Path) -> None:
    text = SIMPLE.replace("bills/{client}", "{settings.way}")
    ADAPTER.check(account(tmp_path, text, way="bills/{invoice}"))
    with pytest.raises(SetupError, match="no name 'since'"):
        ADAPTER.check(account(tmp_path, text, way="bills/{since}"))


def test_a_profile_that_was_changed_is_read_again(tmp_path: Path) -> None:
    here = account(tmp_path, SIMPLE)
    assert restprofile.load(here).title == "Made up"
    Path(here.settings["profile"]).write_text(HEAD.replace("Made up", "Other") + SIMPLE, "utf-8")
    import os

    os.utime(here.settings["profile"], (1, 1))
    assert restprofile.load(here).title == "Other"


def test_a_workspace_finds_a_profile_beside_its_other_files_or_with_the_program(tmp_path: Path) -> None:
    from ledes import workspace

    (tmp_path / "clients").mkdir()
    (tmp_path / "platform.toml").write_text(HEAD + SIMPLE, "utf-8")
    accounts = "".join(
        f'[[accounts]]\nvendor = "rest_profile"\nname = "{name}"\nurl = "https://p.example"\n'
        f'settings = {{ profile = "{profile}", company = "7" }}\n'
        for name, profile in (("own", "platform.toml"), ("come", "example"))
    )
    (tmp_path / "ledes.toml").write_text(f'[firm]\nid = "1"\nname = "A"\n{accounts}', "utf-8")
    own, come = workspace.load(tmp_path).accounts
    assert restprofile.load(own).title == "Made up"
    assert restprofile.load(come).title == "Example platform"


@pytest.mark.parametrize(
    ("auth", "needed"), [("bearer", True), ("oauth2", True), ("none", False), ("certificate", False)]
)
def test_a_secret_is_asked_for_only_where_it_is_used(tmp_path: Path, auth: str, needed: bool) -> None:
    assert ADAPTER.needs_secret(account(tmp_path, SIMPLE, auth=auth)) is needed


def test_every_bundled_profile_is_sound_and_says_its_source() -> None:
    assert set(restprofile.bundled()) == {"example", "ledes-api"}
    settings = dict.fromkeys(
        ("submit_path", "submit_file", "status_path", "company", "experimental"), "true"
    ) | dict.fromkeys(("submit_reference", "status_items", "status_invoice", "status_words", "status_reason"), "/x")
    for name in restprofile.bundled():
        here = Account(vendor="rest_profile", settings={**settings, "profile": name})
        assert restprofile.load(here).title
        ADAPTER.check(here)


def test_the_ledes_api_speaks_the_way_the_account_says() -> None:
    app, seen = Flask("client"), {}

    @app.post("/invoices")
    def take() -> Response:
        seen["file"] = request.files["upload"].read()
        seen["key"] = request.headers["Idempotency-Key"]
        return answer(200, {"submission": {"id": "S-1"}})

    @app.get("/invoices/status")
    def status() -> Response:
        return answer(200, {"rows": [{"no": "1001", "st": "PENDING_VENDOR", "why": "no budget"}]})

    settings = {
        "profile": "ledes-api",
        "experimental": "true",
        "submit_path": "invoices",
        "submit_file": "upload",
        "submit_reference": "/submission/id",
        "status_path": "invoices/status",
        "status_items": "/rows",
        "status_invoice": "/no",
        "status_words": "/st",
        "status_reason": "/why",
    }
    with serving(app) as url:
        here = Account(vendor="rest_profile", url=url, secret=SECRET, settings=settings)
        assert ADAPTER.deliver(package(), here).reference == "S-1"
        (event,) = ADAPTER.track(here, None)
    assert (seen["file"], seen["key"]) == (package().content, "ref-1")
    assert (event.invoice, event.words, event.status, event.text) == (
        "1001",
        "PENDING_VENDOR",
        "PENDING_VENDOR",
        "no budget",
    )
