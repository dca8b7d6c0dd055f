"""Bills as XML 2.x states them, in view: matters with discounts, shares, taxes, funds and totals, added up by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ledes.bill import Adjustment, Amount, Bill, Line, Matter, Party, Tax, Tier, Timekeeper

D = Decimal
VAT = Tax(id="V", registration="GB 000 0000 00", kind="VAT", rate=D("0.2"), country="GB")
PARTNER = Timekeeper(id="T1", name="Quill, Ada", classification="PARTNR", rate=D("500.00"))


def named(tax: Tax) -> Tax:
    """Name a tax as an entry does, by its id alone."""
    return Tax(id=tax.id)


def fee(number: str, units: str, amount: str, *taxes: Tax, **changes: Any) -> Line:
    line = Line(
        number=number,
        row=int(number) * 10,
        kind="F",
        date=datetime.date(2026, 5, 4),
        units=D(units),
        rate=D("500.00"),
        base=D(amount),
        amount=D(amount),
        total=D(amount),
        task="L110",
        activity="A102",
        timekeeper=PARTNER,
        description="Review the lease",
        taxes=tuple(map(named, taxes)),
    )
    return replace(line, **changes)


def expense(number: str, amount: str, *taxes: Tax, **changes: Any) -> Line:
    line = Line(
        number=number,
        row=int(number) * 10,
        kind="E",
        date=datetime.date(2026, 5, 5),
        units=D("1"),
        rate=D(amount),
        base=D(amount),
        amount=D(amount),
        total=D(amount),
        expense="E110",
        description="Train",
        taxes=tuple(map(named, taxes)),
    )
    return replace(line, **changes)


def flat(code: str, amount: str, split: str = "", *taxes: Tax, **changes: Any) -> Adjustment:
    each = Adjustment(
        code=code,
        category="Fee",
        kind="Flat",
        increase=D(amount) > 0,
        split=split,
        amount=D(amount),
        taxes=tuple(tax.id for tax in taxes),
    )
    return replace(each, **changes)


def percent(code: str, fraction: str, amount: str, split: str = "", *taxes: Tax, **changes: Any) -> Adjustment:
    return flat(code, amount, split, *taxes, kind="Percent", percent=D(fraction), **changes)


def totals(**stated: str) -> tuple[Amount, ...]:
    """State totals of a matter by their names without `matter_`."""
    return tuple(Amount(f"matter_{name}", D(value)) for name, value in stated.items())


def bill(*lines: Line, matter: Matter | None = None, **changes: Any) -> Bill:
    """Make a bill of one matter; its lines belong to it."""
    one = Matter(firm_id="2001", client_id="C-2001", name="Harbour lease") if matter is None else matter
    whole = Bill(
        number="2026-17",
        date=datetime.date(2026, 6, 2),
        start=datetime.date(2026, 5, 1),
        end=datetime.date(2026, 5, 31),
        currency="GBP",
        firm=Party(id="11-1111111"),
        client=Party(id="C1"),
        matters=(one,),
        timekeepers=(PARTNER,),
        lines=tuple(replace(line, matter=one) for line in lines),
        row=3,
    )
    return replace(whole, **changes)


PLAIN = totals(
    total_detail_fees="1500.00", total_detail_exp="100.00", net_fees="1500.00", net_exp="100.00", total_due="1600.00"
)


def plain(**changes: Any) -> Bill:
    """Make 1500.00 of fees and 100.00 of expenses, untaxed, with nothing taken off."""
    matter = Matter(firm_id="2001", client_id="C-2001", totals=changes.pop("stated", PLAIN))
    lines = changes.pop("lines", (fee("1", "2.00", "1000.00"), fee("2", "1.00", "500.00"), expense("3", "100.00")))
    return bill(*lines, matter=matter, **{"total": D("1600.00"), "tax": D("0.00"), **changes})


SPLIT = (
    flat("MIA", "-100.00", "pre", VAT),
    percent("MISF", "0.6", "-560.00"),
    percent("MIDB", "0.1", "-84.00"),
    flat("MIB", "50.00", "post", VAT),
    flat("MIFA", "-67.20"),
)
"""(1500 - 100) x 0.6 x 0.9 + 50 = 806; client funds of 67.20 are applied."""

SHARED = {
    "total_detail_fees": "1500.00",
    "total_detail_exp": "100.00",
    "disc_credit_fees": "-50.00",
    "disc_credit_exp": "0.00",
    "disc_cred_total": "-50.00",
    "perc_shar_fees": "0.6",
    "disc_bill_pct_fees": "0.1",
    "tax_on_fees": "161.20",
    "tax_on_exp": "0.00",
    "net_fees": "967.20",
    "net_exp": "100.00",
    "funds_applied": "-67.20",
    "total_due": "1000.00",
}


def shared(*, adjustments: tuple[Adjustment, ...] = SPLIT, summaries: tuple[Tax, ...] = (), **stated: str) -> Bill:
    """Make a bill with everything: adjustments around a shared and discounted bill, VAT, and funds applied."""
    vat = Tax(id="V", base=D("806.00"), amount=D("161.20"), expense_base=D("0.00"), expense_amount=D("0.00"))
    matter = Matter(
        firm_id="2001",
        client_id="C-2001",
        adjustments=adjustments,
        tax_summaries=summaries or (vat,),
        totals=totals(**{**SHARED, **stated}),
    )
    lines = (fee("1", "2.00", "1000.00", VAT), fee("2", "1.00", "500.00", VAT), expense("3", "100.00"))
    return bill(*lines, matter=matter, total=D("1000.00"), tax=D("161.20"), taxes=(VAT,))


TIERS = tuple(
    Tier(number=str(number), low=D(low), high=D(high) if high else None, rate=D(rate), base=D(base), amount=D(amount))
    for number, (low, high, rate, base, amount) in enumerate(
        (
            ("0.00", "25000.00", "0.1", "25000.00", "2500.00"),
            ("25000.01", "50000.00", "0.125", "25000.00", "3125.00"),
            ("50000.01", "100000.00", "0.15", "50000.00", "7500.00"),
            ("100000.01", "200000.00", "0.175", "25000.00", "4375.00"),
            ("200000.01", "", "0.2", "0.00", "0.00"),
        ),
        start=1,
    )
)
"""The example of the standard: 125,000 in five tiers comes to 17,500."""
TIERED = Tax(
    id="R", registration="0", kind="Levy", country="US", base=D("125000.00"), amount=D("17500.00"), tiers=TIERS
)


def tiered(tax: Tax = TIERED, due: str = "125000.00", total: str = "142500.00", net: str = "125000.00") -> Bill:
    """Make a bill of 125,000 with a tax in tiers."""
    none = D("0.00")
    summary = Tax(id="R", base=none, amount=none, expense_base=none, expense_amount=none)
    stated = {"total_detail_fees": "125000.00", "total_detail_exp": "0.00", "tax_on_fees": "0.00"}
    matter = Matter(
        firm_id="2001",
        client_id="C-2001",
        tax_summaries=(summary,),
        totals=totals(**stated, net_fees=net, net_exp="0.00", total_due=due),
    )
    line = fee("1", "250.00", "125000.00", tax)
    return bill(line, matter=matter, total=D(total), tax=D("17500.00"), taxes=(tax,))
