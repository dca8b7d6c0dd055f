"""The shell is told what fits, quickly, from the workspace; and never an error."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledes import catalogue, gateway
from ledes.__main__ import main
from ledes.commands import suggestions
from ledes.setup import start

HEAVY = {"pandas", "lxml", "requests", "sqlalchemy", "keyring", "jsonschema", "flask", "alembic", "paramiko"}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completing") / "firm"
    start.make(folder)
    return folder


def offered(typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cwd: Path) -> list[str]:
    words = typed.split()
    monkeypatch.chdir(cwd)
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(words) if typed.endswith(" ") else len(words) - 1))
    monkeypatch.setenv(suggestions.VARIABLE, "bash_complete")
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main([])
    return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines() if line]


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("ledes stat", "status"),
        ("ledes submit --cl", "--client"),
        ("ledes submit --client ", "kestrelby"),
        ("ledes client check z", "zandoria"),
        ("ledes track --vendor fo", "folder"),
        ("ledes vendors ", "sandbox"),
        ("ledes rules t00", "T001"),
        ("ledes convert --to x", "xml2.1"),
    ],
)
def test_what_fits_is_offered(
    typed: str, among: str, firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = offered(typed, monkeypatch, capsys, firm)
    assert among in found
    start = typed.split()[-1] if not typed.endswith(" ") else ""
    assert all(each.lower().startswith(start) for each in found)


def test_files_are_left_to_the_shell(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offered("ledes validate in", monkeypatch, capsys, firm) == ["in"]


def test_a_named_workspace_is_looked_into(
    firm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = f"ledes submit --workspace {firm} --client k"
    assert offered(typed, monkeypatch, capsys, tmp_path) == ["kestrelby"]


@pytest.mark.parametrize(
    "typed", ["ledes submit --client ", "ledes history ", "ledes nonsense ", "ledes client check "]
)
def test_outside_a_workspace_nothing_is_offered_and_nothing_goes_wrong(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = offered(typed, monkeypatch, capsys, tmp_path)
    assert "kestrelby" not in found
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("spoilt", [b"this is [no toml", b"\xff\xfe\x00"])
def test_a_broken_workspace_offers_nothing_and_says_nothing(
    spoilt: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ledes.toml").write_bytes(spoilt)
    assert offered("ledes history ", monkeypatch, capsys, tmp_path) == []
    assert capsys.readouterr().err == ""


def test_a_shell_that_asks_oddly_gets_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(suggestions.VARIABLE, "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "ledes")
    monkeypatch.setenv("COMP_CWORD", "many")
    assert main([]) == 0
    assert capsys.readouterr().err == ""


def test_every_rule_and_every_vendor_is_known() -> None:
    assert set(suggestions.codes(None)) == set(catalogue.catalogue())
    assert set(suggestions.vendors(None)) == set(gateway.vendors())


def test_every_format_that_can_be_written_is_known() -> None:
    from ledes.formats import formats

    assert set(suggestions.FORMATS) == {key for key, each in formats().items() if each.write}


def test_invoices_are_read_from_a_ledger_without_taking_part(tmp_path: Path) -> None:
    import sqlite3

    (tmp_path / "ledes.toml").write_text("[firm]\n", "utf-8")
    with sqlite3.connect(tmp_path / "ledger.db") as book:
        book.execute("CREATE TABLE submissions (id INTEGER, invoice TEXT)")
        book.execute("INSERT INTO submissions VALUES (1, 'QF-1'), (2, 'QF-2')")
    book.close()
    assert list(suggestions.invoices(tmp_path)) == ["QF-2", "QF-1"]


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "ledes.toml").write_text("[firm]\n", "utf-8")
    with pytest.raises(Exception, match="unable to open"):
        list(suggestions.invoices(tmp_path))
    assert not (tmp_path / "ledger.db").exists()


def test_nothing_heavy_is_imported_at_the_press_of_a_key(firm: Path) -> None:
    script = (
        "import sys; from ledes.__main__ import main\n"
        "try: main([])\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    environment = {"COMP_WORDS": "ledes submit --client ", "COMP_CWORD": "3", suggestions.VARIABLE: "bash_complete"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=firm, env=environment, capture_output=True, text=True, check=True
    )
    assert "kestrelby" in done.stdout
    assert not HEAVY & set(done.stderr.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_lines(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert suggestions.VARIABLE in capsys.readouterr().out


@pytest.fixture
def lines(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Write the lines for a shell, beside a command of the name that they ask."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed on this machine")
    path = tmp_path / f"lines.{shell}"
    path.write_bytes(subprocess.run([sys.executable, "-m", "ledes", "completion", shell], capture_output=True).stdout)
    (tmp_path / "ledes").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledes "$@"\n')
    (tmp_path / "ledes").chmod(0o755)
    return path


@pytest.mark.parametrize("lines", ["bash"], indirect=True)
def test_bash_takes_the_lines_and_completes(lines: Path, firm: Path, tmp_path: Path) -> None:
    script = (
        f'PATH="{tmp_path}:$PATH"; . "{lines}"; COMP_WORDS=(ledes submit --client z); COMP_CWORD=3; '
        '_ledes_completion ledes z; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "--norc", "-c", script], cwd=firm, capture_output=True, text=True)
    assert done.stdout.strip() == "zandoria", done.stderr


@pytest.mark.parametrize("lines", ["fish"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "found"),
    [("ledes vali", "validate"), ("ledes submit --client z", "zandoria"), ("ledes view in", "inbox/")],
)
def test_fish_takes_the_lines_and_completes(lines: Path, firm: Path, tmp_path: Path, typed: str, found: str) -> None:
    script = f'set -x PATH "{tmp_path}" $PATH; source "{lines}"; complete -C "{typed}"'
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        cwd=firm,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert [line.partition("\t")[0] for line in done.stdout.splitlines() if line] == [found], done.stderr


@pytest.mark.parametrize("lines", ["zsh"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("ledes vali", "ledes validate "),
        ("ledes submit --client z", "ledes submit --client zandoria "),
        ("ledes view inb", "ledes view inbox/"),
    ],
)
def test_a_zsh_without_any_set_up_takes_the_lines_and_completes(
    lines: Path, firm: Path, tmp_path: Path, typed: str, whole: str
) -> None:
    pty = pytest.importorskip("pty")
    terminal, inner = pty.openpty()
    around = {**os.environ, "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path), "TERM": "dumb"}
    around["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
    ends = {"stdin": inner, "stdout": inner, "stderr": inner}
    shell = subprocess.Popen(["zsh", "-f", "-i"], cwd=firm, env=around, start_new_session=True, **ends)
    try:
        os.write(terminal, f'source "{lines}"; print rea""dy\n'.encode())
        assert "not found" not in said(terminal, "ready")
        os.write(terminal, f"{typed}\t".encode())
        said(terminal, whole)
    finally:
        shell.kill()
        shell.wait()
        os.close(inner)
        os.close(terminal)


def said(terminal: int, wanted: str) -> str:
    """Read what a terminal shows until it shows what is wanted."""
    shown = ""
    while wanted not in shown:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, shown
        shown += os.read(terminal, 4096).decode("utf-8", "replace")
    return shown
