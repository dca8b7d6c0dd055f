"""Fee deals other than by the hour: flat fees by stage, and fees that depend on success."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ledes import facts, money
from ledes.bill import FEE, FEE_ADJUSTMENT, Bill, Line
from ledes.client import Client, MatterTerms
from ledes.earlier import matter_number
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, rule, views, wordlist

FLAT_FEE = "FLTFEE"
CONTINGENT = "CT"
FLAT_TYPES = frozenset({"FF", "MPF"})
"""Matter billing types of LEDES XML that are flat: a fixed fee, a monthly one."""


class Deal(NamedTuple):
    """A matter of a bill with a flat fee: its number, what was agreed, and its fee lines, parted in two."""

    number: str
    terms: MatterTerms
    flat: tuple[Line, ...]
    hourly: tuple[Line, ...]


@rule(
    "B207",
    scope="client",
    fix="Take the charge off the hours by their adjustment; the agreed fee pays for them.",
    reason="AUDIT_RULE",
    asks="matters.flat_fees or matters.billing_type",
    catalogue=("FEE-FLAT",),
)
def hours_charged_on_flat_fee(bill: Bill, *, profile: Client) -> Reports:
    """In a matter with a flat fee, entries of hours carry no money.

    Runs for matters with `flat_fees`, or of the billing type FF or MPF. A line is of the flat fee where its
    classification is FLTFEE, its charge is fixed (XML), its amount is an agreed one, or it is an IF line above zero.
    Hours may also be taken off together by an IF line below zero.

    Source: CounselLink, fixed fee invoices; Collaborati, invoices (shadow time).
    """
    for deal in _deals(bill, profile):
        charged = [line for line in deal.hourly if line.amount]
        rest = money.total(line.amount or ZERO for line in deal.hourly)
        if rest > ZERO and charged:
            yield (
                Where(charged[0].row, "line.total", at_risk=rest),
                f"hours in matter {deal.number} come to {money.text(rest)} beside its flat fee",
            )


@rule(
    "B208",
    scope="client",
    fix="Bill the agreed fee of the stage, under its code.",
    reason="AUDIT_RULE",
    asks="matters.flat_fees",
    catalogue=("FEE-FLAT",),
)
def flat_fee_not_agreed(bill: Bill, *, profile: Client) -> Reports:
    """A flat fee is for a stage that was agreed, and not above the amount agreed for it.

    Runs for matters with `flat_fees`. The stage is the task code of the line, or the phase above it, or its name in the
    narrative; a fee agreed for the whole matter takes what has no stage. A stage may be billed in parts.

    Source: CounselLink, fixed fee invoices (stage in the description); Collaborati, invoices.
    """
    for deal in _deals(bill, profile):
        if not deal.terms.flat_fees:
            continue
        stages: dict[str, list[Line]] = {}
        for line in deal.flat:
            stage = _stage(line, deal.terms)
            if stage is None:
                said = (
                    f"a flat fee of {money.text(line.amount or ZERO)} is for no stage agreed for matter {deal.number}"
                )
                yield Where(line.row, "line.total", at_risk=line.amount), said
            else:
                stages.setdefault(stage, []).append(line)
        for stage, lines in stages.items():
            fee, agreed = money.total(line.amount or ZERO for line in lines), deal.terms.flat_fees[stage]
            if fee > agreed:
                named = f"stage {stage} of matter {deal.number}" if stage else f"matter {deal.number}"
                yield (
                    Where(lines[0].row, "line.total", at_risk=money.minus(fee, agreed)),
                    f"the flat fee of {named} is {money.text(fee)}, agreed is {money.text(agreed)}",
                )


@rule(
    "B209",
    scope="client",
    fix="Agree on the fee with the client, and enter the billing type CT in the matter's terms.",
    reason="AUDIT_RULE",
    severity=WARNING,
    asks="matters",
    catalogue=("FEE-CONTINGENT",),
)
def contingent_fee_without_deal(
    bill: Bill,
    *,
    profile: Client,
    words: tuple[str, ...] = ("success fee", "contingent fee", "contingency fee"),
) -> Reports:
    """A fee that depends on success is billed only where the client agreed to one.

    Told by the billing type CT of the bill's matter, or by `words` in the narrative of a fee; the deal is the billing
    type CT in the matter's terms.

    Source: client guidelines (unconfirmed); LEDES XML 2.x, matter_billing_type.
    """
    pattern = wordlist.whole(words)
    dealt: dict[int, bool] = {}
    told: set[str] = set()
    among = {*views.narratives(bill).listing(words)}
    contingent = any(matter.billing_type == CONTINGENT for matter in views.matters(bill))
    if not among and not contingent and FEE_ADJUSTMENT not in views.kinds(bill):
        return
    for line in bill.lines:
        matter = line.matter
        if line.kind not in (FEE, FEE_ADJUSTMENT) or matter is None:
            continue
        if id(matter) not in dealt:
            terms = profile.terms(matter)
            dealt[id(matter)] = terms is not None and terms.billing_type == CONTINGENT
        if dealt[id(matter)]:
            continue
        spoken = line.kind != FEE or line.description in among
        if spoken and (found := pattern.search(line.description)):
            yield Where(line.row, "line.description"), f"the narrative speaks of a '{found.group()}', no deal is listed"
        elif matter.billing_type == CONTINGENT and matter_number(matter) not in told:
            told.add(matter_number(matter))
            said = f"matter {matter_number(matter)} is billed as contingent (CT), no deal is listed"
            yield Where(line.row, "matter.billing_type"), said


def _deals(bill: Bill, profile: Client) -> Iterator[Deal]:
    """Part the fee lines of each matter with a flat fee; what is taken off together stands with the hours."""
    terms = _flat(bill, profile)
    agreed = {number: frozenset(each.flat_fees.values()) for number, each in terms.items()}
    parted: dict[str, tuple[list[Line], list[Line]]] = {number: ([], []) for number in terms}
    for line in bill.lines if terms else ():
        number = matter_number(line.matter)
        if number in terms and line.kind in (FEE, FEE_ADJUSTMENT):
            flat, hourly = parted[number]
            (flat if _is_flat(line, agreed[number]) else hourly).append(line)
    for number, (flat, hourly) in parted.items():
        yield Deal(number, terms[number], tuple(flat), tuple(hourly))


def _flat(bill: Bill, profile: Client) -> dict[str, MatterTerms]:
    found = ((matter_number(matter), profile.terms(matter)) for matter in bill.matters)
    return {
        number: terms
        for number, terms in found
        if terms is not None and (terms.flat_fees or terms.billing_type in FLAT_TYPES)
    }


def _is_flat(line: Line, agreed: frozenset[Decimal]) -> bool:
    if line.kind == FEE_ADJUSTMENT:
        return line.amount is not None and line.amount > ZERO
    marked = line.timekeeper is not None and line.timekeeper.classification == FLAT_FEE
    return marked or line.fixed or (bool(line.amount) and line.amount in agreed)


def _stage(line: Line, terms: MatterTerms) -> str | None:
    """Name the stage that a flat fee is for; empty is the whole matter, `None` is no stage that was agreed."""
    for code in (line.task, facts.phase(line.task) if line.task else ""):
        if code and code in terms.flat_fees:
            return code
    for name in terms.flat_fees:
        if name and wordlist.whole((name,)).search(line.description):
            return name
    return "" if "" in terms.flat_fees else None
