"""What the client made of each line: billed, approved, paid, and the reason of each cut."""

from __future__ import annotations

from decimal import Decimal

import cutbill
import pytest
from receiving import TODAY, Firm

from ledes import ledger
from ledes.appeals import course
from ledes.appeals.course import Course
from ledes.payments import noting
from ledes.payments.balance import Payment


def asked(firm: Firm) -> Course:
    with firm.reading() as book:
        return course.course(book, firm.home, "1001")


def told(firm: Firm) -> list[tuple[str, str, str, str | None]]:
    return [
        (each.number, str(each.billed), str(each.approved), None if each.paid is None else str(each.paid))
        for each in asked(firm).reckoning.shares
    ]


def pay(firm: Firm, amount: str) -> None:
    with firm.writing() as book:
        noting.pay(book, "1001", Payment(day=TODAY, amount=Decimal(amount)), today=TODAY)


def test_each_line_is_billed_approved_and_paid_on_either_ledger(either: Firm) -> None:
    cutbill.cut(either)
    assert told(either) == [
        ("1", "630.00", "630.00", "0.00"),
        ("2", "630.00", "530.00", "0.00"),
        ("3", "630.00", "0.00", "0.00"),
    ]


def test_the_reason_of_each_cut_is_understood(firm: Firm) -> None:
    cutbill.cut(firm)
    assert [(each.number, each.reason) for each in asked(firm).reckoning.cuts] == [
        ("2", "RATE_OVER_APPROVED"),
        ("3", "CLERICAL"),
    ]


def test_a_payment_of_all_that_was_approved_is_of_the_lines(firm: Firm) -> None:
    cutbill.cut(firm)
    pay(firm, "1160.00")
    assert [paid for *_, paid in told(firm)] == ["630.00", "530.00", "0.00"]


def test_of_a_part_nobody_knows_which_lines_were_paid(firm: Firm) -> None:
    cutbill.cut(firm)
    pay(firm, "1000.00")
    assert [paid for *_, paid in told(firm)] == [None, None, None]


def test_what_was_cut_beyond_the_named_lines_stands_by_itself_so_that_all_adds_up(firm: Firm) -> None:
    cutbill.cut(firm, "1060.00", text="courtesy discount taken")
    (*_, rest) = asked(firm).reckoning.shares
    assert (rest.number, str(rest.cut), rest.words) == ("", "100.00", "courtesy discount taken")
    assert sum(each.approved for each in asked(firm).reckoning.shares) == Decimal("1060.00")


def test_of_a_rejected_bill_nothing_was_approved(firm: Firm) -> None:
    id_ = cutbill.bill(firm)
    firm.status(id_, "REJECTED", text="Line is over approved rate")
    assert {approved for _, _, approved, _ in told(firm)} == {"0.00"}
    assert len(asked(firm).reckoning.cuts) == 3


def test_of_an_approved_bill_nothing_was_cut(firm: Firm) -> None:
    firm.status(cutbill.bill(firm), "APPROVED", "1890.00")
    assert asked(firm).reckoning.cuts == ()


def test_a_bill_that_cannot_be_read_still_tells_its_cuts(firm: Firm) -> None:
    id_ = firm.bill("1001", "1890.00", content=b"\x00 nothing")
    firm.status(id_, "APPROVED_REDUCED", "1160.00", adjustments=list(cutbill.CUTS))
    assert [(each.number, str(each.cut)) for each in asked(firm).reckoning.cuts] == [("2", "100.00"), ("3", "630.00")]


@pytest.mark.parametrize("channel", ["api", "export", "mail"])
def test_by_which_way_the_cuts_came_is_told(firm: Firm, channel: str) -> None:
    id_ = cutbill.bill(firm)
    firm.status(id_, "APPROVED_REDUCED", "1160.00", adjustments=list(cutbill.CUTS), channel=channel)
    assert asked(firm).reckoning.channel == channel


def test_cuts_that_a_person_notes_count_like_those_of_a_platform(firm: Firm) -> None:
    from ledes.gateway import LineAdjustment
    from ledes.settle import Word, settle

    cutbill.bill(firm)
    cuts = (LineAdjustment(line="2", amount=Decimal("-90.00"), words="rate"),)
    settle(firm.home, "1001", Word(status="APPROVED_REDUCED", amount=Decimal("1800.00"), cuts=cuts))
    (one,) = asked(firm).reckoning.cuts
    assert (one.number, str(one.cut), one.words) == ("2", "90.00", "rate")
    assert asked(firm).reckoning.channel == "person"


def test_a_line_that_the_bill_does_not_have_is_refused_by_hand(firm: Firm) -> None:
    from ledes.errors import UsageError
    from ledes.gateway import LineAdjustment
    from ledes.settle import Word, settle

    cutbill.bill(firm)
    with pytest.raises(UsageError, match="no line 9"):
        settle(firm.home, "1001", Word(status="APPROVED_REDUCED", cuts=(LineAdjustment(line="9", amount=Decimal(-1)),)))
    with ledger.reading(firm.home.ledger_url) as book:
        assert [each.kind for each in book.events(1)][-1] == "RECEIPT"
