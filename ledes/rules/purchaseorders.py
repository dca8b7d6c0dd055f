"""Purchase orders: whether a bill has the client's, and where the client looks for it."""

from __future__ import annotations

import re
from typing import Literal

from ledes.bill import Bill
from ledes.client import Client
from ledes.rules import Reports, place, rule
from ledes.rules.matterterms import known

FIELD = "matter.purchase_order"


@rule(
    "I211",
    scope="client",
    fix="State the purchase order where the client looks for it.",
    reason="FIELD_REQUIRED",
    catalogue=("INV-PO",),
)
def missing_purchase_order(
    bill: Bill,
    *,
    profile: Client,
    where: Literal["field", "invoice description"],
    pattern: re.Pattern[str] | None = None,
) -> Reports:
    """A bill states a purchase order where the client looks for it.

    `where` is "field", which 98BI and XML have for it, or "invoice description", which 1998B has too. In the
    description it is known by the number in the profile, else by `pattern`, a regular expression.

    Source: Brightflag, vendor help (purchase orders and LEDES 98BI V2).
    """
    for matter in bill.matters:
        if where == "field":
            if not matter.purchase_order.strip():
                yield place.at(bill, matter, FIELD), "the bill states no purchase order"
            continue
        terms = profile.terms(matter)
        wanted = terms.purchase_order if terms else ""
        if wanted and wanted not in bill.description:
            said = f"the purchase order '{wanted}' does not stand in the invoice description"
            yield place.at(bill, matter, "bill.description"), said
        elif not wanted and pattern is not None and not pattern.search(bill.description):
            said = f"no purchase order of the form {pattern.pattern} stands in the invoice description"
            yield place.at(bill, matter, "bill.description"), said


@rule(
    "I212",
    scope="client",
    fix="Write the purchase order that the client gave for this matter.",
    reason="FIELD_MISMATCH",
    asks="matters.purchase_order",
    catalogue=("INV-PO",),
)
def wrong_purchase_order(bill: Bill, *, profile: Client) -> Reports:
    """The purchase order of a bill is the one that the client gave for the matter.

    Judged where both the bill and the profile state one.

    Source: Brightflag, vendor help (purchase orders and LEDES 98BI V2).
    """
    for matter, terms in known(bill, profile):
        stated, wanted = matter.purchase_order.strip(), terms.purchase_order
        if stated and wanted and stated != wanted:
            said = f"the purchase order of the matter '{terms.number}' is '{wanted}', the bill says '{stated}'"
            yield place.at(bill, matter, FIELD), said


@rule(
    "I213",
    scope="client",
    fix="Look the purchase order up again: its length and its letters are not the client's.",
    reason="FIELD_MISMATCH",
    catalogue=("INV-PO",),
)
def malformed_purchase_order(bill: Bill, *, pattern: re.Pattern[str]) -> Reports:
    """A purchase order has the form that the client uses.

    `pattern` is a regular expression for the whole number, such as '45[0-9]{8}'.

    Source: Brightflag, vendor help (purchase orders and LEDES 98BI V2).
    """
    for matter in bill.matters:
        stated = matter.purchase_order.strip()
        if stated and not pattern.fullmatch(stated):
            said = f"the purchase order '{stated}' does not have the client's form {pattern.pattern}"
            yield place.at(bill, matter, FIELD), said
