"""Currencies that the client pays in and agreed rates in, and tax in the guise of an expense."""

from __future__ import annotations

from ledes.bill import EXPENSE, EXPENSE_ADJUSTMENT, Bill
from ledes.client import Client
from ledes.finding import Where
from ledes.rules import Reports, place, rule, wordlist

EXPENSES = frozenset({EXPENSE, EXPENSE_ADJUSTMENT})


@rule(
    "X200",
    scope="client",
    fix="Bill in the currency that the client holds, or have the client change it.",
    reason="CURRENCY_MISMATCH",
    asks="currency",
    catalogue=("CCY-MATCH",),
)
def wrong_currency(bill: Bill, *, profile: Client, also: tuple[str, ...] = ()) -> Reports:
    """A bill is in the currency that the client set for the firm, or for the matter.

    `also` lists further currencies that are taken. A matter's own currency goes first. 1998B has no field for the
    currency, so its bills are not judged.

    Source: CSM, invoice validation rules; Collaborati, most common errors; Legal Tracker, posting invoices.
    """
    if not bill.currency:
        return
    for matter in bill.matters or (None,):
        terms = profile.terms(matter)
        wanted = (terms.currency if terms else "") or profile.currency
        if bill.currency != wanted and bill.currency not in also:
            yield place.top(bill, "bill.currency"), f"the bill is in {bill.currency}, the client takes {wanted}"
            return


@rule(
    "X201",
    scope="client",
    fix="Bill in the currency of the rates, or have the client agree rates in the currency of the bill.",
    reason="CURRENCY_MISMATCH",
    unless=("X200",),
    asks="rates",
    catalogue=("CCY-RATES",),
)
def rate_in_other_currency(bill: Bill, *, profile: Client) -> Reports:
    """A fee is billed in the currency in which its rate was agreed.

    Rates whose currency the profile does not state are in the client's.

    Source: inferred: a rate in another currency is no ground to compare.
    """
    if not bill.currency:
        return
    said: dict[str, str] = {}
    for line in bill.lines:
        person = line.timekeeper.id if line.timekeeper else ""
        if person not in said:
            agreed = {each.currency or profile.currency for each in profile.rates_of(person)} - {""}
            other = bool(agreed) and bill.currency not in agreed
            currencies = " or ".join(sorted(agreed))
            said[person] = f"the rate of timekeeper '{person}' is in {currencies}, the bill in {bill.currency}"
            said[person] = said[person] if other else ""
        if said[person]:
            yield Where(line.row, "line.rate"), said[person]


@rule(
    "X202",
    scope="client",
    fix="State tax in the tax fields of 98BI or XML; convert the bill into the one that the client takes.",
    reason="FILE_FORMAT",
    catalogue=("TAX-FORMAT",),
)
def tax_as_expense(bill: Bill, *, words: tuple[str, ...]) -> Reports:
    """Tax stands in fields for tax, in a format that has them.

    `words` are those by which a line that is a tax is known, such as "VAT" or "sales tax"; judged are expenses and
    their adjustments without a tax of their own.

    Source: Brightflag, vendor help (tax and LEDES 98BI V2); CounselLink, submitting an invoice.
    """
    wanted = wordlist.whole(words)
    for line in bill.lines:
        if line.kind not in EXPENSES or line.tax:
            continue
        found = wanted.search(line.description)
        if found:
            yield Where(line.row, "line.description"), f"the line bills '{found[0]}' as an expense"
