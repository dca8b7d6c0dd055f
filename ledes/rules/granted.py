"""Discounts that were agreed, and what a bill grants of them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from ledes import money
from ledes.bill import FEE, FEE_ADJUSTMENT, Bill
from ledes.client import Client, Discount
from ledes.earlier import History, Others
from ledes.finding import NOTE, WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, place, rule
from ledes.terms import discounts
from ledes.terms.discounts import Compared

CENT = Decimal("0.01")
FORMS = {"line": "the adjustments of the lines", "invoice": "adjustments of the invoice"}


@rule(
    "B210",
    scope="client",
    fix="Grant the agreed discount, in the form that the client asks for.",
    reason="AUDIT_RULE",
    asks="discounts",
    catalogue=("DISC-PRESENT",),
)
def discount_missing(bill: Bill, *, profile: Client, tolerance: Decimal = CENT) -> Reports:
    """A bill grants the discount that was agreed, in full and in the form agreed.

    Compared before tax; what stands in the rates cannot be seen on a bill. `tolerance` is an amount: once for an
    adjustment of the invoice, for each line where each line grants its part. Credit notes are not judged.

    Source: client guidelines; SimpleLegal, submitting a LEDES invoice.
    """
    if bill.kind == "credit note" or all(each.tiers for each in profile.discounts):
        return
    for each in discounts.compared(profile, bill, lambda _discount, _matter: ZERO):
        if not each.discount.tiers:
            yield from _less(bill, each, tolerance)


@rule(
    "B211",
    scope="client",
    fix="Grant the volume discount of the step that the year's bills have reached.",
    reason="AUDIT_RULE",
    severity=WARNING,
    asks="discounts",
    catalogue=("DISC-TIER",),
)
def volume_discount_missing(
    bill: Bill, *, profile: Client, history: History, others: Others, tolerance: Decimal = CENT
) -> Reports:
    """A bill grants the volume discount of the steps that it reaches, with what was billed before.

    Earlier bills count since the day on which the discount begins anew, and those of this run that come before this
    one. `tolerance` is as in B210. Credit notes are not judged.

    Source: client guidelines (unconfirmed).
    """
    if bill.kind == "credit note" or not any(each.tiers for each in profile.discounts):
        return
    for each in discounts.compared(profile, bill, discounts.billed_before(bill, history, others)):
        if each.discount.tiers:
            yield from _less(bill, each, tolerance)


@rule(
    "B212",
    scope="client",
    fix="Take the discount off in one form only, unless both were agreed.",
    reason="AUDIT_RULE",
    severity=NOTE,
    asks="discounts",
    catalogue=("DISC-ONCE",),
)
def discount_in_two_forms(bill: Bill, *, profile: Client) -> Reports:
    """A discount is granted in the form agreed and not in another one besides.

    Told where discounts are agreed in one form only: as net rates while the bill holds reductions, as adjustments of
    lines beside one of the invoice, or the other way round.

    Source: own rule.
    """
    forms = {each.form for each in profile.discounts if _in_force(each, bill.date)}
    if len(forms) != 1:
        return
    (form,) = forms
    for line in bill.lines:
        if line.kind == FEE_ADJUSTMENT and line.amount is not None and line.amount < ZERO and form != "invoice":
            found = f"the invoice is reduced by {money.text(-line.amount)}"
        elif line.kind == FEE and line.adjustment is not None and line.adjustment < ZERO and form != "line":
            found = "fees are reduced by adjustments of their lines"
        else:
            continue
        agreed = "rates that are net already" if form == "rate" else FORMS[form]
        yield Where(line.row, "line.adjustment"), f"{found}, the agreed discount stands in {agreed}"


def _in_force(discount: Discount, day: datetime.date | None) -> bool:
    if day is None:
        return True
    return (discount.start is None or discount.start <= day) and (discount.end is None or day <= discount.end)


def _less(bill: Bill, each: Compared, tolerance: Decimal) -> Reports:
    """Tell where less is granted than is due."""
    short = discounts.missing(each, bill, tolerance)
    if not short:
        return
    percent = " and ".join(dict.fromkeys(f"{money.text(part.percent)} percent" for part in each.parts if part.percent))
    of = f"{'fees' if each.discount.on == 'fees' else 'fees and expenses'} of {money.text(each.base)}"
    matter = f" in matter {each.matter}" if each.matter else ""
    before = f" after {money.text(each.before)} billed before" if each.before else ""
    yield (
        place.top(bill, "bill.total")._replace(at_risk=short),
        f"a discount of {percent} on {of}{matter}{before} comes to {money.text(discounts.due(each, bill.currency))}, "
        f"{FORMS[each.discount.form]} grant {money.text(each.granted)}",
    )
