"""What a biller is told of a refused bill: the vendor's words, their meaning, the place, what to do, what next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ebills import FEE, file, record

from ledes import diagnose, ledger
from ledes.client import ApprovedTimekeeper, Client
from ledes.diagnose.causes import Diagnosis
from ledes.errors import UsageError
from ledes.formats.source import source
from ledes.ledger.records import Entry, Parcel

NOW = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)
WENT = (("ATTEMPT", {}), ("RECEIPT", {"reference": "R-1"}))
GOOD = {**FEE, "INVOICE_TOTAL": "1890.00"}
BILL = file(
    record(GOOD, LINE_ITEM_NUMBER="1"),
    record(GOOD, LINE_ITEM_NUMBER="2", TIMEKEEPER_ID="T2", TIMEKEEPER_NAME="Lund, Iva"),
    record(GOOD, LINE_ITEM_NUMBER="3"),
)
CLIENT = Client(
    key="widgets",
    timekeepers=(
        ApprovedTimekeeper(id="T1", name="Ashdown, Mira", rate=Decimal(350)),
        ApprovedTimekeeper(id="T2", name="Lund, Iva", rate=Decimal(350)),
        ApprovedTimekeeper(id="TX", name="Ashdown, Mira", rate=Decimal(350), start=datetime.date(2026, 9, 1)),
    ),
)
LOW = (CLIENT.timekeepers[0], ApprovedTimekeeper(id="T2", rate=Decimal(300)))


class Book:
    """A real ledger in a folder, filled with invoices and what became of them."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'ledger.db'}"

    def add(
        self, *events: tuple[str, Mapping[str, Any]], number: str = "1001", content: bytes = BILL, **to: str
    ) -> int:
        """Record an invoice that was sent, and what was heard of it; give the submission's id."""
        parcel = Parcel(
            **{"vendor": "sandbox", "account": "default", "environment": "production", "client": "widgets", **to},
            file_name=f"{number}.txt",
            format="1998b",
            content=content.replace(b"|1001|", f"|{number}|".encode()),
            entries=(Entry(invoice=number, kind="invoice", digest=number, total=Decimal(1890), currency="USD"),),
        )
        with ledger.writing(self.url, clock=lambda: NOW) as book:
            (made,) = book.record(parcel)
            for kind, detail in events:
                book.note([made.id], kind, detail)
        return made.id

    def ask(self, number: str = "1001", client: Client = CLIENT, key: str = "") -> Diagnosis:
        """Diagnose an invoice."""
        with ledger.reading(self.url) as reader:
            return diagnose.invoice(reader, number, clients={client.key: client}, client=key, today=NOW.date())


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def rejected(text: str, **detail: object) -> tuple[str, dict[str, object]]:
    return "STATUS", {"status": "REJECTED", "at": "2026-11-21T08:00:00Z", "text": text, **detail}


def test_the_value_in_the_vendor_s_words_points_at_the_lines_that_hold_it(book: Book) -> None:
    book.add(*WENT, rejected('TIMEKEEPER_ID "T1" is invalid. Timekeeper must exist in Collaborati.'))
    (cause,) = book.ask().causes
    assert (cause.reason, cause.confidence) == ("TIMEKEEPER_UNKNOWN", "exact")
    assert (cause.rows, cause.fields) == ((3, 5), ("TIMEKEEPER_ID",))
    assert cause.vendor_text == 'TIMEKEEPER_ID "T1" is invalid. Timekeeper must exist in Collaborati.'


def test_another_id_of_the_same_person_in_the_profile_is_named(book: Book) -> None:
    book.add(*WENT, rejected("Timekeeper T1 was not found in our system"))
    (cause,) = book.ask().causes
    assert "the profile holds the same person as 'TX' from 2026-09-01" in cause.facts


def test_what_the_bill_does_not_show_is_asked_of_the_client_s_side(book: Book) -> None:
    book.add(*WENT, rejected("Line is over approved rate"))
    (cause,) = book.ask().causes
    assert cause.rows == ()
    assert "A check of the bill does not find it" in cause.fix
    assert "Ask the client which rate it has approved" in cause.fix


def test_what_the_profile_shows_is_pointed_at_and_nobody_is_asked(book: Book) -> None:
    book.add(*WENT, rejected("Line is over approved rate"))
    (cause,) = book.ask(client=Client(key="widgets", timekeepers=LOW)).causes
    assert (cause.rows, cause.fields) == ((4,), ("LINE_ITEM_UNIT_COST",))
    assert "Ask the client" not in cause.fix
    assert any("350" in fact and "300" in fact for fact in cause.facts)


