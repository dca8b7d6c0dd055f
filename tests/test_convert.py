"""A bill goes from one format into another whole, or it does not go, and says why."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from ebills import EXPENSE, FEE, TAXED, file, read, record

from ledes import convert
from ledes.client import ApprovedTimekeeper, Client, Representation
from ledes.convert import Output
from ledes.delivery import Folder
from ledes.errors import SetupError, UsageError
from ledes.finding import Finding
from ledes.formats import Reading, named
from ledes.formats.delimited.layouts import LEDES98BI
from ledes.formats.source import in_memory

PLAIN = file(record(FEE))
INTERNATIONAL = file(record(TAXED, LEDES98BI), layout=LEDES98BI)
GIVEN = {"currency": "USD", "matter.M-7.name": "Set-off", "matter.account": "O"}


def run(
    content: bytes,
    to: str = "",
    client: Client | None = None,
    allowed: tuple[str, ...] = (),
    sets: Mapping[str, str] | None = None,
) -> tuple[list[Output], list[Finding]]:
    items = list(
        convert.outputs(
            in_memory("month.txt", content),
            to=named(to) if to else None,
            find_client=lambda _bill: client,
            reading=Reading(sets=sets or {}),
            allowed=allowed,
        )
    )
    return [item for item in items if isinstance(item, Output)], [item for item in items if isinstance(item, Finding)]


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def test_a_file_in_the_right_format_comes_back_byte_for_byte() -> None:
    odd = file(record(FEE, LINE_ITEM_DESCRIPTION="the client’s file"), end="\r\n")
    (output,), _ = run(odd, "1998b")
    assert (output.content, output.unchanged, output.name) == (odd, True, "1001.txt")


def test_a_file_with_errors_of_layout_is_written_anew() -> None:
    broken = file(record(FEE, LINE_ITEM_DESCRIPTION="Call | with client"))
    (output,), findings = run(broken, "1998b")
    assert not output.unchanged
    assert b"Call / with client" in output.content
    assert rules(findings) == {"L024"}


def test_several_bills_become_a_file_each_unless_the_profile_wants_them_together() -> None:
    content = file(record(FEE), record(EXPENSE, INVOICE_NUMBER="1002"))
    outputs, _ = run(content, "1998b")
    assert [output.name for output in outputs] == ["1001.txt", "1002.txt"]
    many = Client(key="c", representation=Representation(bills_per_file="many"))
    (output,), _ = run(content, "1998b", many)
    assert (output.unchanged, len(output.bills), output.name) == (True, 2, "month.txt")


def test_what_the_target_needs_is_asked_for_all_at_once_with_the_names_to_set() -> None:
    outputs, findings = run(PLAIN, "98bi")
    assert outputs == []
    assert {finding.fix.partition("--set ")[2] for finding in findings} == {
        "currency=VALUE.",
        "matter.M-7.name=VALUE.",
        "matter.M-7.account=VALUE.",
    }


def test_what_is_stated_fills_the_blanks_and_sums_are_computed() -> None:
    (output,), findings = run(PLAIN, "98bi", sets=GIVEN)
    assert findings == []
    assert rules(list(output.replacements)) == {"F022"}
    (bill,), _ = read(output.content, "98bi")
    assert (bill.currency, bill.net, bill.tax, bill.lines[0].tax) == ("USD", Decimal("630.00"), 0, 0)


def test_the_profile_fills_the_same_blanks() -> None:
    client = Client(key="c", format="98bi", representation=Representation(given=GIVEN))
    (output,), findings = run(PLAIN, client=client)
    assert (findings, output.format, output.client) == ([], "98bi", client)


def test_a_name_without_parts_is_completed_from_the_roster_or_missed() -> None:
    content = file(record(FEE, TIMEKEEPER_NAME="Mira Ashdown"))
    outputs, findings = run(content, "98bi", sets=GIVEN)
    assert outputs == []
    assert {finding.field for finding in findings if finding.rule == "F001"} == {
        "TIMEKEEPER_LAST_NAME",
        "TIMEKEEPER_FIRST_NAME",
    }
    client = Client(key="c", timekeepers=(ApprovedTimekeeper(id="T1", name="Ashdown, Mira"),))
    (output,), _ = run(content, "98bi", client, sets=GIVEN)
    assert b"|Ashdown|Mira|" in output.content


def test_a_setting_under_a_wrong_name_is_refused() -> None:
    with pytest.raises(UsageError, match="no value 'curency'"):
        run(PLAIN, "98bi", sets={"curency": "USD"})


def test_losses_are_refused_one_by_one_until_they_are_allowed() -> None:
    untaxed = {**TAXED, "LINE_ITEM_TAX_TOTAL": "0", "LINE_ITEM_TAX_RATE": "0", "INVOICE_TAX_TOTAL": "0"}
    content = file(record(untaxed, LEDES98BI, LINE_ITEM_TOTAL="630.00", INVOICE_TOTAL="630.00"), layout=LEDES98BI)
    outputs, findings = run(content, "1998b")
    assert (outputs, rules(findings)) == ([], {"L040"})
    names = {finding.fix.partition("--allow-loss ")[2].removesuffix(".") for finding in findings}
    assert names >= {"currency", "matter.name", "firm.name", "client.name"}
    (output,), _ = run(content, "1998b", allowed=tuple(names))
    assert {loss.name for loss in output.losses} == names
    (output,), _ = run(content, "1998b", allowed=("all",))
    assert {loss.name for loss in output.losses} == names


def test_a_letter_that_cannot_be_held_is_refused_with_another_way_out() -> None:
    client = Client(key="c", representation=Representation(encoding="ascii"))
    content = file(record(FEE, LINE_ITEM_DESCRIPTION="Letter to Ms Wo\u0142ska"))
    outputs, findings = run(content, "98bi", client, sets=GIVEN)
    (finding,) = (each for each in findings if each.message.endswith("has no place for text"))
    assert (outputs, finding.rule) == ([], "L040")
    assert finding.fix.startswith("Write an encoding that the client takes")
    assert "allow_loss" not in finding.fix


def test_the_profile_may_allow_losses_by_name_and_no_more() -> None:
    untaxed = {**TAXED, "LINE_ITEM_TAX_TOTAL": "0", "LINE_ITEM_TAX_RATE": "0", "INVOICE_TAX_TOTAL": "0"}
    content = file(record(untaxed, LEDES98BI, LINE_ITEM_TOTAL="630.00", INVOICE_TOTAL="630.00"), layout=LEDES98BI)
    (whole,), _ = run(content, "1998b", allowed=("all",))
    names = tuple(dict.fromkeys(loss.name for loss in whole.losses))
    client = Client(key="c", representation=Representation(allow_loss=names[1:]))
    outputs, findings = run(content, "1998b", client)
    assert (outputs, {finding.message for finding in findings}) == ([], {f"LEDES 1998B has no place for {names[0]}"})
    client = Client(key="c", representation=Representation(allow_loss=names))
    (output,), _ = run(content, "1998b", client)
    assert (output.content, output.losses) == (whole.content, whole.losses)


def test_tax_is_never_a_loss_that_can_be_allowed() -> None:
    outputs, findings = run(INTERNATIONAL, "1998b", allowed=("all",))
    assert (outputs, "T010" in rules(findings)) == ([], True)
    client = Client(key="c", representation=Representation(tax_code="E124"))
    (output,), _ = run(INTERNATIONAL, "1998b", client, allowed=("all",))
    (bill,), _ = read(output.content)
    assert bill.total == Decimal("756.00")


def test_a_bill_that_fails_is_not_written_and_the_others_are() -> None:
    wrong = record(FEE, INVOICE_NUMBER="1002", LINE_ITEM_TOTAL="1.00")
    outputs, findings = run(file(record(FEE), wrong), "1998b")
    assert [output.name for output in outputs] == ["1001.txt"]
    assert {finding.bill for finding in findings} == {"1002"}


@pytest.mark.parametrize(
    "change",
    [{"LINE_ITEM_TOTAL": "6 30"}, {"LINE_ITEM_DATE": "20261131"}, {"EXP_FEE_INV_ADJ_TYPE": "X"}, {"INVOICE_TOTAL": ""}],
)
def test_a_value_that_could_not_be_read_keeps_its_bill_back(change: dict[str, str]) -> None:
    outputs, findings = run(file(record(FEE, **change)), "json")
    assert (outputs, len(findings) > 0) == ([], True)


def test_a_bill_torn_apart_is_not_written_in_halves() -> None:
    outputs, _ = run(file(record(FEE), record(FEE, INVOICE_NUMBER="1002"), record(FEE)), "json")
    assert [output.bills[0].number for output in outputs] == ["1002"]


def test_a_bill_with_a_lost_record_is_not_written() -> None:
    assert run(file(record(FEE), "20261105|1001|x[]"), "1998b")[0] == []


def test_json_and_back_is_the_same_bill_and_the_same_bytes() -> None:
    for key, content in (("1998b", PLAIN), ("98bi", INTERNATIONAL)):
        (middle,), findings = run(content, "json")
        assert (findings, middle.losses) == ([], ())
        assert json.loads(middle.content)["bills"][0]["number"] == "1001"
        (back,), _ = run(middle.content, key)
        assert back.content == content


def test_without_target_and_profile_the_biller_is_told() -> None:
    with pytest.raises(SetupError, match="no profile has the id 'C01'"):
        run(PLAIN)


def test_a_format_that_can_only_be_read_is_refused_as_target() -> None:
    with pytest.raises(UsageError, match="read only"):
        run(PLAIN, "csv")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("2026/001", "2026-001.txt"),
        ("..", "bill.txt"),
        ("A B  C", "A-B-C.txt"),
        ("nul", "_nul.txt"),
        ("Ü-1", "U-1.txt"),
    ],
)
def test_no_invoice_number_makes_a_path(number: str, name: str) -> None:
    (output,), _ = run(file(record(FEE, INVOICE_NUMBER=number)), "1998b", Client(key="c"))
    assert output.name == name


def place(folder: Folder, *numbers: str) -> list[str]:
    for number in numbers:
        folder.put(run(file(record(FEE, INVOICE_NUMBER=number)), "1998b")[0][0])
    return sorted(path.name for path in folder.path.iterdir())


def test_names_that_meet_both_carry_their_digest(tmp_path: Path) -> None:
    names = place(Folder(tmp_path), "A/1", "A-1", "A:1")
    assert len(names) == 3
    assert all(name.startswith("A-1-") and len(name) == len("A-1-12345678.txt") for name in names)
    assert place(Folder(tmp_path), "A/1", "A-1", "A:1") == names


def test_the_same_bytes_are_left_alone_and_others_are_not_overwritten(tmp_path: Path) -> None:
    (output,), _ = run(PLAIN, "1998b")
    path = Folder(tmp_path).put(output)
    before = path.stat().st_mtime_ns
    assert Folder(tmp_path).put(output).stat().st_mtime_ns == before
    other = dataclasses.replace(output, content=b"other", sha256="0" * 64)
    with pytest.raises(UsageError, match="holds something else"):
        Folder(tmp_path).put(other)
    assert Folder(tmp_path, force=True).put(other).read_bytes() == b"other"
    assert [each.name for each in tmp_path.iterdir()] == ["1001.txt"]


def test_written_files_are_for_their_owner_only(tmp_path: Path) -> None:
    (output,), _ = run(PLAIN, "1998b")
    assert Folder(tmp_path / "out").put(output).stat().st_mode & 0o077 == 0


def test_the_roster_fills_names_and_classifications_that_an_export_leaves_out() -> None:
    content = file(record(FEE, TIMEKEEPER_NAME="", TIMEKEEPER_CLASSIFICATION=""))
    assert run(content, "1998b")[0] == []
    keeper = ApprovedTimekeeper(id="T1", name="Ashdown, Mira", classification="PARTNR")
    (output,), _ = run(content, "1998b", Client(key="c", timekeepers=(keeper,)))
    assert b"|Ashdown, Mira|PARTNR|" in output.content
