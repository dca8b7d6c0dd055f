"""Appeals from the draft to the outcome."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import cutbill
import docx
import pytest
from receiving import TODAY, Firm

from ledes.appeals import course, drafts, ebill
from ledes.appeals.course import GRANTED, PARTLY, Course
from ledes.appeals.drafts import Draft, Wanted
from ledes.bill import Bill
from ledes.client import Client
from ledes.errors import RefusedError, UsageError
from ledes.formats import Reading, named
from ledes.gateway import Adapter, Appealing
from ledes.show.appeals import told as shown

TERMS = "\n[rules]\nlate-appeal = { days = 60 }\n"


def asked(firm: Firm) -> Course:
    with firm.reading() as book:
        return course.course(book, firm.home, "1001")


def draft(firm: Firm, **more: Any) -> Draft:
    said: dict[str, Any] = {"answers": {"": "it was agreed"}, "day": TODAY, "out": firm.root / "drafts", **more}
    return drafts.write(firm.home, asked(firm), Wanted(**said))


def under(found: Course, **rule: Any) -> Course:
    """Put a course under another rule of a platform."""
    import dataclasses

    return dataclasses.replace(found, rule=Appealing(**rule))


def sent(firm: Firm, *, day: datetime.date = TODAY, lines: tuple[str, ...] = ()) -> None:
    with firm.writing() as book:
        drafts.note_sent(book, course.course(book, firm.home, "1001"), lines, day, "Lena")


def ended(firm: Firm, outcome: str, amount: str = "") -> None:
    with firm.writing() as book:
        given = Decimal(amount) if amount else None
        drafts.note_ended(book, course.course(book, firm.home, "1001"), outcome, given, TODAY, "Lena", "as agreed")


def test_the_letter_names_the_cut_lines_with_reasons_and_answers(firm: Firm) -> None:
    cutbill.cut(firm)
    made = draft(firm, answers={"2": "the rate of 350 was agreed", "": "it was legal work"})
    assert [path.suffix for path in made.files] == [".eml", ".txt", ".docx"]
    words = " ".join(made.files[1].read_text("utf-8").split())
    for part in ("invoice 1001", "Research of question 2", "the rate of 350 was agreed", "it was legal work", "730.00"):
        assert part in words
    assert "Research of question 1" not in words


def test_the_word_document_holds_the_same_table(firm: Firm) -> None:
    cutbill.cut(firm)
    document = docx.Document(io.BytesIO(draft(firm).files[2].read_bytes()))
    (table,) = document.tables
    assert [row.cells[0].text for row in table.rows] == ["Line", "2", "3", "Total"]
    assert table.rows[-1].cells[5].text == "730.00"


def test_the_firm_can_write_its_own_template(firm: Firm) -> None:
    cutbill.cut(firm)
    (firm.root / "templates").mkdir()
    (firm.root / "templates" / "appeal.txt").write_text(
        "Subject: Appeal\n\nOnce more {{ invoice }}\n\n{{ table }}\n", "utf-8"
    )
    assert draft(firm).files[1].read_text("utf-8").startswith("Once more 1001\n")


def test_a_draft_that_somebody_worked_on_is_not_written_over(firm: Firm) -> None:
    cutbill.cut(firm)
    made = draft(firm)
    made.files[1].write_text("my own words", "utf-8")
    with pytest.raises(UsageError, match="is there already"):
        draft(firm)
    assert draft(firm, force=True).files == made.files


def test_only_the_lines_that_are_named_are_appealed(firm: Firm) -> None:
    cutbill.cut(firm)
    assert draft(firm, lines=("2",)).amount == Decimal("100.00")
    with pytest.raises(UsageError, match="line 1 of invoice 1001 was not cut"):
        draft(firm, lines=("1",))


def test_the_e_bill_asks_for_what_was_cut_with_rates_and_hours_as_they_were(firm: Firm) -> None:
    cutbill.cut(firm)
    found = under(asked(firm), form="e-bill", suffix=" appeal", most=1)
    made = drafts.write(firm.home, found, Wanted(answers={"": "agreed"}, day=TODAY, out=firm.root / "d"))
    (bill,) = named("1998b").read(io.BytesIO(made.files[3].read_bytes()), "a.txt", Reading())
    assert isinstance(bill, Bill)
    assert (made.number, bill.number, bill.total) == ("1001 appeal", "1001 appeal", Decimal("730.00"))
    assert [(each.units, each.rate, each.adjustment, each.amount) for each in bill.lines] == [
        (Decimal("2.00"), Decimal(350), Decimal("-600.00"), Decimal("100.00")),
        (Decimal("2.00"), Decimal(350), Decimal("-70.00"), Decimal("630.00")),
    ]
    assert all(each.description.startswith("APPEAL of line") for each in bill.lines)


def test_what_of_an_answer_the_e_bill_writes_differently_is_said(firm: Firm) -> None:
    cutbill.cut(firm)
    found = under(asked(firm), form="e-bill", suffix=" appeal", most=1)
    made = drafts.write(
        firm.home, found, Wanted(answers={"": "the client\u2019s wish"}, day=TODAY, out=firm.root / "d")
    )
    assert b"the client's wish" in made.files[3].read_bytes()
    (said,) = made.gave
    assert "\u2019" in said
    plain = drafts.write(firm.home, found, Wanted(answers={"": "agreed"}, day=TODAY, out=firm.root / "e"))
    assert plain.gave == ()


def test_the_e_bill_says_of_which_invoice_it_is_an_appeal(firm: Firm) -> None:
    cutbill.cut(firm)
    found = asked(firm)
    bill = ebill.drawn_up(found, found.reckoning.cuts, {"": "agreed"}, TODAY, "A-1")
    assert (bill.kind, [(each.kind, each.id) for each in bill.references]) == ("appeal", [("appeals", "1001")])


def test_an_e_bill_bears_no_number_that_is_in_use(firm: Firm) -> None:
    cutbill.cut(firm)
    found = asked(firm)
    with pytest.raises(RefusedError, match="no number for the appeal"):
        ebill.drawn_up(found, found.reckoning.cuts, {"": "agreed"}, TODAY)


def test_the_e_bill_goes_into_the_client_s_format_and_its_lines_add_up(firm: Firm) -> None:
    from ledes.validate import verify

    cutbill.cut(firm)
    found = under(asked(firm), form="e-bill", suffix=" appeal")
    bill = ebill.drawn_up(found, found.reckoning.cuts, {"": "agreed"}, TODAY)
    assert [
        each.rule for each in verify(bill, format=named("json"), client=Client(key="c")) if each.severity == 3
    ] == []


def test_an_e_bill_needs_an_answer_for_each_line(firm: Firm) -> None:
    cutbill.cut(firm)
    found = under(asked(firm), form="e-bill", suffix="A")
    with pytest.raises(RefusedError, match="line 3 has no answer"):
        ebill.drawn_up(found, found.reckoning.cuts, {"2": "agreed"}, TODAY)


def test_what_belongs_to_no_line_is_appealed_by_letter_only(firm: Firm) -> None:
    cutbill.cut(firm, "1060.00")
    found = under(asked(firm), suffix="A")
    with pytest.raises(RefusedError, match="belong to no line") as told:
        ebill.drawn_up(found, found.reckoning.cuts, {"": "agreed"}, TODAY)
    assert "--form letter" in told.value.hint
    assert "the invoice as a whole" in " ".join(draft(firm).files[1].read_text("utf-8").split())


def test_an_appeal_that_went_moves_the_bill_to_appealed_on_either_ledger(either: Firm) -> None:
    # a server goes by its own clock, which may be anywhere after these days
    cutbill.cut(either, at=datetime.date(2020, 1, 2))
    sent(either, day=datetime.date(2020, 1, 5))
    found = asked(either)
    assert found.submission.status == "APPEALED"
    assert found.open is not None and found.open.amount == Decimal("730.00")
    assert found.open.lines == ("2", "3")


def test_an_appeal_that_was_granted_in_full_leaves_nothing_cut(firm: Firm) -> None:
    cutbill.cut(firm)
    sent(firm)
    ended(firm, GRANTED)
    found = asked(firm)
    assert (found.submission.status, found.reckoning.balance.approved) == ("APPROVED", Decimal("1890.00"))
    assert sum(each.cut for each in found.reckoning.shares) == 0
    assert [(each.outcome, each.given) for each in found.appeals] == [(GRANTED, Decimal("730.00"))]


def test_an_appeal_that_was_granted_in_part_leaves_the_rest_cut(firm: Firm) -> None:
    cutbill.cut(firm)
    sent(firm)
    ended(firm, PARTLY, "100.00")
    found = asked(firm)
    assert (found.submission.status, found.reckoning.balance.approved) == ("APPROVED_REDUCED", Decimal("1260.00"))


def test_an_appeal_of_a_rejected_bill_that_was_declined_leaves_it_rejected(firm: Firm) -> None:
    firm.status(cutbill.bill(firm), "REJECTED")
    sent(firm)
    ended(firm, "declined")
    assert asked(firm).submission.status == "REJECTED"


def test_a_payment_stays_the_status_of_a_bill_that_is_appealed_later(firm: Firm) -> None:
    id_ = cutbill.cut(firm, at=TODAY - datetime.timedelta(3))
    firm.status(id_, "SHORT_PAID", "1160.00")
    sent(firm)
    assert asked(firm).submission.status == "SHORT_PAID"


@pytest.mark.parametrize("amount", ["0", "730.00", "-1", ""])
def test_a_part_is_more_than_nothing_and_less_than_all(firm: Firm, amount: str) -> None:
    cutbill.cut(firm)
    sent(firm)
    with pytest.raises(UsageError, match="needs --amount between"):
        ended(firm, PARTLY, amount)


def test_no_outcome_without_an_appeal(firm: Firm) -> None:
    cutbill.cut(firm)
    with pytest.raises(RefusedError, match="no appeal of invoice 1001 is open"):
        ended(firm, GRANTED)


def test_nothing_cut_means_nothing_to_appeal(firm: Firm) -> None:
    firm.status(cutbill.bill(firm), "APPROVED", "1890.00")
    with pytest.raises(RefusedError, match="nothing of invoice 1001 was cut") as told:
        course.possible(asked(firm), TODAY)
    assert "--cut" in told.value.hint


def test_an_open_appeal_is_answered_before_the_next(firm: Firm) -> None:
    cutbill.cut(firm)
    sent(firm)
    with pytest.raises(RefusedError, match="waits for an answer"):
        course.possible(asked(firm), TODAY, again=True)


def test_a_platform_that_takes_one_appeal_gets_no_second_without_a_person_s_word(firm: Firm) -> None:
    cutbill.cut(firm)
    sent(firm)
    ended(firm, "declined")
    once = under(asked(firm), most=1)
    with pytest.raises(RefusedError, match="takes 1 in all"):
        course.possible(once, TODAY)
    course.possible(once, TODAY, again=True)
    course.possible(asked(firm), TODAY)


def test_the_last_day_is_told_while_the_platform_takes_another_appeal(firm: Firm) -> None:
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write(TERMS)
    cutbill.cut(firm)
    told = "it may be appealed until"
    assert any(line.startswith(told) for line in shown(under(asked(firm), most=1)))
    sent(firm)
    ended(firm, "declined")
    assert not any(line.startswith(told) for line in shown(under(asked(firm), most=1)))
    assert any(line.startswith(told) for line in shown(under(asked(firm), most=2)))


def test_a_status_that_the_platform_takes_no_appeal_of_is_told(firm: Firm) -> None:
    cutbill.cut(firm)
    with pytest.raises(RefusedError, match="takes appeals of REJECTED only"):
        course.possible(under(asked(firm), of=("REJECTED",)), TODAY)


def test_the_window_is_the_client_s_and_closes(firm: Firm) -> None:
    (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8").write(TERMS)
    cutbill.cut(firm)
    found = asked(firm)
    assert found.until == TODAY + datetime.timedelta(60)
    course.possible(found, found.until)
    with pytest.raises(RefusedError, match="could be appealed until"):
        course.possible(found, found.until + datetime.timedelta(1))


def test_a_day_to_come_is_no_day_on_which_an_appeal_went(firm: Firm) -> None:
    cutbill.cut(firm)
    with pytest.raises(UsageError, match="lies ahead"):
        sent(firm, day=TODAY + datetime.timedelta(1))


def test_every_event_is_told_in_the_history(firm: Firm) -> None:
    from ledes.show import history

    cutbill.cut(firm)
    with firm.writing() as book:
        found = course.course(book, firm.home, "1001")
        drafts.note_drafted(book, found, drafts.write(firm.home, found, WANTED(firm)), "Lena")
    sent(firm)
    ended(firm, PARTLY, "100.00")
    with firm.reading() as book:
        words = [history.sentence(each) for each in book.events(1)]
    assert "appeal drafted by Lena: 730.00 USD of lines 2, 3" in words
    assert f"appeal went on {TODAY}, noted by Lena: 730.00 USD of lines 2, 3" in words
    assert f"appeal partly granted on {TODAY}, 100.00 USD of it, noted by Lena: as agreed" in words


def WANTED(firm: Firm) -> Wanted:  # noqa: N802  a value that needs the firm's folder
    return Wanted(answers={}, day=TODAY, out=firm.root / "drafts")


def test_what_platforms_publish_of_appeals_is_in_their_adapters() -> None:
    from ledes.gateway import vendors

    known: dict[str, Adapter] = dict(vendors())
    rule = known["collaborati"].appealing
    assert (rule.form, rule.most, rule.suffix, rule.of) == ("e-bill", 1, " appeal", ("APPROVED_REDUCED", "REJECTED"))
    assert known["counselgo"].appealing.words
