"""Mailboxes in tracking: each mail kept once, events of bills that were sent, everything else for a person."""

from __future__ import annotations

import datetime
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from imapserver import PASSWORD, USER, imap_server
from mails import PATTERNS, REPORT, mail
from office import Office, record

from ledes import ledger, notices
from ledes.appeals import course
from ledes.errors import Exit, UsageError
from ledes.gateway import MailPattern
from ledes.intake import queue, recognition
from ledes.intake.letters import Letter
from ledes.ledger import messages, states
from ledes.ledger.messages import Message
from ledes.sending.outcome import Outcome
from ledes.setup.noticing import Notices
from ledes.submit import Request, submit
from ledes.track import follow, track

BOX = '[[mailboxes]]\nname = "status"\nurl = "mails"\n'


@pytest.fixture
def firm(office: Office) -> Office:
    office.adapter.mail = PATTERNS
    (office.root / "mails").mkdir()
    box(office, BOX)
    return office


def box(office: Office, text: str) -> None:
    path = office.root / "ledes.toml"
    path.write_text(path.read_text("utf-8").partition("[[mailboxes]]")[0] + text, "utf-8")


def send(office: Office, *numbers: str) -> Outcome:
    path = office.file("a.txt", *(record(number, "450.00") for number in numbers))
    return submit(office.home, Request(inputs=(path,)), office.around())


def drop(office: Office, name: str, raw: bytes) -> Path:
    path = office.root / "mails" / f"{name}.eml"
    path.write_bytes(raw)
    later = office.clock.at.timestamp() + 7200
    os.utime(path, (later, later))
    return path


def now(office: Office, **later: float) -> datetime.datetime:
    return office.clock.at.replace(microsecond=0) + datetime.timedelta(**later)


def hear(office: Office) -> Outcome:
    office.clock.sleep(3600 * 24)
    return track(office.home, around=office.around())


def kept(office: Office) -> list[Message]:
    return list(queue.listed(office.home, every=True))


def test_a_mail_becomes_a_status_and_stays_as_it_came(firm: Office) -> None:
    send(firm, "1001")
    raw = mail("Invoice 1001 Rejected", "Reason: Rate too high", at=now(firm))
    drop(firm, "a", raw)
    outcome = hear(firm)
    assert outcome.exit is Exit.DONE
    assert outcome.notes == ["mailbox status: 1 new message"]
    assert firm.standing() == [("1001", "delivered", "REJECTED")]
    assert firm.submissions()[0].standing.words == "Rate too high"
    (message,) = kept(firm)
    assert (message.outcome, message.vendor, message.pattern) == ("matched", "post", "approved")
    with ledger.reading(firm.home.ledger_url) as book:
        event = book.events(1)[-1]
        assert (event.kind, event.detail["channel"], event.blob) == ("STATUS", "mail", message.blob)
        assert book.blob(message.blob) == raw
    assert firm.faults() == []


def test_cuts_that_a_mail_names_stand_with_the_lines_of_the_bill(firm: Office) -> None:
    pattern = MailPattern(
        key="review",
        sender="portal.example",
        subject=r"Review of invoice (?P<invoice>\S+)",
        words="Approved",
        lines=r"^Line (?P<line>\d+): (?P<cut>-[\d.]+), (?P<reason>.+)$",
    )
    firm.adapter.mail = (pattern,)
    send(firm, "1001")
    drop(firm, "a", mail("Review of invoice 1001", "Line 1: -50.00, Excessive time\n", at=now(firm)))
    hear(firm)
    assert firm.standing() == [("1001", "delivered", "APPROVED_REDUCED")]
    with ledger.reading(firm.home.ledger_url) as book:
        (cut,) = course.course(book, firm.home, "1001").reckoning.cuts
    assert (cut.number, cut.cut, cut.words) == ("1", Decimal("50.00"), "Excessive time")


def test_reading_again_changes_nothing(firm: Office) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    drop(firm, "b", mail("Newsletter", at=now(firm), sender="news@else.example"))
    hear(firm)
    before = (firm.kinds(), kept(firm))
    assert hear(firm).notes == []
    assert (firm.kinds(), kept(firm)) == before


def test_the_same_mail_through_two_mailboxes_is_one_event(firm: Office) -> None:
    box(firm, BOX + BOX.replace("status", "copies"))
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    hear(firm)
    assert [each.mailbox for each in kept(firm)] == ["status", "copies"]
    assert firm.kinds().count("STATUS") == 1


