"""The platforms that a person uploads to: each is described so that a bill can be laid out, and its facts are held."""

from __future__ import annotations

import datetime
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from office import CLIENT, FIRM, Office, record

from ledes import gateway, rejections
from ledes.errors import Exit
from ledes.gateway import STATUSES, Account, CannotSay, NotSent, Package
from ledes.gateway.portal import Portal
from ledes.intake import letters, patterns, recognition
from ledes.ledger import moments
from ledes.sending import beside
from ledes.sending.pace import Surroundings
from ledes.submit import Request, submit

PORTALS = {key: each for key, each in gateway.vendors().items() if isinstance(each, Portal)}
PDF = b"%PDF-1.7"

every = pytest.mark.parametrize("portal", PORTALS.values(), ids=list(PORTALS))


def package() -> Package:
    return Package(
        reference="ref-1",
        invoices=("1001",),
        client="merrow",
        file_name="1001.txt",
        content=b"Review of pleadings",
        sha256="",
        format="1998b",
    )


def at(portal: Portal, desk: Office, **settings: str) -> None:
    """Let the office's client be reached through a platform."""
    desk.set_up()
    firm = FIRM.format(url="https://portal.example/in", quiet=0).replace('"post"', f'"{portal.key}"')
    stated = "".join(f'{key} = "{value}", ' for key, value in settings.items()).rstrip(", ")
    firm = firm.replace('/in"\n', f'/in"\nsettings = {{ {stated} }}\n', 1)
    (desk.root / "ledes.toml").write_text(firm, "utf-8")
    (desk.root / "clients" / "merrow.toml").write_text(CLIENT.replace('"post"', f'"{portal.key}"'), "utf-8")


def laid_out(office: Office, *, attached: bool = False) -> Path:
    path = Path(office.file("a.txt", record("1001", "450.00")))
    if attached:
        beside.folder(path).mkdir()
        (beside.folder(path) / "copy.pdf").write_bytes(PDF)
    outcome = submit(office.home, Request(inputs=(str(path),)), Surroundings(clock=office.clock))
    assert [problem.message for problem in outcome.problems] == []
    assert outcome.exit is Exit.DONE
    (folder,) = (office.root / "outbox" / "merrow").iterdir()
    return folder


@every
def test_nothing_is_handed_over_and_a_person_is_sent_to_the_right_place(portal: Portal) -> None:
    account = Account(vendor=portal.key, url="https://portal.example/in")
    with pytest.raises(NotSent, match="at its pages only") as caught:
        portal.deliver(package(), account)
    assert "pleadings" not in str(caught.value)
    assert portal.look("ref-1", account) == CannotSay(page="https://portal.example/in")
    assert list(portal.track(account, None)) == []
    assert not portal.can.submit


@every
def test_what_is_known_of_it_is_stated_with_its_sources(portal: Portal) -> None:
    doc = inspect.getdoc(importlib.import_module(f"ledes.vendors.{portal.key}")) or ""
    assert "confirmed" in doc
    assert portal.steps
    assert portal.unconfirmed
    assert portal.sources or portal.key == "by_hand"
    assert set(portal.words.values()) <= set(STATUSES) - {""}
    texts = (*portal.before, *portal.steps, *portal.notes, *portal.unconfirmed, portal.duplicates, portal.resubmitting)
    assert not [text for text in texts if text != text.strip() or text.endswith(".")]


@every
def test_a_bill_for_it_is_laid_out_with_its_checklist(portal: Portal, office: Office) -> None:
    at(portal, office, **{key: f"our {key}" for key in portal.settings})
    folder = laid_out(office, attached=True)
    words = " ".join((folder / "CHECKLIST.txt").read_text("utf-8").split())
    stated = (*portal.before, *portal.steps, *portal.notes, *portal.unconfirmed, portal.duplicates, portal.resubmitting)
    for said in (*stated, portal.name, "https://portal.example/in", *(f"our {key}" for key in portal.settings)):
        assert " ".join(said.split()) in words, said
    assert [path.read_bytes() for path in folder.rglob("*.pdf")] == [PDF]
    assert office.standing() == [("1001", "waiting_upload", "")]


