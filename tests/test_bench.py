"""The bench makes bills that conform, plants faults that everybody counts alike, and times whole trees of processes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "bench"))

import agreement
import aims
import allrules
import fullfirm
import month
import pages
import planted
import tables
import timing
from measures import MEASURES

from ledes import examination, validate
from ledes.formats.source import source
from ledes.rules import rules
from ledes.workspace import load

BENCH = Path(__file__).parents[1] / "bench"
LINES, EACH = 4_000, 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("month") / "month.txt"
    month.write(month.Month(LINES), path)
    return path


@pytest.fixture(scope="module")
def spoilt(made: Path) -> Path:
    path = made.with_name("planted.txt")
    planted.plant(made, path, EACH)
    return path


def test_a_month_conforms_and_has_as_many_lines_as_were_asked_for(made: Path) -> None:
    with source(str(made)) as opened:
        report = validate.check(opened)
    assert not report.cases
    assert len(made.read_text("ascii").splitlines()) == LINES + 2


def test_the_files_of_a_month_share_its_lines_and_no_invoice_numbers(tmp_path: Path) -> None:
    paths = [tmp_path / f"{file}.txt" for file in range(3)]
    for file, path in enumerate(paths):
        month.write(month.Month(1_000, files=3), path, file)
    numbers = [{row.split("|")[1] for row in path.read_text("ascii").splitlines()[2:]} for path in paths]
    assert sum(len(path.read_text("ascii").splitlines()) - 2 for path in paths) == 1_000
    assert len(set.union(*numbers)) == sum(map(len, numbers))


def test_the_same_seed_makes_the_same_month(made: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.txt", tmp_path / "other.txt"
    month.write(month.Month(LINES), again)
    month.write(month.Month(LINES, seed=2), other)
    assert again.read_bytes() == made.read_bytes() != other.read_bytes()


def test_narratives_vary_in_length_and_hardly_repeat(made: Path) -> None:
    texts = [row.split("|")[18] for row in made.read_text("ascii").splitlines()[2:]]
    lengths = sorted(map(len, texts))
    assert lengths[len(lengths) // 10] < 60
    assert lengths[-len(lengths) // 20] > 200
    assert Counter(texts).most_common(1)[0][1] < LINES / 50


def test_we_find_each_planted_fault_and_nothing_else(spoilt: Path) -> None:
    assert agreement.ours(spoilt) == planted.expected(EACH)


def test_faults_are_not_planted_where_there_are_too_few_bills(made: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="are needed"):
        planted.plant(made, tmp_path / "out.txt", 100)


@pytest.mark.parametrize("peer", ["polars", "duckdb"])
def test_a_peer_counts_what_was_planted(peer: str, made: Path, spoilt: Path) -> None:
    pytest.importorskip(peer, reason=f"{peer} is not installed; the extra bench has it")
    assert agreement.theirs(f"over{peer}", spoilt) == planted.expected(EACH)
    assert set(agreement.theirs(f"over{peer}", made).values()) == {0}


def test_ledes_parser_reads_as_many_lines_as_we_do(made: Path) -> None:
    pytest.importorskip("lark", reason="ledes-parser is not installed; the extra bench has it")
    said = [
        json.loads(subprocess.run([sys.executable, BENCH / name, made], capture_output=True, check=True).stdout)
        for name in ("overparser.py", "reading.py")
    ]
    assert {each["lines"] for each in said} == {LINES}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_writing_gives_back_the_bytes_that_were_read(jobs: str, made: Path, tmp_path: Path) -> None:
    asked = [sys.executable, BENCH / "writing.py", "--out", tmp_path, "--jobs", jobs, made]
    said = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    assert said["lines"] == LINES
    assert (tmp_path / made.name).read_bytes() == made.read_bytes()


def test_the_full_profile_asks_all_rules_but_those_on_terms_of_single_matters_and_codes(tmp_path: Path) -> None:
    path = tmp_path / "month.txt"
    month.write(month.Month(200), path)
    (tmp_path / "ledes.toml").write_text(fullfirm.SETTINGS, "utf-8")
    allrules.profile(fullfirm.bills([path]), tmp_path / "clients")
    asked = {each.rule.code for each in examination.plan(load(tmp_path).client("big"), ("standard", "client")).asked}
    unasked = {rule.code for rule in rules() if rule.scope == "client"} - asked
    assert unasked <= {
        *("B203", "B206", "B207", "B208", "C010", "C011", "C012", "D214", "D215", "I212", "I215"),
        *("K202", "K203", "K205", "K206", "K209", "K210", "P210", "X201"),
    }


def test_memory_and_end_of_a_child_that_is_left_behind_are_seen(tmp_path: Path) -> None:
    held = 64 << 20
    child = f"import sys, time; kept = b'x' * {held}; time.sleep(0.2); open(sys.argv[1], 'w').write('ended')"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}, sys.argv[1]])"
    run = timing.once([sys.executable, "-c", parent, str(tmp_path / "said")])
    assert (tmp_path / "said").read_text("ascii") == "ended"
    assert run.peak > held


def test_what_a_command_prints_and_how_it_ends_are_kept() -> None:
    run = timing.once([sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"])
    assert (run.code, run.out, run.err) == (3, "out\n", "err\n")


def _figures() -> tables.Figures:
    rows = [
        {"key": each.key, "month": lines, "lines": lines, "bytes": lines * 300, "ok": True, "runs": 3, "code": 0}
        | {"wall": lines / 50_000, "cpu": lines / 40_000, "peak": 100 << 20}
        for lines in (1_000, 10_000)
        for each in MEASURES
    ]
    counts = planted.expected(EACH)
    start = {"wall": 0.1, "cpu": 0.1, "peak": 1 << 20, "runs": 9, "code": 0}
    made = {"invoices": 20_000, "ledger": 110 << 20, "wall": 17.0, "cpu": 16.0}
    about = {"day": "2026-11-22", "machine": "m", "processor": "p", "cores": 2, "memory": 2**30, "python": "3.11"}
    return tables.Figures(
        {
            "machine": {**about, "versions": {"ledes": "0.1.0"}, "load": 0.0},
            "left_out": {},
            "agreement": {"planted": counts, "ledes": counts},
            "rows": rows,
            "starts": {"python": start, "help": start, "bill": start},
            "sending": {"bills": 10, "answer": 0.2, "at_once": 5, "wall": 2.0, "cpu": 1.0},
            "reports": {
                "made": made,
                "aim": 3.0,
                "runs": 3,
                "times": {"due": [1.0, 4.0, 2.0], "status": [3.5, 3.1, 3.2]},
            },
        }
    )


def test_tables_take_their_places_and_leave_the_words_around_them() -> None:
    page = "before\n<!-- measured by bench/run.py: night -->\nold\n<!-- end -->\nafter\n"
    filled = pages.fill(page, _figures())
    assert filled.startswith("before\n<!-- measured by bench/run.py: night -->\n| what |")
    assert filled.endswith("|\n<!-- end -->\nafter\n")
    assert "old" not in filled
    assert pages.fill(filled, _figures()) == filled


def test_reports_are_shown_by_their_medians() -> None:
    said = tables.reports(_figures())
    assert "20,000 invoices, a ledger of 110 MiB" in said
    assert "| `ledes due` | 2.00 | 1.00 | 4.00 | yes |" in said
    assert "| `ledes status` | 3.20 | 3.10 | 3.50 | no |" in said


def test_a_mark_that_means_nothing_is_told() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        pages.fill("<!-- measured by bench/run.py: nonsense -->\n<!-- end -->", _figures())


def test_each_table_has_its_place_in_a_page() -> None:
    texts = "".join((pages.DOCS / name).read_text("utf-8") for name in pages.PAGES)
    assert set(re.findall(r"<!-- measured by bench/run.py: (\S+) -->", texts)) == set(pages.SECTIONS)


def test_an_aim_is_met_or_not_by_what_was_measured() -> None:
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in aims.aims(_figures()).splitlines()}
    assert rows["standard validation, lines/s"].endswith("| at least 80,000 | 50,000 | no |")
    assert rows["full profile and history, lines/s"].endswith("| at least 20,000 | 50,000 | yes |")
