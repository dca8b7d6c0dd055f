"""Bills that a person uploads: laid out once, with all that is needed, until a person's word says what became of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from office import FIRM, Office, record

from ledes import ledger, status
from ledes.errors import Exit, UsageError
from ledes.gateway import Attaching
from ledes.gateway.portal import Portal
from ledes.sending import beside
from ledes.sending.outcome import Outcome
from ledes.settle import Word, settle
from ledes.submit import Request, plan, submit

PDF = b"%PDF-1.7 a receipt"


def portal(**facts: Any) -> Portal:
    stated: dict[str, Any] = {
        "key": "post",
        "name": "Merrow's portal",
        "formats": ("1998b",),
        "before": ("the matter is open there",),
        "steps": ("upload the file", "choose Submit"),
        "duplicates": "a number goes once",
        "resubmitting": "link it to the rejected one",
        "deletes_after": 60,
        "settings": {"office": "office to choose"},
        "unconfirmed": ("what it says when it is closed",),
        "words": {"Draft": "PENDING_VENDOR"},
        **facts,
    }
    return Portal(**stated)


@pytest.fixture
def desk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Give an office whose one client's platform takes bills from a person only, and has no secret."""
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    use(office)
    return office


def use(office: Office, **facts: Any) -> None:
    office.adapter = portal(**facts)  # type: ignore[assignment]


def send(office: Office, *inputs: str, **asked: Any) -> Outcome:
    return submit(office.home, Request(inputs=inputs, **asked), office.around())


def package(office: Office) -> Path:
    (found,) = packages(office)
    return found


def packages(office: Office) -> list[Path]:
    return sorted(path for path in (office.root / "outbox").glob("*/*") if path.is_dir())


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_package_is_laid_out_without_a_secret_and_without_a_connection(desk: Office) -> None:
    path = desk.file("a.txt", record("2026/1001", "450.00"))
    assert send(desk, path).exit is Exit.DONE
    assert desk.standing() == [("2026/1001", "waiting_upload", "")]
    assert desk.kinds() == ["CREATED", "PARKED"]
    assert desk.platform.received == 0
    assert package(desk).parent == desk.root / "outbox" / "merrow"
    assert files(package(desk)) == ["2026-1001.txt", "CHECKLIST.txt"]
    assert (package(desk) / "2026-1001.txt").read_bytes() == Path(path).read_bytes()
    assert {path.stat().st_mode & 0o777 for path in package(desk).iterdir()} == {0o600}
    assert desk.faults() == []


def test_the_checklist_says_where_what_and_what_to_enter_afterwards(desk: Office) -> None:
    firm = FIRM.format(url="https://portal.example/in", quiet=0)
    with_settings = firm.replace('/in"\n', '/in"\nsettings = { office = "Leeds" }\n', 1)
    (desk.root / "ledes.toml").write_text(with_settings, "utf-8")
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    words = " ".join((package(desk) / "CHECKLIST.txt").read_text("utf-8").split())
    (bill,) = desk.submissions()
    for said in (
        "Merrow's portal",
        "Merrow Mills (merrow)",
        "office to choose Leeds",
        "1001: 450.00 USD (submission 1)",
        f"our reference {bill.delivery.reference}",
        "1001.txt (LEDES 1998B,",
        "the matter is open there",
        "[ ] 1. sign in at https://portal.example/in",
        "[ ] 2. upload the file",
        "[ ] 3. choose Submit",
        "ledes settle '#1' --delivered --reference R",
        "--status FILE_ERROR --reason",
        "--withdrawn",
        "a number goes once",
        "a corrected bill: link it to the rejected one",
        "after 60 days",
        "Draft: PENDING_VENDOR",
        "what it says when it is closed",
    ):
        assert said in words, said


def test_a_missing_address_is_told_on_the_checklist(desk: Office) -> None:
    firm = (desk.root / "ledes.toml").read_text("utf-8")
    (desk.root / "ledes.toml").write_text(firm.replace(f'url = "{desk.platform.url}"\n', ""), "utf-8")
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    assert "its address is not in ledes.toml" in (package(desk) / "CHECKLIST.txt").read_text("utf-8")


