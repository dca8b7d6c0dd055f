"""Drafts of an appeal in a folder, for a person to read, change and send; and what is noted of it in the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

from ledes import delivery, money
from ledes.appeals import course as courses
from ledes.appeals import ebill, wording
from ledes.appeals.course import Course
from ledes.appeals.cuts import Share
from ledes.client import Representation
from ledes.errors import RefusedError, UsageError
from ledes.formats import named
from ledes.gateway import appealing
from ledes.ledger import moments, remarks, states
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.letters import document, draft, laying, letterhead, plain
from ledes.workspace import Workspace

FOLDER = laying.FOLDER
APPEALABLE = frozenset({"REJECTED", "APPROVED_REDUCED", "DISPUTED"})
"""Statuses that an appeal moves on to APPEALED; after a payment the status of the payment stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be drafted: line numbers (none: all that were cut), what the firm says of lines by number (`""`: of
    all others), the form and the number of an e-bill (empty: the platform's), the day on it, and where it goes.
    """

    lines: tuple[str, ...] = ()
    answers: Mapping[str, str]
    form: str = ""
    number: str = ""
    day: datetime.date
    out: Path
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was drafted: the lines, the amount that is asked for, the number of the e-bill if there is one, files.

    `gave` says what is written differently in the e-bill, such as a quotation mark of an answer.
    """

    chosen: tuple[Share, ...]
    amount: Decimal
    number: str
    files: tuple[Path, ...]
    gave: tuple[str, ...] = ()


def choose(course: Course, numbers: Sequence[str]) -> tuple[Share, ...]:
    """Pick the cut lines; all of them where none is named.

    Raises `UsageError` for a line that was not cut.
    """
    cut = course.reckoning.cuts
    for number in numbers:
        if number not in {each.number for each in cut}:
            known = ", ".join(each.number for each in cut if each.number) or "none is known by its line"
            raise UsageError(f"line {number} of invoice {course.submission.invoice} was not cut", hint=f"cut: {known}")
    return tuple(each for each in cut if not numbers or each.number in numbers)


def write(home: Workspace, course: Course, wanted: Wanted) -> Draft:
    """Write the letter (.txt, .docx) with an unsent message (.eml), and the e-bill where that is the form.

    Raises `UsageError` where another draft of that name is there, `RefusedError` where no e-bill can be drawn up,
    `SetupError` for a wrong template or folder.
    """
    chosen = choose(course, wanted.lines)
    stem = delivery.cleaned(f"appeal-{course.submission.client}-{course.submission.invoice}-{wanted.day}")
    files = _letter(home, course, chosen, wanted, stem)
    number = ""
    gave: tuple[str, ...] = ()
    if (wanted.form or course.rule.form) == appealing.E_BILL:
        bill = ebill.drawn_up(course, chosen, wanted.answers, wanted.day, wanted.number)
        form = named(course.submission.delivery.format)
        representation = course.profile.representation if course.profile else Representation()
        ending = PurePath(course.submission.delivery.file_name).suffix or ".txt"
        files[f"{stem}-e-bill{ending}"], gave = ebill.written(bill, form, representation)
        number = bill.number
    written = laying.lay(wanted.out, files, force=wanted.force)
    return Draft(chosen=chosen, amount=wording.asked(chosen), number=number, files=written, gave=gave)


def _letter(home: Workspace, course: Course, chosen: tuple[Share, ...], wanted: Wanted, stem: str) -> dict[str, bytes]:
    on_paper = wording.letter(home, course, chosen, wanted.answers, wanted.day)
    in_mail = wording.letter(home, course, chosen, wanted.answers, wanted.day, mail=True)
    word = document.written(on_paper, letterhead(home.root))
    given = course.profile.representation.given if course.profile else {}
    to = (course.profile.name if course.profile else "", given.get("client.contact.email", ""))
    firm = (home.firm.name, home.firm.contact.email)
    return {
        f"{stem}.eml": draft.written(in_mail, sender=firm, to=to, attached=[(f"{stem}.docx", word)]),
        f"{stem}.txt": plain.written(on_paper),
        f"{stem}.docx": word,
    }


def note_drafted(book: Ledger, course: Course, made: Draft, by: str) -> None:
    """Write down that an appeal was drafted."""
    said = {**_asked(course, made.chosen, by), "number": made.number, "file": made.files[0].name}
    remarks.note(book, [Remark(course.submission.id, "APPEAL_DRAFTED", said)])


def note_sent(
    book: Ledger, course: Course, lines: Sequence[str], day: datetime.date, by: str, number: str = ""
) -> None:
    """Write down that an appeal went, of all that was cut where no lines are named; the bill is appealed then.

    Raises `UsageError` for a line that was not cut, or a day that is to come.
    """
    if day > book.clock().astimezone().date():
        raise UsageError(f"{day} lies ahead", hint="note it when it went")
    chosen = choose(course, lines)
    said = {**_asked(course, chosen, by), "on": day.isoformat(), "number": number}
    remarks.note(book, [Remark(course.submission.id, "APPEAL_SENT", said)])
    if course.submission.status in APPEALABLE and course.submission.state == states.DELIVERED:
        _status(book, course, "APPEALED", day, None, "an appeal went")


def note_ended(
    book: Ledger, course: Course, outcome: str, amount: Decimal | None, day: datetime.date, by: str, reason: str = ""
) -> None:
    """Write down what came of the open appeal; `amount` is what was given of what it asked for.

    The client's status follows: approved in full, or still reduced by the rest. Raises `RefusedError` where no appeal
    is open, `UsageError` for an outcome or amount that cannot be.
    """
    appeal = course.open
    if appeal is None:
        raise RefusedError(
            f"no appeal of invoice {course.submission.invoice} is open",
            hint=f"note first that it went: ledes appeal {course.submission.invoice} --sent",
        )
    given = _given(outcome, amount, appeal.amount)
    if day < appeal.day:
        raise UsageError(f"the appeal went on {appeal.day} only", hint="give the day of the answer with --on")
    whole = money.ten_thousandths(given)
    currency = course.submission.currency
    detail = {"outcome": outcome, "amount": whole, "currency": currency, "on": day.isoformat(), "by": by}
    remarks.note(book, [Remark(course.submission.id, "APPEAL_ENDED", {**detail, "reason": reason})])
    if course.submission.status == "APPEALED" and course.submission.state == states.DELIVERED:
        balance = course.reckoning.balance
        before = money.ZERO if balance.approved is None else balance.approved
        after = money.plus(before, given)
        if balance.approved is None and not given:
            _status(book, course, "REJECTED", day, None, reason or f"appeal {outcome}")
        else:
            status = "APPROVED" if after == balance.billed else "APPROVED_REDUCED"
            _status(book, course, status, day, money.ten_thousandths(after), reason or f"appeal {outcome}")


def _given(outcome: str, amount: Decimal | None, asked: Decimal) -> Decimal:
    if outcome not in courses.OUTCOMES:
        raise UsageError(f"there is no outcome {outcome!r}", hint=f"use one of {', '.join(courses.OUTCOMES)}")
    if outcome == courses.PARTLY:
        if amount is None or not 0 < amount < asked:
            raise UsageError(
                f"an appeal of {money.text(asked)} that was granted in part needs --amount between",
                hint="give what was approved of it",
            )
        return amount
    fixed = asked if outcome == courses.GRANTED else money.ZERO
    if amount is not None and amount != fixed:
        raise UsageError(
            f"{money.text(amount)} of {money.text(asked)} is not {outcome}", hint="use --outcome partly for a part"
        )
    return fixed


def _status(book: Ledger, course: Course, status: str, day: datetime.date, whole: int | None, words: str) -> None:
    end = datetime.datetime.combine(day, datetime.time.max, datetime.UTC)
    detail: dict[str, Any] = {
        "words": status,
        "status": status,
        "at": moments.text(min(end, book.clock())),
        "amount": whole,
        "text": words,
        "adjustments": [],
        "channel": "person",
    }
    book.note([course.submission.id], "STATUS", detail)


def _asked(course: Course, chosen: Sequence[Share], by: str) -> dict[str, object]:
    return {
        "lines": [each.number for each in chosen if each.number],
        "amount": money.ten_thousandths(wording.asked(chosen)),
        "currency": course.submission.currency,
        "by": by,
    }
