"""The lock: one holder, freed by death, and not fooled by a deleted file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ledes.errors import LedgerError
from ledes.ledger import lock

HOLD = """
import sys
from pathlib import Path
from ledes.ledger import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_holder_is_told_who_holds_it(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as process:
        with pytest.raises(LedgerError, match=f"process {process.pid}"), lock.held(tmp_path / "lock"):
            pass
        process.kill()


def test_the_death_of_its_holder_frees_it(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with lock.held(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_waiting_ends_when_it_is_free(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as process:

        def sleep(_seconds: float) -> None:
            process.kill()
            process.wait()

        with lock.held(tmp_path / "lock", wait=1, sleep=sleep):
            pass


def test_waiting_ends_when_patience_does(tmp_path: Path) -> None:
    slept: list[float] = []
    path = tmp_path / "lock"
    with (
        lock.held(path),
        pytest.raises(LedgerError, match="another run"),
        lock.held(path, wait=0.5, sleep=slept.append),
    ):
        pass
    assert len(slept) == 5


def test_a_file_deleted_and_made_anew_before_the_lock_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    real, tries = lock._lock, []

    def swap(file: int) -> bool:
        tries.append(file)
        if len(tries) == 1:
            path.unlink()
        return real(file)

    monkeypatch.setattr(lock, "_lock", swap)
    with lock.held(path, wait=1, sleep=lambda _: None):
        assert path.exists()
    assert len(tries) == 2
