"""What is mended is form alone: no amount, day, id or word of a bill ever changes, and what is mended stays so."""

from __future__ import annotations

import dataclasses
import io
import random
from decimal import Decimal

import pytest
from ebills import EXPENSE, FEE, TAXED, file, record
from hypothesis import given, settings
from hypothesis import strategies as st

from ledes.bill import Bill, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, Representation
from ledes.diff.parts import tabled
from ledes.errors import InputError
from ledes.fix import Fixed, fix, numbers
from ledes.formats import Reading, named
from ledes.formats.delimited.layouts import LEDES98BI, LEDES1998B
from ledes.formats.source import in_memory
from ledes.formats.wording import replacements

GOOD = record(FEE)
FIRST, HEADER = LEDES1998B.first_line, LEDES1998B.header


def lines(*texts: str) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def mended(content: bytes, client: Client | None = None) -> Fixed:
    return fix(in_memory("bill.txt", content), client=client)


def bills(content: bytes, key: str = "1998b") -> list[Bill]:
    return [each for each in named(key).read(io.BytesIO(content), "", Reading()) if isinstance(each, Bill)]


def told(fixed: Fixed) -> list[tuple[str, int, str, str, str]]:
    return [(each.rule, each.row, each.field, each.was, each.now) for each in fixed.repairs]


NARRATIVE = "LINE_ITEM_DESCRIPTION"
MENDED = {
    "a byte order mark": (b"\xef\xbb\xbf" + file(GOOD), ("L003", 1, "", "byte order mark", "")),
    "windows line ends": (file(GOOD, end="\r\n"), ("L007", 1, "", "lines end in CR LF", "lines end in LF")),
    "lone carriage returns": (file(GOOD, end="\r"), ("L008", 1, "", "lines end in CR", "lines end in LF")),
    "a first line in small letters": (lines("ledes1998b[]", HEADER, GOOD), ("L010", 1, "", "ledes1998b[]", FIRST)),
    "a first line without brackets": (lines("LEDES1998B", HEADER, GOOD), ("L010", 1, "", "LEDES1998B", FIRST)),
    "a first line glued to the header": (
        lines(FIRST + HEADER, GOOD),
        ("L010", 1, "", f"{FIRST} and the next line in one", FIRST),
    ),
    "no first line": (lines(HEADER, GOOD), ("L011", 1, "", "", FIRST)),
    "no header": (lines(FIRST, GOOD), ("L012", 2, "", "", HEADER)),
    "a header in small letters": (lines(FIRST, HEADER.lower(), GOOD), ("L013", 2, "", HEADER.lower(), HEADER)),
    "a header without brackets": (lines(FIRST, HEADER[:-2], GOOD), ("L013", 2, "", HEADER[:-2], HEADER)),
    "a record glued to the header": (
        lines(FIRST, HEADER + GOOD),
        ("L023", 2, "", "header and record on one line", "a line for each"),
    ),
    "a missing record end": (lines(FIRST, HEADER, GOOD[:-2]), ("L020", 3, "", "no record end", "[]")),
    "blanks after the end": (lines(FIRST, HEADER, GOOD + "  "), ("L021", 3, "", "blanks after the record end", "")),
    "a blank line": (lines(FIRST, HEADER, "", GOOD), ("L022", 3, "", "blank line", "")),
    "a curly quote": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="the client’s case")),
        ("L004", 3, NARRATIVE, "’ right single quotation mark", "'"),
    ),
    "a curly quote of Windows": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="the client~s case")).replace(b"~", b"\x92"),
        ("L004", 3, NARRATIVE, "’ right single quotation mark", "'"),
    ),
    "a tab": (file(record(FEE, LINE_ITEM_DESCRIPTION="one\ttwo")), ("L006", 3, NARRATIVE, "tab", " ")),
    "a pipe": (file(record(FEE, LINE_ITEM_DESCRIPTION="call | review")), ("L024", 3, NARRATIVE, "|", "/")),
    "a line break": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Call with client\nand review of file")),
        ("L025", 3, NARRATIVE, "line break", " "),
    ),
    "a bare point": (file(record(FEE, LINE_ITEM_UNIT_COST="350.")), ("F006", 3, "LINE_ITEM_UNIT_COST", "350.", "350")),
    "a padded number": (
        file(record(FEE, LINE_ITEM_UNIT_COST=" 350")),
        ("F003", 3, "LINE_ITEM_UNIT_COST", " 350", "350"),
    ),
    "a padded date": (
        file(record(FEE, LINE_ITEM_DATE="20261012 ")),
        ("D001", 3, "LINE_ITEM_DATE", "20261012 ", "20261012"),
    ),
    "a padded id": (file(record(FEE, TIMEKEEPER_ID="T1 ")), ("F007", 3, "TIMEKEEPER_ID", "blanks around it", "")),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_small_fault_is_mended_and_told(case: str) -> None:
    content, expected = MENDED[case]
    fixed = mended(content)
    assert told(fixed) == [expected]
    assert fixed.after.cases == ()
    assert fixed.content.isascii()


