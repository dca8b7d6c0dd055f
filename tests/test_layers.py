"""A module imports only from rows below its own, and from its own package: the design's section 3, held by a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = (
    {"errors", "money", "schemas", "samples", "additions", "standing"},
    {"bill", "finding", "codes", "rejections", "crew"},
    {"lines", "kept"},
    {"client", "narratives", "reckoning", "earlier", "reminders"},
    {"setup", "facts"},
    {"terms"},
    {"formats", "rules", "gateway", "others"},
    {"ledger"},
    {"workspace", "show", "recasting", "delivery"},
    {"completion", "verdict", "letters"},
    {"examination"},
    {"validate", "catalogue", "diff"},
    {"proof"},
    {"convert", "guidelines", "versions"},
    {"sending", "status", "specimens", "fix"},
    {"payments"},
    {"intake", "accounts", "proformas"},
    {"deadlines", "escalation"},
    {"submit", "track", "diagnose", "notices"},
    {"appeals"},
    {"reports"},
    {"run", "settle", "sandbox", "doctor", "outgoing", "handover", "example"},
    {"work"},
    {"commands"},
    {"__main__"},
)
PLAIN_WORDS = {"sandbox", "folder", "email"}
"""Keys of adapters that are words of everyday use, or rooms of ours, and name no vendor."""

VENDORS_MAY = {"gateway", "errors", "bill", "money", "finding"}


def rooms() -> list[Path]:
    return sorted((ROOT / "ledes").rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(ROOT / "ledes").parts[0]
    return first.removesuffix(".py")


def row(name: str) -> int:
    return next((index for index, names in enumerate(ROWS) if name in names), -1)


def imported(path: Path) -> Iterator[str]:
    """Name the rooms that a module imports from; imports for type checking alone do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    unseen = [
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    ]
    for node in ast.walk(tree):
        if node in unseen:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "ledes":
            _, _, inside = node.module.partition(".")
            yield from [inside.partition(".")[0]] if inside else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("ledes."))


@pytest.mark.parametrize("path", rooms(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_below(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    assert row(here) >= 0, f"{here} stands in no row"
    for name in imported(path):
        assert name == here or -1 < row(name) < row(here), f"{here} may not import {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "vendors").glob("*.py")), ids=lambda path: path.name)
def test_an_adapter_imports_only_what_adapters_may(path: Path) -> None:
    assert set(imported(path)) <= VENDORS_MAY


def test_nothing_in_the_package_names_a_vendor() -> None:
    vendors = {path.stem for path in (ROOT / "vendors").glob("*.py")} - {"__init__"}
    assert vendors
    for path in rooms():
        if room(path) in {"sandbox"}:
            continue
        names = {node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_text(node)}
        assert not names & (vendors - PLAIN_WORDS), path


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_files_stay_short_enough_to_read() -> None:
    long = {path.name: count for path in rooms() if (count := len(path.read_text("utf-8").splitlines())) > 300}
    assert not long


def test_no_room_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "core", "common", "manager", "misc"}
    assert not {path.stem for path in rooms()} & empty
