"""What events add up to."""

from __future__ import annotations

from typing import Any

from ledes.ledger.standing import Standing, step

AT = "2026-11-30T09:00:00.000000Z"
LATER = "2026-12-01T09:00:00.000000Z"


def after(*events: tuple[str, dict[str, Any]]) -> Standing:
    standing = Standing()
    for kind, detail in (("CREATED", {}), *events):
        standing = step(standing, kind, AT, detail)
    return standing


DOUBT: tuple[tuple[str, dict[str, Any]], ...] = (("ATTEMPT", {}), ("DOUBT", {"seen": "no answer"}))
DELIVERED: tuple[tuple[str, dict[str, Any]], ...] = (("ATTEMPT", {}), ("RECEIPT", {"reference": "P-1"}))


def test_proof_of_absence_ends_the_doubt_and_a_repeat_does_not() -> None:
    assert not after(*DOUBT, ("ABSENT", {})).doubtful
    assert after(*DOUBT, ("REPEAT", {})).doubtful


def test_a_refusal_in_doubt_is_remembered_until_it_is_cleared() -> None:
    standing = after(*DOUBT, ("REPEAT", {}), ("ATTEMPT", {}), ("DOUBT", {"refused": "DUPLICATE"}))
    assert (standing.state, standing.refusal, standing.words) == ("in_doubt", True, "DUPLICATE")
    assert not step(standing, "SETTLED_ABSENT", AT, {}).refusal


def test_attempts_are_counted_and_waiting_ends_with_the_next() -> None:
    busy = after(("ATTEMPT", {}), ("BUSY", {"not_before": LATER}))
    assert (busy.state, busy.attempts, busy.not_before) == ("ready", 1, LATER)
    assert step(busy, "ATTEMPT", LATER, {}).not_before == ""


def said(status: str, at: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return ("STATUS", {"status": status, "words": status.title(), "at": at, "channel": "vendor", **more})


def test_the_younger_status_counts_whatever_came_first() -> None:
    assert after(*DELIVERED, said("REJECTED", LATER), said("RECEIVED", AT)).status == "REJECTED"
    assert after(*DELIVERED, said("RECEIVED", AT), said("REJECTED", LATER)).status == "REJECTED"


def test_of_two_at_the_same_moment_the_one_that_came_last_counts() -> None:
    assert after(*DELIVERED, said("RECEIVED", AT), said("APPROVED", AT)).status == "APPROVED"


def test_a_mail_does_not_overrule_a_report_of_the_same_moment() -> None:
    mailed = said("REJECTED", AT, channel="mail")
    assert after(*DELIVERED, said("APPROVED", AT), mailed).status == "APPROVED"
    assert after(*DELIVERED, said("APPROVED", AT), said("REJECTED", LATER, channel="mail")).status == "REJECTED"


def test_a_status_never_moves_our_state() -> None:
    assert after(*DOUBT, said("PAID", LATER)).state == "in_doubt"
