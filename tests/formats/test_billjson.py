"""Our own JSON holds every bill, and says of any other JSON what is wrong with it."""

from __future__ import annotations

import io
import json
import typing
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from ledes.bill import Amount, Bill, Line, Matter, Party, Timekeeper, Unread
from ledes.client import Representation
from ledes.finding import Finding
from ledes.formats import Reading, billjson, formats, recognise
from ledes.formats.jsonparts import plans

QUICK = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
SCHEMA = json.loads((resources.files("ledes.schemas") / "bill.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

PLAIN = Bill(
    number="2026-17",
    date=date(2026, 11, 3),
    total=Decimal("150.00"),
    client=Party(id="00123"),
    matters=(Matter(firm_id="M-1"),),
    timekeepers=(Timekeeper(id="7", name="Doe, Jane"),),
    lines=(
        Line(number="1", kind="F", matter=Matter(firm_id="M-1"), timekeeper=Timekeeper(id="7", name="Doe, Jane")),
        Line(number="2", kind="E", amount=Decimal("2.50")),
    ),
)


def written(*bills: Bill, given: Mapping[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    assert list(billjson.write(bills, out, Representation(given=given or {}))) == []
    return out.getvalue()


def read(document: bytes | str | dict[str, Any]) -> tuple[list[Bill], list[Finding]]:
    if isinstance(document, dict):
        document = json.dumps(document)
    content = document.encode() if isinstance(document, str) else document
    parts = list(billjson.read(io.BytesIO(content), "bills.json", Reading()))
    return [each for each in parts if isinstance(each, Bill)], [each for each in parts if isinstance(each, Finding)]


def one(**keys: Any) -> dict[str, Any]:
    return {"ledes": 1, "bills": [keys]}


@QUICK
@given(st.lists(strategies.bills(), max_size=2))
def test_what_was_written_is_read_as_the_same_bills(bills: list[Bill]) -> None:
    found, findings = read(written(*bills))
    assert findings == []
    assert found == bills
    assert written(*found) == written(*bills)


@QUICK
@given(strategies.bills())
def test_what_is_written_fits_the_published_schema(bill: Bill) -> None:
    VALIDATOR.validate(json.loads(written(bill)))


def test_digits_stay_as_they_were_written() -> None:
    bill = Bill(number="1", total=Decimal("2.00"), net=Decimal("2"), tax=Decimal("-0.0"))
    found, _ = read(written(bill))
    assert (str(found[0].total), str(found[0].net), str(found[0].tax)) == ("2.00", "2", "-0.0")


def test_a_line_names_its_matter_and_timekeeper_by_position_and_shares_one_object() -> None:
    assert json.loads(written(PLAIN))["bills"][0]["lines"][0] == {
        "number": "1",
        "kind": "F",
        "matter": 1,
        "timekeeper": 1,
    }
    bill = read(written(PLAIN))[0][0]
    assert bill.lines[0].matter is bill.matters[0]
    assert [line.row for line in bill.lines] == [1, 2]
    assert bill.source == "bills.json"


def test_what_the_profile_gives_fills_blanks_only() -> None:
    given = {"currency": "USD", "client.id": "999", "client.address.city": "Leeds", "matter.M-1.name": "Estate"}
    bill = read(written(PLAIN, given=given))[0][0]
    assert (bill.currency, bill.client.id, bill.client.address.city) == ("USD", "00123", "Leeds")
    assert bill.lines[0].matter == bill.matters[0] == Matter(firm_id="M-1", name="Estate")


def test_the_digest_is_of_the_content_and_not_of_the_digits_or_the_place() -> None:
    bill = replace(PLAIN, total=Decimal("150"), source="elsewhere", row=9, unread=(Unread(3, "bill.end"),))
    assert billjson.digest(bill) == billjson.digest(PLAIN)
    assert billjson.digest(replace(PLAIN, total=Decimal("151"))) != billjson.digest(PLAIN)
    assert billjson.digest(replace(PLAIN, number="2026-18")) != billjson.digest(PLAIN)


@pytest.mark.parametrize(
    ("document", "rule", "row", "field"),
    [
        ("", "L250", 0, ""),
        ("[]", "L251", 0, ""),
        ('{"ledes": 1}', "L251", 0, "bills"),
        ('{"bills": []}', "L251", 0, "ledes"),
        ('{"ledes": 2, "bills": []}', "L251", 0, "ledes"),
        ('{"ledes": 1, "bills": {}}', "L251", 0, "bills"),
        ('{"ledes": 1, "bills": [], "more": 1}', "L251", 0, "more"),
        ('{"ledes": 1, "bills": []} x', "L250", 0, ""),
        ('{"ledes": 1, "bills": [', "L250", 0, ""),
        ('{"ledes": 1, "bills": [\xff'.encode("latin-1"), "L250", 0, ""),
        ('{"ledes": 1, "bills": ' + "[" * 100_000, "L250", 0, ""),
        ('{"ledes": 1, "bills": [{"number": "1", "number": "2"}]}', "L254", 0, "number"),
        (one(colour="red"), "L252", 0, "colour"),
        (one(number=17), "L253", 0, "number"),
        (one(number=None), "L253", 0, "number"),
        (one(lines={}), "L253", 0, "lines"),
        (one(lines=[{}, 5]), "L253", 2, "lines"),
        (one(lines=[{"fixed": "yes"}]), "L253", 1, "lines.fixed"),
        (one(lines=[{"matter": 1}]), "L255", 1, "lines.matter"),
        (one(extras=[{"name": "x"}]), "L252", 0, "extras.value"),
        (one(total="1,250.00"), "F250", 0, "total"),
        ('{"ledes": 1, "bills": [{"total": 1e3}]}', "F250", 0, "total"),
        ('{"ledes": 1, "bills": [{"total": NaN}]}', "F250", 0, "total"),
        (one(total=True), "L253", 0, "total"),
        (one(date="2026-02-30"), "F251", 0, "date"),
        (one(date="20260203"), "F251", 0, "date"),
        (one(description="\ud800"), "F252", 0, "description"),
        (one(firm={"address": {"town": "Leeds"}}), "L252", 0, "firm.address.town"),
    ],
)
def test_one_fault_gives_one_finding_with_its_place(document: Any, rule: str, row: int, field: str) -> None:
    _bills, findings = read(document)
    assert [(each.rule, each.row, each.field) for each in findings] == [(rule, row, field)]
    assert findings[0].fix
    assert findings[0].reason


def test_a_syntax_error_names_its_line_and_column_and_the_bills_before_it_are_read() -> None:
    bills, findings = read('{"ledes": 1, "bills": [\n  {"number": "1"},\n  {"number": oops}]}')
    assert [bill.number for bill in bills] == ["1"]
    assert "line 3, column 14" in findings[0].message


def test_the_place_of_a_syntax_error_is_right_far_into_a_file() -> None:
    many = ",\n".join(json.dumps({"number": str(n), "description": "é" * 500}) for n in range(1000))
    bills, findings = read(f'{{"ledes": 1, "bills": [\n{many},\n nul]}}')
    assert len(bills) == 1000
    assert "line 1002, column 2" in findings[0].message


def test_a_plain_json_number_is_an_amount_with_its_own_digits() -> None:
    bills, findings = read('{"ledes": 1, "bills": [{"total": 0.1, "net": 1250.00, "tax": -3}]}')
    assert findings == []
    assert (str(bills[0].total), str(bills[0].net), str(bills[0].tax)) == ("0.1", "1250.00", "-3")


def test_a_value_that_cannot_be_read_is_absent_and_listed_as_unread() -> None:
    bills, _ = read(one(date="soon", lines=[{"amount": "2.5.0"}]))
    assert bills[0].date is None
    assert bills[0].unread == (Unread(0, "bill.date"), Unread(1, "line.amount"))


def test_no_message_shows_a_narrative() -> None:
    _bills, findings = read(one(lines=[{"description": ["secret talk"], "matter": "secret talk"}]))
    assert findings
    assert not any("secret" in each.message for each in findings)


def test_a_json_file_is_known_by_its_beginning() -> None:
    assert recognise(written(PLAIN)[:4096], "x").key == "json"
    assert recognise(b"\xef\xbb\xbf { }", "x").key == "json"
    assert not billjson.sniff(b"LEDES1998B[]\n")
    assert not billjson.sniff(b"{curly}, text")
    assert formats()["json"].write is not None


def _kinds(part: type[Any], seen: set[type[Any]]) -> set[type[Any]]:
    if part not in seen:
        seen.add(part)
        for plan in plans(part):
            for hint in (plan.hint, *typing.get_args(plan.hint)):
                if isinstance(hint, type) and hint.__module__ == "ledes.bill":
                    _kinds(hint, seen)
    return seen


def test_the_schema_has_every_part_and_field_of_a_bill_each_with_a_description() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    names = {"amount", "date"}
    for part in _kinds(Bill, set()):
        name = "named_amount" if part is Amount else part.__name__.lower()
        names.add(name)
        shown = SCHEMA["$defs"][name]
        assert list(shown["properties"]) == [plan.name for plan in plans(part)]
        assert all(each["description"] for each in shown["properties"].values())
        assert shown.get("required", []) == [plan.name for plan in plans(part) if plan.absent is ...]
        assert shown["additionalProperties"] is False
    assert set(SCHEMA["$defs"]) == names


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from([plan.name for plan in plans(Bill)]), inside, max_size=4
        )
        | st.dictionaries(st.sampled_from([plan.name for plan in plans(Line)]), inside, max_size=4)
    ),
    max_leaves=12,
)


@QUICK
@given(JSON)
def test_any_json_gives_bills_and_findings_and_never_a_traceback(value: Any) -> None:
    bills, findings = read(json.dumps({"ledes": 1, "bills": [value]}))
    assert bills or findings
    read(json.dumps(value))


@QUICK
@given(st.dictionaries(st.sampled_from([plan.name for plan in plans(Bill)]), JSON, max_size=4))
def test_reader_and_schema_agree_on_what_is_wrong(bill: dict[str, Any]) -> None:
    text = json.dumps({"ledes": 1, "bills": [bill]})
    if not VALIDATOR.is_valid(json.loads(text)):
        assert read(text)[1]


@QUICK
@given(st.binary(max_size=60))
def test_any_bytes_give_findings_and_never_a_traceback(content: bytes) -> None:
    read(content)
    read(b'{"ledes": 1, "bills": [{"number": "' + content)
