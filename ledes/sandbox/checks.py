"""What the portal has against a bill: the rules, asked with its own settings, and what only a platform knows.

Matters, currencies and deadlines at the door are the portal's own; everything else is `ledes.validate.verify`, so
that a bill is judged here by the same arithmetic as at the law firm, and by other lists.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledes import money
from ledes.bill import Bill, Line, Matter
from ledes.finding import ERROR, Finding
from ledes.formats import Format
from ledes.sandbox.settings import KnownMatter, Settings
from ledes.sandbox.wording import NOBODY, Blame

WHO = {"TIMEKEEPER_UNKNOWN", "TIMEKEEPER_NOT_AUTHORIZED"}
RATES = {"RATE_OVER_APPROVED", "RATE_NOT_APPROVED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing the portal has against a bill, with what its wording needs; `allowed_rate` where a rate is too high."""

    reason: str
    message: str
    blame: Blame = NOBODY
    line: Line | None = None
    allowed_rate: Decimal | None = None


def known_here(
    bill: Bill, found: Iterable[Finding], form: Format, settings: Settings, today: datetime.date
) -> Iterator[Complaint]:
    """Yield everything the portal has against a bill, `found` by its reader included; ignored reasons left out."""
    for each in (*_at_the_door(bill, settings, today), *_by_rules(bill, found, form, settings, today)):
        if settings.action(each.reason) != "ignore":
            yield each


def _by_rules(
    bill: Bill, found: Iterable[Finding], form: Format, settings: Settings, today: datetime.date
) -> Iterator[Complaint]:
    from ledes.validate import verify

    lines = {line.row: line for line in bill.lines}
    attributes = {name: attribute for attribute, name in form.fields.items()}
    for finding in (*found, *verify(bill, format=form, client=settings.client, today=today)):
        if finding.severity < ERROR:
            continue
        attribute = attributes.get(finding.field, finding.field)
        line = lines.get(finding.row) if finding.row else None
        yield _complaint(finding, attribute, form.fields.get(attribute, ""), line, bill, settings)


def _complaint(
    finding: Finding, attribute: str, name: str, line: Line | None, bill: Bill, settings: Settings
) -> Complaint:
    reason, allowed = finding.reason or "AUDIT_RULE", None
    if reason in WHO and line is not None and line.timekeeper is not None:
        ids = {each.id for each in settings.timekeepers}
        reason = "TIMEKEEPER_NOT_AUTHORIZED" if line.timekeeper.id in ids else "TIMEKEEPER_UNKNOWN"
    if reason in RATES and line is not None:
        allowed = _approved_rate(line, settings)
    values = _values(bill, line, _value(line, attribute), allowed)
    return Complaint(
        reason=reason,
        message=finding.message,
        blame=Blame(attribute=attribute, name=name, values=values),
        line=line,
        allowed_rate=allowed,
    )


def _approved_rate(line: Line, settings: Settings) -> Decimal | None:
    """Find the rate that is approved for the line's person and day."""
    if line.timekeeper is None or line.date is None:
        return None
    for each in settings.timekeepers:
        begun = each.start is None or each.start <= line.date
        if each.id == line.timekeeper.id and begun and (each.end is None or line.date <= each.end):
            return each.rate
    return None


def _value(line: Line | None, attribute: str) -> str:
    found: object = line
    for part in attribute.removeprefix("line.").split("."):
        found = getattr(found, part, None)
    found = getattr(found, "id", found)
    return money.text(found) if isinstance(found, Decimal) else str(found or "")


def _values(bill: Bill, line: Line | None, value: str, allowed: Decimal | None) -> Mapping[str, tuple[str, ...]]:
    filled = {
        "code": value,
        "id": value,
        "value": value,
        "number": bill.number,
        "count": "1",
        "vendor": bill.firm.name or bill.firm.id,
        "line": line.number if line else "",
        "rate": "" if allowed is None else money.text(allowed),
    }
    if line is not None and None not in (line.total, line.units, line.rate) and line.total is not None:
        product = money.times(line.units or money.ZERO, line.rate or money.ZERO)
        exact = money.plus(product, line.adjustment or money.ZERO)
        amounts = (money.text(line.total), money.text(money.half_up(exact, money.MINOR_UNIT)))
        return {**{name: (text,) for name, text in filled.items() if text}, "amount": amounts}
    return {name: (text,) for name, text in filled.items() if text}


def _at_the_door(bill: Bill, settings: Settings, today: datetime.date) -> Iterator[Complaint]:
    yield from _matters(bill, settings, today)
    if settings.one_matter and len({(matter.client_id, matter.firm_id) for matter in bill.matters}) > 1:
        yield Complaint(reason="MULTI_MATTER", message=f"the bill names {len(bill.matters)} matters")
    if settings.currencies and bill.currency and bill.currency not in settings.currencies:
        held = settings.currencies[0]
        blame = Blame(values={"code": (bill.currency, held), "vendor": (bill.firm.name or bill.firm.id,)})
        yield Complaint(reason="CURRENCY_MISMATCH", message=f"{bill.currency} instead of {held}", blame=blame)
    ended = bill.end or bill.date
    if settings.max_age_days is not None and ended is not None and (today - ended).days > settings.max_age_days:
        age = (today - ended).days
        blame = Blame(values={"days": (str(age), str(settings.max_age_days))})
        said = f"{age} days after the end of its period, at most {settings.max_age_days} are allowed"
        yield Complaint(reason="INVOICE_TOO_OLD", message=said, blame=blame)


def _matters(bill: Bill, settings: Settings, today: datetime.date) -> Iterator[Complaint]:
    for matter in bill.matters if settings.matters else ():
        number = matter.client_id or matter.firm_id
        blame = Blame(
            attribute="matter.client_id", name="CLIENT_MATTER_ID", values={"id": (number,), "value": (number,)}
        )
        known = _known(matter, settings)
        if known is None:
            yield Complaint(reason="MATTER_UNKNOWN", message=f"matter {number!r} is not known here", blame=blame)
        elif known.closed and today > known.closed + datetime.timedelta(days=settings.grace_days):
            said = f"matter {number!r} was closed on {known.closed}"
            yield Complaint(reason="MATTER_CLOSED", message=said)


def _known(matter: Matter, settings: Settings) -> KnownMatter | None:
    for known in settings.matters:
        if matter.client_id == known.id:
            return known
        if not matter.client_id and matter.firm_id in {known.id, known.firm_id} - {""}:
            return known
    return None
