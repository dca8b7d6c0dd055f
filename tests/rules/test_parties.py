from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from ledes.bill import Address, Party, Unread
from ledes.client import Client, Representation

HELD = {
    "client.name": "Widgets Limited",
    "client.tax_id": "GB000000097",
    "client.address.city": "Leeds",
    "client.address.country": "GB",
}
PROFILE = Client(key="c", representation=Representation(given=MappingProxyType(HELD)))
GOOD = Party(id="C1", name="widgets  limited", tax_id="GB000000097", address=Address(city="Leeds", country="GBR"))
ALL = ("name", "tax_id", "other_id", "address")


def test_capitals_blanks_and_the_form_of_the_country_make_no_difference(make: Any, judge: Any) -> None:
    assert judge("I205", make.bill(client=GOOD), profile=PROFILE, fields=ALL) == []


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        (
            {"name": "Widgets Holdings"},
            "client.name",
            "the client's name is 'Widgets Limited', the bill has 'Widgets Holdings'",
        ),
        ({"tax_id": ""}, "client.tax_id", "the client's tax number is 'GB000000097', the bill has none"),
        (
            {"address": Address(city="York", country="GB")},
            "client.address.city",
            "the client's city is 'Leeds', the bill has 'York'",
        ),
    ],
)
def test_what_differs_from_the_clients_books_is_told(
    make: Any, judge: Any, changes: dict[str, Any], field: str, said: str
) -> None:
    bill = make.bill(client=replace(GOOD, **changes))
    assert judge("I205", bill, profile=PROFILE, fields=ALL) == [(3, field, said)]
    assert judge("I205", bill, profile=PROFILE, fields=("other_id",)) == []
    assert judge("I205", replace(bill, unread=(Unread(3, field),)), profile=PROFILE, fields=ALL) == []


def test_a_bill_that_has_no_place_for_the_entity_is_not_judged(make: Any, judge: Any) -> None:
    assert judge("I205", make.bill(client=Party(id="C1")), profile=PROFILE, fields=ALL) == []


def test_the_firm_is_known_by_any_of_its_numbers(make: Any, judge: Any) -> None:
    assert judge("I210", make.bill(), accepted=("22-2222222", "11-1111111")) == []
    assert judge("I210", make.bill(firm=Party()), accepted=("22-2222222",)) == []
    assert judge("I210", make.bill(), accepted=("22-2222222",)) == [
        (3, "firm.id", "the client knows the firm as '22-2222222', the bill says '11-1111111'")
    ]


def test_countries_are_written_in_the_form_that_the_client_takes(make: Any, judge: Any) -> None:
    bill = make.taxed_bill(make.fee(country="FRA"), make.expense())
    assert judge("X205", bill, country="alpha2") == [
        (3, "firm.address.country", "the country is written 'GBR', the client takes 'GB'"),
        (3, "line.country", "the country is written 'FRA', the client takes 'FR'"),
    ]
    assert judge("X205", bill, country="alpha3") == [
        (3, "client.address.country", "the country is written 'DE', the client takes 'DEU'")
    ]


def test_what_is_no_country_code_is_left_to_the_rule_for_it(make: Any, judge: Any) -> None:
    bill = make.bill(firm=Party(id="1", address=Address(country="England")))
    assert judge("X205", bill, country="alpha2") == judge("X205", bill, country="alpha3") == []
