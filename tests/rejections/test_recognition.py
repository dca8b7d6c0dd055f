"""What vendors publish is recognised, and everything else is taken honestly."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledes import rejections
from ledes.rejections import EXACT, GUESS, LIKELY, Message, recognise

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "rejections.csv"
PLACES = {
    "code": "L110",
    "name": "A. Clerk",
    "vendor": "Specimen & Partners LLP",
    "date": "2 March 2026",
    "matter": "0012.0001",
}


def paraphrases() -> list[tuple[str, str]]:
    with (Path(__file__).parent / "paraphrases.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["reason"], row["text"]) for row in csv.DictReader(stream)]


def filled(message: Message) -> str:
    return re.sub(r"<([a-z]+)>", lambda place: PLACES.get(place[1], "AB-12"), message.text)


def published() -> list[Message]:
    return [message for message in rejections.messages() if message.kind == EXACT]


@pytest.mark.parametrize("message", published(), ids=lambda each: each.id)
def test_published_wording_is_recognised_as_exact_with_its_reason(message: Message) -> None:
    for text in (filled(message), f"Invoice 2026-101 - {filled(message)}", f'"{filled(message).upper()}"'):
        first = recognise(text)[0]
        assert (first.confidence, first.reason and first.reason.key) == (EXACT, message.reason)


@pytest.mark.parametrize("message", published(), ids=lambda each: each.id)
def test_the_vendor_s_own_advice_is_given_where_the_vendor_is_known(message: Message) -> None:
    vendor = message.vendor.partition(" (")[0].partition(" / ")[0]
    first = recognise(filled(message), vendor)[0]
    assert first.message and first.message.of(vendor)


@pytest.mark.parametrize("message", [each for each in rejections.messages() if each.kind != EXACT], ids=lambda m: m.id)
def test_a_case_whose_wording_no_vendor_published_is_never_exact(message: Message) -> None:
    first = recognise(filled(message))[0]
    assert first.reason and (first.reason.key, first.confidence) == (message.reason, LIKELY)


@pytest.mark.parametrize(("reason", "text"), paraphrases())
def test_a_paraphrase_is_understood_but_never_exact(reason: str, text: str) -> None:
    found = recognise(text)
    assert all(each.confidence != EXACT for each in found)
    assert found[0].reason and found[0].reason.key == reason


PAIR = re.compile(r"(?<![<\w])(\w+) (\w+)(?![\w>])")


@pytest.mark.parametrize("message", [each for each in published() if PAIR.search(each.text)], ids=lambda each: each.id)
def test_published_wording_with_a_word_put_in_is_not_exact(message: Message) -> None:
    changed = PAIR.sub(r"\1 indeed \2", message.text, count=1)
    found = recognise(re.sub(r"<([a-z]+)>", "AB-12", changed))
    assert all(each.message != message or each.confidence != EXACT for each in found)


@pytest.mark.parametrize(
    ("text", "vendor", "reason", "confidence"),
    [
        ("006", "legal tracker", "LINE_MATH", EXACT),
        ("Error code 003", "LegalTracker", "DATE_INVALID", EXACT),
        ("ADMIN", "counselgo", "CLERICAL", EXACT),
        ("006: line 4 is off", "Legal Tracker", "LINE_MATH", LIKELY),
        ("006 - something is off on line 4", "", "LINE_MATH", LIKELY),
        ("CHIP - see our letter", "", "CHIPPING", LIKELY),
    ],
)
def test_a_vendor_s_code_counts_where_the_vendor_or_its_form_is_known(
    text: str, vendor: str, reason: str, confidence: str
) -> None:
    first = recognise(text, vendor)[0]
    assert first.reason and (first.reason.key, first.confidence) == (reason, confidence)


@pytest.mark.parametrize("text", ["006", "line 006 was read", "COPYRIGHT - see below", "0031 - nothing"])
def test_a_number_or_word_alone_is_no_vendor_s_code(text: str) -> None:
    first = recognise(text)[0]
    assert first.reason is None


@pytest.mark.parametrize("text", ["qwertz uiop", "The weather in Lisbon was fine", "42"])
def test_what_is_not_recognised_is_said_so_with_what_is_nearest_and_how_near(text: str) -> None:
    (answer,) = recognise(text)
    assert (answer.reason, answer.confidence) == (None, GUESS)
    assert answer.message is None or 0 < answer.likeness < 70


@pytest.mark.parametrize("text", ["", "   ", "???", "\n\n"])
def test_a_text_without_words_is_near_to_nothing(text: str) -> None:
    (answer,) = recognise(text)
    assert (answer.reason, answer.message, answer.confidence) == (None, None, GUESS)


def test_several_messages_in_one_text_give_several_answers() -> None:
    mail = "Your bill came back:\n- Your invoice contains an invalid date.\n- Line is over approved rate\n\nRegards"
    found = recognise(mail)
    assert {each.reason.key for each in found if each.reason} == {"DATE_INVALID", "RATE_OVER_APPROVED"}
    assert {each.confidence for each in found} == {EXACT}


def test_lines_that_only_mean_something_are_told_apart() -> None:
    found = recognise("Biller AB12 is not on file\nThe bill total does not foot to line items")
    assert [each.reason.key for each in found if each.reason] == ["TIMEKEEPER_UNKNOWN", "INVOICE_TOTAL_SUM"]
    assert [each.text for each in found] == ["Biller AB12 is not on file", "The bill total does not foot to line items"]


def test_two_lines_with_the_same_message_are_both_kept_for_their_values() -> None:
    said = 'TIMEKEEPER_ID "{}" is invalid. Timekeeper must exist in Collaborati.'
    found = recognise(f"{said.format('AB')}\n{said.format('CD')}")
    assert [each.text for each in found] == [said.format("AB"), said.format("CD")]


def test_a_message_that_a_mail_broke_over_two_lines_is_still_exact() -> None:
    found = recognise("There's a math error in your invoice\nwith respect to a line item.")
    assert [(each.reason.key, each.confidence) for each in found if each.reason] == [("LINE_MATH", EXACT)]


def test_what_stands_beside_a_published_message_is_heard_too() -> None:
    found = recognise("Your invoice contains an invalid date. Also the biller is not on file.")
    assert [(each.reason.key, each.confidence) for each in found if each.reason] == [
        ("DATE_INVALID", EXACT),
        ("TIMEKEEPER_UNKNOWN", LIKELY),
    ]


def test_the_published_texts_as_they_were_gathered_are_all_recognised() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the gathered messages do not stand beside this checkout")
    with REFERENCE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            first = recognise(row["message"])[0]
            assert first.reason and first.reason.key == row["reason"], row["id"]
            assert (first.confidence == EXACT) == (row["kind"] == EXACT), row["id"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["", "Legal Tracker", "Collaborati"]))
def test_any_text_gets_an_answer(text: str, vendor: str) -> None:
    found = recognise(text, vendor)
    assert found and all(each.confidence in {EXACT, LIKELY, GUESS} for each in found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([each.text for each in rejections.messages()]), max_size=6), st.randoms())
def test_any_mixture_of_known_words_gets_an_answer(texts: list[str], random: object) -> None:
    words = " ".join(texts).split()
    random.shuffle(words)  # type: ignore[attr-defined]
    assert recognise(" ".join(words))
