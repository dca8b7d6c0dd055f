from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledes.bill import Party, Tax
from ledes.rules.taxnumbers import CHECKS, fault, forms

GOOD = (
    "ATU00000033",
    "BE0100000070",
    "CHE-100.000.006 MWST",
    "DE100000008",
    "DK10000009",
    "EL100000003",
    "FI10000004",
    "FR12000000000",
    "GB000000097",
    "HR10000000000",
    "IT10000000009",
    "LU10000053",
    "NL100000009B01",
    "NO100000008MVA",
    "PL1000000006",
    "PT100000002",
    "SE100000000801",
)
"""Numbers made up of noughts, with the check digits that belong to them."""


@pytest.mark.parametrize("number", GOOD)
def test_a_number_with_its_check_digits_is_good(number: str) -> None:
    assert fault(number, "") == ""


@pytest.mark.parametrize("number", GOOD)
def test_a_number_in_which_a_digit_was_mistyped_is_not(number: str) -> None:
    # the last digit that is checked; what follows it in some countries is a branch or a word
    last = {"NL": 10, "NO": 10, "SE": 11, "CH": 14}.get(number[:2], len(number) - 1)
    wrong = number[:last] + str((int(number[last]) + 1) % 10) + number[last + 1 :]
    assert fault(wrong, "") == "its check digits are wrong"


@pytest.mark.parametrize(
    ("number", "country", "said"),
    [
        ("00-1111111", "US", ""),
        ("001111111", "US", ""),
        ("00-111111", "US", "it does not have the form of US"),
        ("GB12345678", "", "it does not have the form of GB"),
        ("000000097", "GB", ""),
        ("GB 000 0000 97", "", ""),
        ("GBGD001", "", ""),
        ("DE10000000", "GB", "it does not have the form of DE"),
        ("whatever", "JP", ""),
        ("whatever", "", ""),
    ],
)
def test_the_country_is_that_of_the_letters_else_of_the_address(number: str, country: str, said: str) -> None:
    assert fault(number, country) == said


def test_every_form_has_a_check_that_exists() -> None:
    for form in forms().values():
        assert form.check.partition(":")[0] in {"", "eleven", *CHECKS}


def test_a_missing_number_is_told_of_whom_the_client_asks(make: Any, judge: Any) -> None:
    bill = make.bill(firm=Party(id=""), client=Party(id="C1"))
    assert judge("X203", bill, of=("firm", "client")) == [
        (3, "firm.id", "the bill states no tax number of the firm"),
        (3, "client.tax_id", "the bill states no tax number of the client"),
    ]
    assert judge("X203", bill, of=()) == []
    named = replace(bill, taxes=(Tax(registration="GB000000097"),), client=Party(id="C1", tax_id="DE100000008"))
    assert judge("X203", named, of=("firm", "client")) == []


def test_a_malformed_number_is_told_once_of_whom_the_client_asks(make: Any, judge: Any) -> None:
    registered = (Tax(id="A", registration="GB000000012"), Tax(id="B", registration="GB000000012"))
    bill = make.bill(taxes=registered, client=Party(id="C1", tax_id="DE1"))
    assert judge("X204", bill, of=("firm",)) == [
        (
            3,
            "tax.registration",
            "the tax number 'GB000000012' of the firm cannot be right: its check digits are wrong",
        )
    ]
    assert judge("X204", bill, of=("client",)) == [
        (3, "client.tax_id", "the tax number 'DE1' of the client cannot be right: it does not have the form of DE")
    ]


def test_an_id_of_the_firm_is_its_tax_number_only_where_it_registers_none(make: Any, judge: Any) -> None:
    bill = make.taxed_bill(firm=Party(id="GB000000012"))
    assert [field for _, field, _ in judge("X204", bill, of=("firm",))] == ["firm.id"]
    assert judge("X204", replace(bill, taxes=(Tax(registration="GB000000097"),)), of=("firm",)) == []
