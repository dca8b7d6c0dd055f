"""What is recorded of a bill, and what a vendor takes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledes.bill import Bill
from ledes.errors import Exit, LedesError, RefusedError, SetupError
from ledes.gateway import Account, Capabilities
from ledes.ledger.records import Parcel
from ledes.sending import parcels


def bill(**other: object) -> Bill:
    stated: dict[str, object] = {"number": "1001", "total": Decimal("450.00"), "currency": "EUR", **other}
    return Bill(**stated)  # type: ignore[arg-type]


def parcel(*numbers: str, content: bytes = b"x" * 10) -> Parcel:
    entries = [parcels.entry(bill(number=number), "") for number in numbers or ("1001",)]
    account = Account(vendor="post")
    return parcels.make(name="a.txt", form="1998b", content=content, client="c", account=account, entries=entries)


def test_the_bills_own_currency_comes_before_the_profiles() -> None:
    assert parcels.entry(bill(), "USD").currency == "EUR"
    assert parcels.entry(bill(currency=""), "USD").currency == "USD"


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"total": Decimal("450.00001")}, "the total of invoice 1001, 450.00001, has more than four decimals"),
        ({"total": None}, "invoice 1001 has no total"),
        ({"currency": ""}, "the total of invoice 1001 is in no currency"),
    ],
)
def test_a_total_that_cannot_be_kept_is_refused(other: dict[str, object], message: str) -> None:
    with pytest.raises(LedesError) as caught:
        parcels.entry(bill(**other), "")
    assert (caught.value.message, caught.value.exit) == (message, Exit.FINDINGS)


def test_what_a_vendor_does_not_take_is_told_before_it_is_sent() -> None:
    parcels.fits(parcel(), Capabilities(formats=("1998b",), max_bytes=10))
    with pytest.raises(SetupError, match="post does not take 1998b"):
        parcels.fits(parcel(), Capabilities(formats=("98bi",)))
    with pytest.raises(RefusedError, match="has 11 bytes; post takes 10 at most"):
        parcels.fits(parcel(content=b"x" * 11), Capabilities(max_bytes=10))
    with pytest.raises(SetupError, match="holds 2 bills"):
        parcels.fits(parcel("1", "2"), Capabilities())
    parcels.fits(parcel("1", "2"), Capabilities(bills_per_file="many"))
