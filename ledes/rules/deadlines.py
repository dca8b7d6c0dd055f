"""What a client asks of days: how soon to bill, how old a line may be, no day that has not come."""

from __future__ import annotations

import datetime
from operator import attrgetter
from typing import Literal

from ledes.bill import Bill
from ledes.client import Client
from ledes.finding import NOTE, WARNING, Where
from ledes.rules import Reports, place, rule, views

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@rule(
    "D210",
    scope="client",
    fix="Ask the client to take the invoice late, before it is sent.",
    reason="INVOICE_TOO_OLD",
    catalogue=("TIME-LATE-INV",),
)
def late_invoice(
    bill: Bill,
    *,
    today: datetime.date,
    days: int,
    since: Literal["period end", "invoice date"] = "period end",
) -> Reports:
    """An invoice arrives soon after its period ends, or soon after its date.

    `days` is how many may have passed today since the "period end" or the "invoice date", whichever `since` names.

    Source: FDIC, outside counsel validation rules (90 days from the invoice date); Legal Tracker, work with invoices.
    """
    begun = bill.end if since == "period end" else bill.date
    if begun is None or (today - begun).days <= days:
        return
    what = "the billing period ended" if since == "period end" else "the invoice is dated"
    said = f"{what} {begun}, {(today - begun).days} days before {today}; the client takes {days}"
    yield place.top(bill, "bill.end" if since == "period end" else "bill.date", bill.total), said


@rule(
    "D211",
    scope="client",
    fix="Get consent for late billing, or take the line off; then bill monthly.",
    reason="LINE_TOO_OLD",
    catalogue=("TIME-STALE-LINE",),
)
def stale_line(
    bill: Bill, *, today: datetime.date, days: int, until: Literal["invoice date", "today"] = "invoice date"
) -> Reports:
    """Work and costs are billed before they are old.

    `days` is how old a line may be on the invoice date, or with `until = "today"` when the bill is sent: the two
    differ at the end of a month.

    Source: FDIC, outside counsel validation rules (62 days); CSM, invoice validation rules.
    """
    measured = bill.date if until == "invoice date" else today
    if measured is None:
        return
    oldest = measured - datetime.timedelta(days)
    for line in bill.lines:
        if line.date is not None and line.date < oldest:
            said = f"the line is dated {line.date}, {(measured - line.date).days} days before {measured}"
            yield Where(line.row, "line.date", at_risk=line.amount), f"{said}; the client takes {days}"


@rule(
    "D212",
    scope="client",
    fix="Correct the date, or wait until that day.",
    reason="DATE_INVALID",
    catalogue=("TIME-FUTURE",),
)
def future_date(bill: Bill, *, today: datetime.date, days: int) -> Reports:
    """No date of a bill lies in the future.

    Judged are the invoice date, the beginning of the billing period and the lines; `days` is how far ahead they may
    lie. The end of the period is D213's.

    Source: the client's guidelines; no published page was found.
    """
    last = today + datetime.timedelta(days)
    for name, day in (("bill.date", bill.date), ("bill.start", bill.start)):
        if day is not None and day > last:
            what = "the invoice is dated" if name == "bill.date" else "the billing period begins"
            yield place.top(bill, name), f"{what} {day}, today is {today}"
    ahead = {day for day in set(map(attrgetter("date"), bill.lines)) if day is not None and day > last}
    if ahead:
        for line in bill.lines:
            if line.date in ahead:
                yield Where(line.row, "line.date"), f"the line is dated {line.date}, today is {today}"


@rule(
    "D213",
    scope="client",
    fix="Send the bill after its period has ended.",
    reason="BILLING_PERIOD",
    severity=WARNING,
    unless=("D212",),
    catalogue=("TIME-TOO-EARLY",),
)
def unfinished_period(bill: Bill, *, today: datetime.date, allowed: bool) -> Reports:
    """A bill is sent after its billing period has ended, or on its last day.

    Runs where the profile sets `allowed`.

    Source: Legal Tracker, work with invoices.
    """
    if not allowed and bill.end is not None and bill.end > today:
        yield place.top(bill, "bill.end"), f"the billing period ends {bill.end}, today is {today}"


@rule(
    "D217",
    scope="client",
    fix="Look whether the date is right; explain why the work could not wait.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("TIME-WEEKEND",),
)
def weekend_work(
    bill: Bill,
    *,
    profile: Client,
    days: tuple[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], ...],
) -> Reports:
    """Fees are for working days.

    `days` are the weekdays without work; the profile's holidays count too.

    Source: the client's guidelines; no published page was found.
    """
    free = {WEEKDAYS.index(each) for each in days}
    said: dict[datetime.date, str] = {}
    for day in set(map(attrgetter("date"), bill.lines)) - {None}:
        if day in profile.holidays:
            said[day] = f"the fee is dated {day}, a holiday"
        elif day.weekday() in free:
            said[day] = f"the fee is dated {day}, a {WEEKDAYS[day.weekday()].capitalize()}"
    for line in views.fees(bill) if said else ():
        if line.date in said:
            yield Where(line.row, "line.date"), said[line.date]
