"""`ledes validate --jobs` says the same, in the same order, as one process does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from ebills import EXPENSE, FEE, file, record

from ledes import ledger
from ledes.__main__ import main
from ledes.commands import surroundings
from ledes.workspace import load

PROFILE = """
name = "Widgets"
ids = ["C01"]
format = "1998b"
currency = "USD"
"""


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """Write five files: one repeats a line of another, one has a fault in each bill, one is no e-bill."""
    assert main(["init", str(tmp_path / "firm")]) == 0
    (tmp_path / "firm" / "clients" / "widgets.toml").write_text(PROFILE, "utf-8")
    folder = tmp_path / "firm" / "month"
    folder.mkdir()
    chance = random.Random(7)
    for name in "abc":
        days = [f"202610{chance.randint(1, 31):02}" for _ in range(20)]
        bills = [record(FEE, INVOICE_NUMBER=f"{name}{at}", LINE_ITEM_DATE=day) for at, day in enumerate(days)]
        (folder / f"{name}.txt").write_bytes(file(*bills))
    wrong = [record(EXPENSE, INVOICE_NUMBER=f"d{at}", LINE_ITEM_TOTAL="631.00") for at in range(10)]
    (folder / "d.txt").write_bytes(file(*wrong))
    (folder / "e.txt").write_text("not a bill")
    return folder


@pytest.mark.parametrize("more", [(), ("--json",), ("--all", "--fail-on", "warning"), ("--scope", "standard")])
def test_two_processes_say_what_one_says(month: Path, capfd: pytest.CaptureFixture[str], more: tuple[str, ...]) -> None:
    capfd.readouterr()
    said = []
    for jobs in ("1", "2"):
        code = main(["validate", "--workspace", str(month.parent), str(month), "--jobs", jobs, *more])
        said.append((code, *capfd.readouterr()))
    assert said[0] == said[1]
    assert "e.txt is in no form that ledes reads" in said[0][2]
    if "standard" not in more:
        # the files were compared with each other
        assert "E257" in said[0][1]


def test_pages_and_tables_hold_what_several_processes_found(month: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for jobs in ("1", "2"):
        out = month.parent / f"{jobs}.csv"
        main(["validate", "--workspace", str(month.parent), str(month), "--jobs", jobs, "--csv", str(out)])
    assert (month.parent / "1.csv").read_bytes() == (month.parent / "2.csv").read_bytes()
    assert (month.parent / "1.csv").stat().st_size > 1000
    capfd.readouterr()


def test_another_value_is_refused(month: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(month), "--jobs", "many"]) == 2
    said = capfd.readouterr().err
    assert "error: --jobs 'many' is neither a number of processes nor a scheduler" in said
    assert "  try: for example --jobs 2, or --jobs tcp://HOST:8786 for a Dask cluster" in said


def test_all_files_of_a_run_ask_one_history_of_a_client(month: Path) -> None:
    home = load(month.parent)
    with ledger.writing(home.ledger_url), surroundings.history(home) as history:
        assert history is not None
        assert history(home.client("widgets")) is history(home.client("widgets"))
        assert history(home.client("widgets")) is not history(home.client("zandoria"))
