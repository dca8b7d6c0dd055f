"""Each row of what clients ask has a check that decides it, or a reminder for a person."""

from __future__ import annotations

from ledes import catalogue
from ledes.finding import Check
from ledes.reminders import Reminder, Row, reminders, rows
from ledes.rules import rules


def test_the_catalogue_has_its_117_rows_each_once() -> None:
    assert len(rows()) == len({row.id for row in rows()}) == 117


def test_every_row_has_a_check_or_a_reminder() -> None:
    unanswered = [row.id for row, checks in catalogue.asked() if not checks]
    assert not unanswered, f"{len(unanswered)} rows of schemas/client-rules.csv have none: {' '.join(unanswered)}"


def test_no_check_names_a_row_that_is_not_there() -> None:
    known = {row.id for row in rows()}
    strange = {
        each.code: each.catalogue for each in catalogue.catalogue().values() if not known.issuperset(each.catalogue)
    }
    assert not strange


def test_a_row_with_a_rule_that_decides_it_is_no_reminder() -> None:
    def decided(row: Row, checks: tuple[Check, ...]) -> bool:
        return bool(row.code) and any(not isinstance(each, Reminder) for each in checks)

    assert [row.id for row, checks in catalogue.asked() if decided(row, checks)] == []


def test_a_reminder_has_a_code_of_its_family_and_says_what_to_look_at() -> None:
    assert reminders()
    for each in reminders():
        assert each.code[1] == "9"
        assert each.fix.endswith(".")
        assert list(each.function()) == []


def test_a_reminder_is_explained_like_a_rule() -> None:
    first = reminders()[0]
    assert catalogue.named(first.code) is first
    assert catalogue.named(first.name) is first
    truth, why, source = catalogue.parts(first)
    assert truth
    assert why
    assert source


def test_reminders_are_never_asked_of_a_bill() -> None:
    assert not {each.code for each in rules()} & {each.code for each in reminders()}
