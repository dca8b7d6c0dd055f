"""What is wrong with the XML of an e-bill is told at its line, and what is right in it is read all the same."""

from __future__ import annotations

import io
import itertools
import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xmlbills import BILL, FEE, read, said, write

from ledes.bill import Bill, Extra, Unread
from ledes.formats import Reading, formats

GOOD, _ = write(BILL)
TEXT = GOOD.decode()
QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def changed(before: str, after: str, times: int = 1) -> bytes:
    """Change the good file at the first place where a text stands."""
    assert before in TEXT
    return TEXT.replace(before, after, times).encode()


def row(text: str) -> int:
    """Give the line of the good file in which a text stands first."""
    return TEXT[: TEXT.index(text)].count("\n") + 1


HARMLESS = {
    "a byte order mark": lambda: b"\xef\xbb\xbf" + GOOD,
    "comments and instructions": lambda: changed("<units>2.00", "<!-- a --><?b c?>\n<units>2<!-- d -->.00"),
    "a section of text as it is": lambda: changed(
        "Example &amp; Sample LLP", "<![CDATA[Example & Sample]]> LLP"
    ),
    "references to characters": lambda: changed("set-off", "set&#45;off"),
    "a prefix": lambda: TEXT.replace("xmlns=", "xmlns:a=")
    .replace("</", "\0").replace("<", "<a:").replace("\0", "</a:").replace("<a:?", "<?").encode(),
    "blank optional elements": lambda: changed("<inv_currency>", "<inv_due_date> </inv_due_date><inv_currency>"),
    "Windows line ends": lambda: GOOD.replace(b"\n", b"\r\n"),
    "indented values": lambda: changed(">2.00</units>", ">\n  2.00\n</units>"),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMLESS)
def test_what_xml_leaves_open_changes_nothing(case: str) -> None:
    assert read(HARMLESS[case]()) == ([BILL], [])


def test_other_encodings_are_read_and_told() -> None:
    plain = TEXT.replace("–", "-").replace("“", '"').replace("”", '"')
    for name, codec in (("UTF-16", "utf-16"), ("windows-1252", "cp1252")):
        (bill,), findings = read(plain.replace("UTF-8", name).encode(codec))
        assert bill.lines[0].description == 'Research - the question of "set-off"\nfor the réply'
        assert said(findings) == [("L116", 1, "")]


BROKEN = {
    "a cut file": (GOOD[: GOOD.index(b"<units>")], "L101"),
    "a tag that is not closed": (changed("</units>", "</unit>"), "L101"),
    "a bare ampersand": (changed("Example &amp; Sample", "Example & Sample"), "L101"),
    "bytes of another encoding": (GOOD.replace("é".encode(), b"\xe9"), "L101"),
    "nothing but the declaration": (b'<?xml version="1.0"?>\n', "L101"),
    "an unknown encoding": (GOOD.replace(b"UTF-8", b"klingon"), "L101"),
    "elements within elements without end": (
        changed("<units>", "<units>" + "<a>" * 300 + "</a>" * 300), "L101",
    ),
    "a text of eleven megabytes": (changed("Train fare", "x" * 11_000_000), "L101"),
    "entities of its own": (
        changed("<ledesxml", '<!DOCTYPE ledesxmlebilling2.2 [<!ENTITY a "b">]><ledesxml'), "L103",
    ),
    "an entity that reads a file": (
        changed("<ledesxml", '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><ledesxml'), "L103",
    ),
    "entities that grow without end": (
        changed("<ledesxml", "<!DOCTYPE a [" + '<!ENTITY a "aaaaaaaaaa">'
                + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9)) + "]><ledesxml"), "L103",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_is_told_and_gives_no_bill(case: str) -> None:
    content, code = BROKEN[case]
    bills, findings = read(content)
    assert bills == []
    assert findings[-1].rule == code


def test_bills_before_the_place_where_the_xml_breaks_are_read() -> None:
    second = TEXT.replace(">1001<", ">1002<")
    start, end = TEXT.index("      <invoice>"), TEXT.index("    </client>")
    both = TEXT[:end] + second[start:end].replace("</units>", "</unit>", 1) + TEXT[end:]
    bills, findings = read(both.encode())
    assert [bill.number for bill in bills] == ["1001"]
    broken = next(finding for finding in findings if finding.rule == "L101")
    assert broken.row == both[: both.index("</unit>")].count("\n") + 1
    assert "the bill that had begun is not read" not in broken.message