def test_a_list_in_one_mail_is_an_event_for_each_bill(firm: Office) -> None:
    send(firm, "1001", "1002", "1003", "1004")
    drop(firm, "a", mail("Submission report", REPORT, at=now(firm)))
    hear(firm)
    assert [status for _, _, status in firm.standing()] == ["RECEIVED", "RECEIVED", "REJECTED", "REJECTED"]
    assert kept(firm)[0].pattern == "passed failed"


def test_a_bill_that_was_never_sent_leaves_the_mail_to_a_person_and_the_others_count(firm: Office) -> None:
    send(firm, "1001", "1002", "1003")
    drop(firm, "a", mail("Submission report", REPORT, at=now(firm)))
    outcome = hear(firm)
    assert outcome.notes == ["mailbox status: 1 new message, 1 for a person to look at: ledes mail"]
    assert [status for _, _, status in firm.standing()] == ["RECEIVED", "RECEIVED", "REJECTED"]
    (message,) = kept(firm)
    assert message.outcome == "unmatched"
    assert message.reason == "no one bill sent to post bears the number 1004"


def test_a_mail_about_a_bill_that_was_never_tried_proves_nothing(firm: Office) -> None:
    firm.platform.behaviours, firm.platform.wait = ["busy"], 10**6
    first, second = (firm.file(f"{number}.txt", record(number, "450.00")) for number in ("1001", "1002"))
    submit(firm.home, Request(inputs=(first, second)), firm.around(failures=1))
    assert [each.standing.attempts for each in firm.submissions()] == [1, 0]
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    drop(firm, "b", mail("Invoice 1002 Approved", at=now(firm)))
    hear(firm)
    assert sorted(each.outcome for each in kept(firm)) == ["matched", "unmatched"]
    # Tried, and surely not come: that the platform has it is strange, and nothing goes out before a person looked.
    assert firm.standing() == [("1001", "in_doubt", "APPROVED"), ("1002", "ready", "")]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"sender": "news@else.example"}, "no pattern knows its sender"),
        ({"subject": "Welcome"}, "its sender is known, but no pattern fits what it says"),
        ({"results": "mx; dmarc=fail header.from=portal.example"}, "its sender is not proved genuine (dmarc=fail)"),
        (
            {"results": "mx; dkim=fail; spf=pass smtp.mailfrom=portal.example"},
            "its sender is not proved genuine (dkim=fail)",
        ),
        ({"text": "Amount: 1.2.3 USD"}, "of invoice '1001' it says '1.2.3' is no number"),
    ],
)
def test_what_finds_no_place_waits_with_its_reason(firm: Office, made: dict[str, str], reason: str) -> None:
    send(firm, "1001")
    drop(firm, "a", mail(**{"subject": "Invoice 1001 Approved", **made}, at=now(firm)))  # type: ignore[arg-type]
    hear(firm)
    (message,) = kept(firm)
    assert (message.outcome, message.reason) == ("unmatched", reason)
    assert firm.standing() == [("1001", "delivered", "")]


def test_a_server_of_our_own_must_have_found_the_sender_genuine(firm: Office) -> None:
    box(firm, BOX + 'server = "mx.firm.example"\n')
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm), results="evil; dmarc=pass header.from=portal.example"))
    hear(firm)
    assert kept(firm)[0].reason == "mx.firm.example did not find its sender genuine"
    proved = "mx.firm.example; dkim=pass header.d=portal.example"
    drop(firm, "b", mail("Invoice 1001 Paid", at=now(firm), results=proved))
    hear(firm)
    assert firm.standing() == [("1001", "delivered", "PAID")]


def test_a_mail_about_no_bill_is_put_aside(firm: Office) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Budget approved", at=now(firm)))
    assert hear(firm).notes == ["mailbox status: 1 new message"]
    assert kept(firm)[0].outcome == "aside"


def test_a_point_behind_a_number_is_not_part_of_it(firm: Office) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001, Approved", at=now(firm)))
    hear(firm)
    assert firm.standing() == [("1001", "delivered", "APPROVED")]


