"""The catalogue of rejections is whole: every message has a reason, and every reason is explained."""

from __future__ import annotations

import pytest

from ledes import rejections
from ledes.errors import UsageError
from ledes.formats import named


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


def test_every_reason_names_fields_that_a_format_has() -> None:
    known = named("98bi").fields
    assert all(field in known for reason in rejections.reasons().values() for field in reason.fields)


@pytest.mark.parametrize(
    "name", ["Legal Tracker", "legaltracker", "SERENGETI", "t360", "counselgo", "Legal Tracker (Serengeti)"]
)
def test_a_vendor_is_known_by_any_of_its_names(name: str) -> None:
    assert rejections.known_vendor(name) == name


def test_a_vendor_is_not_known_by_a_letter() -> None:
    with pytest.raises(UsageError):
        rejections.known_vendor("l")
