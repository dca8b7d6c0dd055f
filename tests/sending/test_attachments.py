"""Attachments on their way: recorded with the bill, part of every attempt, never dropped, never added behind it."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from office import Office, record
from post import Post

from ledes import ledger, status
from ledes.errors import Exit, UsageError
from ledes.gateway import Account, Attaching, Package, Receipt
from ledes.sending import beside
from ledes.sending.outcome import Outcome
from ledes.show import history
from ledes.submit import Request, plan, submit

PDF = b"%PDF-1.7 a receipt"


class Carrier(Post):
    """The adapter of the test platform, which takes attachments and tells what came with each attempt."""

    def __init__(self, attaching: Attaching, **can: Any) -> None:
        super().__init__(attach=True, **can)
        self.attaching = attaching
        self.came: list[list[tuple[str, str, str]]] = []

    def deliver(self, package: Package, account: Account) -> Receipt:
        assert all(hashlib.sha256(each.content).hexdigest() == each.sha256 for each in package.attachments)
        self.came.append([(each.name, each.invoice, each.line) for each in package.attachments])
        return super().deliver(package, account)


def carry(office: Office, *, repeatable: bool = False, **allowed: Any) -> Carrier:
    carrier = Carrier(Attaching(**{"with_lines": True, **allowed}), repeatable=repeatable, look=not repeatable)
    office.adapter = carrier
    return carrier


def bill(
    office: Office, name: str = "a.txt", total: str = "450.00", *, attached: dict[str, bytes] | None = None
) -> str:
    path = office.file(name, record("1001", total))
    for place, content in (attached or {}).items():
        file = beside.folder(Path(path)) / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def send(office: Office, *inputs: str, **asked: Any) -> Outcome:
    return submit(office.home, Request(inputs=inputs, **asked), office.around())


def test_attachments_go_along_with_the_bill(office: Office, tmp_path: Path) -> None:
    carrier = carry(office)
    extra = tmp_path / "taxi.pdf"
    extra.write_bytes(PDF + b"taxi")
    path = bill(office, attached={"1001/copy.pdf": PDF, "1001/1/hotel.pdf": PDF + b"h"})
    assert send(office, path, attach=(f"{extra}=1001/1",)).exit is Exit.DONE
    assert carrier.came == [[("hotel.pdf", "1001", "1"), ("copy.pdf", "1001", ""), ("taxi.pdf", "1001", "1")]]
    assert office.faults() == []


def test_they_go_along_at_every_attempt_also_of_a_later_run(office: Office) -> None:
    carrier = carry(office, repeatable=True)
    office.platform.behaviours, office.platform.wait = ["busy", "lose"], 3600
    path = bill(office, attached={"copy.pdf": PDF})
    send(office, path)
    (beside.folder(Path(path)) / "copy.pdf").unlink()
    office.clock.sleep(3600)
    assert send(office).exit is Exit.DONE
    assert carrier.came == [[("copy.pdf", "1001", "")]] * 3


def test_history_names_them(office: Office) -> None:
    carry(office)
    send(office, bill(office, attached={"copy.pdf": PDF, "1001/1/hotel.pdf": PDF + b"h"}))
    with ledger.reading(office.home.ledger_url) as book:
        events = status.history(book, office.submissions()[0])
    assert history.sentence(events[0]).endswith("; with hotel.pdf (line 1), copy.pdf")


def test_a_platform_that_takes_none_from_here_is_told_before_anything_is_recorded(office: Office) -> None:
    outcome = send(office, bill(office, attached={"copy.pdf": PDF}))
    assert outcome.exit is Exit.SETUP
    assert outcome.problems[0].message == (
        "Test platform takes no attachments from here, and invoice 1001 has an attachment"
    )
    assert office.standing() == []


@pytest.mark.parametrize(
    ("attached", "allowed", "told"),
    [
        ({"scan.pdf": b"MZ"}, {}, "scan.pdf does not hold what its name says"),
        ({"a.pdf": PDF, "b.pdf": PDF + b"b"}, {"count": 1}, "2 files; at most 1 may be"),
        ({"a.exe": b"MZ"}, {"extensions": ("pdf",)}, "a.exe is no file that the platform takes"),
        ({"1001/9/a.pdf": PDF}, {}, "a.pdf is given for line 9, which the bill does not have"),
        ({"1001/1/a.pdf": PDF}, {"with_lines": False}, "takes files for whole invoices only"),
    ],
)
def test_what_the_platform_would_not_take_holds_the_bill_back(
    office: Office, attached: dict[str, bytes], allowed: dict[str, Any], told: str
) -> None:
    carry(office, **allowed)
    outcome = send(office, bill(office, attached=attached))
    assert outcome.exit is Exit.FINDINGS
    assert told in outcome.problems[0].message
    assert outcome.problems[0].hint
    assert office.standing() == []
    assert office.platform.received == 0


def test_a_file_of_no_bill_holds_its_whole_input_back(office: Office) -> None:
    carry(office)
    outcome = send(office, bill(office, attached={"1010/copy.pdf": PDF}))
    assert outcome.exit is Exit.FINDINGS
    assert "which the input does not hold" in outcome.problems[0].message
    assert office.standing() == []


def test_the_same_bill_with_or_without_a_word_on_attachments_is_known(office: Office) -> None:
    carry(office)
    first = bill(office, attached={"copy.pdf": PDF})
    send(office, first)
    for path in (first, bill(office, "b.txt")):
        outcome = send(office, path)
        assert outcome.exit is Exit.DONE
    assert len(office.platform.stored) == 1


def test_other_attachments_of_a_bill_that_was_sent_are_told_and_never_sent(office: Office) -> None:
    carry(office)
    send(office, bill(office, attached={"copy.pdf": PDF}))
    outcome = send(office, bill(office, attached={"more.pdf": PDF + b"m"}))
    assert outcome.exit is Exit.REFUSED
    assert "submission 1 with other attachments" in outcome.problems[0].message
    assert "on the platform" in outcome.problems[0].hint
    assert len(office.platform.stored) == 1


def test_before_anything_left_other_attachments_take_the_place_of_the_old_ones(office: Office) -> None:
    carrier = carry(office)
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    path = bill(office, attached={"wrong.pdf": PDF})
    send(office, path)
    (beside.folder(Path(path)) / "wrong.pdf").rename(beside.folder(Path(path)) / "right.pdf")
    assert send(office, path).exit is Exit.DONE
    assert carrier.came[-1] == [("right.pdf", "1001", "")]
    assert [state for _, state, _ in office.standing()] == ["withdrawn", "delivered"]
    assert office.faults() == []


def test_contents_that_changed_before_anything_left_keep_the_attachments(office: Office) -> None:
    carrier = carry(office)
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    send(office, bill(office, attached={"copy.pdf": PDF}))
    assert send(office, bill(office, "b.txt", "451.00")).exit is Exit.DONE
    assert carrier.came[-1] == [("copy.pdf", "1001", "")]


def test_a_rejected_bill_goes_again_unchanged_with_the_receipt_that_was_missing(office: Office, tmp_path: Path) -> None:
    carrier = carry(office)
    office.platform.behaviours = ["refuse"]
    path = bill(office)
    send(office, path)
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(PDF)
    outcome = send(office, path, replaces=1, attach=(str(receipt),))
    assert outcome.exit is Exit.DONE
    assert carrier.came[-1] == [("receipt.pdf", "1001", "")]
    assert any("nothing: the contents are those that were sent before" in note for note in outcome.notes)


def test_a_correction_that_goes_without_the_attachments_of_the_first_is_told(office: Office) -> None:
    carry(office)
    office.platform.behaviours = ["refuse"]
    send(office, bill(office, attached={"copy.pdf": PDF}))
    outcome = plan(office.home, Request(inputs=(bill(office, "b.txt", "440.00"),), replaces=1), office.around())
    assert outcome.notes[-1] == "invoice 1001 goes without the attachments that submission 1 had: copy.pdf"


def test_an_attachment_that_came_to_the_inbox_later_is_noticed(office: Office) -> None:
    carry(office)
    path = office.inbox("a.txt", record("1001", "450.00"))
    send(office)
    folder = beside.folder(path) / "1001"
    folder.mkdir(parents=True)
    (folder / "late.pdf").write_bytes(PDF)
    outcome = send(office)
    assert outcome.exit is Exit.REFUSED
    assert "with other attachments" in outcome.problems[0].message


def test_what_the_client_wants_with_each_bill_is_asked_for_before_anything_is_sent(office: Office) -> None:
    carrier = carry(office)
    office.set_up('attachments = ["PDF"]\n')
    outcome = send(office, bill(office, attached={"note.txt": b"paid"}))
    assert outcome.exit is Exit.FINDINGS
    said = "invoice 1001 goes with no .pdf, and client merrow wants one with each bill"
    assert outcome.problems[0].message == said
    assert office.standing() == []
    path = bill(office, "b.txt", attached={"copy.pdf": PDF})
    assert send(office, path).exit is Exit.DONE
    assert carrier.came == [[("copy.pdf", "1001", "")]]
    assert send(office, bill(office, "c.txt")).exit is Exit.DONE


def test_a_folder_beside_no_input_is_told(office: Office) -> None:
    carry(office)
    path = office.inbox("a.txt", record("1001", "450.00"))
    beside.folder(path.with_name("b.txt")).mkdir()
    said = "b.txt.attachments lies beside no input of that name: nothing in it goes along with a bill"
    assert said in send(office).notes


def test_attach_needs_one_input(office: Office) -> None:
    for inputs in ((), ("a.txt", "b.txt")):
        with pytest.raises(UsageError, match="--attach needs exactly one INPUT"):
            send(office, *inputs, attach=("receipt.pdf",))


def test_the_ledger_notices_an_attachment_that_was_added_behind_its_back(office: Office) -> None:
    carry(office)
    send(office, bill(office, attached={"copy.pdf": PDF}))
    with closing(sqlite3.connect(office.root / "ledger.db")) as connection, connection:
        (digest,) = connection.execute("SELECT payload FROM attachments").fetchone()
        values = (2, 1, "more.pdf", "1001", "", "", 1, digest)
        connection.execute("INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    assert office.faults() == ["submission 1: its attachments are not those that were recorded"]
    with pytest.raises(sqlite3.IntegrityError), closing(sqlite3.connect(office.root / "ledger.db")) as connection:
        connection.execute("UPDATE attachments SET name = 'x'")