def test_what_is_missing_is_written_again_and_what_was_changed_is_told(desk: Office) -> None:
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    folder = package(desk)
    (folder / "1001.txt").unlink()
    send(desk)
    assert files(folder) == ["1001.txt", "CHECKLIST.txt"]
    shutil.rmtree(folder)
    send(desk)
    assert files(folder) == ["1001.txt", "CHECKLIST.txt"]
    (folder / "1001.txt").write_text("edited")
    (folder / "CHECKLIST.txt").write_text("[x] done")
    outcome = send(desk)
    assert ["is not what the ledger holds" in note for note in outcome.notes] == [True]
    assert [(folder / name).read_text() for name in ("1001.txt", "CHECKLIST.txt")] == ["edited", "[x] done"]
    assert desk.kinds() == ["CREATED", "PARKED"]


def test_once_it_is_there_the_package_is_gone_and_the_bill_never_laid_out_again(desk: Office) -> None:
    path = desk.inbox("a.txt", record("1001", "450.00"))
    send(desk)
    settle(desk.home, "1001", Word(delivered=True, reference="P-7"), around=desk.around())
    assert desk.standing() == [("1001", "delivered", "")]
    assert list((desk.root / "outbox").iterdir()) == []
    assert send(desk, str(path)).exit is Exit.DONE
    assert list((desk.root / "outbox").iterdir()) == []
    assert desk.faults() == []


def test_what_a_person_put_into_a_package_is_never_taken_away(desk: Office) -> None:
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    folder = package(desk)
    (folder / "confirmation.pdf").write_bytes(PDF)
    settle(desk.home, "1001", Word(delivered=True, reference="P-7"), around=desk.around())
    assert files(folder) == ["CHECKLIST.txt", "confirmation.pdf"]


def test_a_refusal_at_the_portal_is_corrected_and_laid_out_under_a_new_file_name(desk: Office) -> None:
    use(desk, new_file_name=True, extensions=("dat",))
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    assert "1001.dat" in files(package(desk))
    word = Word(status="FILE_ERROR", reason="matter is closed")
    settle(desk.home, "1001", word, around=desk.around())
    assert desk.standing() == [("1001", "delivered", "FILE_ERROR")]
    outcome = send(desk, desk.file("b.txt", record("1001", "440.00")), replaces=1)
    assert outcome.exit is Exit.DONE
    assert files(package(desk)) == ["1001-r1.dat", "CHECKLIST.txt"]
    words = (package(desk) / "CHECKLIST.txt").read_text("utf-8")
    assert "in the place of submission 1" in words
    assert "link it to" in words and "invoice 1001" in words


def test_other_contents_wait_for_a_persons_word_because_the_first_may_be_uploaded(desk: Office) -> None:
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    first, changed = package(desk), desk.file("a.txt", record("1001", "451.00"))
    outcome = send(desk, changed)
    assert outcome.exit is Exit.REFUSED
    assert outcome.problems[0].message.endswith("with other contents, and is waiting_upload")
    assert "ledes settle '#1' --withdrawn" in outcome.problems[0].hint
    settle(desk.home, "1001", Word(withdrawn=True), around=desk.around())
    assert send(desk, changed).exit is Exit.DONE
    assert package(desk) != first
    assert b"|451.00|" in (package(desk) / "1001.txt").read_bytes()


@pytest.mark.parametrize(("wanted", "said"), [("new", True), ("same", False), ("", False)])
def test_a_number_that_the_platform_would_not_take_on_a_correction_is_told_where_the_profile_wants_it(
    desk: Office, wanted: str, said: bool
) -> None:
    desk.set_up('number_on_resending = "same"\n')
    use(desk, number=wanted)
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    settle(desk.home, "1001", Word(status="REJECTED", reason="rate"), around=desk.around())
    notes = send(desk, desk.file("b.txt", record("1001", "440.00")), replaces=1).notes
    told = "Merrow's portal wants a new number on a corrected bill, and this one bears 1001 again"
    assert any(note.startswith(told) for note in notes) is said


@pytest.mark.parametrize(
    ("wanted", "number", "sent"), [("new", "1001", False), ("new", "1001A", True), ("same", "1001A", False)]
)
def test_the_platform_s_own_rule_holds_for_the_number_where_the_profile_has_none(
    desk: Office, wanted: str, number: str, sent: bool
) -> None:
    use(desk, number=wanted)
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    settle(desk.home, "1001", Word(status="REJECTED", reason="rate"), around=desk.around())
    outcome = send(desk, desk.file("b.txt", record(number, "440.00")), replaces=1)
    assert (outcome.exit is Exit.DONE) is sent
    assert sent or "Merrow's portal wants" in outcome.problems[0].message
    assert len(desk.submissions()) == 1 + sent