@pytest.mark.parametrize("hours", [-1, 0])
@pytest.mark.parametrize("mail_first", [True, False])
def test_a_mail_never_overrules_the_interface_at_the_same_or_a_later_time(
    firm: Office, hours: float, mail_first: bool
) -> None:
    send(firm, "1001")
    moment = now(firm, hours=5)
    event = {"reference": "P-1", "words": "Rejected", "at": moment.isoformat()}
    raw = mail("Invoice 1001 Approved", at=moment + datetime.timedelta(hours=hours))
    for by_mail in (mail_first, not mail_first):
        if by_mail:
            drop(firm, "a", raw)
        else:
            firm.platform.events = [event]
        hear(firm)
    assert firm.standing() == [("1001", "delivered", "REJECTED")]
    assert firm.kinds().count("STATUS") == 2


def test_a_younger_mail_does_overrule_the_interface(firm: Office) -> None:
    send(firm, "1001")
    firm.platform.events = [{"reference": "P-1", "words": "Rejected", "at": now(firm).isoformat()}]
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm, hours=1)))
    hear(firm)
    assert firm.standing() == [("1001", "delivered", "APPROVED")]


def test_a_mail_dated_in_the_future_counts_from_its_arrival(firm: Office) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm, days=4000)))
    hear(firm)
    firm.platform.events = [{"reference": "P-1", "words": "Rejected", "at": now(firm).isoformat()}]
    hear(firm)
    assert firm.standing() == [("1001", "delivered", "REJECTED")]


@pytest.mark.parametrize("word", ["Rejected", "Approved"])
def test_a_mail_alone_never_makes_a_doubtful_bill_absent(firm: Office, word: str) -> None:
    firm.can(look=False)
    firm.adapter.mail = PATTERNS
    firm.platform.behaviours = ["lose"]
    send(firm, "1001")
    assert firm.standing()[0][1] == states.IN_DOUBT
    drop(firm, "old", mail(f"Invoice 1001 {word}", at=now(firm, days=-9)))
    hear(firm)
    assert firm.standing()[0][1] == states.IN_DOUBT
    drop(firm, "new", mail(f"Invoice 1001 {word}", "Again.", at=now(firm)))
    hear(firm)
    assert firm.standing()[0][1] == states.DELIVERED
    submit(firm.home, Request(), firm.around())
    assert firm.platform.stored == []
    assert not {"ABSENT", "REPEAT", "SETTLED_ABSENT"} & set(firm.kinds())


