"""What requests carry, and what answers say, in the small."""

from __future__ import annotations

import doctest
import email.parser
from decimal import Decimal
from types import ModuleType

import pytest
from loopback import reply, server

from ledes.gateway import Account, NotSent, bodies, exchange, http, pointers, restprofile, told
from ledes.gateway.answers import Answer
from ledes.gateway.bodies import File, as_form, as_json
from ledes.gateway.http import Wire


@pytest.mark.parametrize("module", [bodies, exchange, http, pointers, restprofile, told])
def test_the_examples_in_the_documentation_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def answer(content: bytes, **headers: str) -> Answer:
    return Answer(status=200, headers=headers, content=content)


def test_a_form_holds_texts_and_files_with_their_types() -> None:
    made = as_form({"name": "Łódź", "file": File(name='a "b".txt', content=b"\x00\r\n--x", kind="text/plain")})
    head = f"Content-Type: {made.kind}\r\n\r\n".encode()
    parts = email.parser.BytesParser().parsebytes(head + made.content).get_payload()
    assert isinstance(parts, list)
    text, file = parts
    assert text.get_payload(decode=True).decode() == "Łódź"  # type: ignore[union-attr]
    assert file.get_content_type() == "text/plain"  # type: ignore[union-attr]
    assert file.get_payload(decode=True) == b"\x00\r\n--x"  # type: ignore[union-attr]
    assert made == as_form({"name": "Łódź", "file": File(name='a "b".txt', content=b"\x00\r\n--x", kind="text/plain")})


def test_json_has_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="JSON"):
        as_json({"amount": float("nan")})


def test_no_body_shows_its_content() -> None:
    shown = repr(as_json({"n": "narrative"})) + repr(File(name="a", content=b"narrative"))
    assert "narrative" not in shown + repr(exchange.Request(method="PUT", url="https://h.example/narrative"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"a": 1.10}', Decimal("1.10")),
        (b'{"A": "1.10"}', Decimal("1.10")),
        (b'{"a": -75}', Decimal("-75")),
        (b'{"a": 1e2}', Decimal("100")),
        (b'{"a": true}', None),
        (b'{"a": "1,10"}', None),
        (b'{"b": 1}', None),
        (b'{"a": [1]}', None),
    ],
)
def test_amounts_are_exact_or_not_there(content: bytes, found: Decimal | None) -> None:
    assert told.amount(answer(content).json(), "a") == found


@pytest.mark.parametrize("content", [b"NaN", b'{"a": Infinity}', b"[" * 100_000, b"\xff", b""])
def test_what_is_no_json_is_told_as_such(content: bytes) -> None:
    with pytest.raises(ValueError):
        answer(content).value()


@pytest.mark.parametrize("content", [b'{"list": []}', b"[]", b'{"a": {"b": []}}'])
def test_an_empty_list_is_a_list(content: bytes) -> None:
    assert told.listing(answer(content), "id") == ()


@pytest.mark.parametrize("content", [b"{}", b"7", b"<html>", b"[7]", b'{"list": [{"no": 1}]}', b'{"id": 1}'])
def test_what_lists_nothing_of_the_kind_is_no_list(content: bytes) -> None:
    with pytest.raises(NotSent):
        told.listing(answer(content), "id")


def test_a_listing_has_the_outermost_objects() -> None:
    content = b'{"value": [{"id": 1, "files": [{"id": 2}]}, {"ID": 3}]}'
    assert [told.text(each, "id") for each in told.listing(answer(content), "id")] == ["1", "3"]


@pytest.mark.parametrize(
    ("headers", "content", "found"),
    [
        ({"location": "/bills/S%201"}, b"", "S 1"),
        ({"location": "https://h.example/bills/7/?x=1"}, b'{"id": 8}', "7"),
        ({}, b'{"id": 8}', "8"),
        ({}, b"", ""),
    ],
)
def test_what_was_made_is_named_by_location_or_content(headers: dict[str, str], content: bytes, found: str) -> None:
    assert told.located(answer(content, **headers), "id") == found


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/up", "https://localhost/up", "http://elsewhere.example/up", "/up"])
def test_a_vendor_cannot_name_an_address_that_is_none_of_theirs(url: str) -> None:
    with pytest.raises(NotSent):
        http.elsewhere(Account(vendor="test", url="https://vendor.example"), url)


def test_an_address_that_a_vendor_names_gets_no_secret() -> None:
    settings = {"auth": "basic", "user": "ann", "timeout": "5"}
    with server(reply("200 OK", b"{}")) as (url, asked):
        here = Account(vendor="test", url="http://127.0.0.1:9", secret="hush-hush", settings=settings)
        http.elsewhere(here, f"{url}/up?sig=1").bring("", b"x", method="PUT")
    assert asked[0].startswith(b"PUT /up?sig=1 HTTP/1.1")
    assert b"Authorization" not in asked[0]


@pytest.mark.parametrize("value", ["caf\u0142", "two\nlines"])
def test_a_header_that_cannot_be_sent_sends_nothing(value: str) -> None:
    with server(reply("200 OK", b"{}")) as (url, asked):
        wire = Wire(Account(vendor="test", url=url))
        with pytest.raises(NotSent, match="holds characters that no header can carry"):
            wire.send("in", b"x", headers={"X-Client": value})
    assert asked == []
