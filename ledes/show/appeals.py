"""A bill that was cut, line by line, and its appeals: as a person reads them, and as a program does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ledes import money
from ledes.show import billwords

if TYPE_CHECKING:
    from pathlib import Path

    from ledes.appeals.course import Appeal, Course
    from ledes.appeals.cuts import Share

HEADINGS = ("line", "billed", "approved", "paid", "cut", "reason", "the client's words")
RIGHT = frozenset({"billed", "approved", "paid", "cut"})


def rows(course: Course) -> list[tuple[str, ...]]:
    """Give the lines that were cut, and the sums of all lines."""
    found = [
        (
            each.number or "(bill)",
            *(billwords.grouped(amount) for amount in (each.billed, each.approved)),
            "?" if each.paid is None else billwords.grouped(each.paid),
            billwords.grouped(each.cut),
            each.reason or "-",
            billwords.text(each.words) or "-",
        )
        for each in course.reckoning.shares
        if each.cut
    ]
    balance = course.reckoning.balance
    approved = money.total(each.approved for each in course.reckoning.shares)
    cut = money.minus(balance.billed, approved)
    # with as many decimals as the others have
    paid = money.plus(balance.paid, money.minus(cut, cut))
    sums = (balance.billed, approved, paid, cut)
    return [*found, ("all", *(billwords.grouped(each) for each in sums), "", "")]


def told(course: Course) -> Iterator[str]:
    """Yield in sentences until when it may be appealed, by which rule, and what came of earlier appeals."""
    if course.reckoning.channel:
        by = {"person": "were noted by a person"}.get(course.reckoning.channel, "came by the platform's")
        way = "" if course.reckoning.channel == "person" else f" {course.reckoning.channel}"
        yield f"the cuts {by}{way}"
    rule = course.rule
    if rule.most is not None:
        yield f"the platform takes {rule.most} appeal{'' if rule.most == 1 else 's'} of an invoice, as {rule.form}"
    if rule.words:
        yield f"the platform: {rule.words}"
    spent = rule.most is not None and len(course.appeals) >= rule.most
    if course.until and not spent:
        yield f"it may be appealed until {course.until}"
    for each in course.appeals:
        amount = f"{billwords.grouped(each.amount)} {course.submission.currency}"
        given = f", {billwords.grouped(each.given)} of it" if each.given else ""
        outcome = f"{each.outcome} on {each.decided}{given}" if each.outcome else "no answer yet"
        yield f"appealed on {each.day}: {amount}, {outcome}"


def as_data(course: Course, files: Sequence[Path] = ()) -> dict[str, Any]:
    """Give it in the shape of `schemas/appeal.schema.json`."""
    balance, submission = course.reckoning.balance, course.submission
    return {
        "id": submission.id,
        "invoice": submission.invoice,
        "client": submission.client,
        "vendor": submission.delivery.vendor,
        "status": submission.status,
        "currency": submission.currency,
        "billed": money.text(balance.billed),
        "approved": None if balance.approved is None else money.text(balance.approved),
        "paid": money.text(balance.paid),
        "channel": course.reckoning.channel or None,
        "until": course.until.isoformat() if course.until else None,
        "rule": {
            "form": course.rule.form,
            "most": course.rule.most,
            "of": list(course.rule.of),
            "suffix": course.rule.suffix,
            "fixed": list(course.rule.fixed),
            "changeable": list(course.rule.changeable),
            "words": course.rule.words or None,
        },
        "lines": [_share(each) for each in course.reckoning.shares],
        "appeals": [_appeal(each) for each in course.appeals],
        "files": [str(path) for path in files],
    }


def _share(each: Share) -> dict[str, Any]:
    return {
        "line": each.number or None,
        "row": each.line.row if each.line else None,
        "billed": money.text(each.billed),
        "approved": money.text(each.approved),
        "paid": None if each.paid is None else money.text(each.paid),
        "cut": money.text(each.cut),
        "words": each.words or None,
        "reason": each.reason or None,
    }


def _appeal(each: Appeal) -> dict[str, Any]:
    return {
        "day": each.day.isoformat(),
        "amount": money.text(each.amount),
        "lines": list(each.lines),
        "number": each.number or None,
        "outcome": each.outcome or None,
        "decided": each.decided.isoformat() if each.decided else None,
        "given": money.text(each.given),
        "reason": each.reason or None,
        "by": each.by,
    }
