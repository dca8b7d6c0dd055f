"""Values of options that would have caught what a client cut: tried out on the bills, never guessed."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ledes.reports.rulegaps.trials import NOTHING, VAGUE, Candidate, Case, Found, bears
from ledes.reports.setbacks import Complaint

MOST_COMBINATIONS = 32
"""Combinations of words, and of yes and no, that are tried."""

STEPS: Mapping[str, Decimal] = {"Decimal": Decimal("0.01"), "int": Decimal(1)}
"""Types of options that are numbers, and how finely they are tried."""

HIGHEST = 100_000
"""Steps of 1 that are tried at most: beyond every limit of hours, days, words or percent."""

Options = dict[str, Any]


class Mild(NamedTuple):
    """The mildest options that catch a complaint; those in `rising` are stricter the greater they are."""

    options: Options
    rising: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rule that lacks options, asked of the bill of one complaint."""

    candidate: Candidate
    case: Case
    complaint: Complaint

    def found(self, values: Options) -> Found:
        """Ask the rule with values; those that it cannot reckon with find nothing."""
        try:
            return self.case.ask(self.candidate.rule, {**self.candidate.options, **values})
        except (ArithmeticError, ValueError):
            return NOTHING

    def catches(self, values: Options) -> bool:
        """Say whether the rule would have made the complaint first."""
        return self.case.catches(self.candidate.rule, self.found(values), self.complaint)

    def tells_apart(self, values: Options) -> bool:
        """Say whether the rule finds what the client objected to and no other line, or the bill as a whole."""
        found = self.found(values)
        if self.case.rows.get(self.complaint):
            return not self.case.left_alone(found)
        return not found.rows or len(self.case.bill.lines) == 1


def worked_out(candidate: Candidate, cases: Iterable[Case]) -> Options | None:
    """Find the mildest options with which a rule would have caught what it can; `None` where none are evident.

    A number is evident where it tells the lines that the client named from all others of the bill, or where the rule
    speaks of the bill as a whole. Of yes and no, and of words, those are taken that find least.
    """
    if candidate.rule.reason in VAGUE:
        return None
    known: Mild | None = None
    for case in cases:
        for complaint in case.setback.complaints:
            trial = Trial(candidate=candidate, case=case, complaint=complaint)
            # what catches this one already need not be made stricter for it
            if bears(candidate.rule, complaint) and not (known and trial.catches(known.options)):
                mild = _mildest(trial)
                known = _joined(candidate, known, mild) if known and mild else mild or known
    return known.options if known else None


def _mildest(trial: Trial) -> Mild | None:
    """Find the mildest values that catch one complaint."""
    candidate = trial.candidate
    numbers = [name for name in candidate.unset if _annotation(candidate, name) in STEPS]
    words = {name: _choices(candidate, name) for name in candidate.unset if name not in numbers}
    fitting = []
    for chosen in itertools.islice(itertools.product(*words.values()), MOST_COMBINATIONS):
        mild = _loosened(trial, numbers, dict(zip(words, chosen, strict=True)))
        if mild is not None and (not numbers or trial.tells_apart(mild.options)):
            fitting.append(mild)
    return min(fitting, key=lambda each: len(trial.found(each.options).rows), default=None)


def _loosened(trial: Trial, numbers: list[str], values: Options) -> Mild | None:
    """Set numbers as strictly as can be, then loosen each as far as the complaint is still caught.

    Gives nothing where nothing is caught, or where a number makes no difference.
    """
    for strict in itertools.product((0, HIGHEST), repeat=len(numbers)):
        values = {**values, **{name: _number(trial, name, end) for name, end in zip(numbers, strict, strict=True)}}
        if trial.catches(values):
            break
    else:
        return None
    for name, end in zip(numbers, strict, strict=True):
        loose = HIGHEST - end
        if trial.catches({**values, name: _number(trial, name, loose)}):
            return None
        values[name] = _bound(trial, name, values, end, loose)
    return Mild(values, frozenset(name for name, end in zip(numbers, strict, strict=True) if end))


def _bound(trial: Trial, name: str, values: Options, strict: int, loose: int) -> Any:
    """Halve the way between a number that catches and one that does not, until they are neighbours."""
    step = STEPS[_annotation(trial.candidate, name)]
    catching, missing = int(strict / step), int(loose / step)
    while abs(catching - missing) > 1:
        middle = (catching + missing) // 2
        if trial.catches({**values, name: _number(trial, name, middle * step)}):
            catching = middle
        else:
            missing = middle
    return _number(trial, name, catching * step)


def _number(trial: Trial, name: str, value: int | Decimal) -> Any:
    return int(value) if _annotation(trial.candidate, name) == "int" else Decimal(value)


def _joined(candidate: Candidate, known: Mild, more: Mild) -> Mild:
    """Bring the values for several complaints into one that catches them all, as far as that can be."""
    values = dict(known.options)
    for name, value in more.options.items():
        if isinstance(value, tuple):
            values[name] = tuple(dict.fromkeys((*values[name], *value)))
        elif _annotation(candidate, name) in STEPS:
            values[name] = max(values[name], value) if name in known.rising else min(values[name], value)
    return known._replace(options=values)


def _choices(candidate: Candidate, name: str) -> tuple[Any, ...]:
    """Give what an option may be, where that is a few words, or yes or no; otherwise nothing."""
    annotation = _annotation(candidate, name)
    if annotation == "bool":
        return (True, False)
    found = re.fullmatch(r"(tuple\[)?Literal\[(.*?)\](, \.\.\.\])?", annotation)
    if not found:
        return ()
    words = ast.literal_eval(f"({found[2]},)")
    return tuple((word,) for word in words) if found[1] else tuple(words)


def _annotation(candidate: Candidate, option: str) -> str:
    return _annotations(candidate.rule.function)[option]


@functools.cache
def _annotations(function: Callable[..., Any]) -> Mapping[str, str]:
    # annotations are texts here: every module of the project postpones them
    return {name: str(each.annotation) for name, each in inspect.signature(function).parameters.items()}
