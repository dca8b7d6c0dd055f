"""From a finalized bill to its status through adapters that speak HTTP and their counterparts, with a real ledger."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import counterpart
import pytest
from counterpart import SECRET, WebPlace
from loopback import reply
from office import bills, record

from ledes import ledger, workspace
from ledes.errors import Exit
from ledes.gateway import vendor
from ledes.ledger.records import Submission
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Pace, Surroundings
from ledes.submit import Request, submit
from ledes.track import track

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


class Firm:
    """A workspace with one client whose bills go to one platform on this machine."""

    def __init__(self, root: Path, place: WebPlace) -> None:
        self.root, self.place = root, place
        for name in ("clients", "inbox"):
            (root / name).mkdir(parents=True)
        account = place.account
        settings = "".join(f"{name} = {json.dumps(value)}\n" for name, value in account.settings.items())
        (root / "ledes.toml").write_text(
            'quiet_seconds = 0\n[firm]\nid = "12-3456789"\nname = "Ashdown & Pell LLP"\n'
            f'[[accounts]]\nvendor = "{account.vendor}"\nurl = "{account.url}"\n[accounts.settings]\n{settings}',
            "utf-8",
        )
        profile = 'name = "Merrow Mills"\nids = ["CL"]\nformat = "1998b"\ncurrency = "USD"\n'
        (root / "clients" / "merrow.toml").write_text(f'{profile}vendor = "{account.vendor}"\n', "utf-8")

    def lay(self, number: str, files: dict[str, bytes] | None = None) -> bytes:
        """Lay a bill into the inbox, with files that go along; a name may have a folder, the kind of paper."""
        content = bills(record(number, "450.00"))
        (self.root / "inbox" / f"{number}.txt").write_bytes(content)
        for name, each in (files or {}).items():
            path = self.root / "inbox" / f"{number}.txt.attachments" / number / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each)
        return content

    @property
    def around(self) -> Surroundings:
        return Surroundings(sleep=lambda _seconds: None, pace=Pace(attempts=1, patience=0.0))

    def send(self) -> Outcome:
        return submit(workspace.load(self.root), Request(), self.around)

    def ask(self) -> Outcome:
        return track(workspace.load(self.root), around=self.around)

    def one(self) -> Submission:
        with ledger.reading(workspace.load(self.root).ledger_url) as book:
            (found,) = book.submissions()
            return found

    def kinds(self) -> list[str]:
        with ledger.reading(workspace.load(self.root).ledger_url) as book:
            return [event.kind for event in book.events(1)]


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Firm]]:
    with ExitStack() as stack:

        def open_(key: str) -> Firm:
            other: Any = counterpart.of(vendor(key))
            monkeypatch.setenv(f"LEDES_SECRET_{key.upper()}_DEFAULT", SECRET)
            (tmp_path / "other").mkdir()
            return Firm(tmp_path / "firm", stack.enter_context(other.open(tmp_path / "other")))

        yield open_


def esf(*, waits: bool) -> bytes:
    other: Any = counterpart.of(vendor("ebillinghub"))
    content: bytes = other.package().content
    return content.replace(b'has_attachments="false"', b'has_attachments="true"') if waits else content


def test_the_hub_gets_the_esf_and_its_attachments_and_tells_what_became_of_them(firm: Callable[[str], Firm]) -> None:
    here = firm("ebillinghub")
    here.lay("1001", {"1001.xml": esf(waits=True), "hotel.pdf": PDF})
    assert here.send().exit is Exit.DONE
    assert here.kinds() == ["CREATED", "ATTEMPT", "UPLOADED", "FINALIZED"]
    assert here.place.contents() == [esf(waits=True)]
    assert [content for _, content in here.place.server.files.values()] == [PDF]
    here.place.server.say("1001", "Reduced")
    assert here.ask().exit is Exit.DONE
    assert (here.one().state, here.one().status) == ("delivered", "APPROVED_REDUCED")


def test_a_bill_without_its_esf_stays_ready_and_is_sent_when_it_has_one(firm: Callable[[str], Firm]) -> None:
    here = firm("ebillinghub")
    here.lay("1001")
    outcome = here.send()
    assert outcome.exit is Exit.SETUP
    (problem,) = outcome.problems
    assert problem.message == "invoice 1001: ESF or UBF is wanted, and none of the files of this bill is that"
    assert problem.hint.startswith("attach the ESF or UBF")
    assert here.one().state == "ready"
    here.lay("1001", {"1001.xml": esf(waits=False)})
    here.send()
    assert here.place.contents() == [esf(waits=False)]
    assert here.send().exit is Exit.DONE
    assert here.place.contents() == [esf(waits=False)]


def test_a_release_that_was_lost_goes_on_in_a_later_run(firm: Callable[[str], Firm]) -> None:
    here = firm("ebillinghub")
    here.lay("1001", {"1001.xml": esf(waits=True), "hotel.pdf": PDF})
    here.place.gate.spoil("^PUT ", b"", through=True)
    assert here.send().exit is Exit.UNREACHED
    assert here.one().state == "uploaded"
    here.place.gate.open()
    assert here.send().exit is Exit.DONE
    assert here.one().state == "delivered"
    assert len(here.place.contents()) == 1


def test_a_lost_reply_of_the_hub_is_found_again(firm: Callable[[str], Firm]) -> None:
    here = firm("ebillinghub")
    here.lay("1001", {"1001.xml": esf(waits=False)})
    here.place.gate.spoil("^POST /ebh/submissions", b"", through=True)
    assert here.send().exit is Exit.DONE
    assert here.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "RECEIPT"]
    assert len(here.place.contents()) == 1


def test_a_bill_that_the_hub_never_stored_is_left_to_a_person(firm: Callable[[str], Firm]) -> None:
    here = firm("ebillinghub")
    here.lay("1001", {"1001.xml": esf(waits=False)})
    here.place.gate.spoil("^POST /ebh/submissions", reply("500 Oops"))
    assert here.send().exit is Exit.UNREACHED
    here.place.gate.open()
    assert here.send().exit is Exit.UNREACHED
    assert here.one().state == "in_doubt"
    assert here.one().standing.person
    assert here.one().standing.page == "https://hub.example/invoices"
    assert here.place.contents() == []


def test_legal_tracker_posts_a_bill_with_its_papers_and_cuts_a_line(firm: Callable[[str], Firm]) -> None:
    here = firm("legal_tracker")
    content = here.lay("1001", {"Receipt/hotel.pdf": PDF, "Report/trial.pdf": PDF + b"2"})
    assert here.send().exit is Exit.DONE
    assert here.place.contents() == [content]
    (held,) = here.place.server.invoices
    assert sorted(each["typeId"] for each in held["attachments"]) == [31, 32]
    here.place.server.say("1001", "approved", {"amount": -45.5, "reason": "Fee - Excessive time", "lineItemNumber": 1})
    assert here.ask().exit is Exit.DONE
    assert here.one().status == "APPROVED_REDUCED"
    assert here.one().standing.words == "Fee - Excessive time"


def test_legal_trackers_lost_reply_is_found_by_the_name_of_the_file(firm: Callable[[str], Firm]) -> None:
    here = firm("legal_tracker")
    here.lay("1001")
    here.place.gate.spoil("^POST /v1/invoices", b"", through=True)
    assert here.send().exit is Exit.DONE
    assert here.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "RECEIPT"]
    assert here.one().standing.receipt == str(here.place.server.invoices[0]["id"])


def test_what_an_account_lacks_is_told_before_anybody_is_asked(firm: Callable[[str], Firm]) -> None:
    here = firm("legal_tracker")
    here.lay("1001")
    setup = here.root / "ledes.toml"
    setup.write_text(setup.read_text("utf-8").replace("firm_office_id", "office"), "utf-8")
    outcome = here.send()
    assert outcome.exit is Exit.SETUP
    assert outcome.problems[0].message == "account default of legal_tracker has no setting firm_office_id"
    assert (here.one().state, here.kinds(), here.place.gate.asked) == ("ready", ["CREATED"], [])


def test_a_profile_sends_releases_and_tracks(firm: Callable[[str], Firm]) -> None:
    here = firm("rest_profile")
    content = here.lay("1001")
    assert here.send().exit is Exit.DONE
    assert here.kinds() == ["CREATED", "ATTEMPT", "UPLOADED", "FINALIZED"]
    assert here.place.contents() == [content]
    here.place.server.clock = datetime.datetime.now(datetime.UTC)
    here.place.server.say("1001", "Question to firm", note="which budget?")
    assert here.ask().exit is Exit.DONE
    assert (here.one().status, here.one().standing.words) == ("PENDING_VENDOR", "which budget?")


def test_a_profile_whose_reply_was_lost_finds_the_bill_and_releases_it(firm: Callable[[str], Firm]) -> None:
    here = firm("rest_profile")
    here.lay("1001")
    here.place.gate.spoil("^POST /v1/invoices$", b"", through=True)
    assert here.send().exit is Exit.DONE
    assert here.kinds() == ["CREATED", "ATTEMPT", "DOUBT", "UPLOADED", "FINALIZED"]
    (held,) = here.place.server.invoices
    assert held["submitted"]


def test_a_draft_that_was_not_released_is_not_taken_for_delivered(firm: Callable[[str], Firm]) -> None:
    here = firm("rest_profile")
    here.lay("1001")
    here.place.gate.spoil("/submit$", reply("500 Oops"))
    assert here.send().exit is Exit.UNREACHED
    here.place.server.say("1001", "Question to firm")
    here.ask()
    assert (here.one().state, here.one().status) == ("uploaded", "PENDING_VENDOR")
    here.place.gate.open()
    assert here.send().exit is Exit.DONE
    assert here.one().state == "delivered"


def test_several_bills_go_beside_each_other_with_one_token(firm: Callable[[str], Firm]) -> None:
    here = firm("legal_tracker")
    setup = here.root / "ledes.toml"
    setup.write_text(setup.read_text("utf-8") + "at_once = 4\n", "utf-8")
    sent = [here.lay(str(number)) for number in range(1001, 1013)]
    assert here.send().exit is Exit.DONE
    assert sorted(here.place.contents()) == sent
    assert len(here.place.gate.fitting("^POST /token")) == 1
