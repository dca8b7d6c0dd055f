"""How well rules recognise travel, events and research: figures on labelled narratives, a third of them held out."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from ledes.rules import gatherings, journeys

HERE = Path(__file__).parent
LEAST = 60
PRECISION = 0.9
MOSTLY = 0.75


def _mixed(text: str) -> bool:
    return bool(journeys.travelling(text) and journeys.working(text))


def _same_event(first: str, second: str) -> bool:
    return any(gatherings.same_event(one, two) for one in gatherings.events(first) for two in gatherings.events(second))


def _same_document(first: str, second: str) -> bool:
    read = gatherings.document(first)
    return bool(read) and read == gatherings.document(second)


RECOGNISED: dict[str, Callable[..., bool]] = {
    "R200": lambda text: bool(journeys.travelling(text)),
    "R201": _mixed,
    "R202": lambda text: bool(journeys.cabin(text)),
    "R204": journeys.mileage,
    "R205": journeys.lodging,
    "V200": _same_event,
    "V201": _same_document,
    "V202": lambda text: bool(gatherings.research(text)),
}


class Row(NamedTuple):
    bad: bool
    texts: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(" / ".join(self.texts).encode()).digest()[0] % 3 == 0


class Figures(NamedTuple):
    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.false, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def tell(text: str) -> None:
    """Print a figure; pytest -s shows it."""
    sys.stdout.write(f"{text}\n")


def rows(code: str, folder: Path = HERE) -> list[Row]:
    (path,) = folder.glob(f"{code}-*.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return [Row(bad == "yes", tuple(texts)) for bad, *texts in list(csv.reader(stream))[1:]]


def figures(code: str, asked: list[Row]) -> Figures:
    told = [(row.bad, RECOGNISED[code](*row.texts)) for row in asked]
    return Figures(told.count((True, True)), told.count((False, True)), told.count((True, False)))


@pytest.mark.parametrize("code", RECOGNISED)
def test_a_set_has_enough_lines_of_both_kinds(code: str) -> None:
    found = rows(code)
    assert len(found) >= LEAST
    assert len({row.texts for row in found}) == len(found)
    assert len(found) / 3 < sum(row.bad for row in found) < 2 * len(found) / 3


@pytest.mark.parametrize("folder", [HERE, HERE / "later"], ids=["first", "later"])
@pytest.mark.parametrize("code", RECOGNISED)
def test_what_is_recognised_on_the_held_out_third_is_right_nine_times_in_ten(code: str, folder: Path) -> None:
    held_out = figures(code, [row for row in rows(code, folder) if row.held_out])
    tell(f"{code} held out: precision {held_out.precision:.2f}, recall {held_out.recall:.2f}, {held_out}")
    assert held_out.precision >= PRECISION
    assert held_out.right


@pytest.mark.parametrize("code", RECOGNISED)
def test_the_rows_that_rules_are_tuned_on_are_mostly_right(code: str) -> None:
    tuned = [row for row in (*rows(code), *rows(code, HERE / "later")) if not row.held_out]
    wrong = [row for row in tuned if RECOGNISED[code](*row.texts) is not row.bad]
    tell(f"{code} tuned on: {figures(code, tuned)}" + "".join(f"\n  {row.bad} {row.texts}" for row in wrong))
    assert figures(code, tuned).precision >= PRECISION
    assert figures(code, tuned).recall >= MOSTLY


def test_published_narratives_of_litigation_raise_no_false_alarms(reference_files: Path) -> None:
    with (reference_files / "input-data" / "bkattenburg_Litigation_Line_Items.csv").open(
        encoding="utf-8-sig"
    ) as stream:
        lines = [(row["ACTIVITY_CODE"], row["DESCRIPTION"]) for row in csv.DictReader(stream)]
    travel = [text for _, text in lines if journeys.travelling(text)]
    research = [text for activity, text in lines if activity != "A102" and gatherings.research(text)]
    tell(f"{len(lines)} narratives: {len(travel)} travel, {len(research)} research under another activity")
    assert travel == []
    assert {text[:17] for text in research} == {"Reviewed case law"}
    assert {text[:30] for _, text in lines if gatherings.events(text)} == {"Attended settlement conference"}
