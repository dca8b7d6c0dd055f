"""Structure is diagnosed, not just refused: each way to break a file is recognised as that, once, in its place."""

from __future__ import annotations

import ebills
import pytest
from ebills import EXPENSE, FEE, TAXED, file, read, record, said

from ledes.formats.delimited.layouts import LEDES98BI, LEDES1998B

GOOD = record(FEE)
FIRST, HEADER = LEDES1998B.first_line, LEDES1998B.header


def lines(*texts: str) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def without(text: str, name: str, names: list[str] = LEDES1998B.names) -> str:
    cells = text.removesuffix("[]").split("|")
    del cells[names.index(name)]
    return "|".join(cells) + "[]"


def shuffled(text: str) -> str:
    cells = text.removesuffix("[]").split("|")
    cells[5], cells[6] = cells[6], cells[5]
    cells[14], cells[22] = cells[22], cells[14]
    return "|".join(cells) + "[]"


BROKEN = {
    "a good file": (file(GOOD), []),
    "an empty file": (b"", [("L001", 0, "")]),
    "utf-16": (file(GOOD).decode().encode("utf-16"), [("L002", 1, "")]),
    "a byte order mark": (b"\xef\xbb\xbf" + file(GOOD), [("L003", 1, "")]),
    "a curly quote": (file(record(FEE, INVOICE_DESCRIPTION="the client’s case")), [("L004", 3, "INVOICE_DESCRIPTION")]),
    "a letter of another encoding": (
        file(record(FEE, TIMEKEEPER_NAME="Müller, Eva")).decode().encode("cp1252"),
        [("L004", 3, "TIMEKEEPER_NAME")],
    ),
    "a byte of no encoding": (
        file(GOOD).replace(b"Research", b"\x81"),
        [("L005", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "a tab": (file(record(FEE, LINE_ITEM_DESCRIPTION="one\ttwo")), [("L006", 3, "LINE_ITEM_DESCRIPTION")]),
    "windows line ends": (file(GOOD, end="\r\n"), [("L007", 1, "")]),
    "lone carriage returns": (file(GOOD, end="\r"), [("L008", 1, "")]),
    "a line without end": (lines(FIRST, HEADER) + b"x" * 1_100_000, [("L009", 3, "")]),
    "a made-up version": (lines("LEDES1337B[]", HEADER, GOOD), [("L010", 1, "")]),
    "a first line in small letters": (lines("ledes1998b[]", HEADER, GOOD), [("L010", 1, "")]),
    "a first line without brackets": (lines("LEDES1998B", HEADER, GOOD), [("L010", 1, "")]),
    "first line and header glued": (lines(FIRST + HEADER, GOOD), [("L010", 1, "")]),
    "no first line": (lines(HEADER, GOOD), [("L011", 1, "")]),
    "no header": (lines(FIRST, GOOD), [("L012", 2, "")]),
    "a record only": (lines(GOOD), [("L012", 1, "")]),
    "a header in small letters": (lines(FIRST, HEADER.lower(), GOOD), [("L013", 2, "")]),
    "a header without brackets": (lines(FIRST, HEADER[:-2], GOOD), [("L013", 2, "")]),
    "brackets after every name": (lines(FIRST, HEADER.replace("|", "[]|"), GOOD), [("L013", 2, "")]),
    "a missing column": (
        lines(FIRST, without(HEADER, "CLIENT_MATTER_ID"), without(GOOD, "CLIENT_MATTER_ID")),
        [("L014", 2, "")],
    ),
    "a missing required column": (
        lines(FIRST, without(HEADER, "LAW_FIRM_ID"), without(GOOD, "LAW_FIRM_ID"), without(GOOD, "LAW_FIRM_ID")),
        [("L014", 2, "")],
    ),
    "a doubled column": (
        lines(FIRST, HEADER.replace("CLIENT_ID|", "CLIENT_ID|CLIENT_ID|", 1), GOOD.replace("|C01|", "|C01|C01|")),
        [("L015", 2, "CLIENT_ID")],
    ),
    "a column of its own name": (
        lines(FIRST, HEADER.replace("CLIENT_MATTER_ID", "CLAIM_NUMBER"), GOOD),
        [("L016", 2, "CLAIM_NUMBER")],
    ),
    "an added column": (lines(FIRST, HEADER[:-2] + "|NOTES[]", GOOD[:-2] + "|hello[]"), [("L016", 2, "NOTES")]),
    "a shuffled header over shuffled values": (lines(FIRST, shuffled(HEADER), shuffled(GOOD)), [("L017", 2, "")]),
    "a shuffled header over the standard's order": (lines(FIRST, shuffled(HEADER), GOOD), [("L017", 2, "")]),
    "a record without end": (lines(FIRST, HEADER, GOOD[:-2], GOOD), [("L020", 3, "")]),
    "a record cut off": (lines(FIRST, HEADER, GOOD[:90], GOOD), [("L020", 3, "")]),
    "blanks after the end": (lines(FIRST, HEADER, GOOD + "  "), [("L021", 3, "")]),
    "a blank line": (lines(FIRST, HEADER, GOOD, " "), [("L022", 4, "")]),
    "two records on a line": (lines(FIRST, HEADER, GOOD + GOOD), [("L023", 3, "")]),
    "a pipe in the narrative": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Call with client | review of file")),
        [("L024", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "three pipes in the narrative": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Call | with | the client | and file")),
        [("L024", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "a line break in the narrative": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Call with client\nand review of file")),
        [("L025", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "two line breaks in the narrative": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Call\nwith client\nand file"), GOOD),
        [("L025", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "brackets in the narrative": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Review draft [] of reply")),
        [("L026", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "one bracket in the narrative": (
        file(record(FEE, LINE_ITEM_DESCRIPTION="Review draft [A] of reply")),
        [("L027", 3, "LINE_ITEM_DESCRIPTION")],
    ),
    "a forgotten field": (lines(FIRST, HEADER, without(GOOD, "LINE_ITEM_DATE")), [("L028", 3, "LINE_ITEM_DATE")]),
    "a doubled field": (
        lines(FIRST, HEADER, GOOD.replace("|20261012|", "|20261012|20261012|")),
        [("L029", 3, "LINE_ITEM_DATE")],
    ),
    "too few fields to tell": (
        lines(FIRST, HEADER, "20261105|1001|C01|hello|world|a|b|c|d|e|f|g[]", GOOD),
        [("L030", 3, "INVOICE_TOTAL")],
    ),
    "pasted files": (lines(FIRST, HEADER, GOOD, FIRST, HEADER, GOOD), [("L031", 4, ""), ("L031", 5, "")]),
    "no records": (lines(FIRST, HEADER), [("L032", 0, "")]),
    "an invoice that comes back": (
        file(GOOD, record(FEE, INVOICE_NUMBER="1002"), GOOD),
        [("L033", 5, "INVOICE_NUMBER")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_recognised_as_what_it_is(case: str) -> None:
    content, expected = BROKEN[case]
    assert said(read(content)[1]) == expected


@pytest.mark.parametrize(
    "case",
    [case for case, (_, found) in BROKEN.items() if found and found[0][0] not in {"L001", "L002", "L009", "L032"}],
)
def test_what_can_be_read_is_read_in_spite_of_it(case: str) -> None:
    bills, _ = read(BROKEN[case][0])
    assert bills[0].number == "1001"
    assert bills[0].total is not None
    assert bills[0].lines[0].description


def test_a_pipe_and_a_line_break_stay_in_the_text() -> None:
    text = "Call | with client\nand review"
    (bill,), findings = read(file(record(FEE, LINE_ITEM_DESCRIPTION=text)))
    assert bill.lines[0].description == text
    assert {finding.rule for finding in findings} == {"L024", "L025"}


def test_a_missing_column_marks_its_values_as_unread_not_as_blank() -> None:
    names = LEDES1998B.names
    (bill,), findings = read(lines(FIRST, without(HEADER, "LAW_FIRM_ID"), without(GOOD, "LAW_FIRM_ID", names)))
    assert [unread.field for unread in bill.unread] == ["firm.id"]
    assert [finding.rule for finding in findings] == ["L014"]


def test_a_lost_record_is_remembered_by_its_bill() -> None:
    (bill,), _ = read(file(GOOD, "20261105|1001|x[]"))
    assert [(unread.row, unread.field) for unread in bill.unread] == [(4, "line")]


def test_a_lost_first_record_is_remembered_by_the_bill_it_names() -> None:
    bills, _ = read(file(record(FEE, INVOICE_NUMBER="1000"), "20261105|1001|x[]", GOOD))
    assert [[unread.field for unread in bill.unread] for bill in bills] == [[], ["line"]]


@pytest.mark.parametrize(
    "wrong", ["LEDES98BI V5[]", "LEDES98BI[]", "LEDES1998BI[]", "LEDES1998BI V2[]", "LEDES 98BI V2[]"]
)
def test_known_wrong_first_lines_of_the_international_format_are_recognised(wrong: str) -> None:
    content = lines(wrong, LEDES98BI.header, record(TAXED, LEDES98BI))
    bills, findings = read(content, "98bi")
    assert said(findings) == [("L010", 1, "")]
    assert bills[0].currency == "GBP"


def test_one_finding_stands_for_every_line_of_a_file_without_record_ends() -> None:
    _, findings = read(lines(FIRST, HEADER, *[GOOD[:-2]] * 4))
    assert said(findings) == [("L020", row, "") for row in (3, 4, 5, 6)]
    assert len({finding.message for finding in findings}) == 1


def test_an_expense_with_a_pipe_keeps_its_blank_fields() -> None:
    (bill,), findings = read(file(record(EXPENSE, LINE_ITEM_DESCRIPTION="Train | taxi")))
    assert said(findings) == [("L024", 3, "LINE_ITEM_DESCRIPTION")]
    assert bill.lines[0].timekeeper is None
    assert bill.lines[0].expense == "E110"


@pytest.mark.parametrize("key", ["1998b", "98bi"])
def test_any_single_lost_pipe_gives_a_finding_and_no_traceback(key: str) -> None:
    layout = {"1998b": LEDES1998B, "98bi": LEDES98BI}[key]
    good = file(record(TAXED, layout), layout=layout)
    for place, byte in enumerate(good):
        if byte == ord("|"):
            _, findings = read(good[:place] + good[place + 1 :], key)
            assert findings, place


def test_the_builder_of_these_tests_makes_good_files() -> None:
    assert ebills.read(file(record(TAXED, LEDES98BI), layout=LEDES98BI), "98bi")[1] == []
