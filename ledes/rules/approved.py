"""People and rates that one client approved, as its profile lists them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from ledes import money
from ledes.bill import FEE, Bill
from ledes.client import ApprovedTimekeeper, Client
from ledes.finding import Where
from ledes.money import ZERO
from ledes.rules import Reports, rule

Approvals = dict[str, list[ApprovedTimekeeper]]


def _approvals(profile: Client) -> Approvals:
    found: Approvals = {}
    for each in profile.timekeepers:
        found.setdefault(each.id, []).append(each)
    return found


def _in_force(approvals: list[ApprovedTimekeeper], day: datetime.date | None) -> list[ApprovedTimekeeper]:
    """Keep what holds on a day, the latest beginning last; without a day everything may hold."""
    holding = [
        each
        for each in approvals
        if day is None or ((each.start is None or each.start <= day) and (each.end is None or day <= each.end))
    ]
    return sorted(holding, key=lambda each: each.start or datetime.date.min)


@rule(
    "P010",
    scope="client",
    fix="Have the client approve the timekeeper, or bill under an approved id.",
    reason="TIMEKEEPER_NOT_AUTHORIZED",
    asks="timekeepers",
)
def timekeeper_not_approved(bill: Bill, *, profile: Client) -> Reports:
    """Who worked was approved by the client for that day.

    Runs where the profile lists approved timekeepers. Ids are compared as written.

    Source: client guidelines; Legal Tracker, new timekeeper; Collaborati, timekeeper not authorized.
    """
    approvals = _approvals(profile)
    known: dict[tuple[str, datetime.date | None], str] = {}
    for line in bill.lines:
        if line.kind != FEE or line.timekeeper is None or not line.timekeeper.id:
            continue
        key = (line.timekeeper.id, line.date)
        said = known.get(key)
        if said is None:
            said = known[key] = _unapproved(key[0], line.date, approvals.get(key[0], []))
        if said:
            yield Where(line.row, "timekeeper.id"), said


def _unapproved(person: str, day: datetime.date | None, approvals: list[ApprovedTimekeeper]) -> str:
    if not approvals:
        return f"timekeeper '{person}' is not on the client's list"
    if _in_force(approvals, day):
        return ""
    spans = " and ".join(f"{each.start or 'the beginning'} to {each.end or 'further notice'}" for each in approvals)
    return f"timekeeper '{person}' is approved for {spans}, the line is dated {day}"


@rule(
    "P011",
    scope="client",
    fix="Bill at the approved rate, or have the client approve the new one first.",
    reason="RATE_OVER_APPROVED",
    asks="timekeepers",
)
def rate_above_approved(bill: Bill, *, profile: Client, tolerance: Decimal = ZERO) -> Reports:
    """A fee is billed at no more than the rate that the client approved for that day.

    Runs where the profile lists approved timekeepers with rates. Where several rates hold on a day, the one that
    began last counts. `tolerance` is an amount per hour.

    Source: client guidelines; CounselLink, exceeds the negotiated rate; Legal Tracker, timekeeper rate change.
    """
    approvals = _approvals(profile)
    known: dict[tuple[str, datetime.date | None], Decimal | None] = {}
    for line in bill.lines:
        if line.kind != FEE or line.rate is None or line.timekeeper is None:
            continue
        key = (line.timekeeper.id, line.date)
        if key not in known:
            known[key] = _approved_rate(approvals.get(key[0], []), line.date)
        most = known[key]
        if most is not None and line.rate > money.plus(most, tolerance):
            yield (
                Where(line.row, "line.rate"),
                f"timekeeper '{key[0]}' is billed at {money.text(line.rate)}, approved is {money.text(most)}",
            )


def _approved_rate(approvals: list[ApprovedTimekeeper], day: datetime.date | None) -> Decimal | None:
    rates = [each.rate for each in _in_force(approvals, day) if each.rate is not None]
    if day is None:
        return max(rates, default=None)
    return rates[-1] if rates else None
