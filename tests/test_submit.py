"""Submitting: what is sent, what is held back, what is told, and that nothing is ever sent twice."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from office import Office, as_json, record

from ledes import ledger, status
from ledes.errors import Exit
from ledes.sending.outcome import Outcome
from ledes.setup.mistakes import Mistakes
from ledes.submit import Request, plan, submit


def send(office: Office, *inputs: str, replaces: int | None = None, client: str | None = None) -> Outcome:
    request = Request(inputs=inputs, replaces=replaces, client=client)
    return submit(office.home, request, office.around())


def test_a_good_bill_is_sent_byte_for_byte_and_its_receipt_kept(office: Office) -> None:
    path = office.file("a.txt", record("1001", "450.00"))
    assert send(office, path).exit is Exit.DONE
    assert [each["content"] for each in office.platform.stored] == [Path(path).read_bytes()]
    assert office.standing() == [("1001", "delivered", "")]
    assert office.submissions()[0].standing.receipt == "P-1"
    assert office.kinds() == ["CREATED", "ATTEMPT", "RECEIPT"]
    assert office.faults() == []


def test_the_same_bill_again_is_not_sent_again(office: Office) -> None:
    path = office.file("a.txt", record("1001", "450.00"))
    send(office, path)
    again = send(office, path)
    assert again.exit is Exit.DONE
    assert len(office.platform.stored) == 1


def test_other_digits_of_the_same_amount_are_the_same_bill(office: Office) -> None:
    send(office, office.file("a.txt", record("1001", "450.00")))
    assert send(office, office.file("b.txt", record("1001", "450.0"))).exit is Exit.DONE
    assert len(office.platform.stored) == 1


def test_other_contents_under_a_number_that_was_sent_are_told_and_never_sent(office: Office) -> None:
    send(office, office.file("a.txt", record("1001", "450.00")))
    outcome = send(office, office.file("b.txt", record("1001", "451.00")))
    assert outcome.exit is Exit.REFUSED
    assert "submission 1 with other contents" in outcome.problems[0].message
    assert len(office.platform.stored) == 1


def test_what_had_to_be_written_differently_is_told_where_bills_leave(office: Office) -> None:
    office.set_up('[representation]\nadjustment_units = "one"\n')
    path = office.root / "elsewhere" / "a.json"
    path.write_bytes(as_json(record("1001", "450.00").replace("Review of", "The client\u2019s review of")))
    for outcome in (plan(office.home, Request(inputs=(str(path),)), office.around()), send(office, str(path))):
        (said,) = outcome.gave["invoice 1001"]
        assert "\u2019" in said
    assert b"The client's review" in office.platform.stored[0]["content"]
    assert send(office, str(path)).gave == {}


def test_a_value_without_a_place_is_left_out_only_where_the_profile_allows_it_and_told(office: Office) -> None:
    path = office.root / "elsewhere" / "a.json"
    path.write_bytes(as_json(record("1001", "450.00"), "555 0142"))
    outcome = send(office, str(path))
    assert [finding.rule for _, finding in outcome.findings] == ["L040"]
    assert 'allow_loss = ["client.address.phone"] under [representation]' in outcome.findings[0][1].fix
    assert office.standing() == []
    office.set_up('[representation]\nallow_loss = ["client.address"]\n')
    assert send(office, str(path)).gave == {"invoice 1001": ("left out, as allowed: client.address.phone (1 value)",)}
    assert office.standing() == [("1001", "delivered", "")]


@pytest.mark.parametrize("name", ["all", "text"])
def test_a_profile_cannot_allow_all_losses_or_those_of_letters(office: Office, name: str) -> None:
    office.set_up(f'[representation]\nallow_loss = ["{name}"]\n')
    with pytest.raises(Mistakes, match="allow_loss"):
        office.home  # noqa: B018


def test_a_bill_with_an_error_stays_and_the_others_go(office: Office) -> None:
    wrong = record("1002", "50.00").replace("|1|F|1|0.00|50.00|", "|1|F|1|0.00|49.00|")
    outcome = send(office, office.file("a.txt", record("1001", "450.00"), wrong, record("1003", "7.50")))
    assert outcome.exit is Exit.FINDINGS
    assert {finding.bill for _, finding in outcome.findings} >= {"1002"}
    assert office.platform.invoices() == ["1001", "1003"]


def test_a_bill_of_nobodys_client_is_told_and_the_others_go(office: Office) -> None:
    path = office.file("a.txt", record("1001", "450.00", client="OTHER"), record("1002", "50.00"))
    outcome = send(office, path)
    assert outcome.exit is Exit.SETUP
    assert "'OTHER'" in outcome.problems[0].message
    assert office.platform.invoices() == ["1002"]


def test_an_amount_in_no_currency_is_refused(office: Office) -> None:
    office.set_up()
    profile = office.root / "clients" / "merrow.toml"
    profile.write_text(profile.read_text().replace('currency = "USD"\n', ""))
    outcome = send(office, office.file("a.txt", record("1001", "450.00")))
    assert outcome.exit is Exit.FINDINGS
    assert outcome.problems[0].message == "the total of invoice 1001 is in no currency"
    assert office.platform.received == 0


def test_without_a_secret_nothing_is_tried(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    outcome = send(office, office.file("a.txt", record("1001", "450.00")))
    assert outcome.exit is Exit.SETUP
    assert office.standing() == [("1001", "ready", "")]
    assert office.kinds() == ["CREATED"]


def test_a_busy_vendor_is_waited_for_as_long_as_it_asks(office: Office) -> None:
    office.platform.behaviours, office.platform.wait = ["busy"], 7
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.clock.slept == [7.5]
    assert office.kinds() == ["CREATED", "ATTEMPT", "BUSY", "ATTEMPT", "RECEIPT"]


def test_a_vendor_busy_for_long_is_left_to_a_later_run(office: Office) -> None:
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    path = office.file("a.txt", record("1001", "450.00"))
    assert send(office, path).exit is Exit.UNREACHED
    assert send(office, path).exit is Exit.UNREACHED
    assert office.platform.received == 1
    office.clock.sleep(3600)
    assert send(office, path).exit is Exit.DONE
    assert office.platform.invoices() == ["1001"]


def test_a_vendor_that_cannot_be_reached_gets_few_tries_in_a_run(office: Office) -> None:
    url, office.platform.url = office.platform.url, "http://127.0.0.1:9"
    office.set_up()
    path = office.file("a.txt", record("1001", "450.00"))
    assert send(office, path).exit is Exit.UNREACHED
    assert office.kinds().count("ATTEMPT") == 4
    assert office.clock.slept == [0.5, 1.0, 2.0]
    office.platform.url = url
    office.set_up()
    assert send(office).exit is Exit.DONE
    assert office.platform.invoices() == ["1001"]


def test_bills_that_only_a_person_can_tell_of_hold_up_no_others(office: Office) -> None:
    office.can(look=False)
    office.platform.behaviours = ["drop"] * 3
    numbers = [str(number) for number in range(1, 6)]
    send(office, office.file("a.txt", *(record(number, "10.00") for number in numbers)))
    assert office.platform.invoices() == numbers
    send(office, office.file("b.txt", record("6", "10.00")))
    assert office.platform.invoices() == [*numbers, "6"]


def test_a_bill_that_did_not_leave_says_why(office: Office) -> None:
    office.platform.url = "http://127.0.0.1:1"
    office.set_up()
    send(office, office.file("a.txt", record("1001", "450.00")))
    (submission,) = office.submissions()
    assert status.next_step(submission) == "nothing: the next run tries again; last time ConnectionRefusedError"


def test_a_history_keeps_its_order_where_the_clock_was_set_back(office: Office) -> None:
    path = office.file("a.txt", record("1001", "450.00"))
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    send(office, path)
    office.clock.sleep(-86400)
    send(office, path)
    office.clock.sleep(2 * 86400)
    send(office, path)
    with ledger.reading(office.home.ledger_url) as book:
        found = [event.seq for event in status.history(book, book.submission(1))]
    assert found == sorted(found)
    assert len(found) > 3


def test_an_account_that_fails_three_times_is_left_alone_until_the_next_run(office: Office) -> None:
    office.platform.behaviours, office.platform.wait = ["busy"] * 9, 3600
    path = office.file("a.txt", *(record(str(number), "10.00") for number in range(1, 6)))
    outcome = send(office, path)
    assert office.platform.received == 3
    assert [state for _, state, _ in office.standing()] == ["ready"] * 5
    assert any("does not answer" in note for note in outcome.notes)


def test_a_refusal_is_final_and_keeps_the_vendors_words(office: Office) -> None:
    office.platform.behaviours = ["refuse"]
    path = office.file("a.txt", record("1001", "450.00"))
    assert send(office, path).exit is Exit.REFUSED
    assert send(office, path).exit is Exit.REFUSED
    assert office.platform.received == 1
    assert office.submissions()[0].standing.words == "INVALID TIMEKEEPER ID"


def test_a_lost_reply_is_looked_up(office: Office) -> None:
    office.platform.behaviours = ["drop"]
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "RECEIPT"]
    assert len(office.platform.stored) == 1


def test_absence_is_no_proof_before_its_time(office: Office) -> None:
    office.platform.behaviours = ["lose"]
    path = office.file("a.txt", record("1001", "450.00"))
    for _ in range(3):
        assert send(office, path).exit is Exit.UNREACHED
    assert office.standing() == [("1001", "in_doubt", "")]
    assert office.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "LOOKED"]
    assert office.platform.received == 1


def test_absence_is_proof_once_the_adapters_time_has_passed(office: Office) -> None:
    office.can(settles_after=datetime.timedelta(minutes=10))
    office.platform.behaviours = ["lose"]
    path = office.file("a.txt", record("1001", "450.00"))
    assert send(office, path).exit is Exit.UNREACHED
    office.clock.sleep(601)
    assert send(office, path).exit is Exit.DONE
    assert office.platform.invoices() == ["1001"]


def test_a_clock_that_was_set_forward_proves_no_absence(office: Office) -> None:
    office.can(settles_after=datetime.timedelta(minutes=10))
    office.platform.behaviours = ["lose"]
    path = office.file("a.txt", record("1001", "450.00"))
    assert send(office, path).exit is Exit.UNREACHED
    office.clock.sleep(3600)
    office.clock.behind = -3590
    assert send(office, path).exit is Exit.UNREACHED
    assert office.platform.received == 1
    office.clock.behind = -2990
    assert send(office, path).exit is Exit.DONE
    assert office.platform.invoices() == ["1001"]


def test_a_clock_that_was_set_back_lets_nothing_be_sent_too_early(office: Office) -> None:
    office.can(settles_after=datetime.timedelta(minutes=10))
    office.platform.behaviours = ["lose"]
    path = office.file("a.txt", record("1001", "450.00"))
    send(office, path)
    office.clock.sleep(-3600)
    office.clock.behind = 3600 + 601
    assert send(office, path).exit is Exit.UNREACHED
    assert office.platform.received == 1


def test_after_a_killed_run_time_counts_from_the_first_look(office: Office) -> None:
    office.can(settles_after=datetime.timedelta(minutes=10))
    path = office.file("a.txt", record("1001", "450.00"))
    office.platform.behaviours = ["lose"]
    send(office, path)
    with ledger.writing(office.home.ledger_url, clock=office.clock) as book:
        book.note([1], "ABSENT")
        book.note([1], "ATTEMPT", {"uptime": str(office.clock.uptime())})
    office.clock.sleep(900)
    assert send(office, path).exit is Exit.UNREACHED
    office.clock.sleep(3600)
    office.clock.behind = -3500
    assert send(office, path).exit is Exit.UNREACHED
    assert office.platform.received == 1
    office.clock.behind = 0
    assert send(office, path).exit is Exit.DONE
    assert office.kinds()[-4:] == ["LOOKED", "ABSENT", "ATTEMPT", "RECEIPT"]


def test_proof_that_is_near_is_waited_for(office: Office) -> None:
    office.can(settles_after=datetime.timedelta(seconds=20))
    office.platform.behaviours = ["lose"]
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "ABSENT", "ATTEMPT", "RECEIPT"]
    assert office.platform.invoices() == ["1001"]


def test_where_the_vendor_recognises_repeats_a_lost_one_is_sent_again(office: Office) -> None:
    office.can(repeatable=True, look=False)
    office.platform.behaviours = ["lose"]
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "REPEAT", "ATTEMPT", "RECEIPT"]


def test_a_refusal_after_a_doubtful_attempt_is_not_believed(office: Office) -> None:
    office.can(repeatable=True, look=False)
    office.platform.behaviours = ["drop", "refuse"]
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.UNREACHED
    (submission,) = office.submissions()
    assert (submission.state, submission.standing.person) == ("in_doubt", True)
    send(office)
    assert len(office.platform.stored) == 1


def test_where_the_vendor_cannot_be_asked_a_person_is(office: Office) -> None:
    office.can(look=False)
    office.platform.behaviours = ["drop"]
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.UNREACHED
    assert office.submissions()[0].standing.person
    assert send(office).exit is Exit.UNREACHED
    assert office.platform.received == 1


class Stumbling:
    """An adapter that breaks in a way that nobody thought of, after the vendor took the bill."""

    def __init__(self, office: Office) -> None:
        self.inner = office.adapter
        self.key, self.name, self.can, self.words = self.inner.key, self.inner.name, self.inner.can, self.inner.words
        self.look, self.finalize, self.track = self.inner.look, self.inner.finalize, self.inner.track
        self.examine = self.inner.examine

    def deliver(self, package: object, account: object) -> object:
        self.inner.deliver(package, account)  # type: ignore[arg-type]
        raise ZeroDivisionError("with the narrative in its text")


def test_whatever_an_adapter_raises_is_doubt_and_its_text_is_not_kept(office: Office) -> None:
    office.adapter = Stumbling(office)  # type: ignore[assignment]
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "RECEIPT"]
    assert b"narrative" not in (office.root / "ledger.db").read_bytes()


def test_upload_and_release_are_two_steps_where_the_platform_has_both(office: Office) -> None:
    office.can(finalize=True)
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.kinds() == ["CREATED", "ATTEMPT", "UPLOADED", "FINALIZED"]
    assert office.platform.finalized == ["P-1"]


def test_a_vendor_without_a_door_gets_a_file_that_a_person_uploads(office: Office) -> None:
    office.can(submit=False)
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.DONE
    assert office.standing() == [("1001", "waiting_upload", "")]
    (package,) = (office.root / "outbox" / "merrow").iterdir()
    assert (package / "1001.txt").is_file()
    assert office.platform.received == 0


def test_contents_that_changed_before_anything_left_take_the_place_of_the_old_ones(office: Office) -> None:
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    send(office, office.file("a.txt", record("1001", "450.00")))
    assert send(office, office.file("a.txt", record("1001", "451.00"))).exit is Exit.DONE
    assert office.standing() == [("1001", "withdrawn", ""), ("1001", "delivered", "")]
    assert b"|451.00|" in office.platform.stored[0]["content"]


def test_a_file_too_big_for_the_vendor_is_never_recorded(office: Office) -> None:
    office.can(max_bytes=100)
    assert send(office, office.file("a.txt", record("1001", "450.00"))).exit is Exit.REFUSED
    assert office.standing() == []


def test_several_bills_in_one_file_are_one_delivery_where_the_client_wants_it(office: Office) -> None:
    office.can(bills_per_file="many")
    office.set_up('[representation]\nbills_per_file = "many"\n')
    path = office.file("a.txt", record("1001", "450.00"), record("1002", "50.00"))
    assert send(office, path).exit is Exit.DONE
    assert [each["invoices"] for each in office.platform.stored] == [["1001", "1002"]]
    assert [state for _, state, _ in office.standing()] == ["delivered", "delivered"]
    beside = send(office, office.file("b.txt", record("1002", "50.00"), record("1003", "9.00")))
    assert beside.exit is Exit.REFUSED
    assert len(office.platform.stored) == 1


def test_a_test_delivery_stands_in_nobodys_way(office: Office) -> None:
    office.set_up('environment = "test"\n')
    send(office, office.file("a.txt", record("1001", "450.00")))
    send(office, office.file("b.txt", record("1001", "460.00")))
    office.set_up()
    assert send(office, office.file("c.txt", record("1001", "470.00"))).exit is Exit.DONE
    assert [state for _, state, _ in office.standing()] == ["withdrawn", "delivered", "delivered"]


def test_a_plan_sends_and_records_nothing(office: Office) -> None:
    path = office.file("a.txt", record("1001", "450.00"))
    outcome = plan(office.home, Request(inputs=(path,)), office.around())
    assert [entry.invoice for parcel in outcome.planned for entry in parcel.entries] == ["1001"]
    assert not (office.root / "ledger.db").exists()
    assert office.platform.received == 0


def test_the_inbox_is_taken_once_and_left_as_it_is(office: Office) -> None:
    path = office.inbox("a.txt", record("1001", "450.00"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    first, second = send(office), send(office)
    assert (first.exit, second.exit) == (Exit.DONE, Exit.DONE)
    assert second.submissions == {}
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert office.platform.invoices() == ["1001"]


@pytest.mark.parametrize("name", [".a.txt", "a.txt.tmp", "a.txt.part", "A.TMP"])
def test_half_written_names_wait(office: Office, name: str) -> None:
    office.inbox(name, record("1001", "450.00"))
    assert send(office).submissions == {}
    assert office.platform.received == 0


def test_a_file_that_just_changed_waits(office: Office) -> None:
    office.set_up(quiet=7200)
    office.inbox("a.txt", record("1001", "450.00"))
    assert send(office).notes == ["a.txt changed less than 7200 seconds ago and waits"]
    office.clock.sleep(7200)
    assert send(office).exit is Exit.DONE
    assert office.platform.invoices() == ["1001"]


def test_an_inbox_file_that_changed_after_its_bill_was_sent_is_told_in_every_run(office: Office) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    send(office)
    office.inbox("a.txt", record("1001", "999.00"))
    for _ in range(2):
        outcome = send(office)
        assert outcome.exit is Exit.REFUSED
        assert "with other contents" in outcome.problems[0].message
    assert len(office.platform.stored) == 1


def test_what_a_run_left_goes_on_without_its_file(office: Office) -> None:
    path = office.inbox("a.txt", record("1002", "10.00"))
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    assert send(office).exit is Exit.UNREACHED
    path.unlink()
    office.clock.sleep(3600)
    assert send(office).exit is Exit.DONE
    assert office.platform.invoices() == ["1002"]
