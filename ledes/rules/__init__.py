"""Rules: one function for one truth about a good bill, found by looking into this package.

A module here is a family; a function under `@rule(...)` is a rule. Other packages add theirs through the entry point
group `ledes.rules`. What a rule needs beside the bill it names as a parameter (`profile`, `history`, `others`,
`today`, `form`: the key of the format that the bill is in); its other keyword parameters are options that a client's
profile may set.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ledes import additions
from ledes.earlier import Earlier as Earlier
from ledes.earlier import History as History
from ledes.earlier import Others as Others
from ledes.finding import Check, Severity, Where, declaration

NEEDS = ("profile", "history", "others", "today", "form")
"""What a rule may ask for beside the bill; where it is not there, the rule is skipped, never passed."""

Reports = Iterator[tuple[Where, str]]


@dataclass(frozen=True, kw_only=True)
class Rule(Check):
    """A check of a whole bill; its function yields places and messages.

    `optional` are needs that the function takes as `None` where they are not there.
    """

    optional: tuple[str, ...] = ()

    def missing_options(self, given: set[str]) -> tuple[str, ...]:
        """Name the options without a default that a profile has not set: without them the rule does not run."""
        unset = (name for name, default in self.options.items() if default is inspect.Parameter.empty)
        return tuple(name for name in unset if name not in given)


def rule(
    code: str,
    *,
    scope: str,
    fix: str,
    reason: str,
    layer: str = "",
    severity: Severity | None = None,
    unless: tuple[str, ...] = (),
    asks: str = "",
    catalogue: tuple[str, ...] = (),
) -> Callable[[Callable[..., Reports]], Rule]:
    """Declare a rule. Its first parameter is the bill; keyword-only parameters are needs and options.

    A need that is annotated `... | None` is optional: without it the rule runs all the same and is given `None`. An
    option without a default is a number that is the client's to choose: the rule runs only when a profile gives it.
    `asks` names the list of the profile (`timekeepers`, `timekeepers or rates` ...) without which there is nothing to
    compare with; `matters.budget` is a list in which some entry must state a value.
    """

    def declare(function: Callable[..., Reports]) -> Rule:
        said = declaration(function, code, scope=scope, layer=layer, severity=severity)
        parameters = inspect.signature(function).parameters
        keywords = {
            name: parameter.default
            for name, parameter in parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }
        needs = tuple(name for name in keywords if name in NEEDS)
        return Rule(
            fix=fix,
            reason=reason,
            unless=unless,
            asks=asks,
            catalogue=catalogue,
            needs=needs,
            # annotations are texts here: every module of the project postpones them
            optional=tuple(name for name in needs if str(parameters[name].annotation).endswith("| None")),
            options=MappingProxyType({name: default for name, default in keywords.items() if name not in NEEDS}),
            **said,
        )

    return declare


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Find every rule of this package and of other packages, in the order of their codes.

    Raises `ValueError` when two rules share a code.
    """
    modules: list[Any] = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    modules += additions.added("ledes.rules")
    found: dict[str, Rule] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"{value.code} is declared twice: {found[value.code].name} and {value.name}")
    return tuple(found[code] for code in sorted(found))