def test_an_entity_that_only_an_outer_dtd_could_explain_leaves_its_value_unread() -> None:
    plain = changed("<ledesxml", '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><ledesxml').decode()
    content = plain.replace(">Widgets Ltd<", ">Widgets &co;<").encode()
    (bill,), findings = read(content)
    assert bill.client.name == ""
    assert Unread(row("<client>"), "client.name") in bill.unread
    assert "L103" in {finding.rule for finding in findings}


STRUCTURE = {
    "an unknown element": ("<units>2.00", "<unots/><units>2.00", [("L105", "<units>2.00", "unots")]),
    "an element of another segment": (
        "<inv_id>", "<po_number>7</po_number><inv_id>", [("L106", "<inv_id>", "po_number")],
    ),
    "an element twice": ("<units>2.00</units>", "<units>2.00</units><units>3</units>", [("L107", "<units>2", "units")]),
    "elements out of order": (
        "<inv_id>1001</inv_id>\n        <inv_date>2026-11-05</inv_date>",
        "<inv_date>2026-11-05</inv_date>\n        <inv_id>1001</inv_id>",
        [("L108", "<inv_date>", "inv_id")],
    ),
    "capitals": ("<units>2.00</units>", "<Units>2.00</Units>", [("L110", "<units>2", "Units")]),
    "the misspelling of a public generator": (
        "<lf_name>Example &amp; Sample LLP</lf_name>", "<if_name>Example &amp; Sample LLP</if_name>",
        [("L110", "<lf_name>", "if_name")],
    ),
    "text between elements": ("<inv_id>", "here <inv_id>", [("L111", "<invoice>", "invoice")]),
    "an item number that is none": (
        "<file_item_nbr>3<", "<file_item_nbr>c<", [("L114", "<file_item_nbr>3<", "file_item_nbr")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STRUCTURE)
def test_a_slip_of_structure_is_told_at_its_line_and_the_rest_is_read(case: str) -> None:
    before, after, expected = STRUCTURE[case]
    (bill,), findings = read(changed(before, after))
    assert said(findings) == [(code, row(at), field) for code, at, field in expected]
    assert (bill.lines, bill.total, bill.number) == (BILL.lines, BILL.total, "1001")


VALUES = {
    "a comma": (">2.00</units>", ">2,00</units>", "F003", "units", "line.units"),
    "a word": (">350</rate>", ">a lot</rate>", "F003", "rate", "line.rate"),
    "no number": (">728.40</inv_total_net_due>", ">NaN</inv_total_net_due>", "F003", "inv_total_net_due", "bill.total"),
    "no day": (">2026-11-05<", ">2026-11-31<", "D101", "inv_date", "bill.date"),
    "another form of day": (">2026-11-05<", ">5 November<", "D101", "inv_date", "bill.date"),
    "an unknown word": (">U</charge_type>", ">Hours</charge_type>", "F101", "charge_type", "line.fixed"),
    "an unknown account": (">O</account_type>", ">X</account_type>", "F010", "account_type", "matter.account"),
}  # fmt: skip


@pytest.mark.parametrize("case", VALUES)
def test_a_value_that_cannot_be_read_is_told_and_noted_as_unread(case: str) -> None:
    before, after, code, field, path = VALUES[case]
    (bill,), findings = read(changed(before, after))
    assert said(findings) == [(code, row(before), field)]
    assert [unread.field for unread in bill.unread] == [path]


MILD = {
    "a bare point": (">2.00</units>", ">2.</units>", "F006"),
    "a day without dashes": (">2026-11-05<", ">20261105<", "D102"),
    "a moment": (">2026-11-05<", ">2026-11-05T00:00:00Z<", "D102"),
    "a long name": (">Ashdown</tk_lname>", f">{'Ashdown' * 5}</tk_lname>", "F002"),
    "a word for nothing": (">Train fare<", ">N/A<", "F008"),
    "blanks around": (">Train fare<", "> Train fare <", "F007"),
    "too many decimals of a rate": (">0.2</tax_rate", ">0.20000000001</tax_rate", "F004"),
}


@pytest.mark.parametrize("case", MILD)
def test_a_value_in_an_unusual_form_is_read_and_told(case: str) -> None:
    before, after, code = MILD[case]
    (bill,), findings = read(changed(before, after))
    assert [finding.rule for finding in findings] == [code]
    assert bill.unread == ()
    assert bill.lines[0].units == Decimal(2)


def test_the_value_of_an_unknown_element_is_kept_under_its_name() -> None:
    (bill,), _ = read(changed("<charge_desc>Research", "<charge_note>by phone</charge_note><charge_desc>Research"))
    assert bill.lines[0].extras == (Extra("charge_note", "by phone"),)


def test_a_misspelt_segment_is_told_once_and_read_whole() -> None:
    content = TEXT.replace("<matter>", "<Matter>").replace("</matter>", "</Matter>").replace("fee>", "Fee>").encode()
    (bill,), findings = read(content)
    assert {finding.rule for finding in findings} == {"L110"}
    assert {line.kind for line in bill.lines} == {"F", "E"}
    assert sorted(line.description for line in bill.lines) == sorted(line.description for line in BILL.lines)


def test_lines_that_stand_in_the_wrong_place_are_never_lost_in_silence() -> None:
    start, end = TEXT.index("          <fee>"), TEXT.index("</fee>") + 7
    content = (TEXT[:start] + TEXT[end:]).replace("        </matter>\n", "        </matter>\n" + TEXT[start:end])
    (bill,), findings = read(content.encode())
    assert [finding.rule for finding in findings] == ["L106"]
    assert [line.kind for line in bill.lines] == ["E"]
    assert [unread.field for unread in bill.unread] == ["line"]


def test_what_the_client_says_after_its_invoices_comes_too_late() -> None:
    content = TEXT.replace("        <cl_lf_id>V-55</cl_lf_id>\n", "").replace("      <cl_lf_id>V-55</cl_lf_id>\n", "")
    content = content.replace("    </client>", "      <cl_lf_id>V-55</cl_lf_id>\n    </client>")
    (bill,), findings = read(content.encode())
    assert bill.client.other_id == ""
    assert sorted(finding.rule for finding in findings) == ["F001", "L106"]


def test_a_file_without_any_bill_says_what_is_missing() -> None:
    start, end = TEXT.index("      <invoice>"), TEXT.index("    </client>")
    assert said(read((TEXT[:start] + TEXT[end:]).encode())[1]) == [("L109", row("<client>"), "invoice")]
    assert said(read(b'<?xml version="1.0"?>\n<ledesxmlebilling2.2/>')[1]) == [("L109", 2, "firm")]


def test_rows_are_right_beyond_sixty_five_thousand_lines() -> None:
    content = changed("<units>2.00", "\n" * 70_000 + "<units>2,00")
    _, findings = read(content)
    assert said(findings) == [("F003", row("<units>2.00") + 70_000, "units")]


def test_a_bill_is_let_go_before_the_next_is_read() -> None:
    many = (BILL for _ in range(3))
    content, _ = write(many)
    bills, findings = read(content)
    assert len(bills) == 3
    assert {finding.rule for finding in findings} == {"L115"}


SEEDS = {key: write(BILL, key)[0] for key in ("xml2.2", "2000")}


@pytest.mark.parametrize("key", SEEDS)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 6))
@QUICK
def test_no_change_of_bytes_makes_the_reader_stumble(key: str, seed: int, count: int) -> None:
    chance = random.Random(seed)
    content = bytearray(SEEDS[key])
    for _ in range(count):
        at = chance.randrange(len(content))
        piece = chance.choice(
            [b"", b"<", b">", b"&", b"</fee>", b"<fee>", b"<tax>", b"</tax>", b"\0", b"\xff", b"<a/>", b"]]>", b'"']
        )
        content[at : at + chance.randrange(8)] = piece
    for form in formats().values():
        if form.sniff(bytes(content[:4096])):
            items = list(form.read(io.BytesIO(bytes(content)), "bill.xml", Reading()))
            assert items
            assert all(isinstance(item, Bill) or item.message for item in items)


def test_the_good_file_is_good() -> None:
    assert read(GOOD) == ([BILL], [])
    assert FEE in BILL.lines


def test_what_one_reader_met_is_no_fault_of_another_however_they_take_turns() -> None:
    faulty = changed("<units>2.00", "<units>two")
    alone = read(faulty)
    assert said(alone[1])
    for _ in range(3):
        both = [formats()["xml2.2"].read(io.BytesIO(content), "", Reading()) for content in (faulty, GOOD)]
        found: tuple[list[object], list[object]] = ([], [])
        for pair in itertools.zip_longest(*both):
            for items, item in zip(found, pair, strict=True):
                items += [item] if item is not None else []
        assert found == ([*alone[1], *alone[0]], [BILL])
        left = formats()["xml2.2"].read(io.BytesIO(faulty), "", Reading())
        next(left)
        assert read(GOOD) == ([BILL], [])