def test_a_run_that_died_before_the_message_was_kept_makes_no_second_event(
    firm: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(messages, "keep", die)
        hear(firm)
    assert (firm.kinds().count("STATUS"), kept(firm)) == (1, [])
    hear(firm)
    assert (firm.kinds().count("STATUS"), len(kept(firm))) == (1, 1)


def test_a_mailbox_that_was_read_a_moment_ago_waits_for_its_turn(firm: Office) -> None:
    send(firm, "1001")
    hear(firm)
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    firm.clock.sleep(10_000)
    with ledger.writing(firm.home.ledger_url, clock=firm.clock) as book:
        for hours, count in ((24, 0), (1, 1)):
            follow(book, firm.home, around=firm.around(), every=datetime.timedelta(hours=hours))
            assert len(messages.listed(book)) == count


def test_a_vendor_that_writes_here_is_not_said_to_be_deaf(firm: Office) -> None:
    firm.can(track=False)
    send(firm, "1001")
    assert hear(firm).notes == ["Test platform cannot be asked: enter what you see there with ledes settle"]
    firm.adapter.mail = PATTERNS
    assert hear(firm).notes == []


def test_a_mailbox_that_is_not_there_stops_nothing_else(firm: Office) -> None:
    box(firm, BOX.replace('"mails"', '"gone"') + BOX.replace("status", "copies"))
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    outcome = hear(firm)
    assert outcome.exit is Exit.SETUP
    assert [each.about for each in outcome.problems] == ["mailbox status"]
    assert firm.standing() == [("1001", "delivered", "APPROVED")]


def test_a_mailbox_is_not_read_before_anything_was_sent(firm: Office) -> None:
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    assert hear(firm).notes == []
    send(firm, "1001")
    hear(firm)
    assert len(kept(firm)) == 1


def test_mails_are_sorted_again_when_patterns_have_changed(firm: Office) -> None:
    firm.adapter.mail = ()
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Approved", at=now(firm)))
    drop(firm, "b", mail("Invoice 1009 Approved", at=now(firm)))
    hear(firm)
    assert {each.outcome for each in kept(firm)} == {"unmatched"}
    firm.adapter.mail = PATTERNS
    placed, outcome = queue.again(firm.home, around=firm.around())
    assert (placed, [each.invoice for each in outcome.submissions.values()]) == (1, ["1001"])
    assert sorted(each.outcome for each in kept(firm)) == ["matched", "unmatched"]
    assert firm.standing() == [("1001", "delivered", "APPROVED")]


def test_mails_that_wait_are_noticed_once_until_another_one_comes(firm: Office) -> None:
    send(firm, "1001")

    def noticed() -> list[tuple[str, str]]:
        with ledger.reading(firm.home.ledger_url) as book:
            found = notices.notices(book, firm.home, Notices(stuck_hours=10**6), firm.clock())
        return [(each.fact, each.mark) for each in found]

    assert noticed() == []
    for number, name in enumerate(("a", "b"), 1):
        drop(firm, name, mail(f"Newsletter {name}", at=now(firm), sender="news@else.example"))
        hear(firm)
        many = "1 mail" if number == 1 else "2 mails"
        assert noticed() == [(f"{many} of platforms could not be placed", f"mail {number}")]
    queue.ignored(firm.home, [1, 2])
    assert noticed() == []


def test_a_message_is_put_away_once(firm: Office) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Newsletter", at=now(firm), sender="news@else.example"))
    hear(firm)
    queue.ignored(firm.home, [1])
    assert queue.listed(firm.home) == ()
    with pytest.raises(UsageError, match="message 1 is ignored already"):
        queue.ignored(firm.home, [1])
    with pytest.raises(UsageError, match="there is no message 7"):
        queue.opened(firm.home, 7)


def test_mails_that_no_ledger_could_hold_hold_up_nothing(firm: Office) -> None:
    send(firm, "1001", "1002", "1003")
    drop(firm, "a", mail("Invoice 1001 Paid", "Amount: 99999999999999999999999999 USD", at=now(firm)))
    odd = mail("Invoice 1002 Rejected", "Reason: x", at=now(firm)).replace(
        b"Reason: x", b"Reason: +2AA-\0" + b"y" * 5000
    )
    drop(firm, "b", odd.replace(b'charset="utf-8"', b"charset=utf-7"))
    drop(firm, "c", mail("Invoice 1003 Approved", at=now(firm)))
    hear(firm)
    assert [status for _, _, status in firm.standing()] == ["PAID", "REJECTED", "APPROVED"]
    assert firm.submissions()[0].standing.paid is None
    assert len(firm.submissions()[1].standing.words) == 1000
    assert firm.faults() == []


def test_a_mail_that_nobody_thought_of_holds_up_no_other(firm: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    send(firm, "1001")
    drop(firm, "a", mail("Invoice 1001 Strange", at=now(firm)))
    drop(firm, "b", mail("Invoice 1001 Approved", at=now(firm)))
    trial = recognition.trial

    def stumbling(letter: Letter, *rest: Any, **more: Any) -> recognition.Trial:
        if "Strange" in letter.subject:
            raise ZeroDivisionError
        return trial(letter, *rest, **more)

    monkeypatch.setattr(recognition, "trial", stumbling)
    assert hear(firm).exit is Exit.DONE
    assert [each.reason for each in queue.listed(firm.home)] == ["a pattern stumbled over it (ZeroDivisionError)"]
    assert firm.standing() == [("1001", "delivered", "APPROVED")]


def test_an_imap_mailbox_is_read_once_and_goes_on_where_it_stopped(
    firm: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDES_SECRET_MAILBOX_STATUS", PASSWORD)
    with imap_server() as server:
        box(firm, f'[[mailboxes]]\nname = "status"\nurl = "{server.url}"\nuser = "{USER}"\n')
        send(firm, "1001", "1002")
        server.post(mail("Invoice 1001 Approved", at=now(firm)), mail("Hello", at=now(firm)), at=now(firm))
        hear(firm)
        assert [each.outcome for each in kept(firm)] == ["matched", "unmatched"]
        with ledger.reading(firm.home.ledger_url) as book:
            assert messages.mark(book, "status").last == 2
        assert hear(firm).notes == []
        server.post(mail("Invoice 1002 Paid", at=now(firm)), at=now(firm))
        assert hear(firm).notes == ["mailbox status: 1 new message"]
        assert [status for _, _, status in firm.standing()] == ["APPROVED", "PAID"]
        assert b"Seen" not in b"".join(server.flags())
    outcome = hear(firm)
    assert outcome.exit is Exit.UNREACHED
    assert outcome.problems[0].message == "mailbox status was not reached: 127.0.0.1: no connection could be made"
