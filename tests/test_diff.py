"""What changed is told once, in its place, and nothing that did not change is told at all."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal
from typing import Any

import click
import pytest
import strategies
from ebills import EXPENSE, FEE, TAXED, file, record
from hypothesis import given, settings
from hypothesis import strategies as st
from office import Office
from office import record as post_record

from ledes import diff, formats
from ledes.bill import Bill, Line, Matter
from ledes.client import Representation
from ledes.diff import Compared, Difference, pairing
from ledes.formats.delimited.layouts import LEDES98BI
from ledes.formats.source import in_memory
from ledes.settle import Word, settle
from ledes.show import changes, differences, differencespage
from ledes.submit import Request, submit

NARRATIVES = (
    "Research the question of set-off for the reply",
    "Call with the client about the lease",
    "Draft the witness statement of the surveyor",
    "Attend the hearing on costs",
    "Review disclosure, boxes 4 to 9",
)


def bill(*numbers: int, total: str = "3150.00", **changed: dict[str, str]) -> bytes:
    """Write a bill of up to five fees; `n2={...}` changes the line made from the second narrative."""
    return file(
        *(
            record(
                FEE,
                **{
                    "INVOICE_TOTAL": total,
                    "LINE_ITEM_NUMBER": str(place),
                    "LINE_ITEM_DATE": f"202610{10 + number}",
                    "LINE_ITEM_DESCRIPTION": NARRATIVES[number - 1],
                    **changed.get(f"n{number}", {}),
                },
            )
            for place, number in enumerate(numbers, 1)
        )
    )


def compared(before: bytes, after: bytes) -> Difference:
    return diff.files(in_memory("a.txt", before), in_memory("b.txt", after))


def told(before: bytes, after: bytes) -> list[str]:
    (one,) = compared(before, after).bills
    return [click.unstyle(line) for line in differences.sentences(one)]


def converted(content: bytes, to: str, key: str = "98bi") -> bytes:
    out = io.BytesIO()
    bills = [
        each for each in formats.named(key).read(io.BytesIO(content), "", formats.Reading()) if isinstance(each, Bill)
    ]
    write = formats.named(to).write
    assert write is not None
    list(write(bills, out, Representation()))
    return out.getvalue()


def test_the_same_bill_has_no_difference() -> None:
    found = compared(bill(1, 2, 3), bill(1, 2, 3))
    assert found.equal
    assert list(differences.text(found)) == ["a.txt and b.txt hold the same"]


def test_amounts_are_compared_as_numbers() -> None:
    same = {"LINE_ITEM_NUMBER_OF_UNITS": "2", "LINE_ITEM_UNIT_COST": "350.0000"}
    assert compared(bill(1, 2), bill(1, 2, n2=same)).equal


def test_a_blank_adjustment_is_one_of_nothing() -> None:
    parts = {"LINE_ITEM_TOTAL": "700.00"}
    blank, nought = {**parts, "LINE_ITEM_ADJUSTMENT_AMOUNT": ""}, {**parts, "LINE_ITEM_ADJUSTMENT_AMOUNT": "0.00"}
    assert compared(bill(1, n1=blank), bill(1, n1=nought)).equal


def test_fewer_hours_are_told_with_what_they_cost() -> None:
    less = {"LINE_ITEM_NUMBER_OF_UNITS": "1.50", "LINE_ITEM_TOTAL": "455.00"}
    assert told(bill(1, 2), bill(1, 2, total="2975.00", n2=less)) == [
        "invoice total 3,150.00 -> 2,975.00 (-175.00)",
        "line 2: hours 2.00 -> 1.50, total -175.00 (630.00 -> 455.00)",
    ]


def test_an_expense_has_units_and_a_unit_cost() -> None:
    before = file(record(EXPENSE))
    after = file(record(EXPENSE, LINE_ITEM_NUMBER_OF_UNITS="3", LINE_ITEM_UNIT_COST="210.00"))
    assert told(before, after) == ["line 1: units 1 -> 3, unit cost 630.00 -> 210.00"]


def test_of_a_narrative_the_words_are_told() -> None:
    after = bill(1, n1={"LINE_ITEM_DESCRIPTION": "Research the question of limitation for the reply"})
    assert told(bill(1), after) == [
        "line 1: narrative changed: Research the question of [-set-off-]{+limitation+} for the reply"
    ]


def test_without_narratives_none_of_their_words_is_told() -> None:
    after = bill(1, 2, n1={"LINE_ITEM_DESCRIPTION": "Research the question of limitation for the reply"})
    (one,) = compared(bill(1, 3), after).bills
    said = " ".join(differences.sentences(one, narratives=False))
    assert "narrative changed" in said
    assert not {"limitation", "surveyor", "lease"} & set(said.replace('"', " ").split())


def test_an_inserted_line_is_one_difference_and_not_a_cascade() -> None:
    assert told(bill(1, 2, 4, 5), bill(1, 2, 3, 4, 5)) == [
        f'line 3 added: F, 2026-10-13, T1, L510, 2.00 x 350, total 630.00, "{NARRATIVES[2]}"',
        "renumbered: lines 3, 4 -> 4, 5",
    ]


def test_a_removed_line_is_one_difference_and_not_a_cascade() -> None:
    assert told(bill(1, 2, 3, 4, 5), bill(1, 3, 4, 5)) == [
        f'line 2 removed: F, 2026-10-12, T1, L510, 2.00 x 350, total 630.00, "{NARRATIVES[1]}"',
        "renumbered: lines 3-5 -> 2-4",
    ]


def test_an_edited_line_is_found_under_its_new_number() -> None:
    less = {"LINE_ITEM_NUMBER_OF_UNITS": "1.50", "LINE_ITEM_TOTAL": "455.00"}
    assert told(bill(1, 2, 4), bill(1, 2, 3, 4, n4=less))[-2:] == [
        "line 3 (now 4): hours 2.00 -> 1.50, total -175.00 (630.00 -> 455.00)",
        "renumbered: line 3 -> 4",
    ]


def test_a_line_edited_in_hours_and_words_is_found_among_others_of_the_same_amount() -> None:
    more = f"{NARRATIVES[2]} and of his assistant, with exhibits"
    edited = {"LINE_ITEM_NUMBER_OF_UNITS": "1.50", "LINE_ITEM_TOTAL": "455.00", "LINE_ITEM_DESCRIPTION": more}
    assert told(bill(1, 2, 3, 5), bill(1, 3, 4, 5, n3=edited)) == [
        f'line 2 removed: F, 2026-10-12, T1, L510, 2.00 x 350, total 630.00, "{NARRATIVES[1]}"',
        "line 3 (now 2): hours 2.00 -> 1.50, total -175.00 (630.00 -> 455.00), narrative changed: "
        "Draft the witness statement of the surveyor{+ and of his assistant, with exhibits+}",
        f'line 3 added: F, 2026-10-14, T1, L510, 2.00 x 350, total 630.00, "{NARRATIVES[3]}"',
        "renumbered: line 3 -> 2",
    ]


def test_of_two_equal_lines_the_one_of_the_same_number_is_its_partner() -> None:
    twice = bill(1, 1, 2)
    assert told(twice, bill(1, 2)) == [
        f'line 2 removed: F, 2026-10-11, T1, L510, 2.00 x 350, total 630.00, "{NARRATIVES[0]}"',
        "renumbered: line 3 -> 2",
    ]


def test_another_line_under_the_same_number_is_no_change_of_it() -> None:
    before, after = file(record(FEE)), file(record(EXPENSE, LINE_ITEM_DATE="20261020", LINE_ITEM_TOTAL="12.00"))
    (one,) = compared(before, after).bills
    assert [each.kind for each in one.lines] == ["removed", "added"]


def test_one_change_on_many_lines_is_told_once() -> None:
    other = {f"n{number}": {"TIMEKEEPER_ID": "T9"} for number in (1, 3, 4, 5)}
    assert told(bill(1, 2, 3, 4, 5), bill(1, 2, 3, 4, 5, **other)) == ["timekeeper of lines 1, 3-5: T1 -> T9"]


def test_what_a_timekeeper_is_called_is_told_of_the_timekeeper() -> None:
    other = {f"n{number}": {"TIMEKEEPER_CLASSIFICATION": "ASSOC"} for number in (1, 2)}
    assert told(bill(1, 2), bill(1, 2, **other)) == ["timekeeper T1: classification PARTNR -> ASSOC"]
    assert told(bill(1, 2, 3), bill(1, 2, 3, **other)) == [
        "timekeeper T1 on lines 1, 2: classification PARTNR -> ASSOC"
    ]


def test_a_new_number_does_not_hide_that_it_is_the_same_bill() -> None:
    before, after = file(record(FEE)), file(record(FEE, INVOICE_NUMBER="1001-R"))
    assert told(before, after) == ["invoice number 1001 -> 1001-R"]


def test_bills_are_matched_by_number_and_the_rest_is_added_or_removed() -> None:
    one, two, three = (record(FEE, INVOICE_NUMBER=number, LAW_FIRM_MATTER_ID=number) for number in ("1", "2", "3"))
    found = compared(file(one, two), file(two, three))
    assert list(differences.text(found)) == [
        "invoice 1 removed: 1 line, total 630.00",
        "invoice 3 added: 1 line, total 630.00",
    ]
    assert not found.equal


def test_what_could_not_be_read_is_never_called_the_same() -> None:
    broken = record(FEE, LINE_ITEM_UNIT_COST="3,50")
    before, after = file(broken), file(broken, end="\r\n")
    assert told(before, after) == ["line 1: rate (unreadable) -> (unreadable)"]
    torn = compared(file(record(FEE), "20261105|1001|x[]"), file(record(FEE)))
    assert not torn.equal


def test_money_is_summed_up() -> None:
    before = file(record(FEE), record(EXPENSE, LINE_ITEM_NUMBER="2"))
    (one,) = compared(before, file(record(FEE))).bills
    assert [(each.name, each.before, each.after) for each in one.sums] == [
        ("fees", Decimal("630.00"), Decimal("630.00")),
        ("expenses", Decimal("630.00"), 0),
        ("total", Decimal("630.00"), Decimal("630.00")),
    ]


@pytest.mark.parametrize("to", ["json", "98bi"])
def test_a_bill_in_another_format_is_the_same_bill(to: str) -> None:
    content = file(record(TAXED, LEDES98BI), layout=LEDES98BI)
    found = compared(content, converted(content, to))
    assert found.equal
    assert found.unheld == ()


def test_what_a_format_has_no_place_for_is_said_once_and_its_money_is_told() -> None:
    lines = [record(TAXED, LEDES98BI, LINE_ITEM_NUMBER=str(number)) for number in (1, 2, 3)]
    content = file(*lines, layout=LEDES98BI)
    found = compared(content, converted(content, "1998b"))
    (one,) = found.bills
    assert [value.name for value in one.values] == []
    assert one.lines == ()
    (unheld,) = found.unheld
    assert unheld.title == "LEDES 1998B"
    assert {"currency", "law firm address country", "tax of the line"} <= set(unheld.names)
    assert len(unheld.names) == len(set(unheld.names))
    assert [(each.name, each.difference) for each in one.sums if each.difference] == [("tax", Decimal("-126.00"))]
    assert not found.equal


def test_an_xml_bill_is_the_same_bill_and_what_neither_holds_is_said_once() -> None:
    content = file(record(TAXED, LEDES98BI), layout=LEDES98BI)
    found = compared(content, converted(content, "xml2.2"))
    assert found.equal
    assert [(each.title, each.names) for each in found.unheld] == [
        ("LEDES XML 2.2", ("tax of the line", "line taxes", "invoice net total"))
    ]


def test_a_base_amount_that_is_hours_times_rate_says_nothing_new() -> None:
    line = Line(number="1", kind="F", units=Decimal(2), rate=Decimal(350))
    stated, odd = (dataclasses.replace(line, base=Decimal(base)) for base in ("700.00", "701"))
    before = Bill(number="1", lines=(line,))
    assert diff.compare(before, Bill(number="1", lines=(stated,))).equal
    (changed,) = diff.compare(before, Bill(number="1", lines=(odd,))).lines
    assert [(value.name, value.after) for value in changed.values] == [("base amount", "701")]


def test_what_the_other_format_does_hold_is_a_difference() -> None:
    content = file(record(TAXED, LEDES98BI), layout=LEDES98BI)
    less = file(record(TAXED, LEDES98BI, LINE_ITEM_TASK_CODE=""), layout=LEDES98BI)
    (one,) = compared(content, converted(less, "1998b")).bills
    assert list(differences.sentences(one)) == ["line 1: task code L510 -> (blank)"]


def test_punctuation_of_the_published_table_is_no_difference_between_formats() -> None:
    curly = file(record(FEE, LINE_ITEM_DESCRIPTION="the client’s case | part 2"))
    assert not compared(curly, file(record(FEE, LINE_ITEM_DESCRIPTION="the client's case / part 2"))).equal
    across = compared(
        converted(curly, "json", "1998b"), file(record(FEE, LINE_ITEM_DESCRIPTION="the client's case / part 2"))
    )
    assert across.equal
    assert across.reworded == 1


def test_a_letter_that_was_lost_is_a_difference_between_formats() -> None:
    accented = converted(file(record(FEE, LINE_ITEM_DESCRIPTION="Café")), "json", "1998b")
    assert not compared(accented, file(record(FEE, LINE_ITEM_DESCRIPTION="Cafe"))).equal


def test_every_rate_changed_in_a_long_bill_stays_quick_and_pairs_every_line() -> None:
    old = tuple(
        Line(number=str(n), kind="F", units=Decimal(1), rate=Decimal(2), description=f"work {n}") for n in range(9_000)
    )
    new = tuple(
        Line(number=str(n + 1), kind="F", units=Decimal(1), rate=Decimal(3), description=f"work {n}")
        for n in range(9_000)
    )
    pairs = list(pairing.paired(old, new, str))
    assert all(one and other and one.description == other.description for one, other in pairs)


def test_a_page_holds_its_texts_as_texts_and_needs_nothing_else() -> None:
    evil = {"LINE_ITEM_DESCRIPTION": "<script>alert(1)</script> research"}
    page = differencespage.page(compared(bill(1, 2), bill(1, n1=evil)))
    assert "<script" not in page
    assert "&lt;" in page
    assert "http" not in page and "src=" not in page
    assert "<del>" in page and "<ins>" in page


@given(before=strategies.bills(), after=strategies.bills())
@settings(max_examples=60, deadline=None)
def test_any_two_bills_can_be_compared_and_shown(before: Bill, after: Bill) -> None:
    both = diff.compare(before, after)
    found = Difference(before="a", after="b", bills=(both,))
    list(differences.text(found))
    differencespage.page(found)
    assert both.equal == _mirrored(after, before).equal


def _mirrored(before: Bill, after: Bill) -> Compared:
    return diff.compare(before, after)


@given(one=strategies.bills())
@settings(max_examples=60, deadline=None)
def test_a_bill_that_was_read_whole_is_equal_to_itself(one: Bill) -> None:
    whole = dataclasses.replace(one, unread=())
    assert diff.compare(whole, dataclasses.replace(whole)).equal


@given(one=strategies.bills(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_any_changed_value_of_a_bill_is_noticed(one: Bill, data: Any) -> None:
    names = [
        each.name for each in dataclasses.fields(Bill) if str(each.type) in {"str", "Decimal | None"} and each.compare
    ]
    name = data.draw(st.sampled_from(names))
    old = getattr(one, name)
    new = (
        Decimal(old or 0) + 1
        if name in {"total", "tax", "net", "other_tax", "other_total", "exchange_rate"}
        else f"{old}x"
    )
    assert not diff.compare(one, dataclasses.replace(one, **{name: new})).equal


def test_a_change_in_a_matter_that_no_line_names_is_noticed() -> None:
    before = Bill(number="1", matters=(Matter(firm_id="M", name="Old"),))
    after = Bill(number="1", matters=(Matter(firm_id="M", name="New"),))
    (value,) = diff.compare(before, after).values
    assert (value.owner, value.name, value.before, value.after) == ("matter M", "name", "Old", "New")


def test_runs_put_together_again_are_the_two_texts() -> None:
    found = changes.runs("a b  c, d", "a x c, d e")
    assert "".join(run.text for run in found if run.kind != "added") == "a b  c, d"
    assert "".join(run.text for run in found if run.kind != "removed") == "a x c, d e"


def test_a_correction_that_writes_its_amounts_in_other_digits_is_said_to_change_nothing(office: Office) -> None:
    submit(office.home, Request(inputs=(office.file("a.txt", post_record("1001", "580.50")),)), office.around())
    settle(office.home, "1001", Word(status="REJECTED"), around=office.around())
    again = Request(inputs=(office.file("b.txt", post_record("1001", "580.5")),), replaces=1)
    assert submit(office.home, again, office.around()).notes == [
        "invoice 1001 against submission 1: nothing: the contents are those that were sent before"
    ]
