"""What is shown of a set-up file in a message, and what never is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledes.setup import mistakes
from ledes.setup.mistakes import Mistake, Mistakes


@pytest.mark.parametrize(
    "key",
    ["password", "PASSWORD", "api_key", "apiKey", "api-key", "apikey", "clientSecret", "access_token", "tokens",
     "private_key", "db_passwd", "passphrase", "credentials", "secret2"],
)  # fmt: skip
def test_names_of_secrets_are_known(key: str) -> None:
    assert mistakes.secretive(key)


@pytest.mark.parametrize(
    "key", ["secret_file", "token_url", "key", "client_id", "keyring", "name", "public_key", "tax_code", "passport", ""]
)
def test_names_that_only_lead_to_a_secret_are_no_secrets(key: str) -> None:
    assert not mistakes.secretive(key)


def test_a_value_under_a_secretive_key_is_never_shown() -> None:
    assert "hunter2" not in mistakes.shown("hunter2", ("settings", "api_key"))


def test_an_address_with_a_password_is_never_shown() -> None:
    assert "pw" not in mistakes.shown("https://me:pw@host/", ("url",))


def test_a_long_text_is_never_shown() -> None:
    assert "x" not in mistakes.shown("x" * 41).replace("text", "")


def test_values_are_shown_as_they_are_written() -> None:
    values: list[object] = [True, Decimal("2.50"), 7, "a", "", {}, []]
    assert [mistakes.shown(each) for each in values] == [
        "true", "2.50", "7", "'a'", "empty", "a table", "a list",
    ]  # fmt: skip


def test_one_mistake_carries_its_remedy_as_the_hint() -> None:
    error = Mistakes([Mistake("a.toml", "key", "is bad", "write good")])
    assert (error.message, error.hint) == ("a.toml: key: is bad", "write good")


def test_several_mistakes_stand_one_a_line_and_equal_ones_once() -> None:
    error = Mistakes([Mistake("a", "k", "f", "r"), Mistake("b", "", "g"), Mistake("a", "k", "f", "r")])
    assert error.message == "2 mistakes in set-up files\n  a: k: f (r)\n  b: g"