def test_the_command_that_comes_next_replaces_the_refused_submission(book: Book) -> None:
    made = book.add(*WENT, rejected("There's a math error in your invoice with respect to a line item."))
    (cause,) = book.ask().causes
    assert f"ledes submit corrected.txt --replaces {made}" in cause.next
    assert "under the same number" in cause.next


def test_a_client_that_wants_new_numbers_is_told_of_in_the_next_step(book: Book) -> None:
    book.add(*WENT, rejected("Your invoice contains an invalid date."))
    (cause,) = book.ask(client=Client(key="widgets", number_on_resending="new")).causes
    assert "with a new invoice number" in cause.next


def test_a_refusal_at_delivery_is_explained_like_a_rejection(book: Book) -> None:
    made = book.add(
        ("ATTEMPT", {}), ("REFUSED", {"words": "Your invoice contains a blank field where data is required."})
    )
    found = book.ask()
    assert "refused at delivery" in found.standing
    assert found.causes[0].reason == "FIELD_REQUIRED"
    assert f"--replaces {made}" in found.causes[0].next


def test_reductions_are_told_line_by_line_with_their_amounts(book: Book) -> None:
    words = "Timekeeper rate exceeds the negotiated rate of 300.00/hr"
    cut = {"line": "2", "amount": "-100.00", "words": words}
    book.add(
        *WENT, ("STATUS", {"status": "APPROVED_REDUCED", "amount": 17_900_000, "text": words, "adjustments": [cut]})
    )
    found = book.ask()
    (cause,) = found.causes
    assert "1790.00 of 1890.00 USD" in found.standing
    assert (cause.reason, cause.rows) == ("RATE_OVER_APPROVED", (4,))
    assert "line 2, row 4: changed by -100.00" in cause.facts
    assert "ledes appeal 1001" in cause.next


def test_a_reduction_is_still_explained_when_the_rest_was_paid(book: Book) -> None:
    cut = {"line": "1", "amount": "-50", "words": "ADMIN - Administrative/Clerical"}
    reduced = ("STATUS", {"status": "APPROVED_REDUCED", "at": "2026-11-21T08:00:00Z", "adjustments": [cut]})
    book.add(*WENT, reduced, ("STATUS", {"status": "PAID", "at": "2026-11-25T08:00:00Z", "amount": 18_400_000}))
    (cause,) = book.ask().causes
    assert (cause.reason, cause.rows) == ("CLERICAL", (3,))


def test_the_latest_rejection_counts_by_the_vendor_s_time(book: Book) -> None:
    book.add(
        *WENT,
        rejected("Line is over approved rate", at="2026-11-23T08:00:00Z"),
        rejected("Your invoice contains an invalid date.", at="2026-11-22T08:00:00Z"),
    )
    assert [cause.reason for cause in book.ask().causes] == ["RATE_OVER_APPROVED"]


@pytest.mark.parametrize("status", ["", "RECEIVED", "APPROVED", "PAID"])
def test_a_bill_that_nobody_refused_has_no_cause_and_says_where_it_stands(book: Book, status: str) -> None:
    book.add(*WENT, *([("STATUS", {"status": status})] if status else []))
    found = book.ask()
    assert found.causes == ()
    assert "nothing was refused" in found.standing


def test_a_rejection_that_was_taken_back_is_no_longer_explained(book: Book) -> None:
    book.add(
        *WENT, rejected("Line is over approved rate"), ("STATUS", {"status": "APPROVED", "at": "2026-11-24T08:00:00Z"})
    )
    assert book.ask().causes == ()


def test_a_rejection_without_words_says_so(book: Book) -> None:
    book.add(*WENT, rejected(""))
    (cause,) = book.ask().causes
    assert (cause.reason, cause.confidence) == ("", "guess")
    assert "gave no reason" in cause.meaning


def test_words_that_nobody_knows_are_given_back_as_they_are_and_called_unrecognised(book: Book) -> None:
    book.add(*WENT, rejected("Kindly revert with the needful"))
    (cause,) = book.ask().causes
    assert (cause.reason, cause.confidence, cause.vendor_text) == ("", "guess", "Kindly revert with the needful")
    assert cause.meaning.startswith("not recognised")


def test_errors_that_the_vendor_did_not_mention_are_told_too(book: Book) -> None:
    book.add(*WENT, rejected("Task code L510 is not on our list"))
    told = book.ask(client=Client(key="widgets", timekeepers=LOW)).causes
    assert [cause.reason for cause in told] == ["TASK_CODE_UNKNOWN", "RATE_OVER_APPROVED"]
    assert told[0].rows == (3, 4, 5)
    assert "did not mention it" in told[1].meaning
    assert told[1].vendor_text == ""


