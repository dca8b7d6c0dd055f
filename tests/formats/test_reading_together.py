"""Records are read many at a time; what is read of them, and what is told, is the same as one by one."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ledes.bill import Bill, Line, line_maker
from ledes.finding import Finding
from ledes.formats import Reading, letters, named
from ledes.formats.delimited import reading
from ledes.formats.delimited.layouts import LEDES1998B

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*/*.txt"))
HEAD = f"{LEDES1998B.first_line}\n{LEDES1998B.header}\n"


def record(number: int, line: int) -> list[str]:
    head = ["20260805", f"10{number}", "C1", "M1", "1200.00", "20260701", "20260731", "July"]
    return [
        *head, str(line), "F", "0.5", "", "100.00", "20260714", "L110", "", "A101", f"T{line % 3}",
        f"Review lease, part {line}", "12-3456789", "200", f"Ash{line % 3}, Mira", "PARTNR", "CM1",
    ]  # fmt: skip


def file(*records: list[str], end: str = "\n") -> bytes:
    text = HEAD + "".join("|".join(cells) + "[]\n" for cells in records)
    return text.replace("\n", end).encode("latin-1")


def read(content: bytes, key: str = "1998b") -> list[Bill | Finding]:
    return list(named(key).read(io.BytesIO(content), "month.txt", Reading()))


def alone(content: bytes, monkeypatch: pytest.MonkeyPatch, key: str = "1998b") -> list[Bill | Finding]:
    """Read one record at a time, from blocks that hold a line or two."""
    with monkeypatch.context() as patch:
        patch.setattr(reading, "FEW", 1_000_000)
        patch.setattr(letters, "BLOCK", 300)
        return read(content, key)


def shown(items: list[Bill | Finding]) -> str:
    """Show everything, the rows too, which take no part in comparison."""
    return repr(items)


def change(place: int, text: str) -> Callable[[list[str]], None]:
    def changed(cells: list[str]) -> None:
        cells[place] = text

    return changed


FAULTS = {
    "a date that does not exist": change(13, "20260732"),
    "a number with a comma": change(12, "1,000.00"),
    "a bare point": change(10, ".5"),
    "too many decimals": change(10, "0.55555"),
    "a kind of line that is none": change(9, "X"),
    "a blank that must not be": change(12, ""),
    "a blank at the end of a narrative": change(18, "Review lease "),
    "a word for nothing": change(18, "NULL"),
    "a line number of blanks": change(8, " 7"),
    "a line number that is too long": change(8, "7" * 21),
    "a code that is too long": change(14, "L" * 21),
    "a name that is padded": change(21, " Ash, Mira"),
    "another total": change(4, "1300.00"),
    "another description": change(7, "August"),
    "another client": change(2, "C2"),
    "a letter beyond ascii": change(18, "Review caf\xe9 lease"),
    "a tab": change(18, "Review\tlease"),
    "a pipe in a narrative": change(18, "Review lease | deed"),
    "brackets in a narrative": change(18, "Review [draft] lease"),
    "an end of record in a narrative": change(18, "Review [] lease"),
    "a line break in a narrative": change(18, "Review\nlease"),
    "a date that begins with no digit": change(0, "x0260805"),
    "an invoice number that returns": change(1, "101"),
    "an invoice that begins": change(1, "109"),
}


@pytest.mark.parametrize("at", [0, 1, 11, 23])
@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_among_many_records_is_told_as_if_each_was_read_alone(
    fault: str, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [record(number, line) for number in (1, 2) for line in range(1, 13)]
    FAULTS[fault](records[at])
    found = read(file(*records))
    assert shown(found) == shown(alone(file(*records), monkeypatch))
    assert any(isinstance(item, Finding) for item in found) or fault.startswith("an invoice")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("key", ["1998b", "98bi"])
def test_samples_are_read_together_as_they_are_alone(path: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = path.read_bytes()
    assert shown(read(content, key)) == shown(alone(content, monkeypatch, key))


@pytest.mark.parametrize("cut", [0, 1])
def test_windows_line_ends_are_told_once_wherever_they_begin(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record(1, line) for line in range(1, 13)]
    content = file(*records, end="\r\n")
    content = content.replace(b"\r\n", b"\n", 7 * cut)
    found = read(content)
    assert shown(found) == shown(alone(content, monkeypatch))
    assert [item.row for item in found if isinstance(item, Finding)] == [1 + 7 * cut]


def test_the_last_record_needs_no_line_end() -> None:
    records = [record(1, line) for line in range(1, 13)]
    assert shown(read(file(*records))) == shown(read(file(*records).removesuffix(b"\n")))


def test_rows_are_those_of_the_file_across_bills_and_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record(number, line) for number in range(1, 9) for line in range(1, 30)]
    monkeypatch.setattr(letters, "BLOCK", 1000)
    bills = [item for item in read(file(*records)) if isinstance(item, Bill)]
    assert [line.row for bill in bills for line in bill.lines] == list(range(3, 3 + len(records)))
    assert [bill.row for bill in bills] == [3 + 29 * number for number in range(8)]


def test_people_and_matters_that_lines_share_are_one() -> None:
    (bill,) = (item for item in read(file(*[record(1, line) for line in range(1, 13)])) if isinstance(item, Bill))
    assert [person.id for person in bill.timekeepers] == ["T1", "T2", "T0"]
    assert all(any(line.timekeeper is person for person in bill.timekeepers) for line in bill.lines)
    assert all(line.matter is bill.matters[0] for line in bill.lines)


def test_a_line_that_was_made_fast_is_a_line_like_any_other() -> None:
    made = line_maker()("7", 12, "F", units=Decimal("0.5"))
    assert made == Line(number="7", row=12, kind="F", units=Decimal("0.5"))
    assert type(made) is Line
    assert made.row == 12
    assert made.extras == ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.number = "8"  # type: ignore[misc]
    assert dataclasses.replace(made, number="8").units == Decimal("0.5")


def test_lines_of_a_file_are_frozen() -> None:
    (bill,) = (item for item in read(file(*[record(1, line) for line in range(1, 13)])) if isinstance(item, Bill))
    assert {type(line) for line in bill.lines} == {Line}
    with pytest.raises(dataclasses.FrozenInstanceError):
        bill.lines[0].number = "8"  # type: ignore[misc]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_every_record_is_told_as_if_each_was_read_alone(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record(number, line) for number in (1, 2, 3) for line in range(1, 13)]
    for each in records:
        FAULTS[fault](each)
    assert shown(read(file(*records))) == shown(alone(file(*records), monkeypatch))


def test_records_that_alternate_between_matters_are_read_as_if_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record(1, line) for line in range(1, 40)]
    for at, each in enumerate(records):
        each[3] = f"M{at % 2}"
    found = read(file(*records))
    assert shown(found) == shown(alone(file(*records), monkeypatch))
    (bill,) = (item for item in found if isinstance(item, Bill))
    assert [matter.firm_id for matter in bill.matters] == ["M0", "M1"]


def test_odd_lines_in_a_long_file_keep_the_rows_of_those_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record(number, line) for number in range(1, 9) for line in range(1, 30)]
    for at in (17, 90, 91, 200):
        records[at][18] = "Review café lease"
    content = file(*records)
    found = read(content)
    assert shown(found) == shown(alone(content, monkeypatch))
    assert [item.row for item in found if isinstance(item, Finding)] == [20, 93, 94, 203]
