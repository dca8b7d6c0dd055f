"""Each check has a specimen that it alone finds fault with, and a good neighbour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from earlierbills import past

from ledes import formats, specimens
from ledes.catalogue import catalogue
from ledes.finding import NOTE
from ledes.reminders import Reminder
from ledes.show import findings
from ledes.validate import Checked, Skipped

BAD = specimens.every("bad")
GOOD = specimens.every("good")
OTHERWISE = {
    "F020": "told when a bill is written",
    "F021": "told when a bill is written",
    "F022": "told when a bill is written",
    "F023": "told when a bill is written",
    "F024": "told when a bill is written",
    "I201": "told when several bills go out together",
    "K214": "told when several bills go out together",
    "L001": "an empty file is in no form, so no reader is asked",
    "L009": "its specimen would be a megabyte",
    "L040": "told when a bill is converted",
    "L118": "its specimen would be a megabyte",
    "L150": "told when a schema is named",
    "T010": "told when a bill is converted",
    "T011": "told when a bill is converted",
}
"""Checks that no small file can show, and why; tests of their modules show them."""


def _code(path: Path) -> str:
    return path.name[:4]


@pytest.mark.parametrize("path", BAD, ids=_code)
def test_a_specimen_breaks_its_rule_and_no_other(path: Path) -> None:
    report = specimens.check(path, past)
    loud = {case.finding.rule for case in report.cases if case.finding.severity > NOTE}
    assert _code(path) in {case.finding.rule for case in report.cases}
    assert loud <= {_code(path)}


@pytest.mark.parametrize("path", GOOD, ids=_code)
def test_a_good_neighbour_breaks_no_rule(path: Path) -> None:
    report = specimens.check(path, past)
    assert [case.finding for case in report.cases if case.finding.severity > NOTE] == []
    assert report.bills


@pytest.mark.parametrize("path", BAD, ids=_code)
def test_a_specimen_is_told_in_these_words(path: Path, golden: Callable[[str, str], None]) -> None:
    report = specimens.check(path, past)
    lines = findings.text(replace(report, skipped=_notable(report)), formats.named(report.format).title)
    golden(f"bad/{_code(path)}.txt", "".join(f"{click.unstyle(line)}\n" for line in lines))


def _notable(report: Checked) -> tuple[Skipped, ...]:
    """Leave out clients' rules that the profile does not set: a new one would be named in all of these texts."""
    return tuple(each for each in report.skipped if each.layer or catalogue()[each.rule].scope == "standard")


def test_every_check_has_a_specimen_and_a_good_neighbour() -> None:
    wanted = {code for code, check in catalogue().items() if not isinstance(check, Reminder)} - set(OTHERWISE)
    assert wanted == {_code(path) for path in BAD} == {_code(path) for path in GOOD}


def test_a_specimen_bears_the_name_of_its_rule_and_stands_beside_a_neighbour_of_that_name() -> None:
    assert [path.stem for path in BAD] == [f"{_code(path)}-{catalogue()[_code(path)].name}" for path in BAD]
    assert [path.name for path in BAD] == [path.name for path in GOOD]


def test_only_what_is_told_when_writing_or_too_large_goes_without() -> None:
    assert set(OTHERWISE) <= set(catalogue())


def test_a_client_rule_has_its_profile_beside_both_files() -> None:
    for path in (*BAD, *GOOD):
        assert (catalogue()[_code(path)].scope == "client") is (specimens.profile(path) is not None)
