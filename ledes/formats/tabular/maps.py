"""Maps: how the columns of one system's export are read into a bill, as TOML files.

Ready maps are `schemas/map-<name>.toml`; a workspace has its own in `maps/`. `schemas/map.schema.json` says what a
map may hold; the names of values are those of `ledes.formats.given`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledes import schemas
from ledes.errors import SetupError, UsageError
from ledes.formats.tabular import dateforms
from ledes.formats.tabular.cells import Forms
from ledes.formats.tabular.mapcheck import flat, mistakes, wrong_date

READY = "map-"
TABLE_SETS = ("table.dates", "table.decimal", "table.thousands", "table.units")
"""What `--set` may state of a table's forms, over its map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Several values that stand in one column, found by the named groups of a pattern (`line__date` is `line.date`)."""

    columns: tuple[str, ...]
    pattern: re.Pattern[str]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Rows to leave out: those whose cell in one of the columns is one of the words."""

    columns: tuple[str, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMap:
    """One system's export.

    Headings stand here as `key` makes them; `labels` gives them back as they are written, `known` is all of them.
    """

    name: str
    title: str = ""
    ready: bool = False
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    forms: Forms = field(default_factory=Forms)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    extracts: tuple[Extract, ...] = ()
    skips: tuple[Skip, ...] = ()
    period_from_lines: bool = False
    kind_from_codes: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    known: frozenset[str] = frozenset()


def key(heading: str) -> str:
    """Reduce a heading to what is compared: letters and digits, without case; `#` is a number, `%` a percentage.

    >>> key("Invoice #"), key(" invoice_No. "), key("EXP/FEE/INV_ADJ_TYPE")
    ('invoiceno', 'invoiceno', 'expfeeinvadjtype')
    """
    spelled = unicodedata.normalize("NFKC", heading).replace("#", " no ").replace("%", " percent ")
    return "".join(letter for letter in spelled.casefold() if letter.isalnum())


def ready() -> Mapping[str, Path]:
    """Find the maps that come with ledes, by their names."""
    found = {path.stem.removeprefix(READY): path for path in sorted(schemas.FOLDER.glob(f"{READY}*.toml"))}
    return MappingProxyType(found)


@functools.lru_cache(maxsize=64)
def _load(path: Path, name: str, is_ready: bool, _changed: float) -> TableMap:
    from ledes import setup
    from ledes.setup.mistakes import Mistakes

    file = path.name if is_ready else str(path)
    said = setup.read(path, "map.schema.json", file)
    found = list(mistakes(said, file))
    if found:
        raise Mistakes(found)
    return _made(said, name, is_ready)


def load(path: Path, name: str = "", *, is_ready: bool = False) -> TableMap:
    """Read a map.

    Raises `SetupError` with everything that is wrong in it.
    """
    try:
        changed = path.stat().st_mtime
    except OSError as error:
        raise SetupError(f"the map {path} cannot be read", hint="`ledes map` lists the ready maps") from error
    return _load(path, name or path.stem, is_ready, changed)


def every(paths: Iterable[str] = ()) -> tuple[TableMap, ...]:
    """Load a workspace's maps, then the ready ones.

    Raises `SetupError` for a map that is wrong.
    """
    own = [load(Path(path)) for path in paths]
    return (*own, *(load(path, name, is_ready=True) for name, path in ready().items()))


def find(name: str, paths: Iterable[str] = ()) -> TableMap:
    """Find the map that `--map` names: a file, one of the workspace's maps, or a ready one.

    Raises `SetupError` for a map that is wrong, `UsageError` that lists the maps where there is none.
    """
    own = {Path(path).stem: Path(path) for path in paths}
    if name in own:
        return load(own[name])
    if name in ready():
        return load(ready()[name], name, is_ready=True)
    if Path(name).is_file():
        return load(Path(name))
    raise UsageError(f"there is no map {name!r}", hint=f"use a file, or one of {', '.join([*own, *ready()])}")


def with_sets(chosen: TableMap, sets: Mapping[str, str]) -> TableMap:
    """Lay what `--set` states of a table's forms over its map.

    Raises `UsageError` for a form that does not exist.
    """
    said = {name.removeprefix("table."): value for name, value in sets.items() if name.startswith("table.")}
    if not said:
        return chosen
    for name, value in said.items():
        if f"table.{name}" not in TABLE_SETS or _wrong_form(name, value):
            raise UsageError(
                f"table.{name}={value[:40]} cannot be set",
                hint="use table.dates=%m/%d/%Y, table.decimal=, table.thousands=. or table.units=minutes",
            )
    changed: dict[str, Any] = dict(said)
    if "dates" in said:
        rival = dateforms.swapped(said["dates"])
        changed["dates"] = (said["dates"], *(form for form in chosen.forms.dates if form != rival))
    return replace(chosen, forms=replace(chosen.forms, **changed))


def _wrong_form(name: str, value: str) -> bool:
    if name == "dates":
        return bool(wrong_date(value))
    if name == "units":
        return value not in {"hours", "minutes", "seconds"}
    return len(value) > 1 or value.isalnum() or (name == "decimal" and not value)


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _made(said: Mapping[str, Any], name: str, is_ready: bool) -> TableMap:
    columns = {value: _listed(headings) for value, headings in flat(said.get("columns", {})).items()}
    extracts = said.get("extract", ())
    skips = said.get("skip", ())
    lists = [*columns.values(), *(_listed(each["column"]) for each in (*extracts, *skips)), said.get("ignored", ())]
    labels = {key(heading): heading for headings in reversed(lists) for heading in reversed(headings)}
    forms: dict[str, Any] = {
        part: tuple(value) if isinstance(value, list) else value for part, value in said.get("forms", {}).items()
    }
    return TableMap(
        name=name,
        title=said.get("title", ""),
        ready=is_ready,
        columns=MappingProxyType({value: _keys(headings) for value, headings in columns.items()}),
        required=tuple(said.get("required", ())),
        ignored=_keys(said.get("ignored", ())),
        labels=MappingProxyType(labels),
        known=frozenset(labels),
        forms=Forms(**forms),
        words=MappingProxyType({value: _words(table) for value, table in flat(said.get("words", {})).items()}),
        constants=MappingProxyType(flat(said.get("constants", {}))),
        defaults=MappingProxyType(flat(said.get("defaults", {}))),
        extracts=tuple(
            Extract(
                columns=_keys(_listed(each["column"])),
                pattern=re.compile(each["pattern"], re.DOTALL),
                optional=each.get("optional", False),
            )
            for each in extracts
        ),
        skips=tuple(
            Skip(columns=_keys(_listed(each["column"])), words=frozenset(map(_word, each["values"]))) for each in skips
        ),
        period_from_lines=said.get("period") == "lines",
        kind_from_codes=said.get("kind") == "codes",
        **said.get("table", {}),
    )


def _keys(headings: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(key, headings))


def _word(word: str) -> str:
    return word.strip().casefold()


def _words(table: Mapping[str, Any]) -> Mapping[str, str]:
    return MappingProxyType({_word(word): value for value, words in table.items() for word in _listed(words)})
