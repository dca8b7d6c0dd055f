"""Task and activity codes: whether they must be there, and of which set."""

from __future__ import annotations

import functools
from operator import attrgetter

from ledes import codes
from ledes.bill import Bill
from ledes.client import Client
from ledes.errors import SetupError
from ledes.finding import Where
from ledes.rules import Reports, rule, unread, views

SETS_FIX = "Use a code of the set that the client asks for; ledes codes finds one."


@rule(
    "C220",
    scope="client",
    fix="Add the task code.",
    reason="TASK_CODE_UNKNOWN",
    unless=("C007",),
    catalogue=("ENT-TASK",),
)
def fee_without_task_code(bill: Bill, *, required: bool) -> Reports:
    """A fee has a task code.

    For clients that set `required = true`.

    Source: Thomson Reuters, about UTBMS codes; Collaborati, line item task code is invalid.
    """
    if required:
        yield from _missing(bill, "task")


@rule(
    "C221",
    scope="client",
    fix=SETS_FIX,
    reason="TASK_CODE_WRONG_SET",
    catalogue=("ENT-TASK",),
)
def task_code_of_other_set(bill: Bill, *, sets: tuple[str, ...]) -> Reports:
    """A task code is of a set that the client takes.

    `sets` names sets of `ledes codes`, such as litigation and counseling.

    Source: Thomson Reuters, about UTBMS codes; Legal Tracker, task codes of another category.
    """
    taken = _codes_of(tuple(sets), "C221")
    for line in views.fees(bill):
        if line.task and line.task not in taken:
            yield Where(line.row, "line.task"), f"the task code '{line.task}' is not of the set {' or '.join(sets)}"


@rule(
    "C222",
    scope="client",
    fix="Use the code of the task, not of its phase.",
    reason="TASK_CODE_UNKNOWN",
    catalogue=("ENT-TASK",),
)
def bare_phase_code(bill: Bill, *, allowed: bool) -> Reports:
    """A task code names a task, not only the phase above it.

    For clients that set `allowed = false`. Phases without tasks of their own, such as those of counseling, are codes
    like others.

    Source: Thomson Reuters, about UTBMS codes; UTBMS code sets (ABA 1996).
    """
    if allowed:
        return
    phases = _phases()
    for line in views.fees(bill):
        if line.task in phases:
            yield Where(line.row, "line.task"), f"the task code '{line.task}' is that of a whole phase"


@rule(
    "C223",
    scope="client",
    fix="Use a code of the set that the client holds for the matter; ledes codes finds one.",
    reason="TASK_CODE_WRONG_SET",
    asks="matters.code_set",
    catalogue=("ENT-TASK",),
)
def task_code_of_other_matter_type(bill: Bill, *, profile: Client) -> Reports:
    """A task code is of the set that the client holds for the matter.

    Runs for matters whose terms name a `code_set`: a set of `ledes codes`, or several with blanks between them.

    Source: Thomson Reuters, about UTBMS codes; Legal Tracker, task codes of another category.
    """
    known: dict[int, tuple[str, frozenset[str]] | None] = {}
    for line in views.fees(bill):
        if not line.task:
            continue
        key = id(line.matter)
        if key not in known:
            terms = profile.terms(line.matter)
            names = tuple(terms.code_set.split()) if terms else ()
            known[key] = (" or ".join(names), _codes_of(names, "C223")) if names else None
        wanted = known[key]
        if wanted and line.task not in wanted[1]:
            yield (
                Where(line.row, "line.task"),
                f"the task code '{line.task}' is not of the set {wanted[0]} that the matter asks for",
            )


@rule("C224", scope="client", fix="Add the activity code.", reason="ACTIVITY_CODE_UNKNOWN", catalogue=("ENT-ACT",))
def fee_without_activity_code(bill: Bill, *, required: bool) -> Reports:
    """A fee has an activity code.

    For clients that set `required = true`.

    Source: Thomson Reuters, about UTBMS codes.
    """
    if required:
        yield from _missing(bill, "activity")


@rule("C225", scope="client", fix=SETS_FIX, reason="ACTIVITY_CODE_UNKNOWN", catalogue=("ENT-ACT",))
def activity_code_of_other_set(bill: Bill, *, sets: tuple[str, ...]) -> Reports:
    """An activity code is of a set that the client takes.

    `sets` names sets of `ledes codes`: activity-aba holds A101 to A111, activity-loc2013 those and more.

    Source: Thomson Reuters, about UTBMS codes; UTBMS activity codes (ABA 1996, LOC 2013).
    """
    taken = _codes_of(tuple(sets), "C225")
    for line in views.fees(bill):
        if line.activity and line.activity not in taken:
            said = f"the activity code '{line.activity}' is not of the set {' or '.join(sets)}"
            yield Where(line.row, "line.activity"), said


def _missing(bill: Bill, name: str) -> Reports:
    used = attrgetter(name)
    skipped = unread.rows(bill, f"line.{name}")
    for line in views.fees(bill):
        if not used(line) and line.row not in skipped:
            yield Where(line.row, f"line.{name}"), f"a fee has no {name} code"


@functools.cache
def _codes_of(names: tuple[str, ...], code: str) -> frozenset[str]:
    """Collect the codes of sets by name, groups left out.

    Raises `SetupError` for a set that is not known.
    """
    known = codes.sets()
    for name in names:
        if name not in known:
            raise SetupError(f"rule {code} names the set {name!r} of codes", hint=f"known are {', '.join(known)}")
    return frozenset(each.code for name in names for each in known[name] if each.level != "group")


@functools.cache
def _phases() -> frozenset[str]:
    """Collect the codes of phases that have tasks below them, in sets that were confirmed."""
    every = [code for each in codes.sets().values() for code in each if code.confirmed]
    above = {code.parent for code in every}
    return frozenset(code.code for code in every if code.level == "phase" and code.code in above)
