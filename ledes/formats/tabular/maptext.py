"""Write a proposed map as TOML, each guess with its reason as a comment."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Guess(NamedTuple):
    """A value, the heading it is taken to stand under, and why."""

    value: str
    heading: str
    why: str


@dataclass(slots=True, kw_only=True)
class Proposal:
    """What a table's headings and values seem to mean."""

    title: str
    guesses: tuple[Guess, ...]
    unknown: tuple[str, ...]
    dates: tuple[str, ...] = ()
    date_note: str = ""
    numbers: Mapping[str, str | list[str]] = field(default_factory=dict)
    number_note: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown_words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Write the map as TOML, each guess with its reason as a comment."""
        return "\n".join(itertools.chain(_top(self), _columns(self), _forms(self), _words(self))) + "\n"


def _top(self: Proposal) -> Iterator[str]:
    yield f"title = {_quoted(self.title)}"
    required = [
        guess.value for guess in self.guesses if guess.value in {"line.date", "line.description", "line.amount"}
    ]
    yield f"required = {_quoted(required)}"
    if self.unknown:
        yield ""
        yield "# Headings that were not recognised. Move those that matter to [columns]; `ledes map values` lists the"
        yield "# names of values."
        yield f"ignored = {_quoted(list(self.unknown))}"


def _columns(self: Proposal) -> Iterator[str]:
    yield from ("", "[columns]")
    lines = [f"{guess.value} = {_quoted(guess.heading)}" for guess in self.guesses]
    width = max(map(len, lines), default=0)
    yield from (f"{line:{width}}  # {guess.why}" for line, guess in zip(lines, self.guesses, strict=True))


def _forms(self: Proposal) -> Iterator[str]:
    yield from ("", "[forms]")
    yield f"dates = {_quoted(list(self.dates))}  # {self.date_note}"
    if self.number_note:
        yield f"# {self.number_note}"
    yield from (f"{name} = {_quoted(value)}" for name, value in self.numbers.items())


def _words(self: Proposal) -> Iterator[str]:
    if not self.words and not self.unknown_words:
        return
    yield from ("", "[words.line.kind]")
    yield from (f"{kind} = {_quoted(list(words))}" for kind, words in self.words.items())
    if self.unknown_words:
        yield "# F is a fee, E an expense, IF and IE adjustments of the invoice. Put these words where they belong:"
        yield f"# {_quoted(list(self.unknown_words))}"


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