def test_a_correction_that_was_withdrawn_gives_way_to_another(desk: Office) -> None:
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    settle(desk.home, "1001", Word(status="REJECTED", reason="rate"), around=desk.around())
    send(desk, desk.file("b.txt", record("1001", "440.00")), replaces=1)
    better = desk.file("c.txt", record("1001", "430.00"))
    outcome = send(desk, better, replaces=1)
    assert "ledes settle '#2' --withdrawn" in outcome.problems[0].hint
    settle(desk.home, "#2", Word(withdrawn=True), around=desk.around())
    assert send(desk, better, replaces=1).exit is Exit.DONE
    assert [state for _, state, _ in desk.standing()] == ["replaced", "withdrawn", "waiting_upload"]
    assert desk.submissions()[2].replaces == 1
    assert desk.faults() == []
    assert send(desk, desk.file("d.txt", record("1001", "420.00")), replaces=1).exit is Exit.REFUSED


def test_a_profile_that_asks_for_an_extension_that_is_refused_is_told(desk: Office) -> None:
    use(desk, extensions=("txt",))
    desk.set_up('[representation]\nextension = "edi"\n')
    outcome = send(desk, desk.file("a.txt", record("1001", "450.00")))
    assert outcome.exit is Exit.SETUP
    assert outcome.problems[0].message.endswith("and the profile of 'merrow' asks for .edi")
    assert desk.standing() == []


def test_status_says_what_to_upload_and_how_long_it_has_waited(desk: Office) -> None:
    send(desk, desk.file("a.txt", record("1001", "450.00")))
    (bill,) = desk.submissions()
    assert status.next_step(bill, desk.clock()).startswith(f"upload outbox/{bill.delivery.package}, then")
    desk.clock.sleep(3 * 3600)
    assert "(waiting for 3 hours)" in status.next_step(bill, desk.clock())
    desk.clock.sleep(24 * 3600)
    assert "(waiting for 1 day)" in status.next_step(bill, desk.clock())
    assert (desk.root / "outbox" / bill.delivery.package).is_dir()


def test_several_bills_in_one_file_are_one_package_and_settled_together(desk: Office) -> None:
    use(desk, bills_per_file="many")
    desk.set_up('[representation]\nbills_per_file = "many"\n')
    path = desk.file("month.txt", record("1001", "450.00"), record("1002", "50.00"))
    lies = beside.folder(Path(path))
    for number in ("1001", "1002"):
        (lies / number).mkdir(parents=True)
        (lies / number / "copy.pdf").write_bytes(PDF + number.encode())
    send(desk, path)
    names = ["CHECKLIST.txt", "attachments/1001/copy.pdf", "attachments/1002/copy.pdf", "month.txt"]
    assert files(package(desk)) == names
    settle(desk.home, "1002", Word(delivered=True, reference="P-7"), around=desk.around())
    assert [state for _, state, _ in desk.standing()] == ["delivered", "delivered"]
    assert packages(desk) == []


def test_a_withdrawn_bill_leaves_the_outbox_and_is_not_taken_from_the_inbox_again(desk: Office) -> None:
    wrong = record("1002", "50.00").replace("|1|F|1|0.00|50.00|", "|1|F|1|0.00|49.00|")
    path = desk.inbox("a.txt", record("1001", "450.00"), wrong)
    send(desk)
    settle(desk.home, "1001", Word(withdrawn=True, reason="billed later"), around=desk.around())
    assert desk.standing() == [("1001", "withdrawn", "")]
    assert packages(desk) == []
    outcome = send(desk)
    assert desk.standing() == [("1001", "withdrawn", "")]
    assert any("was withdrawn by a person" in note for note in outcome.notes)
    send(desk, str(path))
    assert desk.standing() == [("1001", "withdrawn", ""), ("1001", "waiting_upload", "")]


def test_what_may_be_at_the_vendor_cannot_be_withdrawn(office: Office) -> None:
    send(office, office.file("a.txt", record("1001", "450.00")))
    with pytest.raises(UsageError, match="is delivered and cannot be settled as withdrawn"):
        settle(office.home, "1001", Word(withdrawn=True), around=office.around())


