"""What a conversion leaves out of its work changes nothing of what it says and writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from ebills import EXPENSE, FEE, file, read, record

from ledes import convert, proof, samples
from ledes.client import Client, Representation, RuleSetting
from ledes.convert import Converter, Output
from ledes.errors import LedesError
from ledes.finding import Finding
from ledes.formats import Reading, named
from ledes.formats.source import Source, in_memory
from ledes.formats.source import source as opened
from ledes.rules import rules

FOLDER = Path(samples.__file__).parent
STANDARD = {rule.code for rule in rules() if rule.scope == "standard"}
BAD = [
    path
    for path in sorted(FOLDER.glob("bad/*"))
    if path.suffix in {".txt", ".xml", ".json"} and path.name.partition("-")[0] in STANDARD
]
BILLS = [path for path in sorted(FOLDER.glob("bills/**/*")) if path.suffix in {".txt", ".xml", ".json"}]
SETS = {"currency": "USD", "matter.account": "O"}
TARGETS = ("1998b", "98bi", "json", "xml2.1")


def made(source: Source, to: str) -> list[Output | Finding | str]:
    """Convert a file; give everything that comes of it, an error as its words."""

    def items() -> Iterator[Output | Finding | str]:
        try:
            yield from convert.outputs(source, to=named(to), reading=Reading(sets=SETS), allowed=("all",))
        except LedesError as error:
            yield str(error)

    return list(items())


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("path", [*BAD, *BILLS], ids=lambda path: path.name)
def test_judging_a_bill_once_says_what_judging_it_twice_says(
    path: Path, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(str(path)) as source:
        once = made(source, to)
        monkeypatch.setattr(proof, "covers", lambda _scope, _client: False)
        assert once == made(source, to)


@pytest.mark.parametrize("to", TARGETS)
def test_bills_of_a_large_file_are_read_again_and_come_out_the_same(to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [str(number) for number in range(1001, 1006)]
    lines = (("1", FEE), ("2", EXPENSE))
    records = [record(each, INVOICE_NUMBER=n, LINE_ITEM_NUMBER=at) for n in numbers for at, each in lines]
    source = in_memory("month.txt", file(*records).replace(b"|630.00|20261001|", b"|1260.00|20261001|"))
    small = made(source, to)
    assert (sum(isinstance(each, Output) for each in small) == len(numbers)) == (to in {"1998b", "json"})
    monkeypatch.setattr(proof, "MOST_LINES", 3)
    assert small == made(source, to)


def test_only_a_bill_that_came_back_as_it_was_judged_is_not_judged_again() -> None:
    (bill,), _ = read(file(record(FEE, LINE_ITEM_TOTAL="640.00")))
    pulled = proof.pull(bill, named("json"), Representation())
    assert list(pulled.against(lambda: bill)) == []
    assert list(pulled.against(lambda: dataclasses.replace(bill, description="another")))
    assert list(pulled.against(lambda: None))


@pytest.mark.parametrize(("scope", "level"), [("all", "off"), ("all", ""), ("standard", "")])
def test_what_a_profile_makes_of_a_rule_lets_no_wrong_sum_out(scope: str, level: str) -> None:
    settings = {"T001": RuleSetting(level=level)} if level else {}
    client = Client(key="c", format="json", rules=settings)
    run = Converter(find_client=lambda _bill: client, scope=scope)
    items = list(run.outputs(in_memory("bill.txt", file(record(FEE, LINE_ITEM_NUMBER_OF_UNITS="3.00")))))
    assert not any(isinstance(item, Output) for item in items)
    assert "T001" in {item.rule for item in items if isinstance(item, Finding)}


def test_a_profile_that_leaves_the_standard_alone_has_a_bill_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(key="c", format="json", rules={"N201": RuleSetting(level="warn")})
    monkeypatch.setattr(proof, "verify", lambda *_what, **_how: pytest.fail("the bill is judged again"))
    (item,) = Converter(find_client=lambda _bill: client, scope="all").outputs(in_memory("bill.txt", file(record(FEE))))
    assert isinstance(item, Output)
