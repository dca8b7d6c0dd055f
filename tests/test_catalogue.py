from __future__ import annotations

import csv
import re

from ledes import catalogue, schemas
from ledes.finding import Check

CHECKS = list(catalogue.catalogue().values())


def _reasons() -> set[str]:
    with schemas.path("reasons.csv").open(encoding="utf-8", newline="") as stream:
        return {row["reason"] for row in csv.DictReader(stream)}


def test_codes_are_in_order_and_names_are_told_apart() -> None:
    assert list(catalogue.catalogue()) == sorted(catalogue.catalogue())
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_every_reason_is_one_that_diagnose_knows() -> None:
    known = _reasons()
    assert {check.code: check.reason for check in CHECKS if check.reason not in known} == {}


def test_every_unless_names_a_check() -> None:
    assert {code for check in CHECKS for code in check.unless} <= set(catalogue.catalogue())


def test_every_check_says_a_truth_a_remedy_and_a_source() -> None:
    def good(check: Check) -> bool:
        truth, _, source = catalogue.parts(check)
        ends = truth.endswith(".") and check.fix.endswith((".", "?")) and source.endswith(".")
        return bool(ends and truth[0].isupper())

    assert [check.code for check in CHECKS if not good(check)] == []


def test_a_name_says_the_bad_thing_in_small_words() -> None:
    assert [check.code for check in CHECKS if not re.fullmatch(r"[a-z]+(-[a-z]+)+", check.name)] == []
