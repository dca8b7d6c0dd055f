"""`ledes convert --jobs` writes the same files and says the same, in the same order, as one process does."""

from __future__ import annotations

from pathlib import Path

import pytest
from ebills import FEE, file, record

from ledes.__main__ import main


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """Write four files: two hold different bills of one number, one has a fault, one is no e-bill."""
    folder = tmp_path / "month"
    folder.mkdir()
    bills = [record(FEE, INVOICE_NUMBER=str(number)) for number in range(1001, 1021)]
    (folder / "a.txt").write_bytes(file(*bills))
    (folder / "b.txt").write_bytes(file(record(FEE, INVOICE_NUMBER="1001", LINE_ITEM_DESCRIPTION="Draft the reply")))
    (folder / "c.txt").write_bytes(file(record(FEE, INVOICE_NUMBER="3001", LINE_ITEM_TOTAL="631.00")))
    (folder / "d.txt").write_text("not a bill")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_two_processes_write_and_say_what_one_does(
    month: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    said = []
    written = []
    out = tmp_path / "out"
    for jobs in ("1", "2"):
        code = main(["convert", str(month), "--to", "json", "--out", str(out), "--jobs", jobs, *more])
        said.append((code, *capfd.readouterr()))
        written.append(content(out))
        for each in out.iterdir():
            each.unlink()
    assert said[0] == said[1]
    assert written[0] == written[1]
    assert len(written[0]) == 21
    assert sorted(name.partition("-")[0] for name in written[0] if "-" in name) == ["1001", "1001"]
    assert said[0][0] == 3
    assert "d.txt is in no form that ledes reads" in said[0][2]


def test_a_file_that_is_there_already_is_not_replaced(
    month: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "1005.json").write_text("{}")
    assert main(["convert", str(month), "--to", "json", "--out", str(out), "--jobs", "2"]) == 3
    assert "1005.json is there already and holds something else" in capfd.readouterr().err
    assert (out / "1005.json").read_text() == "{}"
    # what came before it has its name, and nothing without a name is left
    assert {each.name for each in out.iterdir()} >= {"1005.json", "1004.json"}
    assert not [each for each in out.iterdir() if each.suffix != ".json"]


def test_a_folder_that_cannot_be_made_is_told(month: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file")
    assert main(["convert", str(month), "--to", "json", "--out", str(tmp_path / "out" / "in"), "--jobs", "2"]) == 4
    assert "  try: choose another folder with --out" in capfd.readouterr().err
