"""Every sample into every format: what survives, what is lost, what is refused and by which finding, and the way back.

The rows of tests/golden/matrix/ are the table: `pytest tests/test_matrix.py --update` writes it anew. A row that ends
in `back: same` came home as the very bill that set out; other rows name the attributes that came home changed.
"""

from __future__ import annotations

import dataclasses
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledes import convert
from ledes.bill import EXPENSE_ADJUSTMENT, FEE_ADJUSTMENT, Bill
from ledes.client import Client, Representation
from ledes.convert import Output
from ledes.finding import ERROR, Finding
from ledes.formats import Reading, formats, named
from ledes.formats.source import in_memory

BILLS = Path(__file__).parents[1] / "samples" / "bills"
FORMATS = tuple(key for key, form in formats().items() if form.write)
ADDRESSES = {
    "currency": "GBP",
    "firm.name": "Alder & Wren LLP",
    "firm.other_id": "AW-1",
    "firm.address.line1": "14 Tanner Row",
    "firm.address.city": "Bristol",
    "firm.address.region": "Avon",
    "firm.address.postcode": "BS1 4ZZ",
    "firm.address.country": "GB",
    "firm.address.phone": "+44 117 496 0100",
    "firm.contact.last": "Marsh",
    "firm.contact.first": "Ivo",
    "firm.contact.email": "billing@alderwren.example",
    "client.other_id": "V-310",
    "client.name": "Larkholm Ferries Ltd",
    "client.address.line1": "9 Ropewalk",
    "client.address.city": "Hull",
    "client.address.region": "Humber",
    "client.address.postcode": "HU1 1ZZ",
    "client.address.country": "GB",
    "client.address.phone": "+44 1482 496 0200",
    "matter.name": "Berth renewal",
    "matter.billing_type": "TM",
    "matter.final": "false",
    "tax.registration": "GB 000 0000 00",
    "tax.country": "GB",
}
MANAGED = {
    "matter.account": "O",
    "matter.managing_contact.last": "Wren",
    "matter.managing_contact.first": "Odile",
    "matter.managing_contact.email": "o.wren@alderwren.example",
    "matter.client_contact.last": "Dale",
    "matter.client_contact.first": "Una",
    "matter.client_contact.email": "legal@larkholm.example",
}
ASKED: Mapping[str, Mapping[str, str]] = {
    "1998b": {},
    "98bi": {"currency": "GBP", "matter.account": "O", "matter.name": "Berth renewal"},
    "json": {},
    "xml2.0": {**ADDRESSES, **MANAGED},
    "xml2.1": {**ADDRESSES, **MANAGED},
    "xml2.2": {**ADDRESSES, **MANAGED},
    "2000": {**ADDRESSES, **MANAGED},
}
"""What a target asks for, and a sample may lack: given with --set."""

REFUSED = {
    ("vat", "1998b"): "T010",
    ("two-taxes", "1998b"): "T010",
    ("withholding", "1998b"): "T010",
    ("tiered-tax", "1998b"): "T010",
    ("withholding", "98bi"): "T010",
    ("tiered-tax", "98bi"): "T010",
    ("vat", "98bi"): "T010",
    ("two-taxes", "98bi"): "X004 T010",
    ("tiered-tax", "2000"): "T107",
    ("tiered-tax", "xml2.0"): "T107",
    ("tiered-tax", "xml2.1"): "F001 T107",
    ("flat-fee", "2000"): "L109",
}
"""What may be refused, and the finding that says so.

1998B has no tax, and 98BI one rate a line and nothing withheld; 2000 and XML 2.0 do not say which lines were taxed, so
that nothing can be taxed in 98BI; tiers came with XML 2.2, elsewhere the total would not add up; a matter of LEDES 2000
needs somebody who worked.
"""

TELLING = {"F021", "F022", "F024"}
"""Notes of values computed or written in another form; where there are none, what lost nothing comes home the same."""

WHO = Client(key="c", representation=Representation(bills_per_file="many", encoding="utf-8"))
ZERO = Decimal(0)


def into(name: str, content: bytes, key: str) -> tuple[Output | None, list[Finding]]:
    """Convert a file; give what was written, or what stood in its way."""
    items = list(
        convert.outputs(
            in_memory(name, content),
            to=named(key),
            find_client=lambda _bill: WHO,
            reading=Reading(sets=ASKED[key]),
            allowed=("all",),
        )
    )
    outputs = [item for item in items if isinstance(item, Output)]
    assert len(outputs) <= 1
    return next(iter(outputs), None), [item for item in items if isinstance(item, Finding) and item.severity is ERROR]


def bills(content: bytes, key: str) -> list[Bill]:
    items = named(key).read(io.BytesIO(content), "", Reading())
    return [dataclasses.replace(item, unread=()) for item in items if isinstance(item, Bill)]