@pytest.mark.parametrize("case", MENDED)
def test_mending_what_is_mended_changes_nothing(case: str) -> None:
    once = mended(MENDED[case][0]).content
    again = mended(once)
    assert again.content == once
    assert again.repairs == ()


def test_a_good_file_is_left_alone_byte_for_byte() -> None:
    content = file(GOOD, record(EXPENSE, LINE_ITEM_NUMBER="2")).replace(b"|630.00|2026", b"|1260.00|2026")
    fixed = mended(content)
    assert fixed.repairs == ()
    assert fixed.content == content


@pytest.mark.parametrize(
    "wrong", ["LEDES98BI V5[]", "LEDES98BI[]", "LEDES1998BI[]", "LEDES1998BI V2[]", "LEDES 98BI V2[]"]
)
def test_a_known_wrong_first_line_of_the_international_format_is_mended(wrong: str) -> None:
    fixed = mended(lines(wrong, LEDES98BI.header, record(TAXED, LEDES98BI)))
    assert told(fixed) == [("L010", 1, "", wrong, "LEDES98BI V2[]")]
    assert fixed.after.standard == "conforms"


def test_headings_of_pasted_files_go_and_their_bills_stay() -> None:
    other = record(FEE, INVOICE_NUMBER="1002")
    fixed = mended(lines(FIRST, HEADER, GOOD, FIRST, HEADER, other))
    assert fixed.content == lines(FIRST, HEADER, GOOD, other)
    assert [each.rule for each in fixed.repairs] == ["L031", "L031"]


def test_two_records_on_a_line_are_parted() -> None:
    second = record(FEE, INVOICE_NUMBER="1002")
    assert mended(lines(FIRST, HEADER, GOOD + second)).content == lines(FIRST, HEADER, GOOD, second)


@pytest.mark.parametrize(
    "content",
    [
        lines(FIRST, HEADER, GOOD.replace("|20261012|", "|20261012|20261012|")),
        lines(FIRST, HEADER, "20261105|1001|C01|hello|world|a|b|c|d|e|f|g[]", GOOD),
        lines(FIRST, HEADER, GOOD.replace("|20261012|", "|")),
        lines(FIRST, HEADER, GOOD[:90], GOOD),
        lines(FIRST, HEADER.replace("CLIENT_MATTER_ID", "CLAIM_NUMBER"), GOOD),
        lines(FIRST, HEADER[:-2] + "|NOTES[]", GOOD[:-2] + "|hello[]"),
        file(record(FEE, LINE_ITEM_DATE="12/10/2026")),
        file(record(FEE, INVOICE_NUMBER="10–01")),
        file(record(FEE, LINE_ITEM_DESCRIPTION="Café")),
        file(record(FEE, TIMEKEEPER_ID="NULL")),
        file(GOOD, record(FEE, INVOICE_NUMBER=" 1001", LINE_ITEM_NUMBER="2")),
        file(GOOD).decode().encode("utf-16"),
    ],
)
def test_what_the_readers_could_not_prove_is_left_as_it_is_and_listed(content: bytes) -> None:
    fixed = mended(content)
    assert fixed.content == content
    assert fixed.repairs == ()
    assert fixed.after.cases


def test_what_is_unsure_stays_while_the_rest_is_mended() -> None:
    torn = "20261105|1001|C01|hello|world|a|b|c|d|e|f|g[]"
    curly = record(FEE, LINE_ITEM_DESCRIPTION="the client’s case", LINE_ITEM_DATE="2026-10-12")
    fixed = mended(lines(FIRST, HEADER, torn, curly))
    straight = record(FEE, LINE_ITEM_DESCRIPTION="the client's case", LINE_ITEM_DATE="2026-10-12")
    assert fixed.content == lines(FIRST, HEADER, torn, straight)
    assert [each.rule for each in fixed.repairs] == ["L004"]


def test_without_a_header_values_that_fit_no_column_are_not_given_one() -> None:
    content = lines(FIRST, record(FEE, LINE_ITEM_DATE="12/10/2026"))
    assert mended(content).content == content


