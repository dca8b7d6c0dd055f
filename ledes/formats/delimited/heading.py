"""The first two lines of a delimited e-bill: the format's name and the names of the columns, diagnosed."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Generator
from dataclasses import dataclass

from ledes.finding import Finding, Where, fault
from ledes.formats.fields import Field, fits

END = "[]"
_RECORD = re.compile(r"\s*[^|]{0,40}(\|[^|]*){15,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A delimited format: its first line, known wrong first lines, and its fields."""

    key: str
    title: str
    first_line: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> list[str]:
        """List the names of the columns in order."""
        return [field.name for field in self.fields]

    @property
    def header(self) -> str:
        """Give the second line of a file."""
        return "|".join(self.names) + END

    @property
    def opening(self) -> int:
        """Count the fields in front of the first that is of a line: those of the bill and its matter."""
        return next(field.index for field in self.fields if field.bill.startswith("line."))


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the fields of a layout stand in the records of one file; `None` marks a column that is not there."""

    width: int
    places: tuple[int | None, ...] | None = None
    expected: tuple[Field, ...] = ()

    @property
    def absent(self) -> tuple[int, ...]:
        """List the fields whose columns are missing from the whole file."""
        return tuple(index for index, place in enumerate(self.places or ()) if place is None)


@fault("L010", fix="Make the first line exactly the name of the format, followed by [].", reason="FILE_FORMAT")
def wrong_first_line(found: str, wanted: str, why: str) -> str:
    """The first line is the name of the format and [], nothing else.

    Source: LEDES 1998B and 98BI V2, line 1; wrong first lines seen in public files and tools.
    """
    return f"the first line is '{found[:40]}' and should be '{wanted}'{why}"


@fault("L011", fix="Put the name of the format, followed by [], in front.", reason="FILE_FORMAT")
def missing_first_line(wanted: str) -> str:
    """The file begins with the name of its format.

    Source: LEDES 1998B and 98BI V2, line 1.
    """
    return f"the first line, '{wanted}', is missing"


@fault("L012", fix="Put the line with the column names in front of the records.", reason="FILE_FORMAT")
def missing_header(what: str) -> str:
    """The names of the columns stand before the records.

    Source: LEDES 1998B and 98BI V2, line 2.
    """
    return what


@fault("L013", fix="Copy the header line of the standard.", reason="FILE_FORMAT")
def misspelt_header(what: str) -> str:
    """The column names are written as the standard writes them, joined by pipes and closed by [].

    Source: LEDES 1998B and 98BI V2, line 2.
    """
    return what


@fault("L014", fix="Export every column of the format; an unused one stays, empty.", reason="COLUMN_COUNT")
def missing_column(names: str) -> str:
    """Every column of the format is there.

    Source: LEDES 1998B (24 columns), 98BI V2 (52 columns); Brightflag refuses any other count.
    """
    return f"the header lacks {names}"


@fault("L015", fix="Keep the column once, in its place.", reason="COLUMN_COUNT")
def doubled_column(name: str) -> str:
    """No column stands twice.

    Source: LEDES 1998B and 98BI V2, line 2.
    """
    return f"the header names {name} twice"


@fault("L016", fix="Take the column away, or give it the name of the standard.", reason="COLUMN_COUNT")
def unknown_column(what: str) -> str:
    """The header names no columns of its own making.

    Source: LEDES 1998B and 98BI V2, line 2.
    """
    return what


@fault("L017", fix="Put the columns in the order of the standard.", reason="FILE_FORMAT")
def shuffled_header(name: str, after: str, values: str) -> str:
    """The columns stand in the order of the standard.

    Source: LEDES 1998B and 98BI V2, line 2.
    """
    return f"the columns are out of order from {name}, which follows {after}{values}"


def known_name(name: str) -> str:
    """Bring a column name into the form in which names are compared: no blanks, no [], capitals."""
    return name.strip().removesuffix(END).strip().upper()


def names_known(text: str, layout: Layout) -> int:
    """Count the names of the layout in a line."""
    known = {name.upper() for name in layout.names}
    return sum(known_name(name) in known for name in text.split("|"))


def first_line(row: int, text: str, layout: Layout) -> Generator[Finding, None, str | None]:
    """Judge the first line; return what of it belongs to the lines that follow, `None` when nothing does."""
    if text == layout.first_line:
        return None
    if names_known(text, layout) > 5 and not text.upper().startswith("LEDES"):
        yield missing_first_line(Where(row), layout.first_line)
        return text
    if _RECORD.match(text) and not text.upper().lstrip().startswith("LEDES"):
        return text
    version, bracket, rest = text.partition(END)
    if rest.strip():
        yield wrong_first_line(Where(row), version + bracket, layout.first_line, ", on a line of its own")
        return rest
    yield wrong_first_line(Where(row), text, layout.first_line, _why(text, layout.first_line))
    return None


def _why(text: str, wanted: str) -> str:
    causes = (
        (text.strip() == wanted, ": there are blanks around it"),
        (text.strip() + END == wanted, ": the [] is missing"),
        (text.strip().upper() == wanted.upper(), ": capitals and small letters differ"),
        (text.strip() == "LEDES1998[]", "; LEDES 1998 was withdrawn in January 1999"),
        (text.strip().upper().startswith("LEDES"), ": that is no version of this standard"),
    )
    return next((words for holds, words in causes if holds), "")


def header(
    row: int, text: str, layout: Layout, sample: list[str]
) -> Generator[Finding, None, tuple[Heading, str | None]]:
    """Judge the header line; return where the fields stand, and the line itself if it is a record instead.

    `sample` holds the values of the first record: where header and records disagree, they decide.
    """
    standard = Heading(len(layout.fields))
    if text == layout.header:
        return standard, None
    if names_known(text, layout) < 3:
        if _RECORD.match(text):
            yield missing_header(Where(row), "the line with the column names is missing")
            return standard, text
        yield misspelt_header(Where(row), f"the second line names none of the {len(layout.fields)} columns")
        return standard, None
    raw = text.strip().removesuffix(END).split("|")
    found = [known_name(name) for name in raw]
    if found == [name.upper() for name in layout.names]:
        yield misspelt_header(Where(row), _spelling(text, raw, layout))
        return standard, None
    return (yield from _columns(row, found, layout, sample)), None


def _spelling(text: str, raw: list[str], layout: Layout) -> str:
    if not text.rstrip().endswith(END):
        return "the header line does not end in []"
    wrong = [name for name, right in zip(raw, layout.names, strict=True) if name != right]
    if not wrong:
        return "there are blanks after the header line"
    return f"{len(wrong)} column names are not written as in the standard, the first is '{wrong[0][:60]}'"


def _columns(row: int, found: list[str], layout: Layout, sample: list[str]) -> Generator[Finding, None, Heading]:
    wanted = [name.upper() for name in layout.names]
    found = yield from _renamed(row, found, wanted, layout)
    places: dict[str, int] = {}
    for place, name in enumerate(found):
        if name in places and name:
            yield doubled_column(Where(row, name), name)
        places.setdefault(name, place)
    missing = [name for name in wanted if name not in places]
    if missing:
        yield missing_column(Where(row), ", ".join(layout.names[wanted.index(name)] for name in missing))
    heading = Heading(
        len(found),
        tuple(places.get(name) for name in wanted),
        tuple(layout.fields[wanted.index(name)] if name in wanted else _any(place) for place, name in enumerate(found)),
    )
    by_header = _suits(heading.expected, sample)
    trusted = len(sample) == len(found) and (len(found) != len(wanted) or by_header > _suits(layout.fields, sample))
    order = [places[name] for name in wanted if name in places]
    for left, right in itertools.pairwise(order):
        if right < left:
            values = "" if trusted else "; the values stand in the standard's order"
            yield shuffled_header(Where(row), found[right], found[right - 1] if right else "the line start", values)
            break
    return heading if trusted else Heading(len(wanted))


def _renamed(row: int, found: list[str], wanted: list[str], layout: Layout) -> Generator[Finding, None, list[str]]:
    """Tell the columns of other names, and take those for the standard's that stand in the place of a missing one."""
    absent = [name for name in wanted if name not in found]
    taken = list(found)
    for place, name in enumerate(found):
        if name in wanted:
            continue
        here = wanted[place] if place < len(wanted) else ""
        near = difflib.get_close_matches(name, absent, n=1, cutoff=0.75)
        meant = here if here in absent else (near[0] if near else "")
        if meant:
            absent.remove(meant)
            taken[place] = meant
            yield unknown_column(
                Where(row, name[:60]), f"column {place + 1} is called {name[:60]} and should be {meant}"
            )
        else:
            yield unknown_column(Where(row, name[:60]), f"the standard has no column '{name[:60]}'")
    return taken


