"""What is written reads back as it was meant, byte for byte the same every time; nothing changes unsaid."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal
from pathlib import Path

import pytest
import strategies
from ebills import EXPENSE, FEE, TAXED, file, read, record, said
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ledes import money
from ledes.bill import Address, Bill, Line, Matter, Party, Tax, Timekeeper
from ledes.client import Representation
from ledes.finding import Finding
from ledes.formats import named
from ledes.formats.delimited.layouts import LEDES98BI, LEDES1998B

LAYOUTS = {"1998b": LEDES1998B, "98bi": LEDES98BI}
STANDARD = Representation()
TEXTS = strategies.plain_texts().filter(lambda text: text not in {"NULL", "null", "None", "N/A", "n/a", "Null"})
IDS = st.from_regex(r"[A-Za-z0-9-]{1,12}", fullmatch=True)
AMOUNTS = strategies.amounts(before=8)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def write(bill: Bill, key: str, how: Representation = STANDARD) -> tuple[bytes, list[Finding]]:
    form = named(key)
    assert form.write is not None
    out = io.BytesIO()
    notes = list(form.write([bill], out, how))
    return out.getvalue(), notes


def losses(bill: Bill, key: str, how: Representation = STANDARD) -> list[str]:
    form = named(key)
    assert form.losses is not None
    return [loss.name for loss in form.losses(bill, how)]


@st.composite
def held(draw: st.DrawFn, key: str) -> Bill:
    """Bills that hold nothing but what a layout has a place for."""
    taxed = key == "98bi"
    matters = draw(st.lists(_matters(taxed=taxed), min_size=1, max_size=2, unique_by=lambda matter: matter.firm_id))
    people = draw(st.lists(_people(), min_size=1, max_size=2, unique_by=lambda keeper: keeper.id))
    lines = tuple(draw(st.lists(_lines(matters, people, taxed=taxed), min_size=1, max_size=4)))
    parties = {}
    if taxed:
        parties = {"name": draw(TEXTS), "address": Address(line1=draw(TEXTS), city=draw(TEXTS), country="GBR")}
    bill = Bill(
        number=draw(IDS),
        date=draw(strategies.dates()),
        start=draw(strategies.dates()),
        end=draw(st.none() | strategies.dates()),
        description=draw(TEXTS),
        total=draw(AMOUNTS),
        firm=Party(id=draw(IDS), **parties),
        client=Party(id=draw(IDS), **parties),
        matters=tuple({id(line.matter): line.matter for line in lines if line.matter}.values()),
        timekeepers=tuple({id(line.timekeeper): line.timekeeper for line in lines if line.timekeeper}.values()),
        lines=lines,
    )
    if taxed:
        more = {"tax": draw(AMOUNTS), "net": draw(AMOUNTS), "other_tax": draw(AMOUNTS)}
        bill = dataclasses.replace(bill, currency="GBP", other_currency=draw(st.sampled_from(["", "EUR"])), **more)
    return bill


def _matters(*, taxed: bool) -> SearchStrategy[Matter]:
    more = {"name": TEXTS, "purchase_order": TEXTS, "account": st.sampled_from("OT")} if taxed else {}
    return st.builds(Matter, firm_id=IDS, client_id=TEXTS, **more)


def _people() -> SearchStrategy[Timekeeper]:
    names = st.sampled_from(["", "Ashdown, Mira", "Mira Ashdown"])
    return st.builds(Timekeeper, id=IDS, name=names, classification=TEXTS.map(lambda text: text[:10].strip()))


@st.composite
def _lines(draw: st.DrawFn, matters: list[Matter], people: list[Timekeeper], *, taxed: bool) -> Line:
    amount, tax = draw(AMOUNTS), None
    taxes: tuple[Tax, ...] = ()
    if taxed:
        tax = draw(AMOUNTS)
        rate = draw(st.sampled_from([None, Decimal("0.2"), Decimal("0.061245")]))
        kind = draw(st.sampled_from(["VAT", "GST"])) if rate is None else draw(st.sampled_from(["", "VAT"]))
        taxes = (Tax(kind=kind, rate=rate, amount=tax),)
    return Line(
        number=draw(TEXTS),
        kind=draw(st.sampled_from(["F", "E", "IF", "IE"])),
        matter=draw(st.sampled_from(matters)),
        date=draw(st.none() | strategies.dates()),
        units=draw(st.none() | AMOUNTS),
        rate=draw(st.none() | AMOUNTS),
        adjustment=draw(st.none() | AMOUNTS),
        amount=amount,
        tax=tax,
        total=money.plus(amount, tax or money.ZERO),
        task=draw(TEXTS),
        activity=draw(TEXTS),
        expense=draw(TEXTS),
        timekeeper=draw(st.none() | st.sampled_from(people)),
        description=draw(TEXTS),
        taxes=taxes,
    )


@pytest.mark.parametrize("key", LAYOUTS)
@given(data=st.data())
@QUICK
def test_a_bill_without_losses_reads_back_as_it_was(key: str, data: st.DataObject) -> None:
    bill = data.draw(held(key))
    assert losses(bill, key) == []
    content, notes = write(bill, key)
    assert notes == []
    (again,), _ = read(content, key)
    assert dataclasses.replace(again, unread=()) == bill


@pytest.mark.parametrize("key", LAYOUTS)
@given(bill=strategies.bills())
@QUICK
def test_any_bill_can_be_asked_for_its_losses_and_written(key: str, bill: Bill) -> None:
    content, _ = write(bill, key)
    assert content == write(bill, key)[0]
    bills, _ = read(content, key)
    if not losses(bill, key):
        assert sum(len(each.lines) for each in bills) == len(bill.lines)


@pytest.mark.parametrize("key", LAYOUTS)
@given(text=strategies.texts())
@QUICK
def test_whatever_a_text_holds_the_file_stays_whole(key: str, text: str) -> None:
    assume(text.strip())
    layout = LAYOUTS[key]
    (bill,), _ = read(file(record(TAXED, layout), layout=layout), key)
    changed = dataclasses.replace(bill, lines=(dataclasses.replace(bill.lines[0], description=text),))
    content, notes = write(changed, key)
    (again,), findings = read(content, key)
    assert again.total == bill.total
    assert not [finding for finding in findings if finding.rule.startswith("L") and finding.rule != "L027"]
    assert again.lines[0].description == text or notes or "text" in losses(changed, key)


GOOD = {
    "a fee": ("1998b", [record(FEE)]),
    "an expense": ("1998b", [record(EXPENSE)]),
    "digits as written": ("1998b", [record(FEE, LINE_ITEM_NUMBER_OF_UNITS="2.0", LINE_ITEM_UNIT_COST="350.0000")]),
    "two invoices": ("1998b", [record(FEE), record(EXPENSE, INVOICE_NUMBER="1002")]),
    "a flat fee": (
        "1998b",
        [record(FEE, EXP_FEE_INV_ADJ_TYPE="IF", LINE_ITEM_UNIT_COST="", LINE_ITEM_ADJUSTMENT_AMOUNT="630.00")],
    ),
    "a line with tax": ("98bi", [record(TAXED, LEDES98BI)]),
    "an expense without tax": (
        "98bi",
        [
            record(TAXED, LEDES98BI),
            record(TAXED, LEDES98BI, LINE_ITEM_TAX_RATE="", LINE_ITEM_TAX_TYPE="", LINE_ITEM_TAX_TOTAL="0"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD)
def test_what_is_read_is_written_byte_for_byte(case: str) -> None:
    key, records = GOOD[case]
    content = file(*records, layout=LAYOUTS[key])
    bills, _ = read(content, key)
    form = named(key)
    assert form.write is not None
    out = io.BytesIO()
    assert list(form.write(bills, out, STANDARD)) == []
    assert out.getvalue() == content


def test_the_published_sample_is_written_as_it_was_but_for_what_is_said(reference_files: Path) -> None:
    content = next(reference_files.glob("ledes-1998b/travisbashor*")).read_bytes()
    bills, _ = read(content)
    form = named("1998b")
    assert form.write is not None
    out = io.BytesIO()
    notes = list(form.write(bills, out, STANDARD))
    assert said(notes) == [("F020", 3, "line.description")]
    assert out.getvalue() == content.replace("’".encode(), b"'").replace(b"1250.|", b"1250|")


def test_punctuation_is_replaced_and_told_and_a_letter_is_a_loss() -> None:
    (bill,), _ = read(file(record(FEE)))
    line = dataclasses.replace(bill.lines[0], description="“Réply” – a|b [c]\nd")
    bill = dataclasses.replace(bill, lines=(line,))
    content, notes = write(bill, "1998b")
    assert b'"Reply" - a/b (c) d' in content
    assert {note.message.rpartition(" was ")[2] for note in notes} >= {
        "written as '/'",
        "written as '-'",
        "written as ' '",
    }
    assert losses(bill, "1998b") == ["text"]
    assert losses(bill, "1998b", Representation(encoding="cp1252")) == []
    assert "“Réply” – a/b".encode("cp1252") in write(bill, "1998b", Representation(encoding="cp1252"))[0]


def test_line_ends_follow_the_profile() -> None:
    (bill,), _ = read(file(record(FEE)))
    content, _ = write(bill, "1998b", Representation(line_end="crlf"))
    assert content.count(b"\r\n") == content.count(b"\n") == 3


@pytest.mark.parametrize(
    ("how", "cells"),
    [
        (Representation(), ("1", "630.00", "")),
        (Representation(flat_fee="rate"), ("1", "", "630.00")),
        (Representation(flat_fee="adjustment", adjustment_units="blank"), ("", "630.00", "")),
        (Representation(adjustment_units="one"), ("1", "630.00", "")),
    ],
)
def test_a_flat_fee_is_written_as_the_platform_wants_it(how: Representation, cells: tuple[str, str, str]) -> None:
    flat = {**FEE, "EXP/FEE/INV_ADJ_TYPE": "IF", "LINE_ITEM_NUMBER_OF_UNITS": "1", "LINE_ITEM_UNIT_COST": ""}
    (bill,), _ = read(file(record(flat, LINE_ITEM_ADJUSTMENT_AMOUNT="630.00")))
    content, notes = write(bill, "1998b", how)
    written = content.decode().splitlines()[2].split("|")
    names = ("LINE_ITEM_NUMBER_OF_UNITS", "LINE_ITEM_ADJUSTMENT_AMOUNT", "LINE_ITEM_UNIT_COST")
    assert tuple(written[LEDES1998B.names.index(name)] for name in names) == cells
    assert bool(notes) == (how.flat_fee == "rate" or how.adjustment_units == "blank")


def test_tax_becomes_an_expense_line_where_the_profile_says_so_and_the_total_stays() -> None:
    (bill,), _ = read(file(record(TAXED, LEDES98BI), layout=LEDES98BI), "98bi")
    content, notes = write(bill, "1998b", Representation(tax_code="E124"))
    (again,), _ = read(content)
    assert again.total == bill.total == money.total(line.amount for line in again.lines if line.amount is not None)
    tax = again.lines[1]
    assert (tax.kind, tax.expense, tax.amount, tax.description) == ("E", "E124", Decimal("126.00"), "VAT 20 %")
    assert [note.rule for note in notes] == ["F021"]


def test_a_rounding_remainder_moves_into_the_adjustment_only_when_asked() -> None:
    fee = {"LINE_ITEM_NUMBER_OF_UNITS": "0.25", "LINE_ITEM_UNIT_COST": "333.33", "LINE_ITEM_ADJUSTMENT_AMOUNT": ""}
    (bill,), _ = read(file(record({**FEE, **fee}, LINE_ITEM_TOTAL="83.33", INVOICE_TOTAL="83.33")))
    assert write(bill, "1998b")[1] == []
    content, notes = write(bill, "1998b", Representation(remainder=True))
    assert len(notes) == 1
    assert read(content)[0][0].lines[0].adjustment == Decimal("-0.0025")


def test_countries_are_turned_into_the_form_that_is_asked() -> None:
    (bill,), _ = read(file(record(TAXED, LEDES98BI), layout=LEDES98BI), "98bi")
    (again,), _ = read(write(bill, "98bi", Representation(country="alpha2"))[0], "98bi")
    assert again.firm.address.country == "GB"


def test_what_the_profile_states_anyway_is_no_loss() -> None:
    (bill,), _ = read(file(record(TAXED, LEDES98BI), layout=LEDES98BI), "98bi")
    without = losses(bill, "1998b")
    assert "currency" in without
    assert "matter.name" in without
    known = Representation(given={"currency": "GBP", "matter.M-7.name": "Set-off"})
    assert set(without) - set(losses(bill, "1998b", known)) == {"currency", "matter.name"}
    assert "currency" in losses(bill, "1998b", Representation(given={"currency": "USD"}))


def test_layouts_are_as_wide_as_the_standard_says() -> None:
    assert (len(LEDES1998B.fields), len(LEDES98BI.fields)) == (24, 52)


def test_percent_signs_and_powers_of_ten_are_written_as_what_they_are() -> None:
    matter = Matter(firm_id="5%", client_id="%s %% %(x)s")
    keeper = Timekeeper(id="T%1", name="Per%cent, Ann")
    line = Line(
        number="%d",
        kind="F",
        matter=matter,
        timekeeper=keeper,
        units=Decimal("1E+3"),
        rate=Decimal("1E-7"),
        amount=Decimal("-0.00"),
        total=Decimal("0"),
        description="100 % sure, %s",
    )
    bill = Bill(number="%1", total=Decimal("2E+2"), matters=(matter,), timekeepers=(keeper,), lines=(line, line))
    cells = write(bill, "1998b")[0].decode().splitlines()[2].removesuffix("[]").split("|")
    assert (cells[1], cells[3], cells[4], cells[8]) == ("%1", "5%", "200", "%d")
    assert (cells[10], cells[12], cells[20]) == ("1000", "0", "0.0000001")
    assert (cells[17], cells[18], cells[21]) == ("T%1", "100 % sure, %s", "Per%cent, Ann")
    assert cells[23] == "%s %% %(x)s"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a | b", "a / b"),
        ("a [b]", "a (b)"),
        (" a", "a"),
        ("a ", "a"),
        ("a\nb", "a b"),
        ("a\tb", "a b"),
        ("the client’s", "the client's"),
    ],
)
@pytest.mark.parametrize("path", ["description", "task", "number"])
def test_one_odd_text_of_many_is_found_replaced_and_told(path: str, text: str, written: str) -> None:
    lines = [Line(number=str(at), kind="F", amount=Decimal(1), total=Decimal(1), description="x") for at in range(9)]
    lines[7] = dataclasses.replace(lines[7], **{path: text})
    content, notes = write(Bill(number="1", total=Decimal(9), lines=tuple(lines)), "1998b")
    records = content.decode().splitlines()[2:]
    assert len(records) == 9
    assert f"|{written}|" in records[7]
    assert {note.field for note in notes} == {f"line.{path}"}
    assert all(record.count("|") == 23 and record.endswith("[]") for record in records)
