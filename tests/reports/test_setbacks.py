"""What counts as a rejection or a cut, against a platform that answers as it is told."""

from __future__ import annotations

import datetime

from office import Office, record

from ledes import ledger
from ledes.reports import Answer, Asked, named
from ledes.submit import Request, submit
from ledes.track import track

DAY = datetime.date(2026, 11, 22)
PEOPLE = """
[[timekeepers]]
id = "TK9"
name = "Pell, Ivo"
classification = "PT"

[rules]
timekeeper-not-approved = "off"
"""


def report(office: Office, **asked: str) -> Answer:
    with ledger.reading(office.home.ledger_url) as book:
        return named("rule-gaps").make(book, office.home, Asked(today=DAY, **asked))  # type: ignore[arg-type]


def heard(office: Office, **event: object) -> None:
    office.platform.events = [{"invoice": "1001", **event}]
    track(office.home, around=office.around())


def kinds(answer: Answer) -> list[tuple[object, ...]]:
    return [(row[2], row[4], row[5], row[9]) for row in answer.tables[2].rows]


def test_a_bill_refused_at_the_door_is_a_rejection(office: Office) -> None:
    office.set_up(PEOPLE)
    office.platform.behaviours = ["refuse"]
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    assert office.standing() == [("1001", "refused", "")]
    assert kinds(report(office)) == [("1001", "rejected", "TIMEKEEPER_UNKNOWN", "P010")]


def test_what_was_only_received_or_approved_is_neither(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    assert kinds(report(office)) == []
    heard(office, words="Approved", amount="450.00", at="2026-12-01T10:00:00+00:00")
    assert kinds(report(office)) == []


def test_a_rejection_stays_one_when_the_bill_was_approved_later(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    heard(office, words="Rejected", text="Ring me", at="2026-12-01T10:00:00+00:00")
    heard(office, words="Approved", amount="450.00", at="2026-12-02T10:00:00+00:00")
    assert kinds(report(office)) == [("1001", "rejected", "not recognised", "")]


def test_what_an_approval_leaves_out_is_a_cut_and_a_part_payment_is_none(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    heard(office, words="Approved", amount="400.00", at="2026-12-02T10:00:00+00:00")
    heard(office, words="Paid", amount="200.00", at="2026-12-05T10:00:00+00:00")
    answer = report(office)
    assert [str(row[7]) for row in answer.tables[2].rows] == ["50.00"]
    assert [(each.title, str(each.value)) for each in answer.figures if each.currency] == [("Cut", "50.00")]


def test_what_went_to_a_test_account_does_not_count(office: Office) -> None:
    office.set_up('environment = "test"\n')
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    heard(office, words="Rejected", text="Ring me", at="2026-12-01T10:00:00+00:00")
    assert office.standing()[0][2] == "REJECTED"
    assert kinds(report(office)) == []


def test_a_bill_whose_client_has_no_profile_is_counted_and_said_so(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    submit(office.home, Request(), office.around())
    heard(office, words="Rejected", text="Ring me", at="2026-12-01T10:00:00+00:00")
    (office.root / "clients" / "merrow.toml").unlink()
    answer = report(office)
    assert len(answer.tables[2].rows) == 1
    assert "1 could not be asked: the client has no profile any more" in answer.notes
