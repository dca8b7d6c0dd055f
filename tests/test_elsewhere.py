"""Other machines: a comma in the locale's decimals, no UTF-8 mode, and Windows, as far as it can be simulated here.

Nothing here ran on Windows; docs/operations.md says so.
"""

from __future__ import annotations

import json
import locale
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path, PureWindowsPath

import pytest
from ebills import FEE, file, record

from ledes import delivery, workspace
from ledes.errors import LedgerError
from ledes.ledger import lock
from ledes.setup import start

COMMA = "de_DE.UTF-8"


def ledes(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    around = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", **environment}
    return subprocess.run([sys.executable, "-m", "ledes", *words], cwd=cwd, env=around, capture_output=True)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    start.make(tmp_path / "firm")
    return tmp_path / "firm"


@pytest.mark.parametrize(
    "around",
    [
        {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"},
        {"PYTHONUTF8": "1", "LC_ALL": "C"},
        {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252"},
    ],
    ids=["ascii", "utf-8", "utf-8 mode", "cp1252"],
)
def test_the_same_bytes_come_out_whatever_the_locale_says(firm: Path, around: dict[str, str]) -> None:
    bills = firm / "inbox" / "2026-10-bills.csv"
    bills.write_bytes(bills.read_bytes().replace(b"Review the complaint", "Prüfung – Köln".encode()))
    usual = ledes("convert", "inbox", "--out", "usual", cwd=firm, PYTHONUTF8="1")
    other = ledes("convert", "inbox", "--out", "other", cwd=firm, **around)
    assert other.returncode == usual.returncode
    made = sorted(path.name for path in (firm / "usual").iterdir())
    assert made == sorted(path.name for path in (firm / "other").iterdir())
    assert all((firm / "usual" / name).read_bytes() == (firm / "other" / name).read_bytes() for name in made)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_words_that_the_terminal_cannot_show_stop_nothing(firm: Path, encoding: str) -> None:
    bills = firm / "inbox" / "2026-10-bills.csv"
    bills.write_bytes(bills.read_bytes().replace(b"QF-2026-1041", "QF-Łódź-✓".encode()))
    said = ledes("validate", "inbox", cwd=firm, PYTHONUTF8="0", LC_ALL="C", PYTHONIOENCODING=encoding)
    assert said.returncode in {0, 1}
    assert b"a bug in ledes" not in said.stderr
    told = ledes("validate", "--json", "inbox", cwd=firm, PYTHONUTF8="0", LC_ALL="C", PYTHONIOENCODING=encoding)
    assert "QF-Łódź-✓" in json.dumps(json.loads(told.stdout), ensure_ascii=False)


@pytest.fixture
def comma(tmp_path: Path) -> dict[str, str]:
    """A locale with a decimal comma: one of this machine, or one that is made for the test."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, COMMA)
        return {"LC_ALL": COMMA}
    except locale.Error:
        pass
    finally:
        locale.setlocale(locale.LC_ALL, before)
    maker = shutil.which("localedef")
    if maker is None:
        pytest.skip(f"{COMMA} is not installed here, and there is no localedef to make it")
    made = subprocess.run([maker, "-i", "de_DE", "-f", "UTF-8", str(tmp_path / COMMA)], capture_output=True)
    if not (tmp_path / COMMA).is_dir():
        pytest.skip(f"{COMMA} is not installed here, and localedef cannot make it: {made.stderr.decode()[:80]}")
    return {"LC_ALL": COMMA, "LOCPATH": str(tmp_path)}


def test_a_comma_in_the_locale_changes_no_amount(firm: Path, comma: dict[str, str]) -> None:
    script = (
        "import locale, sys; from ledes.__main__ import main; locale.setlocale(locale.LC_ALL, '')\n"
        "assert locale.localeconv()['decimal_point'] == ','\n"
        "sys.exit(main(['convert', 'inbox', '--out', 'comma']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=firm, env={**os.environ, **comma}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert ledes("convert", "inbox", "--out", "usual", cwd=firm).returncode == 0
    for path in (firm / "usual").iterdir():
        assert path.read_bytes() == (firm / "comma" / path.name).read_bytes()


def test_no_module_asks_the_locale_for_numbers() -> None:
    root = Path(__file__).parents[1]
    asked = [
        path.name
        for path in (*(root / "ledes").rglob("*.py"), *(root / "vendors").glob("*.py"))
        if "locale." in path.read_text("utf-8") and "import locale" in path.read_text("utf-8")
    ]
    assert not asked


def test_no_text_file_is_opened_in_the_encoding_of_the_machine(firm: Path) -> None:
    strict = [sys.executable, "-X", "warn_default_encoding", "-W", "error::EncodingWarning:ledes", "-m", "ledes"]
    for words in (("validate", "inbox"), ("convert", "inbox", "--out", "out"), ("status",), ("rules",)):
        done = subprocess.run([*strict, *words], cwd=firm, capture_output=True, text=True, encoding="utf-8")
        assert "EncodingWarning" not in done.stderr
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\n\r\n"], ids=["LF", "CR LF", "blank lines between"])
def test_line_ends_of_windows_change_no_bill(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "bill.txt"
    path.write_bytes(file(record(FEE)).replace(b"\r\n", b"\n").replace(b"\n", end))
    said = subprocess.run(
        [sys.executable, "-m", "ledes", "convert", str(path), "--to", "json", "--out", str(tmp_path / "out")],
        capture_output=True,
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_set_up_files_of_notepad_are_read(firm: Path, end: str) -> None:
    for path in (firm / "ledes.toml", *(firm / "clients").glob("*.toml")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_text("utf-8").replace("\n", end).encode())
    assert len(workspace.load(firm).clients) == 3


@pytest.mark.parametrize("number", ["A/7", "A\\7", "CON", "a:b", "x?", "end.", "trailing ", "..", "nul.txt", "q" * 400])
def test_no_invoice_number_makes_a_name_that_windows_refuses(number: str) -> None:
    name = delivery.cleaned(number)
    assert PureWindowsPath(name).name == name
    assert not PureWindowsPath(name).is_reserved()
    assert not set(name) & set('<>:"/\\|?*')
    assert not name.endswith((".", " "))
    assert 0 < len(name) <= 255


class Locks(types.ModuleType):
    """What msvcrt does with a byte of a file, for two who want it."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[int, int] = {}

    def locking(self, file: int, _mode: int, _count: int) -> None:
        inode = os.fstat(file).st_ino
        if inode in self.held:
            raise OSError(13, "Permission denied")
        self.held[inode] = file


def test_the_lock_of_windows_lets_one_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locks = Locks()
    monkeypatch.setitem(sys.modules, "msvcrt", locks)
    monkeypatch.setattr(lock.sys, "platform", "win32")
    path = tmp_path / "ledger.db.lock"
    with lock.held(path):
        with pytest.raises(LedgerError, match="another run is writing"), lock.held(path):
            pass
        assert path.read_text("ascii") == str(os.getpid())
