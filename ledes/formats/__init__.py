"""Formats: what a bill is read from and written to, found by looking into this package.

A module here that ends in `FORMATS` (a tuple of `Format`) is a format; other packages add theirs through the entry
point group `ledes.formats`. To add one is to add its file.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO

from ledes import additions
from ledes.bill import Bill
from ledes.client import Representation
from ledes.errors import InputError, UsageError
from ledes.finding import Fault, Finding

HEAD = 4096
"""How many bytes of a file a format may look at to know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader is told beside the file: the map for a table, and what `--set NAME=VALUE` gave."""

    map: str = ""
    maps: tuple[str, ...] = ()
    sets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A value that the target format has no place for. `name` is the bill's attribute, as `--allow-loss` takes it."""

    name: str
    bill: str
    row: int
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One form of an e-bill.

    `read` yields bills and findings in the order of the file and never raises for a bad bill. `write` streams bills
    and yields a note for each thing it wrote in another form; a form that cannot be written has none. `losses` lists
    what the form has no place for; `missed` does so from the bill and what came back of it, where it was written and
    read back anyway. `fields` maps bill attributes (`line.total`) to the form's own names
    (`LINE_ITEM_TOTAL`); `names` finds them where each file has its own. A `draft` is no e-bill yet: what the client's
    profile knows is filled in before it is judged. An `experimental` form could not be confirmed in all points.
    """

    key: str
    title: str
    extensions: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[BinaryIO, str, Reading], Iterator[Bill | Finding]]
    write: Callable[[Iterable[Bill], BinaryIO, Representation], Iterator[Finding]] | None = None
    losses: Callable[[Bill, Representation], tuple[Loss, ...]] | None = None
    missed: Callable[[Bill, Bill, Representation], tuple[Loss, ...]] | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    names: Callable[[BinaryIO, Reading], Mapping[str, str]] | None = None
    experimental: bool = False
    asked_last: bool = False
    draft: bool = False


def _modules(*, inner: bool) -> list[Any]:
    """Import the modules of this package and of other packages; those of its rooms too where they are wanted."""
    found = pkgutil.walk_packages(__path__, f"{__name__}.") if inner else pkgutil.iter_modules(__path__, f"{__name__}.")
    modules: list[Any] = [importlib.import_module(info.name) for info in found if inner or not info.ispkg]
    return [*modules, *additions.added("ledes.formats")]


@functools.cache
def formats() -> Mapping[str, Format]:
    """Find every format, by its key."""
    found: dict[str, Format] = {}
    for module in _modules(inner=False):
        for form in getattr(module, "FORMATS", ()):
            if form.key in found:
                raise ValueError(f"two formats are called {form.key}")
            found[form.key] = form
    return MappingProxyType(dict(sorted(found.items())))


@functools.cache
def faults() -> tuple[Fault, ...]:
    """Find every fault that a reader may report, in the order of their codes.

    Raises `ValueError` when two faults share a code.
    """
    found: dict[str, Fault] = {}
    for module in _modules(inner=True):
        for value in vars(module).values():
            if isinstance(value, Fault) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"{value.code} is declared twice: {found[value.code].name} and {value.name}")
    return tuple(found[code] for code in sorted(found))


def named(key: str) -> Format:
    """Find a format by its key, in any case.

    Raises `UsageError` that lists the keys.
    """
    known = formats()
    if key.lower() in known:
        return known[key.lower()]
    raise UsageError(f"there is no format {key!r}", hint=f"use one of {', '.join(known)}")


MISTAKEN = (
    (b"%PDF", "a PDF", "it shows a bill to people; export the bill itself as LEDES, CSV or XLSX"),
    (
        b"\xd0\xcf\x11\xe0",
        "a workbook of old Excel or another Office file",
        "open it in Excel and save it as .xlsx or CSV",
    ),
    (b"PK\x03\x04", "an archive and no workbook", "unpack it; a workbook is saved as .xlsx by Excel"),
    (b"\x1f\x8b", "packed (gzip)", "unpack it first"),
    (b"{\\rtf", "a text of a word processor (RTF)", "export the bill itself as LEDES, CSV or XLSX"),
)
"""What is given for a bill by mistake: how it begins, what it is, what to do."""


def recognise(head: bytes, name: str) -> Format:
    """Say which format a file is in, from its first bytes; tables are asked last.

    Raises `InputError` where none is sure.
    """
    if not head:
        raise InputError(f"{name} is empty", hint="export the bills again; nothing was written")
    for form in sorted(formats().values(), key=lambda each: each.asked_last):
        if form.sniff(head):
            return form
    for beginning, kind, hint in MISTAKEN:
        if head.startswith(beginning):
            raise InputError(f"{name} is {kind}, in no form that ledes reads", hint=hint)
    raise InputError(
        f"{name} is in no form that ledes reads",
        hint="an e-bill begins with LEDES1998B[], LEDES98BI V2[] or an XML root such as ledesxmlebilling2.2; "
        "a table (CSV, XLSX) has headings that a map names",
    )