def entries(bill: Bill) -> Counter[tuple[Any, ...]]:
    """Count the fees and expenses: they keep kind, day, amount, codes and words in every format."""
    kept = (line for line in bill.lines if line.kind in {"F", "E"})
    return Counter((x.kind, x.date, x.amount, x.task, x.activity, x.expense, x.description) for x in kept)


def adjustments(bill: Bill) -> Counter[tuple[str, Decimal]]:
    """Count what is taken off or added for a whole matter: IF and IE lines, or XML's matter_disc_cred."""
    found = Counter((x.kind, x.amount or ZERO) for x in bill.lines if x.kind in {FEE_ADJUSTMENT, EXPENSE_ADJUSTMENT})
    for matter in bill.matters:
        found.update((f"I{each.category[:1]}", each.amount or ZERO) for each in matter.adjustments)
    return found


def pooled(bill: Bill) -> dict[str, Decimal]:
    """Add up the adjustments by fees and expenses, which is all that LEDES 2000 states of them."""
    sums = {"IF": ZERO, "IE": ZERO}
    for (kind, amount), count in adjustments(bill).items():
        sums[kind] += amount * count
    if not any(matter.adjustments for matter in bill.matters):
        for total in (total for matter in bill.matters for total in matter.totals):
            kind = {"matter_adj_on_fees": "IF", "matter_adj_on_exp": "IE"}.get(total.name)
            sums[kind or "IF"] += total.value if kind else ZERO
    return sums


def tax(bill: Bill) -> Decimal:
    """Give the tax of a bill, stated or of its lines."""
    return bill.tax if bill.tax is not None else sum((line.tax for line in bill.lines if line.tax), ZERO)


def hold(before: list[Bill], after: list[Bill], source: str, target: str) -> None:
    """Hold a conversion to what survives in any pair of formats."""
    assert [(x.number, x.date, x.total) for x in after] == [(x.number, x.date, x.total) for x in before]
    for old, new in zip(before, after, strict=True):
        assert (new.start, new.end, new.description) == (old.start, old.end, old.description)
        assert entries(new) == entries(old)
        assert pooled(new) == pooled(old)
        assert [x.firm_id for x in new.matters] == [x.firm_id for x in old.matters]
        if "2000" not in {source, target}:
            assert adjustments(new) == adjustments(old)
            assert tax(new) == tax(old)


def changes(old: Any, new: Any, path: str = "bill") -> Iterator[str]:
    """Name the attributes in which two bills differ."""
    if old == new:
        return
    if dataclasses.is_dataclass(old) and type(old) is type(new):
        for each in dataclasses.fields(old):
            if each.compare:
                yield from changes(getattr(old, each.name), getattr(new, each.name), f"{path}.{each.name}")
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new) and type(old) is tuple:
        for one, other in zip(old, new, strict=True):
            yield from changes(one, other, path)
    else:
        yield path


def row(source: str, path: Path, target: str) -> str:
    """Convert one sample, hold the result to what survives, and tell the rest."""
    content = path.read_bytes()
    before = bills(content, source)
    output, against = into(path.name, content, target)
    told = f"{path.stem} > {target}: "
    if output is None:
        assert {x.rule for x in against} & set(REFUSED[path.stem, target].split())
        return told + "refused: " + "; ".join(dict.fromkeys(f"{x.rule} {x.message}" for x in against))
    assert against == []
    after = bills(output.content, target)
    hold(before, after, source, target)
    if output.unchanged:
        return f"{told}as it is"
    lost = ", ".join(sorted({loss.name for loss in output.losses}))
    notes = Counter(each.rule for each in output.replacements)
    told += f"loses {lost or 'nothing'}"
    if notes:
        told += f"; notes {', '.join(f'{code} x{count}' for code, count in sorted(notes.items()))}"
    if lost:
        return told
    changed = back(source, before, output, target)
    assert changed == "same" or TELLING & set(notes)
    return f"{told}; back: {changed}"


def back(source: str, before: list[Bill], output: Output, target: str) -> str:
    """Bring a bill home that lost nothing; name what is not as it was."""
    home, against = into(output.name, output.content, source)
    assert (home is not None, against) == (True, [])
    assert home is not None
    again = bills(home.content, source)
    hold(before, again, source, target)
    named_changes = dict.fromkeys(name for pair in zip(before, again, strict=True) for name in changes(*pair))
    return ", ".join(named_changes) or "same"


@pytest.mark.parametrize("source", FORMATS)
def test_what_survives_between_formats_is_as_the_table_says(source: str, golden: Callable[[str, str], None]) -> None:
    paths = sorted((BILLS / source).iterdir())
    assert len(paths) > 10
    rows = [row(source, path, target) for path in paths for target in FORMATS]
    golden(f"matrix/{source}.txt", "\n".join(rows) + "\n")
