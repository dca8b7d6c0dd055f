"""Spoilt files end in words, never in a traceback, a hang or a heap of memory; the long version is long.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz import attempt, long, seeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
HEADS = {
    "1998b": b"LEDES1998B[]\n",
    "98bi": b"LEDES98BI V2[]\n",
    "2000": b"<ledesxml>",
    "json": b'{"ledes": 1, "bills": [',
    "xml2.0": b"<ledesxmlebilling2.0>",
    "xml2.1": b'<?xml version="1.0"?><ledesxmlebilling2.1>',
    "xml2.2": b"<ledesxmlebilling2.2>",
    "csv": b"Invoice Number,Invoice Date,Hours,Rate,Amount\n",
    "xlsx": b"PK\x03\x04",
}
READERS = tuple(HEADS)
CASES = sorted(Path(__file__).parent.joinpath("cases").glob("*.bin"))


def test_every_reader_has_files_to_begin_with() -> None:
    assert set(seeds.seeds()) == set(READERS)


@pytest.mark.parametrize("reader", READERS)
def test_a_spoilt_file_ends_in_words(reader: str) -> None:
    verdicts = set()
    for number in range(60):
        to = long.TARGETS[number % len(long.TARGETS)] if number % 6 == 0 else ""
        verdicts.add(attempt.attempt(reader, long.made(reader, number, seed=7), to=to).verdict)
    assert len(verdicts) > 1


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
@QUICK
def test_any_bytes_end_in_words(reader: str, data: st.DataObject) -> None:
    content = HEADS[reader] + data.draw(st.binary(max_size=400) | st.text(max_size=200).map(_encoded))
    assert attempt.attempt(reader, content).verdict


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_crashed_once_ends_in_words(path: Path) -> None:
    reader, to, _ = path.stem.split("--")
    assert attempt.attempt(reader, path.read_bytes(), to="" if to == "check" else to).verdict


@pytest.mark.parametrize("reader", READERS)
def test_the_same_number_gives_the_same_input(reader: str) -> None:
    assert [long.made(reader, number, 3) for number in range(5)] == [
        long.made(reader, number, 3) for number in range(5)
    ]
