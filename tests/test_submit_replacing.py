"""Corrected contents in the place of what was refused or rejected, and only then."""

from __future__ import annotations

import pytest
from office import Office, record

from ledes import ledger, status
from ledes.errors import Exit, UsageError
from ledes.sending.outcome import Outcome
from ledes.settle import Word, settle
from ledes.submit import Request, submit


def send(office: Office, *inputs: str, replaces: int | None = None) -> Outcome:
    return submit(office.home, Request(inputs=inputs, replaces=replaces), office.around())


def sent(office: Office, status: str = "") -> str:
    path = office.file("a.txt", record("1001", "450.00"))
    send(office, path)
    if status:
        settle(office.home, "1001", Word(status=status), around=office.around())
    return path


def corrected(office: Office, number: str = "1001") -> str:
    return office.file("corrected.txt", record(number, "430.00"))


@pytest.mark.parametrize("status", ["REJECTED", "FILE_ERROR"])
def test_after_a_rejection_the_corrected_bill_goes_and_the_changes_are_told(office: Office, status: str) -> None:
    sent(office, status)
    outcome = send(office, corrected(office), replaces=1)
    assert outcome.exit is Exit.DONE
    assert office.standing() == [("1001", "replaced", status), ("1001", "delivered", "")]
    assert outcome.notes == [
        "invoice 1001 against submission 1: invoice total 450.00 -> 430.00 (-20.00)",
        "invoice 1001 against submission 1: line 1: rate 450.00 -> 430.00, total -20.00 (450.00 -> 430.00)",
    ]
    assert office.faults() == []


def test_of_a_narrative_it_is_told_that_it_changed_and_not_how(office: Office) -> None:
    sent(office, "REJECTED")
    other = office.file("corrected.txt", record("1001", "450.00").replace("Review of pleadings", "Privileged words"))
    outcome = send(office, other, replaces=1)
    assert outcome.notes == ["invoice 1001 against submission 1: line 1: narrative changed"]


def test_after_a_refusal_at_delivery_too(office: Office) -> None:
    office.platform.behaviours = ["refuse"]
    sent(office)
    assert send(office, corrected(office), replaces=1).exit is Exit.DONE
    assert office.platform.invoices() == ["1001"]


@pytest.mark.parametrize("status", ["", "RECEIVED", "APPROVED", "APPROVED_REDUCED", "PAID", "ON_HOLD"])
def test_in_any_other_state_it_is_refused(office: Office, status: str) -> None:
    sent(office, status)
    outcome = send(office, corrected(office), replaces=1)
    assert outcome.exit is Exit.REFUSED
    assert "may not be replaced" in outcome.problems[0].message
    assert len(office.platform.stored) == 1


def test_a_bill_in_doubt_may_not_be_replaced(office: Office) -> None:
    office.can(look=False)
    office.platform.behaviours = ["drop"]
    sent(office)
    assert send(office, corrected(office), replaces=1).exit is Exit.REFUSED
    assert len(office.platform.stored) == 1


def test_the_same_command_again_sends_nothing_again(office: Office) -> None:
    sent(office, "REJECTED")
    for _ in range(2):
        assert send(office, corrected(office), replaces=1).exit is Exit.DONE
    assert len(office.platform.stored) == 2


def test_a_second_correction_names_the_first(office: Office) -> None:
    sent(office, "REJECTED")
    send(office, corrected(office), replaces=1)
    outcome = send(office, office.file("c.txt", record("1001", "400.00")), replaces=1)
    assert outcome.exit is Exit.REFUSED
    assert "replaced by submission 2 already" in outcome.problems[0].message


def test_a_correction_that_never_left_may_be_corrected_itself(office: Office) -> None:
    sent(office, "REJECTED")
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    send(office, corrected(office), replaces=1)
    assert send(office, office.file("c.txt", record("1001", "400.00")), replaces=1).exit is Exit.DONE
    assert [state for _, state, _ in office.standing()] == ["replaced", "withdrawn", "delivered"]
    assert office.submissions()[2].replaces == 1
    assert b"|400.00|" in office.platform.stored[1]["content"]
    assert office.faults() == []


def test_the_same_contents_may_be_sent_again_when_the_client_was_wrong(office: Office) -> None:
    path = sent(office, "REJECTED")
    outcome = send(office, path, replaces=1)
    assert outcome.exit is Exit.DONE
    assert outcome.notes == ["invoice 1001 against submission 1: nothing: the contents are those that were sent before"]
    first, second = office.platform.stored
    assert first["key"] != second["key"]


def test_a_client_that_wants_the_same_number_gets_no_other(office: Office) -> None:
    sent(office, "REJECTED")
    outcome = send(office, corrected(office, "1001-R"), replaces=1)
    assert outcome.problems[0].message == "client merrow wants the same number on a corrected bill: 1001, not 1001-R"
    assert outcome.exit is Exit.REFUSED


def test_a_client_that_wants_a_new_number_gets_one(office: Office) -> None:
    office.set_up('number_on_resending = "new"\n')
    sent(office, "REJECTED")
    again = send(office, corrected(office), replaces=1)
    assert again.exit is Exit.REFUSED
    assert send(office, corrected(office, "1001-R"), replaces=1).exit is Exit.DONE
    assert office.standing() == [("1001", "replaced", "REJECTED"), ("1001-R", "delivered", "")]


@pytest.mark.parametrize("asked", ["1001", "1001-R", "1001-S"])
def test_the_history_of_any_version_tells_of_all(office: Office, asked: str) -> None:
    office.set_up('number_on_resending = "new"\n')
    sent(office, "REJECTED")
    send(office, corrected(office, "1001-R"), replaces=1)
    settle(office.home, "1001-R", Word(status="REJECTED"), around=office.around())
    send(office, corrected(office, "1001-S"), replaces=2)
    with ledger.reading(office.home.ledger_url) as book:
        one = status.one(book, asked)
        assert [each.invoice for each in status.versions(book, one)] == ["1001", "1001-R", "1001-S"]
        assert {event.submission for event in status.history(book, one)} == {1, 2, 3}


def test_one_bill_replaces_one(office: Office) -> None:
    office.can(bills_per_file="many")
    office.set_up('[representation]\nbills_per_file = "many"\n')
    sent(office, "REJECTED")
    path = office.file("b.txt", record("1001", "430.00"), record("1002", "9.00"))
    outcome = send(office, path, replaces=1)
    assert outcome.exit is Exit.USAGE
    assert len(office.platform.stored) == 1


def test_an_id_that_is_not_on_record_is_told(office: Office) -> None:
    outcome = send(office, corrected(office), replaces=7)
    assert outcome.exit is Exit.USAGE
    assert outcome.problems[0].message == "there is no submission 7 to replace"


def test_replacing_needs_one_input(office: Office) -> None:
    with pytest.raises(UsageError, match="exactly one INPUT"):
        send(office, replaces=1)
