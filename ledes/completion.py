"""What a bill lacks for its target: filled from the profile, the roster and plain arithmetic, never invented."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ledes import money, recasting
from ledes.bill import Bill, Line, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, Representation
from ledes.finding import Finding, Where
from ledes.formats import Format, given
from ledes.formats.representation import computed_value
from ledes.lines import altered
from ledes.setup import matters


def complete(
    bill: Bill, target: Format, client: Client | None, sets: Mapping[str, str]
) -> tuple[Bill, tuple[Finding, ...]]:
    """Fill the blanks of a bill that its target may ask about; say what was computed.

    An error among what is said is a reason not to write the bill. Raises `UsageError` for a value that `sets` names
    wrongly.
    """
    bill = given.fill(bill, sets)
    how = Representation()
    if client is not None:
        how = client.representation
        bill = given.fill(bill, how.given)
        bill = given.fill(bill, agreed(bill, client))
        bill = _named(bill, client)
    bill, notes = recasting.recast(bill, target, how, {**how.given, **sets})
    if "bill.net" in target.fields:
        bill, more = _taxed(bill)
        return bill, (*notes, *more)
    return bill, notes


def agreed(bill: Bill, client: Client | None) -> dict[str, str]:
    """Tell what the client's list of matters states of those on a bill, under dotted names."""
    terms = (client.terms(each) for each in bill.matters) if client else ()
    return {name: value for each in terms if each for name, value in matters.stated(each).items()}


def _named(bill: Bill, client: Client) -> Bill:
    """Give timekeepers what their bill leaves out and the client's roster knows: names, classifications."""
    roster = {each.id: each for each in client.timekeepers}
    known: dict[int, Timekeeper] = {}

    def named(keeper: Timekeeper) -> Timekeeper:
        if id(keeper) not in known:
            listed = roster.get(keeper.id)
            known[id(keeper)] = _known_as(keeper, listed) if listed else keeper
        return known[id(keeper)]

    timekeepers = tuple(named(keeper) for keeper in bill.timekeepers)
    if timekeepers == bill.timekeepers:
        return bill
    lines = tuple(altered(line, timekeeper=named(line.timekeeper)) if line.timekeeper else line for line in bill.lines)
    return dataclasses.replace(bill, timekeepers=timekeepers, lines=lines)


def _known_as(keeper: Timekeeper, listed: ApprovedTimekeeper) -> Timekeeper:
    name = Timekeeper(name=listed.name)
    parts = not (keeper.last or keeper.first)
    return dataclasses.replace(
        keeper,
        name=keeper.name or listed.name,
        last=name.last if parts else keeper.last,
        first=name.first if parts else keeper.first,
        classification=keeper.classification or listed.classification,
    )


def _taxed(bill: Bill) -> tuple[Bill, tuple[Finding, ...]]:
    """State the tax of every line and the net total, where the amounts prove what they are."""
    notes: list[Finding] = []
    untaxed = [line for line in bill.lines if line.tax is None]
    amounts = money.total(line.amount for line in bill.lines if line.amount is not None)
    if bill.lines and len(untaxed) == len(bill.lines) and bill.total == amounts:
        bill = dataclasses.replace(bill, lines=tuple(map(_without_tax, bill.lines)))
        what = "the lines add up to the total, so the tax of every line is written as 0"
        notes.append(computed_value(Where(0, "line.tax", bill.number), what))
    if bill.net is None and bill.total is not None and all(line.tax is not None for line in bill.lines):
        tax = money.total(line.tax for line in bill.lines if line.tax is not None)
        bill = dataclasses.replace(bill, net=money.minus(bill.total, tax), tax=tax if bill.tax is None else bill.tax)
        what = "total without tax, and the sum of the taxes, are computed from the lines"
        notes.append(computed_value(Where(0, "bill.net", bill.number), what))
    return bill, tuple(notes)


def _without_tax(line: Line) -> Line:
    return altered(line, tax=money.ZERO)


def with_way_out(finding: Finding, bill: Bill, target: Format) -> Finding:
    """Say of a blank that the target refuses, under which name the profile or `--set` can state it."""
    if finding.rule != "F001":
        return finding
    path = next((path for path, name in target.fields.items() if name == finding.field), "")
    if path.startswith("matter."):
        line = next((line for line in bill.lines if line.row == finding.row and line.matter), None)
        number = line.matter.firm_id if line and line.matter else ""
        name = f"matter.{number}.{path.removeprefix('matter.')}" if number else path
    else:
        name = "currency" if path == "bill.currency" else path.replace("bill.", "invoice.", 1)
    if not given.known(name) or name.startswith(("line.", "timekeeper.")):
        return finding
    return dataclasses.replace(finding, fix=f"State it in the client's profile, or with --set {name}=VALUE.")