def test_a_plan_lays_nothing_out(desk: Office) -> None:
    plan(desk.home, Request(inputs=(desk.file("a.txt", record("1001", "450.00")),)), desk.around())
    assert list((desk.root / "outbox").iterdir()) == []


def test_a_package_that_cannot_be_written_is_told_and_written_by_a_later_run(desk: Office) -> None:
    (desk.root / "outbox" / "merrow").write_text("no folder")
    outcome = send(desk, desk.file("a.txt", record("1001", "450.00")))
    assert outcome.exit is Exit.SETUP
    assert "cannot be written" in outcome.problems[0].message
    assert desk.standing() == [("1001", "waiting_upload", "")]
    (desk.root / "outbox" / "merrow").unlink()
    assert send(desk).exit is Exit.DONE
    assert files(package(desk)) == ["1001.txt", "CHECKLIST.txt"]


def test_one_package_that_cannot_be_written_does_not_stop_the_others(desk: Office) -> None:
    path = desk.file("a.txt", record("1001", "450.00"))
    beside.folder(Path(path)).mkdir()
    (beside.folder(Path(path)) / "copy.pdf").write_bytes(PDF)
    send(desk, path)
    folder = package(desk)
    shutil.rmtree(folder / "attachments")
    (folder / "attachments").write_text("no folder")
    (folder / "1001.txt").unlink()
    (folder / "1001.txt").mkdir()
    outcome = send(desk, desk.file("b.txt", record("1002", "50.00")))
    assert outcome.exit is Exit.SETUP
    assert "cannot be written" in outcome.problems[0].message
    (other,) = [each for each in packages(desk) if each != folder]
    assert files(other) == ["1002.txt", "CHECKLIST.txt"]


def test_an_attachment_that_was_changed_in_its_package_is_told(desk: Office) -> None:
    path = desk.file("a.txt", record("1001", "450.00"))
    beside.folder(Path(path)).mkdir()
    (beside.folder(Path(path)) / "copy.pdf").write_bytes(PDF)
    send(desk, path)
    (package(desk) / "attachments" / "copy.pdf").write_bytes(b"%PDF-1.7 another")
    (note,) = send(desk).notes
    assert "copy.pdf is not what the ledger holds" in note


def test_a_run_that_died_while_laying_out_leaves_no_half_package(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledes.sending import byhand

    def died(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(byhand, "write", died)
        with pytest.raises(KeyboardInterrupt):
            send(desk, desk.file("a.txt", record("1001", "450.00")))
    assert packages(desk) == []
    send(desk)
    assert files(package(desk)) == ["1001.txt", "CHECKLIST.txt"]


def test_the_bill_of_a_package_is_as_the_platform_allows(desk: Office) -> None:
    use(desk, max_bytes=100)
    assert send(desk, desk.file("a.txt", record("1001", "450.00"))).exit is Exit.REFUSED
    use(desk, formats=("98bi",))
    assert send(desk, desk.file("a.txt", record("1001", "450.00"))).exit is Exit.SETUP
    assert desk.standing() == []


def test_attachments_lie_in_the_package_under_the_names_that_the_platform_wants(desk: Office) -> None:
    use(desk, attaching=Attaching(naming="~{invoice}~{name}", with_lines=True))
    path = desk.file("a.txt", record("1001", "450.00"))
    lies = beside.folder(Path(path))
    (lies / "1").mkdir(parents=True)
    (lies / "1001" / "1").mkdir(parents=True)
    (lies / "1").rmdir()
    (lies / "copy.pdf").write_bytes(PDF)
    (lies / "1001" / "1" / "copy.pdf").write_bytes(PDF + b"2")
    assert send(desk, path).exit is Exit.DONE
    assert files(package(desk)) == [
        "1001.txt",
        "CHECKLIST.txt",
        "attachments/line 1/~1001~copy.pdf",
        "attachments/~1001~copy.pdf",
    ]
    words = (package(desk) / "CHECKLIST.txt").read_text("utf-8")
    assert "~1001~copy.pdf (18 bytes)" in words
    assert "~1001~copy.pdf (19 bytes, for line 1)" in words
    with ledger.reading(desk.home.ledger_url) as book:
        assert [(each.name, each.line) for each in book.attachments(1)] == [
            ("~1001~copy.pdf", "1"),
            ("~1001~copy.pdf", ""),
        ]
