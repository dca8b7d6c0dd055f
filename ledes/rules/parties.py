"""Who bills whom, as the client holds it: the firm's number, the client's legal entity, the countries' form."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Literal

from ledes import codes
from ledes.bill import Bill
from ledes.client import Client
from ledes.finding import Where
from ledes.rules import Reports, place, rule, unread

ADDRESS = ("line1", "line2", "line3", "city", "region", "postcode", "country")
CALLED = {"name": "name", "tax_id": "tax number", "other_id": "number for the firm"}


@rule(
    "I205",
    scope="client",
    fix="Copy the client's legal entity into the client fields of the bill.",
    reason="CLIENT_ENTITY_MISMATCH",
    catalogue=("INV-CLIENT-ENTITY",),
)
def wrong_client_entity(
    bill: Bill, *, profile: Client, fields: tuple[Literal["name", "tax_id", "other_id", "address"], ...]
) -> Reports:
    """The client is named on the bill as the client's own books have it.

    Compared are those of `fields` (name, tax_id, other_id, address) that the profile's [client] states; the name is
    else the profile's own. Capitals, blanks and the two forms of a country make no difference. A bill that names the
    client by its id alone is not judged, for 1998B has no place for more.

    Source: Onit, rejected LEDES files due to mismatched legal entity.
    """
    held = profile.representation.given
    if not any(_stated(bill, name) for name in ("name", "tax_id", *(f"address.{part}" for part in ADDRESS))):
        return
    for name in (path for field in fields for path in _paths(field)):
        wanted, stated = held.get(f"client.{name}", ""), _stated(bill, name)
        if wanted and _plain(wanted, name) != _plain(stated, name) and not unread.lacks(bill, f"client.{name}"):
            called = CALLED.get(name) or name.replace("address.", "").replace("line", "address line ")
            said = f"the bill has '{stated}'" if stated else "the bill has none"
            yield place.top(bill, f"client.{name}"), f"the client's {called} is '{wanted}', {said}"


def _paths(field: str) -> tuple[str, ...]:
    return tuple(f"address.{part}" for part in ADDRESS) if field == "address" else (field,)


def _stated(bill: Bill, name: str) -> str:
    return str(attrgetter(name)(bill.client))


def _plain(text: str, name: str) -> str:
    text = " ".join(text.split())
    return codes.alpha2(text.upper()) if name == "address.country" else text.casefold()


@rule(
    "I210",
    scope="client",
    fix="Copy the number from your firm's profile on the platform into LAW_FIRM_ID.",
    reason="LAW_FIRM_ID",
)
def wrong_firm_number(bill: Bill, *, accepted: tuple[str, ...]) -> Reports:
    """A bill states a number by which the client knows the firm, or the office that worked.

    `accepted` lists them.

    Source: FDIC, outside counsel validation rules (valid vendor number).
    """
    if bill.firm.id and bill.firm.id not in accepted:
        said = f"the client knows the firm as {' or '.join(repr(each) for each in accepted)}"
        yield place.top(bill, "firm.id"), f"{said}, the bill says '{bill.firm.id}'"


@rule(
    "X205",
    scope="client",
    fix="Set `country` under [representation] of the profile, and convert the bill again.",
    reason="COUNTRY_CODE",
    catalogue=("TAX-COUNTRY",),
)
def country_in_other_form(bill: Bill, *, country: Literal["alpha2", "alpha3"]) -> Reports:
    """A country is written in the form of ISO 3166 that the client takes, two letters or three.

    `country` is alpha2 or alpha3. What is no country code at all is C002's.

    Source: Brightflag, identifying and fixing LEDES errors (two letters); LEDES 98BI V2, published sample (three).
    """
    turned = codes.alpha2 if country == "alpha2" else codes.alpha3
    for field, written in _countries(bill):
        if turned(written) != written:
            yield place.top(bill, field), f"the country is written '{written}', the client takes '{turned(written)}'"
    other = {written for written in set(map(attrgetter("country"), bill.lines)) if turned(written) != written}
    for line in bill.lines if other else ():
        if line.country in other:
            said = f"the country is written '{line.country}', the client takes '{turned(line.country)}'"
            yield Where(line.row, "line.country"), said


def _countries(bill: Bill) -> Iterator[tuple[str, str]]:
    for name in ("firm", "client", "taxed_party", "bill_to", "payer"):
        party = getattr(bill, name)
        yield f"{name}.address.country", party.address.country
        yield f"{name}.remit_address.country", party.remit_address.country
