"""Bills of kind accrual go through an account of their own: most formats cannot say that they ask for no money."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ledes.bill import Bill
from ledes.client import Client

KIND = "accrual"


def addressed(client: Client, bill: Bill) -> Client:
    """Give the client as this bill meets it: an accrual with the account that the profile names for accruals.

    The account says then what the bill is, so that a format without a place for it loses nothing. Where the profile
    names none nothing changes: such a format refuses the bill, which would otherwise be taken for an invoice.
    """
    terms = client.accruals
    if bill.kind != KIND or terms is None or not terms.account:
        return client
    how = client.representation
    stated = MappingProxyType({**how.given, "invoice.kind": KIND})
    return replace(
        client,
        account=terms.account,
        matters=tuple(replace(each, vendor_account="") for each in client.matters),
        representation=replace(how, given=stated),
    )
