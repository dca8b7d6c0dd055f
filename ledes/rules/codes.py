"""Codes: what the UTBMS sets and the lists of ISO know, and on which lines a code belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import attrgetter

from ledes import codes
from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, FEE, FEE_ADJUSTMENT, Bill, Party
from ledes.finding import WARNING, Where
from ledes.rules import Reports, rule, unread, views

FEES = frozenset({FEE, FEE_ADJUSTMENT, ""})
EXPENSES = frozenset({EXPENSE, EXPENSE_ADJUSTMENT, ""})
FORM = re.compile(r"[A-Z]{1,3}[0-9]{3}", re.ASCII)
"""Letters of the set, one digit for the phase, two for the task; clients' own sets follow it too."""


@rule("C001", scope="standard", fix="Write the three capitals of ISO 4217, such as USD.", reason="CURRENCY_NOT_ALLOWED")
def unknown_currency(bill: Bill) -> Reports:
    """A currency is a code of ISO 4217.

    Source: LEDES 98BI V2, fields 30 and 52.
    """
    row = bill.lines[0].row if bill.lines else bill.row
    for field, code in (("bill.currency", bill.currency), ("bill.other_currency", bill.other_currency)):
        if code and not codes.known_currency(code) and not unread.lacks(bill, field):
            yield Where(row, field), f"'{code}' is no currency code"


@rule(
    "C002",
    scope="standard",
    fix="Write the two or three capitals of ISO 3166, such as GB or GBR.",
    reason="COUNTRY_CODE",
    severity=WARNING,
    catalogue=("TAX-COUNTRY",),
)
def unknown_country(bill: Bill) -> Reports:
    """A country is a code of ISO 3166, in its two-letter or three-letter form.

    The published sample has three letters, one platform wants two, another takes names too: so it is a warning.

    Source: LEDES 98BI V2, fields 40 and 47; Brightflag, country code.
    """
    row = bill.lines[0].row if bill.lines else bill.row
    for field, code in _countries(bill):
        if code and not codes.known_country(code) and not unread.lacks(bill, field):
            yield Where(row, field), f"'{code}' is no country code"
    for code in {code for code in map(attrgetter("country"), bill.lines) if code and not codes.known_country(code)}:
        for line in bill.lines:
            if line.country == code:
                yield Where(line.row, "line.country"), f"'{code}' is no country code"


def _countries(bill: Bill) -> Iterator[tuple[str, str]]:
    parties: tuple[tuple[str, Party], ...] = (
        ("firm", bill.firm),
        ("client", bill.client),
        ("taxed_party", bill.taxed_party),
        ("bill_to", bill.bill_to),
        ("payer", bill.payer),
    )
    for name, party in parties:
        yield f"{name}.address.country", party.address.country
        yield f"{name}.remit_address.country", party.remit_address.country


@rule(
    "C003",
    scope="standard",
    fix="Look the code up with `ledes codes`, or name it under `also` if it is the client's own.",
    reason="TASK_CODE_UNKNOWN",
    severity=WARNING,
)
def unknown_task_code(bill: Bill, *, also: tuple[str, ...] = ()) -> Reports:
    """A task code is one of a UTBMS set.

    Clients may have sets of their own, so an unknown code is a warning; `also` lists the client's.

    Source: UTBMS code sets (ABA 1996, LOC 2009 and 2011); LEDES 1998B, field 15.
    """
    yield from _unknown(bill, "task", FEES, codes.known_task, also)


@rule(
    "C004",
    scope="standard",
    fix="Look the code up with `ledes codes`, or name it under `also` if it is the client's own.",
    reason="ACTIVITY_CODE_UNKNOWN",
    severity=WARNING,
)
def unknown_activity_code(bill: Bill, *, also: tuple[str, ...] = ()) -> Reports:
    """An activity code is one of a UTBMS set.

    Clients may have sets of their own, so an unknown code is a warning; `also` lists the client's.

    Source: UTBMS activity codes (ABA 1996, LOC 2013); LEDES 1998B, field 17.
    """
    yield from _unknown(bill, "activity", FEES, codes.known_activity, also)


@rule(
    "C005",
    scope="standard",
    fix="Look the code up with `ledes codes`, or name it under `also` if it is the client's own.",
    reason="EXPENSE_CODE_UNKNOWN",
    severity=WARNING,
)
def unknown_expense_code(bill: Bill, *, also: tuple[str, ...] = ()) -> Reports:
    """An expense code is one of a UTBMS set.

    Clients may have sets of their own, so an unknown code is a warning; `also` lists the client's.

    Source: UTBMS expense codes (ABA 1996, LOC 2009 and 2013); LEDES 1998B, field 16.
    """
    yield from _unknown(bill, "expense", EXPENSES, codes.known_expense, also)


def _unknown(
    bill: Bill, name: str, kinds: frozenset[str], known: Callable[[str], bool], also: tuple[str, ...]
) -> Reports:
    """Report the lines of these kinds whose code is unknown; each distinct code is looked up once."""
    used = attrgetter(name)
    strange = {code: _strange(code, name, known) for code in set(map(used, bill.lines)) if code and not known(code)}
    for code in also:
        strange.pop(code, None)
    if not strange:
        return
    field = f"line.{name}"
    skipped = unread.rows(bill, field)
    for line in bill.lines:
        said = strange.get(used(line))
        if said and line.kind in kinds and line.row not in skipped:
            yield Where(line.row, field), said


def _strange(code: str, name: str, known: Callable[[str], bool]) -> str:
    meant = code.strip().upper()
    if meant != code and known(meant):
        return f"'{code}' is no {name} code, {meant} is"
    elsewhere = codes.find(code)
    if elsewhere:
        return f"'{code}' is no {name} code but stands in the set {elsewhere[0].set}"
    if FORM.fullmatch(code):
        return f"the {name} code '{code}' is in no known set"
    return f"'{code}' does not have the form of a {name} code (letters and three digits)"


@rule(
    "C006",
    scope="standard",
    fix="Leave task and activity blank on expenses, and the expense code blank on fees.",
    reason="TASK_CODE_WRONG_SET",
    severity=WARNING,
    catalogue=("ENT-NO-EXP-ON-FEE", "EXP-TK-ON-EXP"),
)
def code_on_wrong_line(bill: Bill) -> Reports:
    """A fee carries task and activity codes, an expense carries an expense code.

    Some billing systems add task codes to expenses unasked; where a matter demands one set of codes, platforms
    refuse them.

    Source: LEDES 1998B, fields 15 to 17; Legal Tracker, task codes of another category.
    """
    skipped = unread.rows(bill, "line.task", "line.activity", "line.expense")
    for line in bill.lines:
        if line.row in skipped:
            continue
        if line.kind == FEE:
            if line.expense:
                yield Where(line.row, "line.expense"), f"a fee carries the expense code '{line.expense}'"
        elif line.kind == EXPENSE:
            if line.task:
                yield Where(line.row, "line.task"), f"an expense carries the task code '{line.task}'"
            elif line.activity:
                yield Where(line.row, "line.activity"), f"an expense carries the activity code '{line.activity}'"


@rule("C007", scope="standard", fix="Add the task code.", reason="FIELD_REQUIRED", severity=WARNING)
def activity_without_task(bill: Bill) -> Reports:
    """A fee with an activity code has a task code too.

    Source: LEDES 1998B, field 15 (normally needed when an activity code is given).
    """
    for line in views.fees(bill):
        if line.activity and not line.task:
            yield Where(line.row, "line.task"), f"the activity '{line.activity}' stands without a task code"
