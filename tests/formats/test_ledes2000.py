"""LEDES 2000: what it holds comes back, in its own frame and forms, and a client beside its firm is read too."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

from xmlbills import ADDRESS, BILL, CONTACT, EXPENSE, FEE, MATTER, MIRA, losses, read, said, write

from ledes import samples, schemas
from ledes.bill import Adjustment, Amount, Bill, Contact, Extra, Matter, Party
from ledes.client import Representation
from ledes.formats import recognise
from ledes.formats.xml.elements import table

TOTALS = tuple(each.name for each in table("ledesxml2000")["matter"] if each.bill == "matter.totals")
PLAIN_MATTER = Matter(
    firm_id="M-7",
    client_id="CM-7",
    name="Set-off",
    billing_type="TM",
    final=False,
    managing_contact=Contact(last="Ashdown", first="Mira"),
    client_contact=Contact(last="Doe", first="Ann", email="ann@example.com"),
    totals=tuple(Amount(name, Decimal("0.00")) for name in TOTALS),
    extras=(Extra("cl_matter_var_1", "north"),),
)
PLAIN_FEE = dataclasses.replace(FEE, matter=PLAIN_MATTER, taxes=(), adjustments=(), extras=(Extra("cl_code_1", "7"),))
PLAIN_EXPENSE = dataclasses.replace(EXPENSE, matter=PLAIN_MATTER, taxes=(), payee="")
PLAIN = Bill(
    number="1001",
    date=BILL.date,
    start=BILL.start,
    end=BILL.end,
    currency="USD",
    total=Decimal("670.00"),
    firm=Party(id="12-3456789", name="Example LLP", address=ADDRESS, remit_address=ADDRESS, contact=CONTACT),
    client=Party(id="C01", name="Widgets Ltd", address=ADDRESS, contact=Contact(last="Doe", email="a@example.com")),
    matters=(PLAIN_MATTER,),
    lines=(PLAIN_FEE, PLAIN_EXPENSE),
    timekeepers=(dataclasses.replace(MIRA, extras=(Extra("tk_hours", "2.00"), Extra("tk_cost", "700.00"))),),
    extras=(Extra("inv_generic_discount", "0.1"),),
)
PLAIN = dataclasses.replace(
    PLAIN, lines=(dataclasses.replace(PLAIN_FEE, timekeeper=PLAIN.timekeepers[0]), PLAIN_EXPENSE)
)


def test_what_it_holds_comes_back() -> None:
    assert losses(PLAIN, "2000") == []
    content, notes = write(PLAIN, "2000")
    assert [(note.rule, note.severity.word) for note in notes] == [("F023", "warning")]
    assert read(content, "2000") == ([PLAIN], [])
    assert write(PLAIN, "2000")[0] == content


def test_it_is_known_by_its_root_and_names_its_dtd_which_is_never_loaded() -> None:
    content, _ = write(PLAIN, "2000")
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE ledesxml SYSTEM')
    assert recognise(content, "bill.xml").key == "2000"
    assert read(content.replace(b"http://www.ledes.org/", b"http://127.0.0.1:1/"), "2000") == ([PLAIN], [])


def test_dates_have_no_dashes_and_addresses_a_wrapper() -> None:
    content, _ = write(PLAIN, "2000")
    assert b"<inv_date>20261105</inv_date>" in content
    assert content.count(b"<address_info>") == 3


def test_it_follows_our_own_dtd() -> None:
    from lxml import etree

    with schemas.path("ledes2000.dtd").open("rb") as stream:
        dtd = etree.DTD(stream)
    for how in (Representation(), Representation(xml_names={"tk_sum": "tksum"})):
        content, _ = write(PLAIN, "2000", how)
        assert dtd.validate(etree.fromstring(content)), dtd.error_log
    assert not dtd.validate(etree.fromstring(content.replace(b"units>", b"hours>")))


def test_every_sample_follows_our_own_dtd() -> None:
    from lxml import etree

    with schemas.path("ledes2000.dtd").open("rb") as stream:
        dtd = etree.DTD(stream)
    paths = sorted(Path(samples.__file__).parent.glob("bills/2000/*.xml"))
    assert paths
    for path in paths:
        assert dtd.validate(etree.parse(path.open("rb"))), (path.name, dtd.error_log)


def test_a_client_that_stands_beside_its_firm_is_read() -> None:
    text = write(PLAIN, "2000")[0].decode()
    start, end = text.index("    <client>"), text.index("</client>") + 10
    beside = (text[:start] + text[end:]).replace("  </firm>\n", "  </firm>\n" + text[start:end])
    assert read(beside.encode(), "2000") == ([PLAIN], [])


def test_the_tag_of_the_timekeeper_summary_may_be_any_that_is_known() -> None:
    content, _ = write(PLAIN, "2000")
    for tag in (b"tksum", b"TKSUM"):
        assert read(content.replace(b"tk_sum>", tag + b">"), "2000") == ([PLAIN], [])


def test_a_discount_is_what_lies_between_base_and_total() -> None:
    content, _ = write(PLAIN, "2000")
    assert b"<discount_type>Flat</discount_type>\n            <discount_amount>70.00</discount_amount>" in content
    (bill,), _ = read(content.replace(b">Flat<", b">Percent<").replace(b">70.00<", b">0.1<"), "2000")
    assert bill.lines[0].adjustment == Decimal("-70.00")
    assert bill.lines[0].adjustments == (Adjustment(kind="Percent", amount=Decimal("0.1")),)


def test_a_missing_declaration_and_dashed_dates_are_told() -> None:
    content, _ = write(PLAIN, "2000")
    without = content.partition(b"\n")[2].replace(b"20261105", b"2026-11-05")
    (bill,), findings = read(without, "2000")
    assert bill == PLAIN
    assert [(rule, field) for rule, _, field in said(findings)] == [("L104", ""), ("D102", "inv_date")]


def test_a_tax_of_later_formats_is_an_unknown_element_here() -> None:
    content, _ = write(PLAIN, "2000")
    (bill,), findings = read(content.replace(b"    <client>", b"    <tax><tx_id>V</tx_id></tax>\n    <client>"), "2000")
    assert bill == PLAIN
    assert [(rule, field) for rule, _, field in said(findings)] == [("L105", "tax")]


def test_what_it_has_no_place_for_is_a_loss() -> None:
    assert {"invoice.tax", "invoice.taxes", "line.taxes", "matter.tax_summaries", "client.other_id"} <= set(
        losses(BILL, "2000")
    )
    assert MATTER.account and "matter.account" in losses(BILL, "2000")


def test_our_own_dtd_is_made_from_the_table() -> None:
    from ledes.formats.ledes2000 import DIALECT
    from ledes.formats.xml import xsd

    assert schemas.path("ledes2000.dtd").read_text("utf-8") == xsd.dtd(DIALECT)
