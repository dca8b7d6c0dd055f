"""One bill with every part that a page can show: matters, discounts, taxes by tiers, statements, odd letters."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

from ledes.bill import (
    Address,
    Adjustment,
    Amount,
    Bill,
    Contact,
    Extra,
    Line,
    Matter,
    Party,
    Reference,
    Tax,
    Tier,
    Timekeeper,
)
from ledes.client import Representation
from ledes.finding import ERROR, NOTE, WARNING, Finding, Severity
from ledes.formats import named
from ledes.validate import Case, Checked, Summary


def amount(text: str) -> Decimal:
    return Decimal(text)


def day(number: int) -> datetime.date:
    return datetime.date(2026, 10, number)


MIRA = Timekeeper(id="T1", name="Ashdown, Mira", classification="PT", rate=amount("400.00"))
JO = Timekeeper(id="T2", name="Bellweather, Jo", classification="AS", rate=amount("250.00"))
IDLE = Timekeeper(id="T9", name="Quince, Ada", classification="PL", rate=amount("110.00"))

REDELIVERY = Matter(
    firm_id="M-7",
    client_id="CM-7",
    name="Redelivery <of the> vessel",
    description="Advice on redelivery",
    purchase_order="PO-118",
    account="T",
    billing_type="TM",
    final=False,
    managing_contact=Contact(last="Ashdown", first="Mira", email="m.ashdown@firm.example"),
    adjustments=(
        Adjustment(code="MIA", category="Fee", kind="Flat", split="pre", amount=amount("-150.0000"), taxes=("VAT20",)),
        Adjustment(code="MISF", category="Fee", kind="Percent", split="", percent=amount("0.6")),
        Adjustment(code="Other", note="Late surcharge", category="Exp", increase=True, amount=amount("12.50")),
    ),
    tax_summaries=(
        Tax(id="VAT20", base=amount("1830.00"), amount=amount("366.00"), expense_base=amount("64.00")),
        Tax(id="WHT", base=amount("1980.00"), amount=amount("-99.00")),
    ),
    totals=(
        Amount("matter_total_detail_fees", amount("1980.00")),
        Amount("matter_perc_shar_fees", amount("0.6")),
        Amount("matter_total_due", amount("12345.67")),
    ),
)
SPEED = Matter(firm_id="M-8", name="Speed claim", extras=(Extra("office", "Leeds"),))

LINES = (
    Line(
        number="1",
        row=11,
        kind="F",
        matter=REDELIVERY,
        date=day(5),
        units=amount("2.50"),
        rate=amount("400.00"),
        base=amount("1000.00"),
        adjustment=amount("-20.00"),
        amount=amount("980.00"),
        total=amount("980.00"),
        task="L120",
        activity="A106",
        timekeeper=MIRA,
        description="Call with the client on the notice; advise <script>alert(1)</script> & reply",
        taxes=(Tax(id="VAT20"), Tax(id="TIER")),
        country="GB",
        locality="London",
        adjustments=(Adjustment(code="FIA", kind="Flat", amount=amount("-20.00"), note="agreed"),),
    ),
    Line(
        number="2",
        row=12,
        kind="F",
        matter=REDELIVERY,
        date=day(5),
        units=amount("4.0"),
        rate=amount("250.00"),
        amount=amount("1000.00"),
        total=amount("1000.00"),
        task="L120",
        activity="A102",
        timekeeper=JO,
        description="Research wear and tear in the Hamburg decisions " + "and in the arbitral awards " * 6,
    ),
    Line(
        number="3",
        row=13,
        kind="F",
        matter=SPEED,
        date=day(2),
        units=amount("1"),
        rate=amount("500.00"),
        amount=amount("500.00"),
        timekeeper=MIRA,
        fixed=True,
        description="Opinion, 東京 office; café",
    ),
    Line(
        number="4",
        row=14,
        kind="E",
        matter=SPEED,
        date=day(9),
        units=amount("10"),
        rate=amount("6.40"),
        amount=amount("64.00"),
        expense="E124",
        payee="Thornquay Couriers",
        description="Courier",
        extras=(Extra("cost centre", "77"),),
    ),
)

FULL = Bill(
    number="2026-0042",
    date=day(31),
    start=day(1),
    end=day(31),
    due=datetime.date(2026, 11, 30),
    description="Services in October 2026",
    currency="GBP",
    total=amount("12345.67"),
    tax=amount("366.00"),
    other_currency="EUR",
    other_tax=amount("421.10"),
    exchange_rate=amount("1.1505"),
    kind="credit note",
    firm=Party(
        id="12-3456789",
        name="Example & Sample LLP",
        address=Address(
            line1="1 Example Street", city="Leeds", postcode="LS1 1AA", country="GBR", phone="0113 4960000"
        ),
        remit_address=Address(line1="PO Box 9", city="Leeds"),
        contact=Contact(last="Bell", first="Ina", email="billing@firm.example"),
        url="https://firm.example/",
    ),
    client=Party(id="C01", other_id="V-9001", tax_id="GB123", name="Widgets Ltd", address=Address(city="Hull")),
    payer=Party(name="Insurer plc"),
    matters=(REDELIVERY, SPEED),
    lines=LINES,
    timekeepers=(MIRA, JO, IDLE),
    taxes=(
        Tax(id="VAT20", registration="GB 999", kind="VAT", rate=amount("0.2000"), country="GB"),
        Tax(id="WHT", kind="WHT", rate=amount("0.05"), country="GB", withheld=True),
        Tax(
            id="TIER",
            kind="Levy",
            country="ID",
            base=amount("125000"),
            amount=amount("17500"),
            tiers=(
                Tier(number="1", low=amount("0"), high=amount("25000"), rate=amount("0.1"), base=amount("25000")),
                Tier(number="2", low=amount("25000"), rate=amount("0.125"), base=amount("100000")),
            ),
        ),
    ),
    statements=(Extra("Regulation 7", "Interest runs from the due date."),),
    references=(Reference("credits", "2026-0031"), Reference("image", "2026-0042.pdf")),
    extras=(Extra("batch", "B-12"),),
)


def as_json(*bills: Bill) -> bytes:
    """Write bills as JSON, the form that holds every part of them."""
    out = io.BytesIO()
    write = named("json").write
    assert write is not None
    assert not list(write(bills, out, Representation()))
    return out.getvalue()


def case(
    rule: str,
    rows: tuple[int, ...],
    message: str,
    *,
    field: str = "",
    severity: Severity = ERROR,
    bill: str = "2026-0042",
    fix: str = "Mend it.",
) -> Case:
    """Make what a check says of equal findings."""
    finding = Finding(
        rule=rule,
        name="wrong-thing",
        severity=severity,
        scope="standard",
        layer="arithmetic",
        bill=bill,
        row=rows[0],
        field=field,
        message=message,
        fix=fix,
    )
    return Case(finding=finding, rows=rows, count=len(rows))


CASES = (
    case("T101", (12,), "4.0 x 250.00 = 1000.00, the base amount is 1001.00", field="line.base"),
    case("C003", (11, 12), "'L129' is no task code", field="line.task", severity=WARNING),
    case("T107", (11,), "matter CM-7: the nets come to 1377.50", field="matter_total_due"),
    case("T108", (11,), "the matters come to 12909.67", field="bill.total"),
    case("X104", (0,), "the tax 'TIER' rises in tiers", field="tax.tiers"),
    case("L250", (0,), "read so far", severity=NOTE, bill="", fix=""),
)


def checked(*bills: Bill, cases: tuple[Case, ...] = (), name: str = "inbox/full.json") -> Checked:
    """Make the report of a check that found these cases."""
    summaries = (
        Summary(
            number=bill.number,
            client=bill.client.id,
            matters=(),
            lines=len(bill.lines),
            total=bill.total,
            currency=bill.currency,
        )
        for bill in bills
    )
    return Checked(
        name=name,
        format="json",
        sha256="",
        bills=tuple(summaries),
        cases=cases,
        standard="fails" if cases else "conforms",
    )
