"""`ledes --version` tells by what a bill was judged: the program, its rules, its code sets, its Python."""

from __future__ import annotations

import csv
import sys

import pytest

from ledes import catalogue, codes, schemas, versions
from ledes.__main__ import main


def test_all_versions_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("ledes ")
    assert said[1].startswith(f"rules {len(catalogue.catalogue())}, digest ")
    assert sum(line.startswith("codes ") for line in said) == len(codes.sets())
    assert said[-1] == f"Python {sys.version.split()[0]}"


def test_the_digest_of_the_rules_follows_what_a_rule_says(monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions.rule_digest()
    known = dict(catalogue.catalogue())
    known.pop("T001")
    monkeypatch.setattr(catalogue, "catalogue", lambda: known)
    assert versions.rule_digest() != before
    monkeypatch.undo()
    assert versions.rule_digest() == before


def test_every_code_set_is_listed_with_its_date() -> None:
    with schemas.path("code-sets.csv").open(encoding="utf-8", newline="") as stream:
        listed = {row["set"] for row in csv.DictReader(stream)}
    assert listed == set(codes.sets())
