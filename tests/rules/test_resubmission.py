from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from ledes.bill import Reference
from ledes.client import Client
from ledes.earlier import Earlier, History, Others

AT = datetime.datetime(2026, 4, 2, 9, 30, tzinfo=datetime.UTC)
REFUSED = Earlier("7", "refused", "", AT, reported=AT, file_name="may.txt")
SAME = Client(key="c")
NEW = Client(key="c", number_on_resending="new")


class Before(History):
    def __init__(self, number: str, *earlier: Earlier) -> None:
        self.known = {number: earlier}

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        return self.known.get(number, ())


class Beside(Others):
    def numbered(self, number: str) -> tuple[str, ...]:
        return ("a.txt", "b.txt") if number == "2026-17" else ()


@pytest.mark.parametrize(
    ("profile", "replaced", "said"),
    [
        (SAME, "2026-17", ""),
        (SAME, "2026-9", "the bill '2026-17' replaces '2026-9', the client wants its number on a corrected bill"),
        (NEW, "2026-9", ""),
        (NEW, "2026-17", "the bill '2026-17' replaces '2026-17', the client wants a new number on a corrected bill"),
    ],
)
def test_a_corrected_bill_bears_the_number_that_the_client_wants(
    make: Any, judge: Any, profile: Client, replaced: str, said: str
) -> None:
    bill = make.bill(references=(Reference("image", "x.pdf"), Reference("replaces", replaced)))
    assert judge("S200", bill, profile=profile) == ([(3, "bill.number", said)] if said else [])
    assert judge("S200", replace(bill, kind="credit note"), profile=profile) == []


def test_the_refused_submission_is_named_where_its_number_comes_again(make: Any, judge: Any) -> None:
    history = Before("2026-17", REFUSED)
    assert judge("S201", make.bill(), profile=SAME, history=history) == [
        (
            3,
            "bill.number",
            "the number '2026-17' was refused on 2026-04-02 (submission 7), and a corrected bill keeps it",
        )
    ]
    assert judge("S201", make.bill(), profile=NEW, history=history) == []
    assert judge("S201", make.bill(number="2026-18"), profile=SAME, history=history) == []
    paid = Before("2026-17", REFUSED, Earlier("8", "delivered", "PAID", AT))
    assert judge("S201", make.bill(), profile=SAME, history=paid) == []


def test_a_number_is_free_again_after_the_months_that_the_client_looks_back(make: Any, judge: Any) -> None:
    old = Earlier("7", "delivered", "PAID", AT, date=datetime.date(2025, 6, 3))
    history = Before("2026-17", old)
    assert judge("I010", make.bill(), profile=SAME, history=history) != []
    # 3 June 2025 to 2 June 2026 is a day short of twelve months
    assert judge("I010", make.bill(), profile=SAME, history=history, window_months=12) != []
    assert judge("I010", make.bill(), profile=SAME, history=history, window_months=11) == []
    undated = Before("2026-17", old._replace(date=None))
    assert judge("I010", make.bill(), profile=SAME, history=undated, window_months=3) != []


def test_a_number_that_goes_out_twice_is_told_with_the_other_files(make: Any, judge: Any) -> None:
    assert judge("I201", make.bill(), others=Beside()) == [
        (3, "bill.number", "the number '2026-17' stands in a.txt and b.txt too")
    ]
    assert judge("I201", make.bill(number="2026-18"), others=Beside()) == []


@pytest.mark.parametrize(("days", "late"), [(69, False), (68, True)])
def test_an_appeal_comes_in_time(make: Any, judge: Any, days: int, late: bool) -> None:
    today = datetime.date(2026, 6, 10)
    appeal = make.bill(kind="appeal", references=(Reference("appeals", "2026-9"),))
    again = REFUSED._replace(reported=AT + datetime.timedelta(40))
    found = judge("S202", appeal, history=Before("2026-9", again, REFUSED), today=today, days=days)
    said = f"the client answered on '2026-9' on 2026-04-02, 69 days ago; it takes appeals within {days}"
    assert found == ([(3, "bill.date", said)] if late else [])


def test_an_appeal_under_the_same_number_is_found_and_other_bills_are_not_judged(make: Any, judge: Any) -> None:
    given: dict[str, Any] = {"history": Before("2026-17", REFUSED), "today": datetime.date(2026, 6, 10), "days": 1}
    assert judge("S202", make.bill(kind="appeal"), **given) != []
    assert judge("S202", make.bill(), **given) == []
    given["history"] = Before("2026-17", REFUSED._replace(reported=None))
    assert judge("S202", make.bill(kind="appeal"), **given) == []


def test_each_line_of_an_appeal_gives_its_reason(make: Any, judge: Any) -> None:
    bill = make.bill(make.fee(), make.expense(description=" "), kind="appeal")
    assert judge("S203", bill) == [(4, "line.description", "the appealed line gives no reason")]
    assert judge("S203", replace(bill, kind="invoice")) == []


@pytest.mark.parametrize(
    ("source", "state", "told"),
    [
        ("inbox/may.txt", "refused", True),
        ("inbox/may-2.txt", "refused", False),
        ("inbox/may.txt", "delivered", False),
        ("", "refused", False),
    ],
)
def test_a_file_that_is_sent_again_has_a_new_name(make: Any, judge: Any, source: str, state: str, told: bool) -> None:
    history = Before("2026-17", REFUSED._replace(state=state))
    found = judge("S204", make.bill(source=source), history=history, allowed=False)
    assert found == ([(3, "", "the file 'may.txt' was refused on 2026-04-02 (submission 7)")] if told else [])
    assert judge("S204", make.bill(source=source), history=history, allowed=True) == []
