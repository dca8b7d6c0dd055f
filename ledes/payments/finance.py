"""How a firm's finance system names the columns of its files: maps, as TOML files in the workspace's `finance/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes import schemas, setup
from ledes.errors import UsageError
from ledes.formats.tabular.cells import Forms
from ledes.formats.tabular.mapcheck import wrong_date
from ledes.formats.tabular.maps import key
from ledes.setup.mistakes import Mistake, Mistakes, unknown

FOLDER = "finance"
READY = "finance-"
SCHEMA = "finance.schema.json"

OUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "status": (
            *(
                "client",
                "invoice",
                "kind",
                "date",
                "due",
                "currency",
                "billed",
                "vendor",
                "state",
                "status",
                "reported",
            ),
            *("receipt", "approved", "paid", "written_off", "open", "disputed", "agency"),
        ),
        "adjustments": ("client", "invoice", "day", "currency", "line", "amount", "words", "status"),
        "payments": ("client", "invoice", "day", "currency", "amount", "reference", "reason", "by", "source"),
        "notes": ("client", "invoice", "day", "sort", "with", "text", "by"),
        "collections": (
            *("client", "invoice", "day", "activity", "currency", "amount", "due", "with", "text", "by", "open"),
        ),
    }
)
"""What may be written, by its kind of rows: the columns in their usual order."""

Headings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance:
    """One finance system: the headings of what is read, by what they mean, and of what is written, in their order.

    `words` are those for the status of a proforma, by what they mean.
    """

    name: str
    title: str = ""
    forms: Forms = field(default_factory=Forms)
    payments: Headings = field(default_factory=lambda: MappingProxyType({}))
    proformas: Headings = field(default_factory=lambda: MappingProxyType({}))
    words: Headings = field(default_factory=lambda: MappingProxyType({}))
    posted: Headings = field(default_factory=lambda: MappingProxyType({}))
    out: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


def ready() -> Mapping[str, Path]:
    """Find the maps that come with ledes, by their names."""
    return {path.stem.removeprefix(READY): path for path in sorted(schemas.FOLDER.glob(f"{READY}*.toml"))}


def find(root: Path, name: str = "") -> Finance:
    """Find a map: a file, one of the workspace's, or a ready one; without a name the workspace's only one.

    Raises `UsageError` where there is none, or where it must be named, and `Mistakes` for what is wrong in it.
    """
    own = {path.stem: path for path in sorted((root / FOLDER).glob("*.toml"))}
    if not name and len(own) > 1:
        raise UsageError("there are several finance maps", hint=f"choose one: --map {' or '.join(own)}")
    known = {**ready(), **own}
    name = name or next(iter(own), "generic")
    path = known.get(name) or Path(name)
    if not path.is_file():
        raise UsageError(f"there is no finance map {name!r}", hint=f"use a file, or one of {', '.join(known)}")
    return load(path)


def load(path: Path) -> Finance:
    """Read a map.

    Raises `Mistakes` with everything that is wrong in it.
    """
    file = f"{path.parent.name}/{path.name}" if path.parent.name == FOLDER else path.name
    said = setup.read(path, SCHEMA, file)
    found = [*_mistakes(said, file)]
    if found:
        raise Mistakes(found)
    forms = said.get("forms", {})
    return Finance(
        name=path.stem.removeprefix(READY),
        title=said.get("title", ""),
        forms=Forms(**{"negatives": "parentheses", **{name: _frozen(value) for name, value in forms.items()}}),
        payments=_headings(said.get("payments", {})),
        proformas=_headings(said.get("proformas", {})),
        words=_headings(said.get("proforma_words", {})),
        posted=_headings(said.get("posted", {})),
        out=MappingProxyType({kind: MappingProxyType(named) for kind, named in said.get("out", {}).items()}),
        **said.get("table", {}),
    )


def _mistakes(said: Mapping[str, Any], file: str) -> Iterator[Mistake]:
    for form in said.get("forms", {}).get("dates", ()):
        if wrong := wrong_date(form):
            yield Mistake(file, "forms.dates", f"holds {form[:20]!r}: {wrong}", "write forms such as %d.%m.%Y")
    for kind, named in said.get("out", {}).items():
        yield from (unknown(file, f"out.{kind}", each, OUT[kind], "column") for each in named if each not in OUT[kind])
        headings = list(named.values())
        for each in dict.fromkeys(headings):
            if headings.count(each) > 1:
                yield Mistake(file, f"out.{kind}", f"writes two columns under {each[:40]!r}", "name each differently")


def _headings(said: Mapping[str, Any]) -> Headings:
    return MappingProxyType(
        {name: tuple(map(key, [each] if isinstance(each, str) else each)) for name, each in said.items()}
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
