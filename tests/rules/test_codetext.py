"""Codes against narratives, what the labelled set leaves open."""

from __future__ import annotations

from typing import Any

import pytest

BOTH = {"activities": True, "tasks": True}


def _asked(make: Any, judge: Any, text: str, activity: str = "", task: str = "", **options: bool) -> list[str]:
    bill = make.bill(make.fee(description=text, activity=activity, task=task))
    return [message for _, _, message in judge("E255", bill, **{**BOTH, **options})]


def test_the_message_names_the_code_and_quotes_the_narrative(make: Any, judge: Any) -> None:
    assert _asked(make, judge, "Drafted motion to stay", "A102") == [
        "A102 is 'Research', the narrative says 'Drafted motion'"
    ]


def test_a_client_may_compare_activities_or_tasks_alone(make: Any, judge: Any) -> None:
    codes = {"activity": "A102", "task": "L330"}
    assert len(_asked(make, judge, "Drafted lease", **codes, tasks=False)) == 1
    assert _asked(make, judge, "Drafted lease", task="L330", tasks=False) == []
    assert _asked(make, judge, "Drafted lease", activity="A102", activities=False) == []


@pytest.mark.parametrize("code", ["A111", "A199", "X1", ""])
def test_codes_that_say_little_or_are_not_known_are_not_judged(make: Any, judge: Any, code: str) -> None:
    assert _asked(make, judge, "Drafted lease", code) == []


def test_one_task_that_fits_is_enough(make: Any, judge: Any) -> None:
    assert _asked(make, judge, "Researched venue; drafted motion", "A102") == []


@pytest.mark.parametrize("activity", ["A104", "A106"])
def test_a_paper_that_was_reviewed_and_mailed_stands_under_either_code(make: Any, judge: Any, activity: str) -> None:
    assert _asked(make, judge, "Reviewed and emailed draft answer to client", activity) == []
    assert len(_asked(make, judge, "Emailed draft answer to client", "A104")) == 1


@pytest.mark.parametrize("text", ["Drafted motion; call with client re motion", "DRAFTED motion", "Draft of motion"])
def test_the_word_that_a_narrative_begins_with_is_enough(make: Any, judge: Any, text: str) -> None:
    assert _asked(make, judge, text, "A103", tasks=False) == []


def test_a_narrative_without_a_known_verb_is_not_judged(make: Any, judge: Any) -> None:
    assert _asked(make, judge, "Lien release", "A102", "L330") == []
