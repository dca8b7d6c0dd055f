"""A workspace with a full profile and history, to validate a month in: `python bench/fullfirm.py DIR FILE...`.

Its one client lists every timekeeper with a rate and every matter with a budget of the files given, expense terms and a
volume discount, and sets each rule that takes an option; its ledger holds earlier bills to the same client, `--earlier`
of them, with ten lines each, by the same people on the same matters.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import allrules
from month import Month, write

from ledes import facts, ledger
from ledes.bill import Bill
from ledes.formats import Reading, named
from ledes.ledger.records import Entry, Parcel
from ledes.ledger.writing import Ledger

A_DELIVERY = 2000
"""How many earlier bills are put into the ledger at once."""

SETTINGS = """
[firm]
id = "12-3456789"
name = "Bench & Bench LLP"

[ledger]
path = "ledger.db"
"""


def bills(paths: Iterable[Path]) -> Iterator[Bill]:
    """Read the bills of files."""
    for path in paths:
        with path.open("rb") as stream:
            yield from (item for item in named("1998b").read(stream, path.name, Reading()) if isinstance(item, Bill))


def entry(bill: Bill) -> Entry:
    """Give what the ledger keeps of a bill."""
    return Entry(
        invoice=bill.number,
        kind="invoice",
        digest=bill.number,
        total=bill.total or Decimal(0),
        currency="USD",
        facts=facts.of(bill),
    )


def remember(book: Ledger, path: Path) -> int:
    """Put earlier bills into the ledger; say how many."""
    count = 0
    entries = (entry(replace(bill, number=f"9{bill.number}")) for bill in bills([path]))
    while some := tuple(itertools.islice(entries, A_DELIVERY)):
        parcel = Parcel(
            vendor="post",
            account="default",
            environment="production",
            client="big",
            file_name=f"{count}.txt",
            format="1998b",
            content=b"earlier",
            entries=some,
        )
        count += len(book.record(parcel))
    return count


def make(folder: Path, paths: list[Path], lines: int, earlier: int) -> int:
    """Make the workspace for the files of a month of so many lines; say how many earlier bills it knows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ledes.toml").write_text(SETTINGS, "utf-8")
    allrules.profile(bills(paths), folder / "clients")
    if not earlier:
        return 0
    with tempfile.TemporaryDirectory() as place, ledger.writing(f"sqlite:///{folder / 'ledger.db'}") as book:
        past = Path(place, "earlier.txt")
        write(Month(earlier * 10, size=10, seed=2, firm=lines), past)
        # a month before, so that periods do not overlap
        text = past.read_text("ascii").replace("|202610", "|202609").replace("20261105|", "20261005|")
        past.write_text(text.replace("|20260931", "|20260930"), "ascii")
        return remember(book, past)


def main() -> int:
    """Make what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--lines", type=int, required=True, help="how many lines the files hold together")
    parser.add_argument("--earlier", type=int, default=20_000)
    wanted = parser.parse_args()
    print(make(wanted.folder, wanted.files, wanted.lines, wanted.earlier))
    return 0


if __name__ == "__main__":
    sys.exit(main())
