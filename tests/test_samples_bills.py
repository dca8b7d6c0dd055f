"""The whole bills among the samples: one of each case in each format that can hold it, and each of them in order."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ledes import validate
from ledes.bill import Bill
from ledes.finding import ERROR, WARNING
from ledes.formats import Reading, formats, named
from ledes.formats.source import source

BILLS = Path(__file__).parents[1] / "samples" / "bills"
CASES = {
    "hourly": "",
    "expenses": "",
    "flat-fee": "",
    "line-discount": "",
    "invoice-discount": "",
    "credit": "",
    "multi-matter": "",
    "multi-invoice": "",
    "vat": "",
    "two-taxes": "1998b",
    "withholding": "1998b 98bi",
    "tiered-tax": "1998b 98bi 2000 xml2.0 xml2.1",
    "shared-fee": "",
    "retainer-applied": "",
    "zero-bill": "",
    "non-ascii": "",
}
"""The cases, each with the formats that have no place for it. VAT in 1998B is an expense line of its own."""

ABOUT = {
    ("non-ascii", "1998b"): {"L004"},
    ("non-ascii", "98bi"): {"L004"},
    **{("shared-fee", key): {"B105"} for key in ("json", "xml2.0", "xml2.1", "xml2.2")},
}
"""Warnings that the case is about."""

FILES = sorted(path for path in BILLS.rglob("*") if path.is_file())


def test_each_format_has_each_case_that_it_can_hold() -> None:
    written = [key for key, form in formats().items() if form.write]
    wanted = {(key, case) for key in written for case, without in CASES.items() if key not in without.split()}
    assert {(path.parent.name, path.stem) for path in FILES} == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_whole_bill_is_in_order(path: Path) -> None:
    with source(str(path)) as opened:
        assert opened.format.key == path.parent.name
        report = validate.check(opened)
    assert [case.finding.message for case in report.cases if case.finding.severity is ERROR] == []
    warned = {case.finding.rule for case in report.cases if case.finding.severity is WARNING}
    assert warned == ABOUT.get((path.stem, path.parent.name), set())
    assert report.standard == "conforms"


def bills(key: str, case: str) -> list[Bill]:
    (path,) = (BILLS / key).glob(f"{case}.*")
    items = named(key).read(io.BytesIO(path.read_bytes()), path.name, Reading())
    return [item for item in items if isinstance(item, Bill)]


@pytest.mark.parametrize("key", sorted({path.parent.name for path in FILES}))
def test_the_cases_are_what_their_names_say(key: str) -> None:
    assert len(bills(key, "multi-invoice")) == 2
    assert [
        len({line.matter.firm_id for line in bill.lines if line.matter}) for bill in bills(key, "multi-matter")
    ] == [2]
    assert [bill.total for bill in bills(key, "zero-bill")] == [0]
    assert all(bill.total is not None and bill.total < 0 for bill in bills(key, "credit"))
    assert all({line.kind for line in bill.lines} == {"F"} for bill in bills(key, "hourly"))
    assert any(line.adjustment for bill in bills(key, "line-discount") for line in bill.lines)
    assert any(not line.description.isascii() for bill in bills(key, "non-ascii") for line in bill.lines)
