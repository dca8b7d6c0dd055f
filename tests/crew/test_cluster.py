"""The workers of a real Dask cluster give what one process gives, and a lost one costs nothing but time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ebills import FEE, file, record
from errands import Errand, Errands, linger, refuse, shout

from ledes import crew
from ledes.__main__ import main
from ledes.commands import checking
from ledes.commands.asked import asked
from ledes.errors import InputError, SetupError, UnreachedError
from ledes.formats.source import source

pytest.importorskip("distributed", reason="the packages of Dask are not installed")

from dask_cluster import Cluster, cluster

PIECES = [Errand(str(number)) for number in range(8)]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


def test_outcomes_come_in_the_order_of_the_pieces(two: Cluster, tmp_path: Path) -> None:
    ended: list[int] = []
    with crew.called(two.address, Errands(tmp_path), tmp_path, most=8) as called:
        found = [each.result() for each in called.each(shout, PIECES, {"a": 1}, done=ended.append)]
        again = [each.result() for each in called.each(shout, PIECES)]
    assert found == [f"{number}!{{'a': 1}}" for number in range(8)]
    assert again == [f"{number}!" for number in range(8)]
    assert sorted(ended) == list(range(8))
    assert {int(each.name.partition("-")[2]) for each in tmp_path.glob("by-*")} <= set(two.workers)


def test_a_refused_piece_is_an_outcome_and_the_others_go_on(two: Cluster, tmp_path: Path) -> None:
    with crew.called(two.address, Errands(tmp_path), tmp_path, most=8) as called:
        found = [each.exception() for each in called.each(refuse, PIECES)]
    assert [isinstance(each, InputError) for each in found] == [False, True] * 4


def test_a_later_run_is_set_up_anew(two: Cluster, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        with crew.called(two.address, Errands(folder), folder, most=8) as called:
            list(called.each(shout, PIECES))
        assert (folder / "set-up").exists()


def test_what_a_killed_worker_had_is_done_by_the_other(tmp_path: Path) -> None:
    with cluster(tmp_path) as two, crew.called(two.address, Errands(tmp_path), tmp_path, most=8) as called:

        def kill() -> None:
            mark = tmp_path / "lingers-0"
            while not (mark.exists() and mark.read_text()):
                time.sleep(0.01)
            two.kill(int(mark.read_text()))
            (tmp_path / "go").touch()

        killer = threading.Thread(target=kill)
        killer.start()
        found = [each.result() for each in called.each(linger, PIECES)]
        killer.join()
    assert found == [f"{number}!" for number in range(8)]
    done = [set(each.read_text().split()) for each in tmp_path.glob("by-*")]
    assert set().union(*done) == {errand.name for errand in PIECES}


def test_a_cluster_without_workers_is_refused(tmp_path: Path) -> None:
    with (
        cluster(tmp_path, workers=0) as none,
        pytest.raises(SetupError, match="no worker has joined"),
        crew.called(none.address, Errands(tmp_path), tmp_path, most=8),
    ):
        pass


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledes.crew import cluster as joining

    monkeypatch.setattr(joining, "PATIENCE", 0.5)
    with (
        pytest.raises(UnreachedError, match="no scheduler answers at"),
        crew.called("tcp://127.0.0.1:1", Errands(tmp_path), tmp_path, most=8),
    ):
        pass


def test_a_scheduler_that_is_lost_is_told_of_each_piece(tmp_path: Path) -> None:
    with cluster(tmp_path) as two, crew.called(two.address, Errands(tmp_path), tmp_path, most=8) as called:

        def kill() -> None:
            while not list(tmp_path.glob("lingers-*")):
                time.sleep(0.01)
            two.scheduler.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        found = [each.exception() for each in called.each(linger, PIECES)]
        killer.join()
    assert all(isinstance(each, UnreachedError) for each in found)
    assert str(found[0]) == "0: the scheduler was lost before it was done"


def test_validate_says_the_same_while_a_worker_is_lost(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "month"
    folder.mkdir()
    for name in "abcdef":
        bills = [record(FEE, INVOICE_NUMBER=f"{name}{at % 500}", LINE_ITEM_TOTAL=f"{at}") for at in range(1000)]
        (folder / f"{name}.txt").write_bytes(file(*bills))
    said = [(main(["validate", str(folder)]), *capfd.readouterr())]
    with cluster(tmp_path) as two:
        lost = threading.Timer(0.5, two.kill, [next(iter(two.workers))])
        lost.start()
        said.append((main(["validate", str(folder), "--jobs", two.address]), *capfd.readouterr()))
        lost.join()
    assert said[0] == said[1]
    assert said[0][1].count("lines: ") == 6


def test_a_file_that_a_worker_does_not_see_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(file(record(FEE)))
    how = asked(None, client=None, map_name="", settings=(), jobs="tcp://127.0.0.1:1")
    order = checking.Order(asked=how, scope=None, schema=None, most_rows=9)
    with source(str(path)) as opened, order.around(here=False) as there:
        assert checking.check(there, opened, None).standard == "conforms"
        path.write_bytes(file(record(FEE, INVOICE_NUMBER="2")))
        with pytest.raises(InputError, match="a worker of the cluster does not see this file"):
            checking.check(there, opened, None)
