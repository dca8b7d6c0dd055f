"""A good bill that each test spoils in one place, and a way to ask one rule about it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from ledes.bill import Address, Bill, Line, Matter, Party, Tax, Timekeeper
from ledes.rules import rules

Judge = Callable[..., list[tuple[int, str, str]]]

MATTER = Matter(firm_id="2001", client_id="C-2001", name="Harbour lease", account="O")
PARTNER = Timekeeper(id="T1", name="Quill, Ada", classification="PARTNR")
ASSOCIATE = Timekeeper(id="T2", name="Reed, Ben", classification="ASSOC")
NONE = Decimal("0")


def day(number: int) -> datetime.date:
    return datetime.date(2026, 5, number)


def fee(**changes: Any) -> Line:
    line = Line(
        number="1",
        row=3,
        kind="F",
        matter=MATTER,
        date=day(4),
        units=Decimal("2.00"),
        rate=Decimal("350"),
        adjustment=Decimal("-70"),
        amount=Decimal("630"),
        total=Decimal("630"),
        task="L110",
        activity="A102",
        timekeeper=PARTNER,
        description="Review the lease",
    )
    return replace(line, **changes)


def expense(**changes: Any) -> Line:
    line = Line(
        number="2",
        row=4,
        kind="E",
        matter=MATTER,
        date=day(5),
        units=Decimal("1"),
        rate=Decimal("24.95"),
        amount=Decimal("24.95"),
        total=Decimal("24.95"),
        expense="E110",
        description="Train",
    )
    return replace(line, **changes)


def discount(**changes: Any) -> Line:
    line = Line(
        number="3",
        row=5,
        kind="IF",
        matter=MATTER,
        date=day(31),
        units=Decimal("1"),
        adjustment=Decimal("-54.95"),
        amount=Decimal("-54.95"),
        total=Decimal("-54.95"),
        description="Courtesy discount",
    )
    return replace(line, **changes)


def bill(*lines: Line, **changes: Any) -> Bill:
    whole = Bill(
        number="2026-17",
        date=datetime.date(2026, 6, 2),
        start=day(1),
        end=day(31),
        total=Decimal("600.00"),
        firm=Party(id="11-1111111"),
        client=Party(id="C1"),
        matters=(MATTER,),
        timekeepers=(PARTNER,),
        lines=lines or (fee(), expense(), discount()),
        row=3,
    )
    return replace(whole, **changes)


VAT = Tax(kind="VAT", rate=Decimal("0.2"))


def taxed(line: Line, tax: str, **changes: Any) -> Line:
    """Put a tax on a line, as 98BI states it: the total is gross."""
    amount = line.amount or NONE
    stated = {"tax": Decimal(tax), "taxes": (VAT,), "total": amount + Decimal(tax)}
    return replace(line, **{**stated, **changes})


def taxed_bill(*lines: Line, **changes: Any) -> Bill:
    """Make a bill of 630 and 24.95 with 20 % of tax, as 98BI states it."""
    stated = {
        "currency": "GBP",
        "total": Decimal("785.94"),
        "tax": Decimal("130.99"),
        "net": Decimal("654.95"),
        "firm": Party(id="11-1111111", address=Address(country="GBR")),
        "client": Party(id="C1", address=Address(country="DE")),
    }
    return bill(*(lines or (taxed(fee(), "126.00"), taxed(expense(), "4.99"))), **{**stated, **changes})


@pytest.fixture
def make() -> SimpleNamespace:
    """Give the makers above to a test."""
    return SimpleNamespace(
        bill=bill,
        fee=fee,
        expense=expense,
        discount=discount,
        taxed=taxed,
        taxed_bill=taxed_bill,
        partner=PARTNER,
        associate=ASSOCIATE,
        day=day,
    )


@pytest.fixture
def judge() -> Judge:
    """Give what one rule says of a bill, as rows, fields and messages."""
    known = {each.code: each for each in rules()}

    def ask(code: str, asked: Bill, **given: Any) -> list[tuple[int, str, str]]:
        return [(where.row, where.field, message) for where, message in known[code].function(asked, **given)]

    return ask


@pytest.fixture
def fired() -> Callable[[Bill], list[str]]:
    """Give the codes of all standard rules that find something in a bill."""

    def ask(asked: Bill) -> list[str]:
        standard = (each for each in rules() if each.scope == "standard")
        return [each.code for each in standard if list(each.function(asked))]

    return ask


@pytest.fixture
def at_risk() -> Callable[..., list[Decimal | None]]:
    """Give the amounts that one rule says are at risk in a bill, in the order of its findings."""
    known = {each.code: each for each in rules()}

    def ask(code: str, asked: Bill, **given: Any) -> list[Decimal | None]:
        return [where.at_risk for where, _ in known[code].function(asked, **given)]

    return ask


@pytest.fixture
def told() -> Callable[..., list[tuple[int, str, Decimal | None, str]]]:
    """Give what one rule says of a bill, as rows, fields, amounts at risk and messages."""
    known = {each.code: each for each in rules()}

    def ask(code: str, asked: Bill, **given: Any) -> list[tuple[int, str, Decimal | None, str]]:
        found = known[code].function(asked, **given)
        return [(where.row, where.field, where.at_risk, message) for where, message in found]

    return ask
