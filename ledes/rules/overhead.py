"""Work that clients take for the firm's own: office work, billing, learning, reports that nobody asked for."""

from __future__ import annotations

import functools
import re

from ledes.bill import Bill
from ledes.finding import NOTE, WARNING, Where
from ledes.narratives import phrases
from ledes.narratives.clauses import clauses
from ledes.narratives.tasks import tasks
from ledes.narratives.verbs import GERUND, PAST, forms
from ledes.narratives.wordlists import words
from ledes.rules import Reports, rule, texts, views

_TENDED = re.compile(r"(?:attention|attend(?:ed)?) to (?:e-?filing|filing|service) ", re.IGNORECASE)


def _phrases(bill: Bill, name: str, what: str) -> Reports:
    known = phrases.load(name)
    for line, hit in texts.fees(bill, known.find, views.narratives(bill).phrased(known)):
        yield Where(line.row, "line.description", at_risk=line.amount), f"'{hit}' is {what}"


@rule(
    "N206",
    scope="client",
    fix="Write the time off; reword the narrative only if the work was really legal work.",
    reason="CLERICAL",
    catalogue=("NAR-CLERICAL",),
)
def clerical_work(bill: Bill, *, allowed: bool) -> Reports:
    """Clerical work is not billed: scanning, copying, calendaring, scheduling, filing away, formatting, booking travel.

    A phrase of `schemas/narrative-clerical.csv` tells it, a verb mostly with its object: to copy is clerical, a copy
    of a deed is not. Filing and serving papers are told by N212.

    Source: CounselGO, line item adjustment codes; Legal Tracker, non-compliant fees; FDIC, outside counsel rules.
    """
    if not allowed:
        yield from _phrases(bill, "clerical", "clerical work")


@rule(
    "N212",
    scope="client",
    fix="Bill it with the drafting of the paper, or write the time off.",
    reason="CLERICAL",
    severity=WARNING,
    catalogue=("NAR-CLERICAL",),
)
def filing_of_papers(bill: Bill, *, allowed: bool) -> Reports:
    """Filing or serving papers is no entry of its own, for clients that take it for clerical work.

    Told where nothing else was done: an entry that also drafts or revises the paper is legal work.

    Source: CounselGO, line item adjustment codes (clerical); that filing a motion may be legal work is inferred.
    """
    if allowed:
        return
    for line, said in texts.fees(bill, _filed, views.narratives(bill).holding(_acting())):
        yield Where(line.row, "line.description", at_risk=line.amount), f"'{said}' is filing or service alone"


def _filed(text: str) -> str:
    acts, papers = words("papers_acts"), words("papers")
    spoken = phrases.spoken(text)
    if _acting().isdisjoint(spoken) or papers.isdisjoint(spoken) or not _other_work().isdisjoint(spoken):
        return ""
    found = tasks(text)
    tended = [match[0] for clause in clauses(text) if (match := _TENDED.match(clause))]
    if not tended and not (found and all(task.verb.base in acts for task in found)):
        return ""
    return found[0].words if found and not tended else tended[0].strip()


@functools.cache
def _acting() -> frozenset[str]:
    acts = words("papers_acts")
    return frozenset(word for word, form in forms().items() if form.verb.base in acts)


@functools.cache
def _other_work() -> frozenset[str]:
    """Give the words that tell of work on something else."""
    acts = words("papers_acts") | {"attend"}
    known = forms().items()
    return frozenset(word for word, form in known if form.tenses <= {PAST, GERUND} and form.verb.base not in acts)


@rule(
    "N207",
    scope="client",
    fix="Write the time off.",
    reason="CLERICAL",
    catalogue=("NAR-BILLING",),
)
def billing_work(bill: Bill, *, allowed: bool) -> Reports:
    """Time for the firm's own bills, budgets, accruals, rates, conflicts checks and billing questions is not billed.

    A phrase of `schemas/narrative-billing.csv` tells it. Other people's invoices, budgets and rates are legal work,
    and so are fees claimed in court.

    Source: FDIC, outside counsel validation rules; Legal Tracker, non-compliant fees.
    """
    if not allowed:
        yield from _phrases(bill, "billing", "billing or firm administration")


@rule(
    "N208",
    scope="client",
    fix="Write the time off, or say which question of the matter the research was on.",
    reason="AUDIT_RULE",
    catalogue=("NAR-TRAIN",),
)
def training_or_study(bill: Bill, *, allowed: bool) -> Reports:
    """Training, courses, general research and getting to know the file are not billed.

    A phrase of `schemas/narrative-training.csv` tells it.

    Source: published outside counsel guidelines on ineligible charges; the wording of getting up to speed is
    unconfirmed.
    """
    if not allowed:
        yield from _phrases(bill, "training", "training or study")


@rule(
    "N210",
    scope="client",
    fix="Say who asked for the report, or take the time off.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("NAR-STATUS",),
)
def status_report(bill: Bill, *, allowed: bool) -> Reports:
    """Status reports and watching of dockets are billed only where the client or a court asked for them.

    A phrase of `schemas/narrative-status.csv` tells it, unless the narrative says joint, ordered or requested.

    Source: published outside counsel guidelines on ineligible charges; AECC, rates, fees and charges.
    """
    if not allowed:
        yield from _phrases(bill, "status", "a report or watch that the client may not have asked for")
