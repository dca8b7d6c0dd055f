"""Measure the reports over a large ledger: `python bench/reports.py [--times N] [--keep DIR]`.

The invented firm of the tests (18 months, some 340 invoices with what happened to them) is put into a ledger and copied
there row by row until it is N times as large; 59 copies are 20,000 invoices. Then every report is made once in this
process, as text, and the time of the processor is printed. Copies have other numbers and the same days, so that sums
are N times those of the firm: that is checked of what is open.
"""

from __future__ import annotations

import argparse
import gc
import io
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, redirect_stdout
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pastfirm

from ledes import ledger, workspace
from ledes.reports import Asked, reports
from ledes.show import reporttext

LEFT_OUT = frozenset({"rule-gaps"})
"""It reads the files that were sent, and the firm's are no bills."""

COPIED = {
    "deliveries": ("id", ("reference",), ()),
    "submissions": ("id", ("invoice",), ("delivery", "replaces")),
    "events": ("id", (), ("submission",)),
    "billed": ("submission", ("invoice",), ()),
    "billed_terms": ("submission", (), ()),
    "worked_lines": ("submission", (), ()),
}
"""Tables that are copied: the number that is moved on, the texts that become others, the numbers of other tables."""


def copy(path: Path, times: int) -> None:
    """Make a ledger so many times as large."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (trigger,) in list(connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            connection.execute(f"DROP TRIGGER {trigger}")
        step = 1 + max(
            connection.execute(f"SELECT max(id) FROM {each}").fetchone()[0] for each in ("events", "submissions")
        )
        for table, (key, texts, others) in COPIED.items():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = [
                f'"{each}" + ?1'
                if each == key or each in others
                else f'"{each}" || ?2'
                if each in texts
                else f'"{each}"'
                for each in columns
            ]
            names = ", ".join(f'"{each}"' for each in columns)
            said = f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE {key} < ?3"
            for number in range(1, times):
                connection.execute(said, (number * step, f"-{number}", step))


def main() -> None:
    """Make the ledger, make every report, print how long each took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=59, help="how often the firm is copied")
    asked.add_argument("--keep", type=Path, help="leave the workspace here")
    given = asked.parse_args()
    gc.set_threshold(50_000, 20, 50)  # as the command line does
    with tempfile.TemporaryDirectory() as folder:
        root = given.keep or Path(folder)
        truths = pastfirm.make(root)
        copy(root / "ledger.db", given.times)
        home = workspace.load(root)
        print(f"{len(truths) * given.times} invoices")
        for key, report in reports().items():
            if key in LEFT_OUT:
                continue
            start = time.process_time()
            with ledger.reading(home.ledger_url) as book, redirect_stdout(io.StringIO()) as out:
                answer = report.make(book, home, Asked(today=pastfirm.TODAY))
                reporttext.show(report, answer)
            print(f"{key:12} {time.process_time() - start:6.2f} s, {len(out.getvalue().splitlines())} lines")
            if key == "ageing":
                stated = sum(each.value for each in answer.figures if isinstance(each.value, Decimal))
                assert stated == given.times * sum(each.open for each in truths)


if __name__ == "__main__":
    main()
