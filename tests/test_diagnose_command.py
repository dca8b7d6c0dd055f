"""`ledes diagnose` as it is typed: what it prints, and that it always answers."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ebills import FEE, file, record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledes import schemas
from ledes.__main__ import main
from ledes.diagnose.causes import Cause, Diagnosis
from ledes.errors import Exit
from ledes.show import causes as show

BAD = file(record({**FEE, "LINE_ITEM_TOTAL": "631.00", "INVOICE_TOTAL": "631.00"}))


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; give its exit status and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["diagnose", *arguments])
    return status, out.getvalue(), err.getvalue()


def as_json(*arguments: str) -> Any:
    status, out, _ = run(*arguments, "--json")
    assert status == Exit.DONE
    found = json.loads(out)
    jsonschema.validate(found, json.loads(schemas.path("diagnose.schema.json").read_text(encoding="utf-8")))
    return found


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_words_are_explained_with_the_keys_that_programs_expect() -> None:
    said = '003 - "Your invoice contains an invalid date."'
    (cause,) = as_json("--text", said)["causes"]
    assert cause["reason"] == "DATE_INVALID"
    assert cause["vendor_text"] == said
    assert cause["confidence"] == "exact"
    assert (cause["invoice"], cause["rows"]) == (None, [])
    assert {"meaning", "fields", "fix", "next"} <= set(cause)


def test_words_are_explained_to_a_person() -> None:
    status, out, _ = run("--text", "The bill total does not foot to line items")
    assert status == Exit.DONE
    assert out == (
        "\n"
        "1. The lines do not add up to the invoice total.  [INVOICE_TOTAL_SUM]\n"
        "          This is most likely what the vendor means; its wording is not a published one.\n"
        "   where: look at INVOICE_TOTAL, LINE_ITEM_TOTAL\n"
        "   do:    Recompute INVOICE_TOTAL from the lines, or find the line that is missing, doubled or\n"
        "          mistyped.\n"
        "   next:  to see which lines:\n"
        "          ledes diagnose INVOICE (or FILE)\n"
    )


def test_unknown_words_are_called_so_with_what_is_closest() -> None:
    (cause,) = as_json("--text", "Kindly revert with the needful")["causes"]
    assert (cause["reason"], cause["confidence"]) == (None, "guess")
    assert "not recognised, closest is" in cause["meaning"]


def test_a_file_that_exists_is_a_file(elsewhere: Path) -> None:
    Path("1001").write_bytes(BAD)
    found = as_json("1001")
    assert found["invoice"] == "1001"
    assert [(cause["reason"], cause["rows"]) for cause in found["causes"] if cause["confidence"] == "exact"] == [
        ("LINE_MATH", [3])
    ]
    assert all(cause["vendor_text"] is None for cause in found["causes"])


def test_a_missing_file_is_not_taken_for_an_invoice() -> None:
    status, _, err = run("bill.txt")
    assert status == Exit.INPUT
    assert "bill.txt is not a file" in err


def test_an_invoice_without_a_workspace_says_how_to_make_one() -> None:
    status, _, err = run("QF-2026-1043")
    assert status == Exit.SETUP
    assert "ledes init" in err


@pytest.mark.parametrize(
    "arguments", [(), ("X", "--text", "y"), ("--text", " "), ("--text", "x", "--vendor", "nobody")]
)
def test_what_cannot_be_meant_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (Exit.USAGE, "")
    assert "try:" in err


def test_the_practice_portal_is_a_vendor_whose_words_may_be_anyone_s() -> None:
    (cause,) = as_json("--text", "Line is over approved rate", "--vendor", "sandbox")["causes"]
    assert (cause["reason"], cause["confidence"]) == ("RATE_OVER_APPROVED", "exact")


def test_a_vendor_s_words_cannot_colour_or_clear_a_terminal() -> None:
    words = "Missing \x1b[31mred\x1b[2J task code\x07"
    cause = Cause(vendor_text=words, meaning=words, fix=words, next=words, confidence="guess", facts=(words,))
    printed = "\n".join(show.text(Diagnosis(standing="here", words=words, causes=(cause, cause))))
    assert "\x1b[31m" not in printed and "\x1b[2J" not in printed and "\x07" not in printed


def test_bytes_that_are_no_letters_can_still_be_printed_as_json() -> None:
    cause = Cause(meaning="a\udc8db", fields=("\udc8d",), facts=("\udcff",), fix="\ud800", next="x", confidence="exact")
    json.dumps(show.as_data(Diagnosis(words="\udc8d", causes=(cause,))), ensure_ascii=False).encode()


def test_a_command_that_comes_next_stands_on_a_line_of_its_own() -> None:
    follow = "correct the bill and send it under the same number: ledes submit corrected.txt --replaces 12"
    cause = Cause(meaning="It is late", fix="Ask", next=follow, confidence="exact")
    assert "          ledes submit corrected.txt --replaces 12" in list(show.text(Diagnosis(causes=(cause,))))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300).filter(str.strip))
def test_any_words_get_an_answer(words: str) -> None:
    status, out, err = run(f"--text={words}")
    assert (status, err) == (Exit.DONE, "")
    assert "\n1. " in out


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=len(BAD)))
def test_any_file_gets_an_answer_or_a_plain_error(elsewhere: Path, noise: bytes, at: int) -> None:
    Path("bill.txt").write_bytes(BAD[:at] + noise + BAD[at:])
    status, out, err = run("bill.txt")
    assert status in {Exit.DONE, Exit.INPUT}
    assert out if status == Exit.DONE else err.startswith("error: ")
