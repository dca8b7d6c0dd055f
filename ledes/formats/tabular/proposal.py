"""Propose a map for an export whose layout nobody published: from its headings, and from samples of its values."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Sequence
from typing import BinaryIO

from ledes.errors import InputError
from ledes.formats import given
from ledes.formats.table import tables
from ledes.formats.tabular import dateforms, maps
from ledes.formats.tabular.cells import Cell, blank
from ledes.formats.tabular.columns import DEEPEST, fit
from ledes.formats.tabular.csvrows import Unusable
from ledes.formats.tabular.grouping import Table
from ledes.formats.tabular.maps import key
from ledes.formats.tabular.maptext import Guess, Proposal

SAMPLE = 200
"""Rows that are looked at."""

LIKENESS = 82
"""How alike two headings must be, in per cent, for one to be taken for the other."""

SIGNS = ("$", "€", "£")
FORMS = (
    "%Y-%m-%d",
    "%Y%m%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
)
_NUMERIC = re.compile(rf"[-+(]*[{''.join(SIGNS)}]?\s*-?[0-9][0-9.,' ]*[-)]?\s*[{''.join(SIGNS)}]?")
_COMMA_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_POINT_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]{1,2}")
_COMMA_UNCLEAR = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


def propose(stream: BinaryIO, form: str, name: str) -> Proposal:
    """Look at a table (`csv` or `xlsx`) and propose a map.

    Raises `InputError` for what is no table, or has no row of headings.
    """
    try:
        found = [(each, _rows(each)) for each in tables(form, stream, None)]
    except Unusable as error:
        raise InputError(f"{name} cannot be read as a table: {error.fact}", hint="export it as CSV or XLSX") from None
    _table, rows = max(found, key=lambda each: sum(not blank(cell) for _row, cells in each[1] for cell in cells))
    place = _heading_place(rows)
    if place is None:
        raise InputError(f"{name} has no row of headings", hint="put one row of headings above the entries")
    headings = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in rows[place][1]]
    columns = [
        [cells[at] if at < len(cells) else "" for _row, cells in rows[place + 1 :]] for at in range(len(headings))
    ]
    return _proposal(name, headings, columns)


def _rows(table: Table) -> list[tuple[int, tuple[Cell, ...]]]:
    return [(row.number, row.cells) for row in itertools.islice(table.rows(), SAMPLE + DEEPEST)]


def _heading_place(rows: Sequence[tuple[int, Sequence[Cell]]]) -> int | None:
    """Find the headings: the row that knows most aliases, else the first of the widest rows that is all text."""
    known = fit(_generic(), rows)
    if known.row:
        return next(place for place, (number, _cells) in enumerate(rows) if number == known.row)
    texts = [
        sum(isinstance(cell, str) and bool(re.search(r"[^\W\d_]", cell)) for cell in cells) for _row, cells in rows
    ]
    widest = max(texts[:DEEPEST], default=0)
    return texts.index(widest) if widest > 1 else None


def _generic() -> maps.TableMap:
    return maps.find("generic")


def _proposal(name: str, headings: Sequence[str], columns: Sequence[Sequence[Cell]]) -> Proposal:
    guesses = _by_heading(headings)
    guesses += _by_values(headings, columns, guesses)
    taken = {guess.heading for guess in guesses}
    texts = {heading: _texts(column) for heading, column in zip(headings, columns, strict=True)}
    kinds = given.names()
    dates = [text for guess in guesses if kinds[guess.value] == "date" for text in texts[guess.heading]]
    numbered = [guess.heading for guess in guesses if kinds[guess.value] == "number"]
    unknown = [heading for heading in headings if heading and heading not in taken]
    amounts = [text for heading in (*numbered, *unknown) for text in texts[heading] if _NUMERIC.fullmatch(text)]
    forms, date_note = _date_forms(dates)
    numbers, number_note = _number_forms(amounts)
    kind = next((texts[guess.heading] for guess in guesses if guess.value == "line.kind"), [])
    words, unknown_words = _kinds(kind)
    return Proposal(
        title=f"made from {name}",
        guesses=tuple(sorted(guesses, key=lambda each: list(kinds).index(each.value))),
        unknown=tuple(unknown),
        dates=forms,
        date_note=date_note,
        numbers=numbers,
        number_note=number_note,
        words=words,
        unknown_words=unknown_words,
    )


def _texts(column: Sequence[Cell]) -> list[str]:
    return [cell.strip() for cell in column if isinstance(cell, str) and cell.strip()]


def _by_heading(headings: Sequence[str]) -> list[Guess]:
    """Guess by what headings are called: known ones first, then those that are written alike."""
    from rapidfuzz import fuzz, process

    chosen = _generic()
    values = {alias: value for value, aliases in chosen.columns.items() for alias in aliases}
    guesses: dict[str, Guess] = {}
    for heading in headings:
        value = values.get(key(heading), "")
        if value and value not in guesses:
            guesses[value] = Guess(value, heading, "a known heading")
    near = []
    for heading in headings:
        if key(heading) and key(heading) not in values:
            found = process.extractOne(key(heading), list(values), scorer=fuzz.ratio, score_cutoff=LIKENESS)
            if found:
                near.append((found[1], heading, str(found[0])))
    for score, heading, alias in sorted(near, reverse=True):
        why = f"{score:.0f} % like {chosen.labels[alias]!r}, check it"
        guesses.setdefault(values[alias], Guess(values[alias], heading, why))
    return list(guesses.values())


def _by_values(headings: Sequence[str], columns: Sequence[Sequence[Cell]], guesses: Sequence[Guess]) -> list[Guess]:
    """Guess what no heading told: the date of a line, and its description."""
    there = {guess.value for guess in guesses}
    taken = {guess.heading for guess in guesses}
    free = [
        (each, _texts(column)) for each, column in zip(headings, columns, strict=True) if each and each not in taken
    ]
    found = []
    if "line.date" not in there:
        dated = next((each for each, texts in free if texts and all(_any_date(text) for text in texts)), "")
        found += [Guess("line.date", dated, "its values are dates, check it")] if dated else []
    if "line.description" not in there:
        dated_heading = found[0].heading if found else ""
        lengths = {each: statistics.mean(map(len, texts)) for each, texts in free if texts and each != dated_heading}
        longest = max(lengths, key=lambda each: lengths[each], default="")
        found += [Guess("line.description", longest, "its texts are the longest, check it")] if longest else []
    return found


def _any_date(text: str) -> bool:
    return dateforms.read(text, FORMS) is not None


def _date_forms(texts: Sequence[str]) -> tuple[tuple[str, ...], str]:
    different = set(texts)
    if not different:
        return ("%Y-%m-%d",), "no date was found as text; this is the ISO form"
    fitting = tuple(form for form in FORMS if all(dateforms.parse(text, form) for text in different))
    if not fitting:
        some = tuple(form for form in FORMS if any(dateforms.parse(text, form) for text in different))
        return some or ("%Y-%m-%d",), f"no form fits all of the {len(different)} different dates, check it"
    choice = dateforms.choose(fitting, different)
    if choice.open:
        return fitting, "AMBIGUOUS: the sampled dates fit all of these; keep the right one"
    return choice.forms[:1], f"fits all of the {len(different)} different dates sampled"


def _number_forms(texts: Sequence[str]) -> tuple[dict[str, str | list[str]], str]:
    found: dict[str, str | list[str]] = {}
    note = ""
    bare = [text.strip("()-+ " + "".join(SIGNS)) for text in texts]
    if any(map(_POINT_THOUSANDS.fullmatch, bare)):
        found = {"decimal": ",", "thousands": "."}
    elif any(map(_COMMA_THOUSANDS.fullmatch, bare)):
        found = {"thousands": ","}
    elif any(map(_COMMA_UNCLEAR.fullmatch, bare)):
        note = "a comma stands before three digits: a thousands separator (then declare it), or a decimal one?"
    elif any(map(_COMMA_DECIMAL.fullmatch, bare)):
        found = {"decimal": ","}
    if any(text.startswith("(") and text.endswith(")") for text in texts):
        found["negatives"] = "parentheses"
    elif any(text.endswith("-") for text in texts):
        found["negatives"] = "trailing"
    signs = [sign for sign in SIGNS if any(sign in text for text in texts)]
    return found | ({"signs": signs} if signs else {}), note


def _kinds(texts: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    known = _generic().words["line.kind"]
    words: dict[str, tuple[str, ...]] = {}
    unknown = []
    for word in dict.fromkeys(texts):
        meant = known.get(word.casefold(), "")
        if meant:
            words[meant] = (*words.get(meant, ()), word)
        else:
            unknown.append(word)
    return words, tuple(unknown[:20])