def _any(place: int) -> Field:
    return Field(index=place, name="", bill="", type="text", length=1 << 20, decimals=0, required=(), same=None)


def _suits(fields: tuple[Field, ...], sample: list[str]) -> int:
    return sum(fits(field, value) for field, value in zip(fields, sample, strict=False))


def sniff(head: bytes, layouts: tuple[Layout, ...]) -> Layout | None:
    """Say which of the layouts a file is meant to have, also when its first line or header is wrong or missing."""
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    start = [line for line in re.split(r"[\r\n]+", head.decode(encoding, errors="replace")) if line.strip()][:3]
    if not start:
        return None
    named = re.match(r"\s*LEDES\s*-?[0-9]", start[0], re.IGNORECASE)
    for line in start[:2]:
        counts = [names_known(line, layout) for layout in layouts]
        if max(counts) > 5:
            # A layout that holds another one's names is meant only where names of its own stand there too.
            return max(layouts, key=lambda layout: (names_known(line, layout), -len(layout.fields)))
    if named:
        international = re.match(r"\s*LEDES\s*-?(19)?98\s*BI", start[0], re.IGNORECASE)
        return max(layouts, key=lambda layout: len(layout.fields) * (1 if international else -1))
    if start[0].rstrip().endswith(END):
        near = [layout for layout in layouts if abs(start[0].count("|") + 1 - len(layout.fields)) <= 2]
        return near[0] if near else None
    return None


def blank(text: str) -> bool:
    """Say whether a line holds nothing but blanks."""
    return not text or text.isspace()