def test_differing_totals_of_one_invoice_stay_as_they_differ() -> None:
    other = record(FEE, LINE_ITEM_NUMBER="2", INVOICE_TOTAL="631.00")
    assert mended(b"\xef\xbb\xbf" + file(GOOD, other)).content == file(GOOD, other)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,250.00", ("1250.00",)),
        ("1.250,00", ("1250.00",)),
        ("1 250,00", ("1250.00",)),
        ("1'250.00", ("1250.00",)),
        ("-1,234,567.5", ("-1234567.5",)),
        ("12,5", ("12.5",)),
        ("1,250", ("1250", "1.250")),
        ("1.250", ("1250",)),
        ("12 3", ()),
        ("1,25,000", ()),
        ("$1,250.00", ()),
        ("1,250.00-", ()),
    ],
)
def test_a_number_with_separators_may_mean(text: str, meant: tuple[str, ...]) -> None:
    assert set(numbers.readings(text)) == set(meant)


def thousands(**changes: str) -> bytes:
    plain = {
        "INVOICE_TOTAL": "1,880.00",
        "LINE_ITEM_UNIT_COST": "1,250.00",
        "LINE_ITEM_NUMBER_OF_UNITS": "1",
        "LINE_ITEM_ADJUSTMENT_AMOUNT": "",
        "LINE_ITEM_TOTAL": "1,250.00",
    }
    return file(record(FEE, **{**plain, **changes}), record(FEE, LINE_ITEM_NUMBER="2", INVOICE_TOTAL="1,880.00"))


def test_separators_go_where_line_and_invoice_prove_the_value() -> None:
    fixed = mended(thousands())
    (bill,) = bills(fixed.content)
    assert (bill.total, bill.lines[0].rate, bill.unread) == (Decimal("1880.00"), Decimal("1250.00"), ())
    assert {each.rule for each in fixed.repairs} == {"F003"}
    assert fixed.after.standard == "conforms"


def test_a_decimal_comma_is_proven_like_any_separator() -> None:
    fixed = mended(
        file(record(FEE, LINE_ITEM_NUMBER_OF_UNITS="2,00", LINE_ITEM_TOTAL="630,00", INVOICE_TOTAL="630,00"))
    )
    assert fixed.content == file(GOOD)


@pytest.mark.parametrize(
    "changes",
    [
        {"LINE_ITEM_TOTAL": "1,251.00"},
        {"INVOICE_TOTAL": "1,881.00"},
        {"LINE_ITEM_NUMBER_OF_UNITS": "1,0,0"},
        {"LINE_ITEM_UNIT_COST": "$1,250.00"},
    ],
)
def test_separators_stay_where_the_arithmetic_does_not_prove_the_value(changes: dict[str, str]) -> None:
    content = thousands(**changes)
    assert mended(content).content == content


def test_separators_stay_where_two_readings_are_right() -> None:
    same = {"LINE_ITEM_UNIT_COST": "1,250", "LINE_ITEM_TOTAL": "1,250", "INVOICE_TOTAL": "1,250"}
    content = file(record(FEE, LINE_ITEM_NUMBER_OF_UNITS="1", LINE_ITEM_ADJUSTMENT_AMOUNT="", **same))
    assert mended(content).content == content


def test_separators_of_a_torn_bill_stay() -> None:
    content = thousands() + b"20261105|1001|x[]\n"
    assert mended(content).content == content


def test_taxes_prove_their_separators_too() -> None:
    gross = {
        "LINE_ITEM_UNIT_COST": "5,035",
        "LINE_ITEM_NUMBER_OF_UNITS": "2",
        "LINE_ITEM_TOTAL": "12.000,00",
        "LINE_ITEM_TAX_TOTAL": "2.000,00",
        "INVOICE_TOTAL": "12.000,00",
        "INVOICE_TAX_TOTAL": "2.000,00",
        "INVOICE_NET_TOTAL": "10.000,00",
    }
    content = file(record(TAXED, LEDES98BI, **gross), layout=LEDES98BI)
    fixed = mended(content)
    assert fixed.after.standard == "conforms"
    assert bills(fixed.content, "98bi")[0].lines[0].tax == Decimal("2000.00")
    wrong = content.replace(b"2.000,00", b"2.100,00")
    assert mended(wrong).content == wrong


def test_a_name_is_turned_where_another_line_has_it() -> None:
    turned = record(FEE, LINE_ITEM_NUMBER="2", TIMEKEEPER_NAME="Mira Ashdown", INVOICE_TOTAL="1260.00")
    fixed = mended(file(record(FEE, INVOICE_TOTAL="1260.00"), turned))
    assert told(fixed) == [("P002", 4, "TIMEKEEPER_NAME", "Mira Ashdown", "Ashdown, Mira")]


def test_a_name_is_turned_where_the_roster_has_it() -> None:
    content = file(record(FEE, TIMEKEEPER_NAME="Mira Ashdown"))
    client = Client(key="c", timekeepers=(ApprovedTimekeeper(id="T1", name="Ashdown, Mira"),))
    assert mended(content, client).content == file(GOOD)
    assert mended(content).content == content


