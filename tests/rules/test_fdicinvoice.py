"""What the FDIC has published of invoices and dates, case by case, as a profile would set it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ledes.bill import Bill, Matter, Party
from ledes.client import Client, MatterTerms, RuleSetting
from ledes.rules import rules
from ledes.setup.levels import by_code
from ledes.validate import verify

RECEIVED = datetime.date(2026, 8, 31)
SAID = {
    "several-matters": {"allowed": False},
    "overlong-invoice-number": {"longest": 20},
    "malformed-invoice-number": {"pattern": "[A-Za-z0-9]+"},
    "unlisted-matter": {"allowed": False},
    "wrong-firm-number": {"accepted": ["11-1111111"]},
    "stale-line": {"days": 62},
    "line-outside-period": "reject",
    "partial-month-period": {"allowed": False},
    "late-invoice": {"days": 90, "since": "invoice date"},
}
OTHER = Matter(firm_id="2002", client_id="C-2002")
day = datetime.date


@pytest.fixture(scope="module")
def fdic() -> Client:
    settings = by_code(SAID, rules(), "fdic.toml")
    return Client(
        key="fdic",
        matters=(MatterTerms(firm_id="2001", client_id="C-2001"), MatterTerms(firm_id="2002", client_id="C-2002")),
        rules=MappingProxyType(
            {
                code: RuleSetting(
                    level=said.get("level", ""), options={name: each for name, each in said.items() if name != "level"}
                )
                for code, said in settings.items()
            }
        ),
    )


def _refused(bill: Bill, client: Client) -> list[str]:
    found = verify(bill, client=client, today=RECEIVED)
    return sorted({finding.rule for finding in found if finding.severity.word == "error"})


def _good(make: Any, *lines: Any, **changes: Any) -> Bill:
    bill: Bill = make.bill(*lines, **{"number": "A17", **changes})
    return bill


def test_a_bill_that_meets_the_criteria_is_taken(make: Any, fdic: Client) -> None:
    assert _refused(_good(make), fdic) == []


def test_the_latest_days_are_still_taken(make: Any, fdic: Client) -> None:
    oldest = _good(make, make.fee(date=day(2026, 4, 1)), make.expense(), make.discount(), start=day(2026, 4, 1))
    assert _refused(oldest, fdic) == []
    # 90 days from 2 June to 31 August
    assert (RECEIVED - day(2026, 6, 2)).days == 90


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "A" * 21}, "I202"),
        ({"number": "A-17"}, "I203"),
        ({"firm": Party(id="22-2222222")}, "I210"),
        ({"start": day(2026, 5, 2)}, "D200"),
        ({"end": day(2026, 5, 31), "start": day(2026, 4, 2)}, "D200"),
        ({"date": day(2026, 6, 1)}, "D210"),
        ({"total": Decimal("600.01")}, "T002"),
    ],
)
def test_each_criterion_of_the_invoice_refuses_alone(
    make: Any, fdic: Client, changes: dict[str, Any], code: str
) -> None:
    assert _refused(_good(make, **changes), fdic) == [code]


def test_each_criterion_of_the_lines_refuses_alone(make: Any, fdic: Client) -> None:
    rest = (make.expense(), make.discount())
    wrong_sum = make.fee(units=Decimal("2.1"))
    assert _refused(_good(make, wrong_sum, *rest), fdic) == ["T001"]
    old = _good(make, make.fee(date=day(2026, 3, 31)), *rest, start=day(2026, 3, 1))
    assert _refused(old, fdic) == ["D211"]
    outside = _good(make, make.fee(date=day(2026, 4, 30)), *rest)
    assert _refused(outside, fdic) == ["D003"]


def test_matters_are_one_and_the_clients(make: Any, fdic: Client) -> None:
    first = make.fee().matter
    two = _good(make, make.fee(), make.expense(matter=OTHER), make.discount(), matters=(first, OTHER))
    assert _refused(two, fdic) == ["I200"]
    strange = Matter(firm_id="2003", client_id="C-2003")
    lines = tuple(replace(line, matter=strange) for line in _good(make).lines)
    assert _refused(_good(make, *lines, matters=(strange,)), fdic) == ["I209"]
