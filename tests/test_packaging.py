"""What is installed is what lies here: every package is listed, and no top-level name but ledes is taken."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOL = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
MAPPED = {"vendors": "ledes.vendors", "schemas": "ledes.schemas", "samples": "ledes.samples"}
HEAVY = (
    "pandas",
    "lxml",
    "requests",
    "sqlalchemy",
    "alembic",
    "keyring",
    "jsonschema",
    "rich",
    "flask",
    "tenacity",
    "numpy",
)


def packages() -> set[str]:
    found = set()
    for init in ROOT.glob("*/**/__init__.py"):
        parts = init.parent.relative_to(ROOT).parts
        if parts[0] == "ledes":
            found.add(".".join(parts))
        elif parts[0] in MAPPED:
            found.add(".".join((MAPPED[parts[0]], *parts[1:])))
    return found


def test_every_package_in_the_tree_is_installed() -> None:
    assert set(TOOL["packages"]) == packages()


def test_each_outside_folder_is_mapped_into_the_package() -> None:
    for package, folder in TOOL["package-dir"].items():
        assert (ROOT / folder / "__init__.py").is_file(), package


@pytest.mark.parametrize("name", MAPPED)
def test_no_common_name_becomes_importable(name: str) -> None:
    script = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is not None)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT / "docs").returncode == 0


@pytest.mark.parametrize("name", MAPPED.values())
def test_the_mapped_packages_are_importable(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


@pytest.mark.parametrize("words", [["--help"], ["validate", "--help"], ["submit", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    script = (
        "import sys\nfrom ledes.__main__ import main\n"
        f"status = main({words!r})\n"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)\nsys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")


def test_a_bill_is_checked_in_a_workspace_without_a_ledger_before_anything_opens_one(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom ledes.__main__ import main\n"
        f"main(['init', {str(tmp_path / 'firm')!r}])\n"
        f"main(['validate', '--workspace', {str(tmp_path / 'firm')!r}, {str(tmp_path / 'firm' / 'inbox')!r}])\n"
        f"print(sorted(set(sys.modules) & {{'sqlalchemy', 'alembic', 'requests', 'pandas', 'rich'}}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert "acceptable" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"


def test_the_license_and_the_typing_mark_are_there() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert (ROOT / "ledes" / "py.typed").is_file()