def test_a_name_that_the_list_does_not_prove_stays() -> None:
    other = record(FEE, LINE_ITEM_NUMBER="2", TIMEKEEPER_NAME="M. Ashdown")
    content = file(GOOD, other)
    assert mended(content).content == content


def test_a_client_that_takes_more_letters_and_crlf_gets_them() -> None:
    content = file(record(FEE, LINE_ITEM_DESCRIPTION="the client’s case"), end="\r\n")
    client = Client(key="c", representation=Representation(encoding="utf-8", line_end="crlf"))
    assert mended(content, client).content == content


def test_a_letter_stays_in_the_encoding_it_was_read_in() -> None:
    content = file(record(FEE, TIMEKEEPER_NAME="Müller, Eva")).decode().encode("cp1252")
    assert mended(b"\n" + content).content == content


@pytest.mark.parametrize("content", [b'{"ledes": 1, "bills": []}', b"a,b,c,d\n1,2,3,4\n1,2,3,4\n", b""])
def test_a_file_of_another_form_is_refused_with_a_way_out(content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        mended(content)
    assert caught.value.hint


def plainly(bill: Bill) -> Bill:
    """Write the texts of a bill as the table does, and leave out where it stood and how a name was taken apart."""

    def texts(part: object) -> object:
        if isinstance(part, str):
            return tabled(part)
        if isinstance(part, tuple) and type(part) is tuple:
            return tuple(texts(each) for each in part)
        if dataclasses.is_dataclass(part) and not isinstance(part, type):
            changed = {each.name: texts(getattr(part, each.name)) for each in dataclasses.fields(part)}
            if isinstance(part, Timekeeper):
                changed |= {"last": "", "first": ""}
            return dataclasses.replace(part, **changed)
        return part

    made = texts(bill)
    assert isinstance(made, Bill)
    people, matters = (tuple(dict.fromkeys(each)) for each in (made.timekeepers, made.matters))
    return dataclasses.replace(made, timekeepers=people, matters=matters)


FILES = {
    "1998b": (LEDES1998B, [record(FEE), record(EXPENSE, LINE_ITEM_NUMBER="2"), record(FEE, INVOICE_NUMBER="1002")]),
    "98bi": (LEDES98BI, [record(TAXED, LEDES98BI), record(TAXED, LEDES98BI, LINE_ITEM_NUMBER="2")]),
}
NOISE = [b"", b"|", b"[]", b"\n", b"\r\n", b" ", b"\t", b"\xe2\x80\x99", b"\x92", b".", b",", b"[", b"A", b"\xc2\xa0"]
EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 3), st.sampled_from(NOISE)), max_size=4)


def spoilt(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, cut, noise in edits:
        at = place % (len(content) + 1)
        content = content[:at] + noise + content[at + cut :]
    return content


@pytest.mark.parametrize("key", FILES)
@given(edits=EDITS)
@settings(max_examples=250, deadline=None)
def test_however_a_file_is_spoilt_what_was_read_of_it_stays(key: str, edits: list[tuple[int, int, bytes]]) -> None:
    layout, records = FILES[key]
    content = spoilt(file(*records, layout=layout), edits)
    try:
        fixed = mended(content)
    except InputError:
        return
    before, after = bills(content, fixed.format.key), bills(fixed.content, fixed.format.key)
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        unread = {(each.row, each.field) for each in one.unread}
        if not unread:
            assert plainly(one) == plainly(other)
            continue
        assert len(other.unread) <= len(one.unread)
        assert [line.number.strip() for line in one.lines] == [line.number.strip() for line in other.lines]
        for old, new in zip(one.lines, other.lines, strict=True):
            for name in ("units", "rate", "adjustment", "amount", "date"):
                assert getattr(old, name) in (None, getattr(new, name))
            assert tabled(old.description) == tabled(new.description)
    assert mended(fixed.content).content == fixed.content


def test_a_long_file_is_mended_quickly() -> None:
    chance = random.Random(7)
    texts = ["call with the client’s counsel", "review of the lease", "draft | reply"]
    records = [record(FEE, LINE_ITEM_NUMBER=str(n), LINE_ITEM_DESCRIPTION=chance.choice(texts)) for n in range(2_000)]
    fixed = mended(file(*records))
    assert {each.rule for each in fixed.repairs} == {"L004", "L024"}
    assert len(fixed.content.splitlines()) == 2_002


def test_the_table_is_the_published_one() -> None:
    every = "".join(letter for letter in replacements() if letter not in "\n\r\x0b\x0c\x85\u2028\u2029")
    fixed = mended(file(record(FEE, LINE_ITEM_DESCRIPTION=f"a{every}b")))
    (bill,) = bills(fixed.content)
    assert bill.lines[0].description == tabled(f"a{every}b")
