"""How well rules follow the labelled narratives, on the third that nothing was tuned on."""

from __future__ import annotations

import re
import sys
from collections import Counter

import judges
import labelled
import published
import pytest

from ledes.rules import rules

CODES = sorted(judges.OPTIONS)
SETS = [path for path in sorted(labelled.FOLDER.glob("*.csv")) if path != published.JUDGED]
LEAST, PRECISION = 60, 0.9
RULES = {each.code: each for each in rules()}


def test_each_set_belongs_to_a_rule_that_is_measured_and_bears_its_name() -> None:
    assert [path.stem for path in SETS] == [f"{code}-{RULES[code].name}" for code in CODES]


@pytest.mark.parametrize("code", CODES)
def test_a_set_is_large_enough_and_holds_good_and_bad_lines_in_both_parts(code: str) -> None:
    rows = labelled.read(labelled.find(code))
    parts = Counter((row.held_out, row.bad) for row in rows)
    assert len(rows) >= LEAST
    assert len(set(rows_of(code))) == len(rows)
    assert all(parts[held_out, bad] >= 8 for held_out in (False, True) for bad in (False, True))


def rows_of(code: str) -> list[tuple[str, ...]]:
    return [tuple(row.columns.values()) for row in labelled.read(labelled.find(code))]


@pytest.mark.parametrize("code", CODES)
def test_nine_of_ten_lines_that_a_rule_tells_are_rightly_told(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    held_out = [row for row in labelled.read(labelled.find(code)) if row.held_out]
    found = labelled.figures(held_out, judges.judge(code))
    with capsys.disabled():
        sys.stdout.write(f" {code}: precision {found.precision:.2f}, recall {found.recall:.2f}.")
    assert found.told
    assert found.precision >= PRECISION


@pytest.mark.parametrize("code", sorted(set(CODES) - {"E253"}))
def test_a_message_quotes_words_of_the_narrative(code: str) -> None:
    for row in labelled.read(labelled.find(code)):
        lines = judges.lines(code, row.columns)
        texts = " / ".join(line.description for line in lines).lower()
        for where, message in RULES[code].function(judges.bill(*lines), **judges.OPTIONS[code]):
            told = message.rpartition(", the narrative says ")[2]
            quoted = re.findall(r"'(.+?)'(?=$|[ ,:;)])", told)
            if where.row < 90:
                assert quoted or "A105" in message, message
                assert all(known(each, texts) for each in quoted), message


def known(quoted: str, texts: str) -> bool:
    """Say whether quoted words stand in the narrative, or each by its beginning where they are words taken from it."""
    return quoted.lower() in texts or all(word[:4] in texts for word in quoted.lower().split())


@pytest.mark.parametrize("code", sorted(set(CODES) - {"E251", "E253"}))
def test_what_rules_tell_of_published_narratives_was_judged_by_a_person(code: str) -> None:
    if not published.FILE.exists():
        pytest.skip("the published narratives do not stand beside this checkout")
    judged = published.judged()
    assert {form.digest for form in published.told(code) if (code, form.digest) not in judged} == set()


def test_the_split_depends_on_the_text_alone() -> None:
    one = labelled.Labelled(bad=True, columns={"narrative": "Attention to file"})
    assert one.held_out == labelled.Labelled(bad=False, columns={"narrative": "Attention to file"}).held_out
