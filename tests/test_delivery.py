"""Files are written while the next ones are made; none is told of before it is there, and nobody's file is touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledes import delivery
from ledes.convert import Output
from ledes.delivery import Folder
from ledes.errors import InputError, LedesError, UsageError
from ledes.finding import Finding, Where
from ledes.formats.letters import empty_file


def output(name: str, content: bytes = b"bill") -> Output:
    sha256 = hashlib.sha256(content).hexdigest()
    return Output(name=name, content=content, format="1998b", sha256=sha256, bills=())


def put(folder: Folder, *items: Output | Finding) -> tuple[list[str], LedesError | None]:
    """Write files behind; name those that were told of, each of which must be there, and what stopped it."""
    told = []
    try:
        for item in delivery.behind(iter(items), folder.put_behind):
            if not isinstance(item, Finding):
                made, path = item
                assert path.read_bytes() == made.content
                told.append(path.name)
    except LedesError as error:
        return told, error
    return told, None


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_file_is_there_when_it_is_told_of_and_in_its_order(tmp_path: Path) -> None:
    wanted = [f"{number}.txt" for number in range(40)]
    told, stopped = put(Folder(tmp_path), *(output(name, name.encode()) for name in wanted))
    assert (told, stopped) == (wanted, None)
    assert names(tmp_path) == sorted(wanted)


def test_findings_come_between_the_files() -> None:
    finding = empty_file(Where())
    items = list(delivery.behind(iter([finding]), Folder(Path("nowhere")).put_behind))
    assert items == [finding]


def test_two_bills_of_one_name_both_carry_their_digest(tmp_path: Path) -> None:
    items = delivery.behind(iter([output("1.txt", b"one"), output("1.TXT", b"two")]), Folder(tmp_path).put_behind)
    assert len(list(items)) == 2
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"one", b"two"}
    assert all("-" in name for name in names(tmp_path))


def test_somebody_elses_file_keeps_its_name_and_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "2.txt").write_bytes(b"mine")
    folder = Folder(tmp_path)
    told, stopped = put(folder, output("1.txt"), output("2.txt"), output("3.txt"))
    assert told == ["1.txt", "3.txt"]
    assert isinstance(stopped, UsageError)
    told, stopped = put(folder, output("2.txt", b"another"))
    assert told == []
    assert isinstance(stopped, UsageError)
    assert (tmp_path / "2.txt").read_bytes() == b"mine"
    assert names(tmp_path) == ["1.txt", "2.txt", "3.txt"]


def test_what_was_made_before_the_source_broke_off_is_written(tmp_path: Path) -> None:
    def items() -> Iterator[Output]:
        yield output("1.txt")
        raise InputError("the file has gone")

    told = []
    with pytest.raises(InputError):
        for item in delivery.behind(items(), Folder(tmp_path).put_behind):
            assert not isinstance(item, Finding)
            told.append(item[1].name)
    assert told == names(tmp_path) == ["1.txt"]


def test_a_folder_that_cannot_be_written_is_told_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    told, stopped = put(Folder(tmp_path / "file"), output("1.txt"))
    assert told == []
    assert stopped is not None
    assert "--out" in stopped.hint
