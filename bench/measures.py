"""What is measured over a month of bills: our commands, our parts alone, and the peers beside them."""

from __future__ import annotations

import functools
import importlib.util
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import parties

from ledes import schemas

HERE = Path(__file__).parent
XSD = schemas.FOLDER / "ledes-xml-2.1.xsd"
ENDLESS = sys.maxsize
BARE = "split"
"""The measure that all others are compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A month that was made: its files, the same bills as XML, the workspace with the full profile, where to write."""

    month: tuple[Path, ...]
    xml: tuple[Path, ...]
    firm: Path
    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is measured.

    `command` is given the files to work on and the place. `form` says which files they are. What would take too long
    is not measured over months above `largest`, and takes no more than `most` lines of a month. `alone` says that the
    command tells itself how long the part took that counts. `codes` are the exit statuses of a run that did its work.
    """

    key: str
    title: str
    command: Callable[[tuple[str, ...], Place], list[str]]
    needs: str = ""
    form: str = "1998b"
    most: int = ENDLESS
    largest: int = ENDLESS
    alone: bool = False
    codes: frozenset[int] = frozenset({0})


def ledes(*words: str) -> list[str]:
    """Begin a command line of ours: the installed script where there is one."""
    script = Path(sys.executable).with_name("ledes")
    return [str(script), *words] if script.exists() else [sys.executable, "-m", "ledes", *words]


def program(name: str, *words: str) -> list[str]:
    """Begin a command line of a program of the bench."""
    return [sys.executable, str(HERE / f"{name}.py"), *words]


@functools.cache
def takes_jobs(command: str) -> bool:
    """Say whether a command of ours takes `--jobs`."""
    return "--jobs" in subprocess.run(ledes(command, "--help"), capture_output=True, text=True, check=False).stdout


def _script(name: str, *words: str) -> Callable[[tuple[str, ...], Place], list[str]]:
    return lambda files, _place: program(name, *words, *files)


def _writing(key: str, jobs: int) -> Callable[[tuple[str, ...], Place], list[str]]:
    return lambda files, place: program(
        "writing", "--to", key, "--out", str(place.out / key), "--jobs", str(jobs), *files
    )


def _validate(*words: str) -> Callable[[tuple[str, ...], Place], list[str]]:
    return lambda files, _place: ledes("validate", *words, *files)


def _full(jobs: int) -> Callable[[tuple[str, ...], Place], list[str]]:
    shared = ("--jobs", str(jobs)) if jobs > 1 else ()
    return lambda files, place: ledes("validate", "--workspace", str(place.firm), *shared, *files)


def _convert(*words: str) -> Callable[[tuple[str, ...], Place], list[str]]:
    target = ("--to", "xml2.1", "--force", *parties.options())
    return lambda files, place: ledes("convert", *words, *target, "--out", str(place.out / "e-bills"), *files)


FOUND = frozenset({0, 1})
AS_XML = 200_000
"""Lines that are written as XML or read from it at most: 150 MB."""

AS_E_BILLS = 50_000
"""Lines that are converted at most, each bill into a file of its own."""

SLOW = 100_000
"""Lines of the largest month over which one process does what takes minutes."""

MEASURES = (
    Measure(key=BARE, title="split every line, the bare minimum", command=_script("split")),
    Measure(key="read", title="read", command=_script("reading")),
    Measure(
        key="parser",
        title="`ledes-parser`: read",
        command=_script("overparser"),
        needs="ledes_parser",
        largest=SLOW,
    ),
    Measure(key="standard", title="`ledes validate`", command=_validate()),
    Measure(key="standard-2", title="`ledes validate --jobs 2`", command=_validate("--jobs", "2"), needs="validate"),
    Measure(key="polars", title="polars: seven checks", command=_script("overpolars"), needs="polars"),
    Measure(key="duckdb", title="duckdb: seven checks", command=_script("overduckdb"), needs="duckdb"),
    Measure(key="full", title="full profile and history", command=_full(1), largest=SLOW, codes=FOUND),
    Measure(
        key="full-2", title="full profile and history, `--jobs 2`", command=_full(2), needs="validate", codes=FOUND
    ),
    Measure(key="write", title="write 1998B (alone)", command=_writing("1998b", 1), alone=True),
    Measure(key="write-2", title="write 1998B (alone), 2 processes", command=_writing("1998b", 2), alone=True),
    Measure(key="convert", title="`ledes convert --to xml2.1`", command=_convert(), most=AS_E_BILLS, largest=SLOW),
    Measure(
        key="convert-2",
        title="`ledes convert --to xml2.1 --jobs 2`",
        command=_convert("--jobs", "2"),
        needs="convert",
        most=AS_E_BILLS,
        largest=SLOW,
    ),
    Measure(
        key="write-xml",
        title="write XML 2.1 (alone)",
        command=_writing("xml2.1", 1),
        alone=True,
        form="xml",
        most=AS_XML,
        largest=SLOW,
    ),
    Measure(
        key="write-xml-2",
        title="write XML 2.1 (alone), 2 processes",
        command=_writing("xml2.1", 2),
        alone=True,
        form="xml",
        most=AS_XML,
    ),
    Measure(key="read-xml", title="read XML 2.1", command=_script("reading"), form="xml", most=AS_XML),
    Measure(
        key="xsd",
        title="`ledes validate --xsd`, XML 2.1",
        command=_validate("--xsd", str(XSD)),
        form="xml",
        most=AS_XML,
        largest=SLOW,
    ),
    Measure(
        key="xsd-2",
        title="`ledes validate --xsd --jobs 2`, XML 2.1",
        command=_validate("--xsd", str(XSD), "--jobs", "2"),
        needs="validate",
        form="xml",
        most=AS_XML,
    ),
)


def lacking(measure: Measure) -> str:
    """Say why a measure is left out: a peer that is not installed, a command that takes no `--jobs`; or nothing."""
    if measure.needs in {"validate", "convert"}:
        return "" if takes_jobs(measure.needs) else f"`ledes {measure.needs}` takes no `--jobs`"
    if measure.needs and importlib.util.find_spec(measure.needs) is None:
        return f"{measure.needs} is not installed"
    return ""
