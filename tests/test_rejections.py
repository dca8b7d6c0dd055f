"""The catalogue of rejections recognises what vendors publish, and is honest about everything else."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledes import rejections
from ledes.errors import UsageError
from ledes.rejections import EXACT, GUESS, LIKELY, Message

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "rejections.csv"
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
        first = rejections.recognise(text)[0]
        assert (first.confidence, first.reason and first.reason.key) == (EXACT, message.reason)


@pytest.mark.parametrize("message", published(), ids=lambda each: each.id)
def test_the_vendor_s_own_advice_is_given_where_the_vendor_is_known(message: Message) -> None:
    vendor = message.vendor.partition(" (")[0].partition(" / ")[0]
    first = rejections.recognise(filled(message), vendor)[0]
    assert first.message and first.message.of(vendor)


@pytest.mark.parametrize("message", [each for each in rejections.messages() if each.kind != EXACT], ids=lambda m: m.id)
def test_a_case_whose_wording_no_vendor_published_is_never_exact(message: Message) -> None:
    first = rejections.recognise(filled(message))[0]
    assert first.reason and (first.reason.key, first.confidence) == (message.reason, LIKELY)


@pytest.mark.parametrize(("reason", "text"), paraphrases())
def test_a_paraphrase_is_understood_but_never_exact(reason: str, text: str) -> None:
    found = rejections.recognise(text)
    assert all(each.confidence != EXACT for each in found)
    assert found[0].reason and found[0].reason.key == reason


PAIR = re.compile(r"(?<![<\w])(\w+) (\w+)(?![\w>])")


@pytest.mark.parametrize("message", [each for each in published() if PAIR.search(each.text)], ids=lambda each: each.id)
def test_published_wording_with_a_word_put_in_is_not_exact(message: Message) -> None:
    changed = PAIR.sub(r"\1 indeed \2", message.text, count=1)
    found = rejections.recognise(re.sub(r"<([a-z]+)>", "AB-12", changed))
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
    first = rejections.recognise(text, vendor)[0]
    assert first.reason and (first.reason.key, first.confidence) == (reason, confidence)


@pytest.mark.parametrize("text", ["006", "line 006 was read", "COPYRIGHT - see below", "0031 - nothing"])
def test_a_number_or_word_alone_is_no_vendor_s_code(text: str) -> None:
    first = rejections.recognise(text)[0]
    assert not (first.message and first.message.code)


@pytest.mark.parametrize("text", ["", "   ", "???", "qwertz uiop", "The weather in Lisbon was fine"])
def test_what_is_near_to_nothing_is_said_to_be_near_to_nothing(text: str) -> None:
    assert rejections.recognise(text) == (
        rejections.Recognised(text=text, reason=None, message=None, confidence=GUESS),
    )


def test_several_messages_in_one_text_give_several_answers() -> None:
    mail = "Your bill came back:\n- Your invoice contains an invalid date.\n- Line is over approved rate\n\nRegards"
    found = rejections.recognise(mail)
    assert {each.reason.key for each in found if each.reason} == {"DATE_INVALID", "RATE_OVER_APPROVED"}
    assert {each.confidence for each in found} == {EXACT}


def test_lines_that_only_mean_something_are_told_apart() -> None:
    found = rejections.recognise("Biller AB12 is not on file\nThe bill total does not foot to line items")
    assert [each.reason.key for each in found if each.reason] == ["TIMEKEEPER_UNKNOWN", "INVOICE_TOTAL_SUM"]


def test_every_message_has_a_reason_that_is_explained() -> None:
    assert {each.reason for each in rejections.messages()} <= set(rejections.reasons())
    for reason in rejections.reasons().values():
        assert reason.meaning and reason.fix and reason.next in {"correct", "ask", "resend", "none"}
        assert reason.ask or reason.next == "none"


def test_ids_of_messages_are_unique() -> None:
    ids = [each.id for each in rejections.messages()]
    assert len(ids) == len(set(ids))


def test_every_finding_s_reason_is_one_of_the_catalogue() -> None:
    from ledes.rules import rules

    assert {rule.reason for rule in rules()} <= set(rejections.reasons())


def test_an_unknown_vendor_is_told_which_ones_are_known() -> None:
    with pytest.raises(UsageError) as told:
        rejections.known_vendor("nobody")
    assert "Legal Tracker" in told.value.hint


def test_the_published_texts_as_they_were_gathered_are_all_recognised() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the gathered messages do not stand beside this checkout")
    with REFERENCE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            first = rejections.recognise(row["message"])[0]
            assert first.reason and first.reason.key == row["reason"], row["id"]
            assert (first.confidence == EXACT) == (row["kind"] == EXACT), row["id"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["", "Legal Tracker", "Collaborati"]))
def test_any_text_gets_an_answer(text: str, vendor: str) -> None:
    found = rejections.recognise(text, vendor)
    assert found and all(each.confidence in {EXACT, LIKELY, GUESS} for each in found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([each.text for each in rejections.messages()]), max_size=6), st.randoms())
def test_any_mixture_of_known_words_gets_an_answer(texts: list[str], random: object) -> None:
    words = " ".join(texts).split()
    random.shuffle(words)  # type: ignore[attr-defined]
    assert rejections.recognise(" ".join(words))