def test_earlier_submissions_under_a_duplicate_number_are_named(book: Book) -> None:
    first = book.add(("ATTEMPT", {}), ("REFUSED", {"words": "bad file"}), environment="test")
    second = book.add(*WENT, rejected("DUPLICATE INVOICE DETECTED FOR THIS VENDOR!"))
    (cause,) = book.ask(f"#{second}").causes
    assert cause.reason == "INVOICE_DUPLICATE"
    assert f"submission {first} under this number, of 2026-11-20: refused" in cause.facts
    assert "ledes history 1001" in cause.next


def test_a_broken_payload_still_gives_the_meaning_of_the_words(book: Book) -> None:
    book.add(*WENT, rejected("Line is over approved rate"), content=b"\x00\xff not an e-bill")
    (cause, *_) = book.ask().causes
    assert (cause.reason, cause.rows) == ("RATE_OVER_APPROVED", ())


def test_an_invoice_that_the_ledger_does_not_know_is_a_usage_error(book: Book) -> None:
    book.add(*WENT)
    with pytest.raises(UsageError) as told:
        book.ask("4711")
    assert "4711" in told.value.message
    assert "ledes diagnose FILE" in told.value.hint


def test_an_ambiguous_number_lists_the_candidates(book: Book) -> None:
    book.add(*WENT)
    book.add(*WENT, client="gadgets")
    with pytest.raises(UsageError) as told:
        book.ask()
    assert "widgets" in told.value.message and "gadgets" in told.value.message
    assert book.ask(key="widgets").invoice == "1001"


@pytest.mark.parametrize(
    ("changes", "reason", "rows", "field"),
    [
        ({"LINE_ITEM_TOTAL": "631.00"}, "LINE_MATH", (4,), "LINE_ITEM_TOTAL"),
        ({"LINE_ITEM_DATE": "20261301"}, "DATE_INVALID", (4,), "LINE_ITEM_DATE"),
        ({"LINE_ITEM_DESCRIPTION": ""}, "FIELD_REQUIRED", (4,), "LINE_ITEM_DESCRIPTION"),
        ({"TIMEKEEPER_ID": ""}, "TIMEKEEPER_MISSING", (4,), "TIMEKEEPER_ID"),
        ({"LINE_ITEM_NUMBER_OF_UNITS": "2,0"}, "NUMBER_FORMAT", (4,), "LINE_ITEM_NUMBER_OF_UNITS"),
        ({"INVOICE_TOTAL": "1891.00"}, "INVOICE_TOTAL_INCONSISTENT", (4,), "INVOICE_TOTAL"),
    ],
)
def test_a_file_is_explained_before_it_is_sent(
    tmp_path: Path, changes: dict[str, str], reason: str, rows: tuple[int, ...], field: str
) -> None:
    path = tmp_path / "bill.txt"
    lines = (record(GOOD), record({**GOOD, **changes}, LINE_ITEM_NUMBER="2"), record(GOOD, LINE_ITEM_NUMBER="3"))
    path.write_bytes(file(*lines))
    with source(str(path)) as opened:
        found = diagnose.file(opened)
    certain = [cause for cause in found.causes if cause.reason == reason]
    assert [(cause.rows, cause.fields, cause.confidence) for cause in certain] == [(rows, (field,), "exact")]
    assert "would be refused" in found.standing


def test_a_good_file_has_no_cause(tmp_path: Path) -> None:
    path = tmp_path / "bill.txt"
    path.write_bytes(BILL.replace(b"PARTNR", b"PT"))
    with source(str(path)) as opened:
        found = diagnose.file(opened)
    assert [cause for cause in found.causes if cause.confidence == "exact"] == []
    assert found.invoice == "1001"


def test_findings_of_one_reason_are_one_cause_with_all_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "bill.txt"
    path.write_bytes(file(*(record(GOOD, LINE_ITEM_NUMBER=str(n), LINE_ITEM_TOTAL="9.99") for n in range(1, 4))))
    with source(str(path)) as opened:
        causes = diagnose.file(opened).causes
    (math,) = (cause for cause in causes if cause.reason == "LINE_MATH")
    assert math.rows == (3, 4, 5)


def test_words_alone_name_the_fields_to_look_at() -> None:
    (cause,) = diagnose.text("The line item total does not equal units times rate.").causes
    assert cause.fields[0] == "LINE_ITEM_TOTAL"
    assert (cause.rows, cause.confidence) == ((), "exact")


def test_another_vendor_s_advice_is_not_given_for_a_known_vendor() -> None:
    own = diagnose.text("Client ID is invalid. Client ID must match the ID stored in Collaborati", "Collaborati")
    other = diagnose.text("Client ID is invalid. Client ID must match the ID stored in Collaborati", "Brightflag")
    assert "Internal Client Code" in own.causes[0].fix
    assert "Internal Client Code" not in other.causes[0].fix
