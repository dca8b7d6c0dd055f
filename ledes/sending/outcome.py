"""What came of one run: the submissions it touched, what is wrong with bills, what stood in the way, what to know."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledes.errors import Exit, LedesError, worst
from ledes.finding import Finding
from ledes.ledger.records import Parcel, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that a person can act on; `about` names the input, the invoice or the account."""

    about: str
    message: str
    hint: str
    exit: Exit


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of one run, gathered while it goes on after each trouble.

    `gave` says of bills what was written differently or left out; it may hold a bill's values, so it is for the person
    who submits, and no log.
    """

    submissions: dict[int, Submission] = field(default_factory=dict)
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gave: dict[str, tuple[str, ...]] = field(default_factory=dict)
    planned: list[Parcel] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)

    def touched(self, submissions: tuple[Submission, ...]) -> None:
        """Remember submissions as they stand now."""
        self.submissions |= {each.id: each for each in submissions}

    def trouble(self, about: str, error: LedesError) -> None:
        """Remember an error, and go on."""
        problem = Problem(about=about, message=error.message, hint=error.hint, exit=error.exit)
        if problem not in self.problems:
            self.problems.append(problem)
        self.exits.append(error.exit)

    @property
    def exit(self) -> Exit:
        """Give the exit status: the worst that happened."""
        return worst(self.exits)
