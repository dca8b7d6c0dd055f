"""LEDES XML 2.x: what is written reads back as it was meant, and every form that the facts leave open is read."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import strategies
import xmlbills
from hypothesis import HealthCheck, given, settings
from xmlbills import BILL, EXPENSE, FEE, MATTER, MIRA, losses, read, said, write

from ledes import samples
from ledes.bill import Bill, Extra, Line, Matter, Party, Reference, Tax, Tier, Timekeeper
from ledes.client import Representation
from ledes.formats import formats, named, recognise

QUICK = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
KEYS = ("xml2.0", "xml2.1", "xml2.2")


@given(bill=xmlbills.bills())
@QUICK
def test_a_bill_without_losses_reads_back_as_it_was(bill: Bill) -> None:
    assert losses(bill) == []
    content, notes = write(bill)
    assert notes == []
    (again,), _ = read(content)
    assert dataclasses.replace(again, unread=()) == bill
    assert write(again)[0] == content


@pytest.mark.parametrize("key", KEYS)
@given(bill=strategies.bills())
@QUICK
def test_any_bill_can_be_asked_for_its_losses_and_written(key: str, bill: Bill) -> None:
    content, _ = write(bill, key)
    assert content == write(bill, key)[0]
    (again,), findings = read(content, key)
    assert len(again.lines) == len(bill.lines)
    assert again.total == bill.total
    assert not {"L101", "L103", "L105", "L106", "L107", "L108", "L110", "L111"} & {each.rule for each in findings}
    losses(bill, key)


@given(one=xmlbills.bills(), other=xmlbills.bills())
@settings(QUICK, max_examples=6)
def test_bills_of_several_firms_and_clients_share_a_file(one: Bill, other: Bill) -> None:
    other = dataclasses.replace(other, number=one.number + "x")
    again, _ = read(write([one, other])[0])
    assert [dataclasses.replace(each, unread=()) for each in again] == [one, other]


def test_bills_of_one_client_stand_in_one_client_segment() -> None:
    second = dataclasses.replace(BILL, number="1002")
    content, _ = write([BILL, second])
    assert (content.count(b"<firm>"), content.count(b"<client>"), content.count(b"<invoice>")) == (1, 1, 2)
    assert read(content) == ([BILL, second], [])


def test_every_element_is_numbered_through_the_file() -> None:
    content, _ = write([BILL, dataclasses.replace(BILL, number="1002")])
    numbers = [int(line.split(b"<")[1].partition(b">")[2]) for line in content.splitlines() if b"file_item_nbr" in line]
    assert numbers == list(range(1, len(numbers) + 1))


def test_each_format_is_known_by_its_root() -> None:
    for key in KEYS:
        assert recognise(write(BILL, key)[0], "bill.xml").key == key


def test_a_tiered_tax_comes_back_with_its_steps() -> None:
    steps = (
        Tier(
            number="1", low=Decimal(0), high=Decimal(25000), rate=Decimal("0.1"), base=Decimal(670), amount=Decimal(67)
        ),
        Tier(number="2", low=Decimal("25000.01"), rate=Decimal("0.125"), base=Decimal(0), amount=Decimal(0)),
    )
    tiered = Tax(id="T", registration="1", kind="VAT", country="XX", tiers=steps, base=Decimal(670), amount=Decimal(67))
    bill = dataclasses.replace(BILL, taxes=(*BILL.taxes, tiered))
    content, _ = write(bill)
    assert b"<tax_tier_max>TOP</tax_tier_max>" in content
    assert read(content) == ([bill], [])
    assert losses(bill, "xml2.1") == ["invoice.taxes"]


@pytest.mark.parametrize(
    ("key", "revision", "lost"),
    [
        ("xml2.2", "", []),
        ("xml2.2", "2.2", ["invoice.exchange_rate"]),
        ("xml2.1", "", []),
        ("xml2.1", "2.1.3", ["invoice.exchange_rate"]),
        ("xml2.1", "2.1", ["invoice.exchange_rate", "invoice.references"]),
        ("xml2.2", "2.1", []),
    ],
)
def test_what_a_revision_does_not_have_yet_is_a_loss(key: str, revision: str, lost: list[str]) -> None:
    references = (*BILL.references[:1], Reference("tax authority", "CAE 1"), *BILL.references[1:])
    bill = dataclasses.replace(BILL, exchange_rate=Decimal("1.25"), references=references)
    assert losses(bill, key, Representation(xml_revision=revision)) == lost


def test_two_point_nought_has_no_taxes_and_says_so() -> None:
    assert set(losses(BILL, "xml2.0")) == {
        "invoice.taxes", "invoice.statements", "matter.adjustments", "matter.tax_summaries", "line.taxes",
        "line.adjustments",
    }  # fmt: skip


LOST = {
    "line.tax": {"tax": Decimal("126.00")},
    "line.taxes": {"taxes": (Tax(kind="VAT", rate=Decimal("0.2")),)},
    "line.kind": {"kind": "IF"},
    "line.expense": {"expense": "E110"},
    "line.matter": {"matter": None},
    "timekeeper.name": {"timekeeper": Timekeeper(id="T1", name="Mira Ashdown", classification="PARTNR")},
    "text": {"description": "a bell \a rings"},
}


@pytest.mark.parametrize("name", LOST)
def test_what_a_line_holds_and_xml_has_no_place_for_is_a_loss(name: str) -> None:
    line = dataclasses.replace(FEE, **LOST[name])
    bill = dataclasses.replace(BILL, lines=(line, EXPENSE), timekeepers=(line.timekeeper or MIRA,))
    assert losses(bill) == [name]


def test_what_the_profile_states_anyway_is_no_loss() -> None:
    bill = dataclasses.replace(BILL, firm=dataclasses.replace(BILL.firm, tax_id="77"))
    assert losses(bill) == ["firm.tax_id"]
    assert losses(bill, how=Representation(given={"firm.tax_id": "77"})) == []


def test_another_order_of_lines_is_said() -> None:
    lines = (dataclasses.replace(EXPENSE, number="1"), dataclasses.replace(FEE, number="2"))
    content, notes = write(dataclasses.replace(BILL, lines=lines))
    assert [(note.rule, note.bill) for note in notes] == [("F024", "1001")]
    assert [line.kind for line in read(content)[0][0].lines] == ["F", "E"]


def test_a_character_that_xml_cannot_hold_is_replaced_and_told() -> None:
    line = dataclasses.replace(FEE, description="one\vtwo ")
    content, notes = write(dataclasses.replace(BILL, lines=(line, EXPENSE)))
    assert [note.rule for note in notes] == ["F020", "F020"]
    assert read(content)[0][0].lines[0].description == "one two"


def test_lines_end_and_letters_are_written_as_the_profile_says() -> None:
    windows, _ = write(BILL, how=Representation(line_end="crlf"))
    assert windows.replace(b"\r\n", b"\n") == write(BILL)[0]
    plain, _ = write(BILL, how=Representation(encoding="ascii"))
    assert plain.isascii()
    assert read(plain) == ([BILL], [])


VARIANTS = {
    "a namespace of its own": Representation(xml_namespace="urn:example:bill"),
    "no namespace": Representation(xml_namespace="none"),
    "taxes in the root": Representation(xml_tax_place="root"),
    "other spellings": Representation(
        xml_names={"tk_sum": "tksum", "tax_id_number": "tx_id_number", "lf_vendor_id": "lf_office_id"}
    ),
}


@pytest.mark.parametrize("case", VARIANTS)
def test_every_unconfirmed_form_can_be_chosen_and_is_read(case: str) -> None:
    content, _ = write(BILL, how=VARIANTS[case])
    assert content != write(BILL)[0]
    assert read(content) == ([BILL], [])


def test_taxes_are_found_wherever_they_stand_in_the_root() -> None:
    content, _ = write(BILL, how=Representation(xml_tax_place="root"))
    start, end = content.index(b"  <tax>"), content.index(b"</tax>") + 7
    late = content[:start] + content[end:].replace(b"  </firm>\n", b"  </firm>\n" + content[start:end])
    assert read(late) == ([BILL], [])


def test_capitals_of_words_make_no_difference() -> None:
    content, _ = write(BILL)
    for word in (b">Decrease<", b">Percent<", b">Fee<", b">N<", b">U<"):
        content = content.replace(word, word.swapcase())
    assert read(content) == ([BILL], [])


def test_an_extension_is_read_in_any_of_its_forms() -> None:
    content, _ = write(BILL)
    pair = b"<extend_data><ext_name>office</ext_name><ext_value>Leeds</ext_value></extend_data>"
    assert pair in content
    for other in (b"<extend_data><office>Leeds</office></extend_data>", b"<office>Leeds</office>"):
        assert read(content.replace(pair, other)) == ([BILL], [])


def test_a_timekeeper_may_stand_twice_with_another_level_or_rate() -> None:
    senior = dataclasses.replace(MIRA, rate=Decimal(400))
    lines = tuple(
        Line(number=str(place), kind="F", matter=Matter(firm_id="M"), rate=keeper.rate, timekeeper=keeper, fixed=False,
             date=datetime.date(2026, 10, 1), amount=Decimal(1), total=Decimal(1))
        for place, keeper in enumerate((MIRA, senior, MIRA), 1)
    )  # fmt: skip
    bill = dataclasses.replace(BILL, matters=(Matter(firm_id="M"),), lines=lines, timekeepers=(MIRA, senior))
    (again,), _ = read(write(bill)[0])
    assert again.lines == lines


def test_a_level_that_is_not_listed_is_kept_and_told() -> None:
    content, _ = write(BILL)
    at = content.index(b"<fee>")
    changed = content[:at] + content[at:].replace(b">PARTNR<", b">Other<", 1)
    (again,), findings = read(changed)
    assert again.lines[0].timekeeper == dataclasses.replace(MIRA, classification="Other", rate=None)
    assert [finding.rule for finding in findings] == ["L113"]


def test_an_extension_without_name_of_its_own_keeps_its_attributes() -> None:
    extras = (Extra("@vendor", "A"), Extra("one", "1"), Extra("@", ""), Extra("two", "2"), Extra("@app", "B"))
    bill = dataclasses.replace(BILL, extras=extras)
    assert read(write(bill)[0])[0] == [bill]


def test_the_fields_of_a_format_are_named_as_it_names_them() -> None:
    names = named("xml2.2").fields
    assert names["firm.address.city"] == "lf_address/city"
    assert (names["bill.total"], names["line.total"], names["line.units"]) == (
        "inv_total_net_due", "total_amount", "units",
    )  # fmt: skip


def test_the_experimental_formats_are_marked_and_their_output_says_what_is_unconfirmed() -> None:
    marked = {key for key, form in formats().items() if form.experimental}
    assert marked == {"xml2.0", "2000"}
    _, notes = write(BILL, "xml2.0")
    assert [(note.rule, note.severity.word) for note in notes] == [("F023", "warning")]
    assert "unconfirmed: the list of its elements" in notes[0].message


def test_a_party_that_is_blank_leaves_its_required_parts_to_be_asked_for() -> None:
    bill = dataclasses.replace(BILL, firm=Party(id="1", name="F", contact=xmlbills.CONTACT))
    _, findings = read(write(bill)[0])
    assert said(findings) == [
        ("F001", 6, "lf_address/address_1"),
        ("F001", 6, "lf_address/city"),
        ("F001", 6, "lf_address/country"),
        ("F001", 6, "lf_address/phone"),
    ]


def test_matters_that_are_alike_stay_apart() -> None:
    twice = (MATTER, dataclasses.replace(MATTER))
    lines = (FEE, dataclasses.replace(FEE, number="2", matter=twice[1]))
    (again,), _ = read(write(dataclasses.replace(BILL, matters=twice, lines=lines))[0])
    assert len(again.matters) == 2
    assert again.lines[1].matter is again.matters[1]


WHOLE = sorted(path for path in Path(samples.__file__).parent.glob("bills/*/*.xml"))


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_written_as_it_was_read(path: Path) -> None:
    content = path.read_bytes()
    key = recognise(content[:4096], path.name).key
    assert key == path.parent.name
    bills, findings = read(content, key)
    assert findings == []
    again, _ = write(bills, key)
    assert again == content


def test_a_published_fragment_is_read_within_a_bill_of_ours(reference_files: Path) -> None:
    fragment = next(reference_files.glob("ledes-xml-2.x/*.fragment.xml")).read_bytes()
    content, _ = write(BILL)
    start, end = content.index(b"<fee>"), content.index(b"</fee>") + 6
    (bill,), findings = read(content[:start] + fragment + content[end:])
    line = bill.lines[0]
    assert (line.amount, line.units, line.taxes, line.activity) == (
        Decimal("10000.00"),
        Decimal(8),
        (Tax(id="TAX"),),
        "",
    )
    assert {finding.rule for finding in findings} == {"L113"}


def test_faults_beyond_all_reason_are_counted_and_not_kept() -> None:
    content, _ = write(BILL)
    at = content.index(b"          <fee>")
    (bill,), findings = read(content[:at] + b"<fee><units>x</units></fee>" * 8_000 + content[at:])
    assert findings[-1].rule == "L118"
    assert len(findings) == 20_001
    assert len(bill.lines) == 8_002


def test_a_file_in_which_no_segment_ends_is_given_up_before_it_fills_the_memory() -> None:
    content, _ = write(BILL)
    at = content.index(b"  <firm>")
    bills, findings = read(content[:at] + b"<a/>" * 1_100_000 + content[at:])
    assert bills == []
    assert [finding.rule for finding in findings] == ["L101"]
    assert "no segment ends" in findings[0].message


def test_a_fee_that_holds_nothing_is_told_and_is_no_line() -> None:
    content, _ = write(BILL)
    at = content.index(b"          <fee>")
    (bill,), findings = read(content[:at] + b"<fee/>" + content[at:])
    assert len(bill.lines) == 2
    assert {finding.rule for finding in findings} == {"F001"}
    assert [unread.field for unread in bill.unread] == ["line"]
