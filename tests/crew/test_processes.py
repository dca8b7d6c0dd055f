"""Several processes give what one gives, in the same order, and a killed one costs nothing but time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from errands import Errand, Errands, die_always, die_once, refuse, shout

from ledes import crew
from ledes.errors import InputError, SetupError, UsageError

PIECES = [Errand(str(number)) for number in range(8)]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_outcomes_come_in_the_order_of_the_pieces(tmp_path: Path, jobs: str) -> None:
    ended: list[int] = []
    with crew.called(jobs, Errands(tmp_path), tmp_path, most=8) as called:
        found = [each.result() for each in called.each(shout, PIECES, done=ended.append)]
    assert found == [f"{number}!" for number in range(8)]
    assert sorted(ended) == list(range(8))


def test_it_is_the_same_where_processes_can_only_be_spawned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    with crew.called("2", Errands(tmp_path), tmp_path, most=8) as called:
        found = [each.result() for each in called.each(shout, PIECES, {"a": 1})]
    assert found == [f"{number}!{{'a': 1}}" for number in range(8)]


def test_each_process_sets_itself_up_once(tmp_path: Path) -> None:
    with crew.called("2", Errands(tmp_path), tmp_path, most=8) as called:
        list(called.each(shout, PIECES))
        list(called.each(shout, PIECES))
    workers = (tmp_path / "set-up").read_text().split()
    assert len(workers) == len(set(workers)) <= 2
    assert str(os.getpid()) not in workers


def test_more_processes_than_pieces_are_not_started(tmp_path: Path) -> None:
    with crew.called("9", Errands(tmp_path), tmp_path, most=1) as called:
        assert [each.result() for each in called.each(shout, PIECES[:1])] == ["0!"]
    assert not (tmp_path / "set-up").exists()


def test_what_all_pieces_need_reaches_each(tmp_path: Path) -> None:
    with crew.called("2", Errands(tmp_path), tmp_path, most=8) as called:
        first = [each.result() for each in called.each(shout, PIECES, {"a": 1})]
        second = [each.result() for each in called.each(shout, PIECES, {"b": 2})]
    assert first == [f"{number}!{{'a': 1}}" for number in range(8)]
    assert second == [f"{number}!{{'b': 2}}" for number in range(8)]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_refused_piece_is_an_outcome_and_the_others_go_on(tmp_path: Path, jobs: str) -> None:
    with crew.called(jobs, Errands(tmp_path), tmp_path, most=8) as called:
        found = [each.exception() for each in called.each(refuse, PIECES)]
    assert [isinstance(each, InputError) for each in found] == [False, True] * 4
    assert [each.hint for each in found if isinstance(each, InputError)] == ["give an even one"] * 4


def test_what_a_killed_process_had_is_done_again(tmp_path: Path) -> None:
    with crew.called("2", Errands(tmp_path), tmp_path, most=8) as called:
        found = [each.result() for each in called.each(die_once, PIECES)]
    assert (tmp_path / "died").exists()
    assert found == [f"{number}!" for number in range(8)]


def test_a_piece_that_kills_twice_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    with crew.called("2", Errands(tmp_path), tmp_path, most=8) as called:
        outcomes = list(called.each(die_always, PIECES))
    assert [each.result() for place, each in enumerate(outcomes) if place != 3] == [f"{n}!" for n in range(8) if n != 3]
    with pytest.raises(SetupError, match=r"^3: the process that worked on it was killed twice"):
        outcomes[3].result()


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", "", "²", "http://127.0.0.1:1"])
def test_other_values_are_refused_with_a_way_out(tmp_path: Path, jobs: str) -> None:
    with (
        pytest.raises(UsageError, match="neither a number of processes nor a scheduler"),
        crew.called(jobs, Errands(tmp_path), tmp_path, most=8),
    ):
        pass


SCRIPT = """
    import sys
    from pathlib import Path
    from errands import Errand, Errands, linger
    from ledes import crew

    if __name__ == "__main__":
        folder = Path(sys.argv[1])
        try:
            with crew.called("2", Errands(folder), folder, most=2) as called:
                list(called.each(linger, [Errand("0"), Errand("1")]))
        except KeyboardInterrupt:
            sys.exit(130)
"""


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_no_process_outlives_the_one_that_started_it(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(SCRIPT))
    tests = str(Path(__file__).parents[1])
    main = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": tests},
        stderr=subprocess.PIPE,
        text=True,
    )
    marks = [tmp_path / "lingers-0", tmp_path / "lingers-1"]
    _until(lambda: all(mark.exists() and mark.read_text() for mark in marks))
    workers = [int(mark.read_text()) for mark in marks]
    main.send_signal(sent)
    _, told = main.communicate(timeout=30)
    assert main.returncode == code
    assert "Traceback" not in told
    _until(lambda: not any(_alive(worker) for worker in workers))


def _until(condition: object, seconds: float = 30) -> None:
    assert callable(condition)
    last = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < last, "it did not happen"
        time.sleep(0.02)


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(") ")[2][0] != "Z"
