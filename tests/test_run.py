"""A round for a timetable: sends, tracks, and may be repeated at any moment."""

from __future__ import annotations

import pytest
from office import Office, record

from ledes import ledger
from ledes.errors import Exit, LedgerError
from ledes.run import run


def test_a_round_sends_what_waits_and_hears_what_happened(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    office.platform.events = [{"invoice": "1001", "words": "Received"}]
    outcome = run(office.home, office.around())
    assert outcome.exit is Exit.DONE
    assert [(each.state, each.status) for each in outcome.submissions.values()] == [("delivered", "RECEIVED")]


def test_another_round_does_nothing_twice(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    run(office.home, office.around())
    kinds = office.kinds()
    run(office.home, office.around())
    assert office.kinds() == kinds
    assert office.platform.received == 1


def test_two_rounds_at_once_are_one_and_the_other_is_told(office: Office) -> None:
    with ledger.writing(office.home.ledger_url), pytest.raises(LedgerError, match="another run is writing"):
        run(office.home, office.around())


def test_the_worst_of_a_round_is_its_exit(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    office.inbox("b.txt", record("1002", "50.00").replace("|1|F|1|0.00|50.00|", "|1|F|1|0.00|49.00|"))
    office.platform.behaviours = ["refuse"]
    assert run(office.home, office.around()).exit is Exit.REFUSED
    assert run(office.home, office.around()).exit is Exit.FINDINGS


def test_each_round_ends_with_a_checkpoint_over_what_it_did(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    run(office.home, office.around())
    run(office.home, office.around())
    office.inbox("b.txt", record("1002", "450.00"))
    run(office.home, office.around())
    from ledes.ledger.tables import checkpoints

    with ledger.reading(office.home.ledger_url) as book, book.asking() as connection:
        rows = connection.execute(checkpoints.select()).all()
    assert [row.events for row in rows] == [3, 6]
    assert office.faults() == []
