"""Settling: a person's word moves what it may move, and nothing else."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from office import CLIENT, Office, record

from ledes import status
from ledes.errors import UsageError
from ledes.settle import Word, settle
from ledes.submit import Request, submit


def send(office: Office, *records: str) -> None:
    path = office.file("a.txt", *(records or (record("1001", "450.00"),)))
    submit(office.home, Request(inputs=(path,)), office.around())


def in_doubt(office: Office, *records: str) -> None:
    office.can(look=False, bills_per_file="many")
    office.platform.behaviours = ["lose"]
    send(office, *records)
    assert {state for _, state, _ in office.standing()} == {"in_doubt"}


def test_delivered_takes_the_vendors_reference(office: Office) -> None:
    in_doubt(office)
    settle(office.home, "1001", Word(delivered=True, reference="P-778"), around=office.around())
    (submission,) = office.submissions()
    assert (submission.state, submission.standing.receipt) == ("delivered", "P-778")
    submit(office.home, Request(), office.around())
    assert office.platform.received == 1


def test_absent_lets_the_next_run_send_it(office: Office) -> None:
    in_doubt(office)
    settle(office.home, "1001", Word(absent=True, reason="not in the list"), around=office.around())
    submit(office.home, Request(), office.around())
    assert office.platform.invoices() == ["1001"]
    assert office.standing() == [("1001", "delivered", "")]


def test_what_went_together_is_settled_together(office: Office) -> None:
    office.set_up('[representation]\nbills_per_file = "many"\n')
    in_doubt(office, record("1001", "1.00"), record("1002", "2.00"))
    settle(office.home, "1002", Word(delivered=True, reference="P-1"), around=office.around())
    assert [state for _, state, _ in office.standing()] == ["delivered", "delivered"]


def test_a_status_that_a_person_saw_shows_that_the_bill_is_there(office: Office) -> None:
    in_doubt(office)
    word = Word(status="paid", amount=Decimal("449.5"), at=datetime.date(2026, 11, 30), reason="by cheque")
    (submission,) = settle(office.home, "1001", word, around=office.around())
    row = status.as_data(submission)
    assert (row["state"], row["status"], row["paid"], row["next"]) == ("delivered", "PAID", "449.50", "nothing")


def test_a_word_of_an_earlier_day_does_not_overrule_a_later_one(office: Office) -> None:
    send(office)
    settle(office.home, "1001", Word(status="APPROVED", at=datetime.date(2026, 11, 20)), around=office.around())
    settle(office.home, "1001", Word(status="RECEIVED", at=datetime.date(2026, 11, 10)), around=office.around())
    assert office.standing() == [("1001", "delivered", "APPROVED")]


@pytest.mark.parametrize("word", [Word(absent=True), Word(delivered=True, reference="P-9")])
def test_what_was_delivered_cannot_be_settled_otherwise(office: Office, word: Word) -> None:
    send(office)
    with pytest.raises(UsageError, match="is delivered and cannot be settled"):
        settle(office.home, "1001", word, around=office.around())


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (Word(), "say one of"),
        (Word(delivered=True, absent=True, reference="R"), "say one of"),
        (Word(delivered=True), "needs the vendor's reference"),
        (Word(absent=True, reference="R"), "goes with --delivered only"),
        (Word(absent=True, amount=Decimal(1)), "go with --status only"),
        (Word(status="NICE"), "there is no status 'NICE'"),
        (Word(status="PAID", amount=Decimal("1.00001")), "more than four decimals"),
    ],
)
def test_words_that_do_not_go_together_are_refused(office: Office, word: Word, message: str) -> None:
    send(office)
    with pytest.raises(UsageError, match=message):
        settle(office.home, "1001", word, around=office.around())
    assert office.standing() == [("1001", "delivered", "")]


def test_a_number_that_fits_several_lists_them_and_an_id_chooses(office: Office) -> None:
    other = CLIENT.replace('ids = ["CL"]', 'ids = ["CL2"]').replace("Merrow", "Harrow")
    (office.root / "clients" / "harrow.toml").write_text(other, "utf-8")
    send(office, record("1001", "450.00"), record("1001", "9.00", client="CL2"))
    send(office, record("1001", "450.00"))
    path = office.file("b.txt", record("1001", "9.00", client="CL2"))
    submit(office.home, Request(inputs=(path,)), office.around())
    with pytest.raises(UsageError, match=r"fits 2 submissions: #\d invoice to .*; #\d invoice to ") as caught:
        settle(office.home, "1001", Word(status="PAID"), around=office.around())
    assert caught.value.exit == 2
    settle(office.home, "#2", Word(status="PAID"), around=office.around())
    settle(office.home, "1001", Word(status="REJECTED"), client=office.submissions()[0].client, around=office.around())
    assert {each.status for each in office.submissions()} == {"PAID", "REJECTED"}


def test_a_number_that_is_not_on_record_is_told(office: Office) -> None:
    with pytest.raises(UsageError, match="no submission bears the number '77'"):
        settle(office.home, "77", Word(absent=True), around=office.around())
