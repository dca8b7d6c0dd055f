"""Formats and rules of other packages are found by their entry points, wherever such a package lies on the path."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ledes import additions

POINTS = "[console_scripts]\nx = x:y\n\n[ledes.rules]\nmore = {}\n"


def package(folder: Path, name: str, *, kind: str = "dist-info") -> None:
    (folder / f"{name}.py").write_text(f"NAME = {name!r}\n", "utf-8")
    facts = folder / f"{name}-1.0.{kind}"
    facts.mkdir()
    about = "METADATA" if kind == "dist-info" else "PKG-INFO"
    (facts / about).write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (facts / "entry_points.txt").write_text(POINTS.format(name), "utf-8")


def names(group: str) -> list[str]:
    return [module.NAME for module in additions.added(group)]


@pytest.mark.parametrize("kind", ["dist-info", "egg-info"])
def test_a_package_in_a_folder_of_the_path_adds_its_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    assert names("ledes.rules") == []
    name = f"added_by_{kind[:4].strip('-')}"
    package(tmp_path, name, kind=kind)
    monkeypatch.syspath_prepend(tmp_path)
    assert names("ledes.rules") == [name]
    assert names("ledes.formats") == []


def test_a_package_in_an_archive_adds_its_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    package(folder, "added_by_archive")
    with zipfile.ZipFile(tmp_path / "packages.zip", "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder))
    monkeypatch.syspath_prepend(tmp_path / "packages.zip")
    assert names("ledes.rules") == ["added_by_archive"]


def test_a_place_of_the_path_that_is_not_there_adds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path / "gone")
    assert names("ledes.rules") == []