def test_an_upload_alone_submits_nothing_where_a_second_step_follows() -> None:
    for key, step in (
        ("collaborati", "submit the invoices"),
        ("counselgo", "Submit All Invoices"),
        ("brightflag", "Submit Selected"),
        ("acuity", "FOR APPROVAL"),
        ("counsel_exchange", "choose Submit"),
    ):
        assert any(step in each for each in PORTALS[key].steps), key


@pytest.mark.parametrize(
    ("key", "stated"),
    [
        ("counsellink", {"formats": ("1998b", "98bi", "2000")}),
        ("collaborati", {"formats": ("1998b", "98bi", "2000", "xml2.0", "xml2.1"), "deletes_after": 60}),
        ("corridor", {"formats": ("1998b", "98bi", "2000"), "max_bytes": 20_000_000}),
        ("brightflag", {"formats": ("1998b", "98bi"), "extensions": ("txt",), "new_file_name": True}),
        ("counselgo", {"formats": ("1998b", "98bi")}),
        ("counsel_exchange", {"formats": ("1998b", "98bi", "xml2.1")}),
        ("lawtrac", {"formats": ("1998b",), "bills_per_file": "many"}),
        ("legal_precision", {"formats": ("1998b", "2000")}),
        ("ct_tymetrix", {"formats": ("1998b",)}),
    ],
)
def test_published_limits_are_stated(key: str, stated: dict[str, Any]) -> None:
    assert {name: getattr(PORTALS[key], name) for name in stated} == stated


@pytest.mark.parametrize(("key", "name"), [("corridor", "~1001~copy.pdf"), ("counselgo", "1001-copy.pdf")])
def test_attachments_are_named_as_the_platform_finds_them(key: str, name: str, office: Office) -> None:
    at(PORTALS[key], office)
    assert [path.name for path in laid_out(office, attached=True).rglob("*.pdf")] == [name]


def test_brightflag_gets_its_txt_from_a_profile_that_says_nothing(office: Office) -> None:
    at(PORTALS["brightflag"], office)
    assert (laid_out(office) / "1001.txt").is_file()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("brightflag", "the uploaded file has previously been uploaded"),
        ("collaborati", "Invoice upload file contains invalid format"),
        ("corridor", "DUPLICATE INVOICE DETECTED FOR THIS VENDOR!"),
        ("legal_exchange", "more info required"),
    ],
)
def test_the_platforms_own_messages_are_found_by_its_key(key: str, text: str) -> None:
    message = rejections.recognise(text, key)[0].message
    assert message is not None
    assert message.of(key)


REPORT = """From: TyMetrix <tymetrixbilling@tymetrix.com>
Subject: TyMetrix Invoice Submission
Date: Fri, 20 Nov 2026 09:00:00 +0000

Invoices that passed initial testing:
1001
2026-1002

Invoices that failed testing:
1003 - claim number is missing
"""


def test_the_test_report_of_ct_tymetrix_is_read_into_both_lists() -> None:
    raw = REPORT.replace("\n", "\r\n").encode()
    letter = letters.read(raw, received=None, now=moments.now())
    found = [each for each in recognition.trials(letter, raw, [patterns.of(PORTALS["ct_tymetrix"])]) if each.fits]
    reports = [report for each in found for report in each.reports]
    assert [(each.invoice, PORTALS["ct_tymetrix"].words[each.words]) for each in reports] == [
        ("1001", "PENDING_CLIENT"),
        ("2026-1002", "PENDING_CLIENT"),
        ("1003", "FILE_ERROR"),
    ]
    assert reports[2].text == "claim number is missing"
    assert all(each.at == datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC) for each in reports)


def test_the_platform_that_the_documentation_adds_works(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "by-hand.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    module: dict[str, Any] = {}
    exec(compile(code, "by-hand.md", "exec"), module)
    portal = module["VENDOR"]
    assert "confirmed" in module["__doc__"]
    monkeypatch.setattr(gateway, "vendors", lambda: {portal.key: portal})
    at(portal, office, office="Leeds")
    folder = laid_out(office, attached=True)
    assert [path.name for path in folder.rglob("*.pdf")] == ["1001-copy.pdf"]
    assert "office to choose  Leeds" in (folder / "CHECKLIST.txt").read_text("utf-8")
