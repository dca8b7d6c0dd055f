from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from practice import content

from ledes.gateway import LineAdjustment
from ledes.sandbox import past
from ledes.sandbox.settings import Settings

Open = Callable[..., Any]


def words(office: Any, bill: int = 1) -> list[str]:
    return [event.words for event in past.of_bill(office.store, bill)]


def test_each_answer_waits_for_its_time(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=10.0, payment_delay=100.0))
    here.take()
    here.later(9)
    assert words(here) == []
    here.later(1)
    assert words(here) == ["Received"]
    here.later(10)
    assert words(here) == ["Received", "Approved"]
    here.later(99)
    assert words(here) == ["Received", "Approved"]
    here.later(1)
    assert words(here) == ["Received", "Approved", "Paid"]


def test_the_clerk_says_when_the_next_answer_is_due(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=10.0))
    assert here.portal.clerk.work() is None
    here.take()
    assert here.portal.clerk.work() == 10.0


def test_a_portal_that_leaves_it_to_a_person_stops_in_review(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=0.0, automatic=False))
    here.take()
    here.later(1)
    here.later(1)
    assert words(here) == ["Received", "In review"]


def test_what_was_stored_and_decided_survives_a_restart(office: Open) -> None:
    first = office()
    first.take()
    first.later(2)
    first.store.close()
    second = office()
    second.now = first.now
    assert words(second) == ["Received"]
    second.later(2)
    assert words(second) == ["Received", "Approved"]


def test_events_never_go_back_in_time(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=0.0))
    here.take()
    here.later(0)
    here.now -= datetime.timedelta(hours=1)
    here.portal.clerk.accept(1)
    first, second = past.of_bill(here.store, 1)[-2:]
    assert second.at >= first.at


def test_a_file_without_a_bill_is_a_file_error(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=0.0, words="Collaborati"))
    here.take(made=content().rpartition(b"\n2026")[0] + b"\n")
    here.later(1)
    assert words(here) == ["File error"]
    assert past.of_bill(here.store, 1)[0].text == "Invoice upload file contains invalid format"


def test_a_bill_that_cannot_be_checked_is_put_on_hold_and_the_desk_goes_on(office: Open, monkeypatch: Any) -> None:
    here = office(Settings(token="practice-token", delay=0.0))
    here.take("k1", number="1")
    here.take("k2", number="2")
    here.later(1)

    def judge(bill: Any, *_rest: object) -> object:
        raise ZeroDivisionError(bill.number)

    monkeypatch.setattr("ledes.sandbox.clerk.judge", judge)
    here.later(1)
    assert words(here, 1) == ["Received", "On hold"]
    assert words(here, 2) == ["Received", "On hold"]


def test_people_accept_reduce_reject_and_pay(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=0.0, automatic=False))
    clerk = here.portal.clerk
    here.take()
    here.later(1)
    here.later(1)
    assert clerk.reduce(1, LineAdjustment(line="1", amount=Decimal("-50.00"), words="too long"))
    assert clerk.reduce(1, LineAdjustment(line="1", amount=Decimal("-25.00"), words="still too long"))
    assert clerk.approved(1) == Decimal("375.00")
    assert clerk.reject(1, "not our matter")
    assert not clerk.pay(1, Decimal("375.00"))
    assert clerk.accept(1)
    assert clerk.pay(1, Decimal("400.00"))
    assert not clerk.reject(1, "too late")
    assert words(here)[2:] == [*["Approved with reductions"] * 2, "Rejected", "Approved", "Short paid"]
    assert past.of_bill(here.store, 1)[-1].amount == Decimal("400.00")


def test_a_person_who_was_faster_than_the_clerk_is_not_overruled(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=5.0))
    here.take()
    here.later(5)
    assert here.portal.clerk.reject(1, "no")
    here.later(5)
    assert words(here) == ["Received", "Rejected"]


def test_two_bills_in_one_file_are_answered_one_by_one(office: Open) -> None:
    here = office(Settings(token="practice-token", delay=0.0))
    one, two = content(number="1"), content(number="2", total="451.00")
    here.take(made=one + two.splitlines(keepends=True)[-1])
    here.later(1)
    here.later(1)
    assert (words(here, 1), words(here, 2)) == (["Received", "Approved"], ["Received", "Rejected"])
