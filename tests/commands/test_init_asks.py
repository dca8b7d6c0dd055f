"""`ledes init` asks a person for the firm and the first client, and nobody else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ledes import workspace
from ledes.__main__ import main
from ledes.commands import init
from ledes.setup import start


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> object:
    def answers(*lines: str) -> None:
        typed = io.BytesIO(("".join(f"{line}\n" for line in lines)).encode())
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        monkeypatch.setattr(init, "_person", lambda: True)

    return answers


def test_a_person_names_the_firm_and_the_first_client(tmp_path: Path, answering) -> None:  # type: ignore[no-untyped-def]
    profile = ("Northwind Mills", "N-1 N-2", "", "1998b", "sandbox", "USD", "same", "n", "30", "10", "0.1")
    answering('Ashe & "Oak" LLP', "12-3456789", "northwind", *profile)
    assert main(["init", str(tmp_path / "firm")]) == 0
    made = workspace.load(tmp_path / "firm")
    assert (made.firm.name, made.firm.id) == ('Ashe & "Oak" LLP', "12-3456789")
    assert made.clients["northwind"].ids == ("N-1", "N-2")
    assert made.clients["northwind"].currency == "USD"


def test_empty_answers_keep_what_is_invented(tmp_path: Path, answering) -> None:  # type: ignore[no-untyped-def]
    answering("", "", "")
    assert main(["init", str(tmp_path / "firm")]) == 0
    made = workspace.load(tmp_path / "firm")
    assert (made.firm.name, len(made.clients)) == ("Quillon & Fenmoor LLP", 3)


def test_a_client_that_cannot_be_is_told_and_the_workspace_stays(
    tmp_path: Path,
    answering,
    capsys: pytest.CaptureFixture[str],  # type: ignore[no-untyped-def]
) -> None:
    answering("", "", "north wind", "N", "1", "", "1998b", "", "USD", "", "n", "", "", "")
    assert main(["init", str(tmp_path / "firm")]) == 0
    assert "ledes client new" in capsys.readouterr().out
    assert len(workspace.load(tmp_path / "firm").clients) == 3


def test_yes_asks_nothing(tmp_path: Path, answering) -> None:  # type: ignore[no-untyped-def]
    answering()
    assert main(["init", "--yes", str(tmp_path / "firm")]) == 0


def test_nobody_is_asked_in_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["init", str(tmp_path / "firm")]) == 0


@pytest.mark.parametrize("name", ['a "quoted" name', "back\\slash", "Müller & Söhne", "two\tblanks", "del\x7f"])
def test_any_name_leaves_a_file_that_loads(tmp_path: Path, name: str) -> None:
    start.make(tmp_path / "firm")
    start.name_firm(tmp_path / "firm", name, "")
    assert workspace.load(tmp_path / "firm").firm.name == " ".join(name.split())
