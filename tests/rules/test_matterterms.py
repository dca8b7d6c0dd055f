from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from ledes.bill import Matter
from ledes.client import Client, MatterTerms

day = datetime.date
OTHER = Matter(firm_id="2002", client_id="C-2002")


def _client(**terms: Any) -> Client:
    return Client(key="c", matters=(MatterTerms(**{"firm_id": "2001", "client_id": "C-2001", **terms}),))


def test_a_matter_that_the_client_did_not_give_is_told_where_it_begins(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.expense(matter=OTHER), matters=(make.fee().matter, OTHER))
    assert judge("I209", bill, profile=_client(), allowed=False) == [
        (4, "matter.client_id", "the matter 'C-2002' is not on the client's list")
    ]
    assert judge("I209", bill, profile=_client(), allowed=True) == []
    assert judge("I209", make.bill(), profile=_client(firm_id=""), allowed=False) == []


def test_the_clients_number_for_a_matter_is_the_clients(make: Any, judge: Any) -> None:
    assert judge("I217", make.bill(), profile=_client()) == []
    assert judge("I217", make.bill(), profile=_client(client_id="C-02001")) == [
        (3, "matter.client_id", "the client's number for the matter '2001' is 'C-02001', the bill says 'C-2001'")
    ]
    blank = make.bill(matters=(Matter(firm_id="2001"),))
    assert judge("I217", blank, profile=_client()) == []


def test_a_closed_matter_may_be_billed_until_its_grace_is_over(make: Any, judge: Any) -> None:
    closed = day(2026, 5, 4)
    # the bill is dated 2 June, 29 days later
    assert judge("D214", make.bill(), profile=_client(closed=closed, grace_days=29)) == []
    assert judge("D214", make.bill(), profile=_client(closed=closed)) == []
    assert judge("D214", make.bill(), profile=_client(closed=closed, grace_days=28)) == [
        (
            3,
            "bill.date",
            "the invoice is dated 2026-06-02, the matter '2001' was closed 2026-05-04"
            " and could be billed until 2026-06-01",
        )
    ]


def test_lines_lie_between_the_first_and_the_last_day_of_their_matter(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(date=day(2026, 5, 3)), make.fee(row=4), make.fee(row=5, date=day(2026, 5, 5)))
    only = _client(opened=day(2026, 5, 4), closed=day(2026, 5, 4))
    assert judge("D215", bill, profile=only) == [
        (5, "line.date", "the line is dated 2026-05-05, the matter '2001' was closed 2026-05-04")
    ]
    assert judge("D216", bill, profile=only) == [
        (3, "line.date", "the line is dated 2026-05-03, the matter '2001' was opened 2026-05-04")
    ]


@pytest.mark.parametrize("code", ["D215", "D216"])
def test_lines_of_other_matters_and_without_a_date_are_not_judged(make: Any, judge: Any, code: str) -> None:
    bill = make.bill(make.fee(matter=OTHER), make.fee(date=None), make.fee(matter=None))
    only = _client(opened=day(2027, 1, 1), closed=day(2020, 1, 1))
    assert judge(code, bill, profile=only) == []


def test_the_last_bill_comes_within_its_days(make: Any, judge: Any) -> None:
    ended = _client(closed=day(2026, 5, 4))
    assert judge("I215", make.bill(), profile=ended, days=29) == []
    assert judge("I215", make.bill(), profile=_client(), days=0) == []
    assert judge("I215", make.bill(), profile=ended, days=28) == [
        (
            3,
            "bill.date",
            "the invoice is dated 2026-06-02, 29 days after the matter '2001' ended; the client takes 28",
        )
    ]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"closed": day(2026, 5, 31)}, "the matter '2001' ended 2026-05-31, the bill is not marked as final"),
        ({"final": True}, "the matter '2001' is to be billed for the last time, the bill is not marked as final"),
        ({"closed": day(2026, 6, 1)}, ""),
        ({}, ""),
    ],
)
def test_the_last_bill_says_that_it_is_the_last(make: Any, judge: Any, terms: dict[str, Any], said: str) -> None:
    found = judge("I216", make.bill(), profile=_client(**terms), required=True)
    assert [message for _, _, message in found] == ([said] if said else [])
    assert judge("I216", make.bill(), profile=_client(**terms), required=False) == []


def test_a_bill_is_final_by_its_flag_or_by_the_word(make: Any, judge: Any) -> None:
    last = _client(final=True)
    flagged = make.bill(matters=(replace(make.fee().matter, final=True),))
    assert judge("I216", flagged, profile=last, required=True) == []
    assert judge("I216", make.bill(description="FINAL bill"), profile=last, required=True) == []
    assert judge("I216", make.bill(description="Finalised lease"), profile=last, required=True) != []
