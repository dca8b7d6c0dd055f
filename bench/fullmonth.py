"""Measure validation with a full profile and history: `python bench/fullmonth.py [--lines N ...] [--earlier N]`.

A workspace is made whose one client lists every timekeeper with a rate, every matter with a budget, expense terms and
a volume discount, and sets each rule that takes an option; its ledger holds earlier bills to the same client, with ten
lines each. Then a month of bills is validated in a process of its own, all on one processor, and beside each run the
same file is split at its pipes, which is the least that any reader does. `--runs` says how often; medians count.
Time is that of the processor, because others may use the machine. `--keep DIR` leaves the workspace there.
"""

from __future__ import annotations

import argparse
import inspect
import itertools
import multiprocessing
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from ledes import examination, facts, ledger
from ledes.bill import Bill
from ledes.formats import Reading, named
from ledes.ledger.records import Entry, Parcel
from ledes.ledger.writing import Ledger
from ledes.rules import Rule, rules
from ledes.workspace import load

HERE = Path(__file__).parent
READ = "import sys\nfor line in open(sys.argv[1], encoding='ascii', newline='\\n'): line[:-3].split('|')"
BY_NAME: dict[str, Any] = {
    "days": 400,
    "step": Decimal("0.1"),
    "share": 1,
    "similarity": 92,
    "words": 1,
    "characters": 4000,
    "min_hours": Decimal("0.5"),
    "max_tasks": 3,
    "least": 0,
    "longest": 20,
    "sets": ["litigation"],
    "accepted": ["12-3456789"],
    "rates": {"2020-01-01": 1},
}
"""Values of options that keep an ordinary bill quiet; others go by their type."""

BY_RULE: dict[str, dict[str, str]] = {
    "C225": {"sets": "['activity-aba']"},
    "D203": {"allowed": "true"},
    "P201": {"allowed": "['PARTNR', 'ASSOC', 'PARALG']"},
    "P213": {"years": "1"},
}
"""Values for single rules, where the name of the option says too little."""

SETTINGS = """
[firm]
id = "12-3456789"
name = "Bench & Bench LLP"

[ledger]
path = "ledger.db"
"""


def month(path: Path, lines: int, size: int, seed: int) -> None:
    """Write a month of invented bills."""
    wanted = [str(lines), str(path), "--lines-a-bill", str(size), "--seed", str(seed)]
    subprocess.run([sys.executable, str(HERE / "month.py"), *wanted], check=True)


def spread(path: Path, lines: int) -> None:
    """Give a month the people that so many hours need: their ids take in a part of the invoice number."""
    teams = max(5, lines // 20_000)
    rows = path.read_text("ascii").splitlines(keepends=True)
    for at, row in enumerate(rows[2:], 2):
        cells = row.split("|")
        if cells[17]:
            cells[17] += f"-{int(cells[1]) // 97 % teams}"
            rows[at] = "|".join(cells)
    path.write_text("".join(rows), "ascii")


def bills(path: Path) -> Iterator[Bill]:
    """Read the bills of a month."""
    with path.open("rb") as stream:
        yield from (item for item in named("1998b").read(stream, path.name, Reading()) if isinstance(item, Bill))


def profile(path: Path) -> str:
    """Write the profile that fits a month: who works at which rate, which matters, and every rule switched on."""
    people: dict[str, tuple[str, str, Decimal]] = {}
    ids: set[str] = set()
    matters: dict[str, str] = {}
    for bill in bills(path):
        ids.add(bill.client.id)
        matters |= {each.firm_id: each.client_id for each in bill.matters}
        for line in bill.lines:
            if line.timekeeper and line.rate is not None:
                most = max(line.rate, people.get(line.timekeeper.id, ("", "", line.rate))[2])
                people[line.timekeeper.id] = (line.timekeeper.name, line.timekeeper.classification, most)
    folder = path.parent / "clients"
    folder.mkdir(exist_ok=True)
    rows = [f'{who},"{name}",{kind},{rate},2020-01-01,2010' for who, (name, kind, rate) in people.items()]
    (folder / "people.csv").write_text("\n".join(["id,name,classification,rate,from,admitted", *rows]), "utf-8")
    rows = [f"{firm},{client},9999999999,2020-01-01,litigation" for firm, client in matters.items()]
    (folder / "matters.csv").write_text("\n".join(["id,client_id,budget,opened,code_set", *rows]), "utf-8")
    said = [
        f"ids = [{', '.join(map(repr, sorted(ids)))}]",
        'format = "1998b"\ncurrency = "USD"\nformats = ["1998b"]\nbudget_steps = [80]\nguidelines_until = 2099-12-31',
        '[timekeepers]\nfile = "people.csv"\n[matters]\nfile = "matters.csv"',
        '[[expenses]]\ncode = "E101"\nunit_price = 0.10\n[[discounts]]\ntiers = [{ above = 999999999, percent = 5 }]',
    ]
    for rule in rules():
        options = {name: value(rule, name) for name in rule.missing_options(set())} | BY_RULE.get(rule.code, {})
        if rule.scope == "client" and options:
            said.append(f"[rules.{rule.code}]\n" + "\n".join(f"{name} = {each}" for name, each in options.items()))
    return "\n".join(said)


def value(rule: Rule, name: str) -> str:
    """Choose a value for an option of a rule, as TOML writes it."""
    kind = str(inspect.signature(rule.function).parameters[name].annotation)
    words = re.findall(r"'([^']+)'", kind)
    if "tuple" in kind or "frozenset" in kind:
        chosen = BY_NAME.get(name)
        return repr(chosen if isinstance(chosen, list) else words[:1] or ["unheard"])
    if kind.startswith("Mapping"):
        return "{ " + ", ".join(f"{key!r} = {each}" for key, each in BY_NAME.get(name, {"E101": 9}).items()) + " }"
    if "Literal" in kind:
        return repr(words[0])
    simple = {"str": "'x'", "re.Pattern[str]": "'.+'", "datetime.date": "2020-01-01"}
    if kind == "bool":
        return str(name == "required").lower()
    return simple.get(kind) or str(BY_NAME.get(name, 1000))


def remember(book: Ledger, path: Path) -> int:
    """Put earlier bills into the ledger, two thousand in a delivery; say how many."""
    count = 0
    entries = (entry(replace(bill, number=f"9{bill.number}")) for bill in bills(path))
    while some := tuple(itertools.islice(entries, 2000)):
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


def make(folder: Path, lines: int, earlier: int) -> None:
    """Make the workspace with its month and its ledger."""
    (folder / "ledes.toml").write_text(SETTINGS, "utf-8")
    month(folder / "month.txt", lines, 50, 1)
    spread(folder / "month.txt", lines)
    (folder / "clients").mkdir()
    (folder / "clients" / "big.toml").write_text(profile(folder / "month.txt"), "utf-8")
    if earlier:
        past = folder / "earlier.txt"
        month(past, earlier * 10, 10, 2)
        spread(past, lines)
        # a month before, so that periods do not overlap
        past.write_text(
            past.read_text("ascii").replace("|202610", "|202609").replace("20261105|", "20261005|"), "ascii"
        )
        with ledger.writing(f"sqlite:///{folder / 'ledger.db'}") as book:
            print(f"{remember(book, past):,} earlier bills", flush=True)
        past.unlink()


class Run(NamedTuple):
    """One run of a command: its exit status, seconds by the clock and of the processor, and peak memory in MiB."""

    code: int
    wall: float
    cpu: float
    peak: int


def once(command: list[str]) -> Run:
    """Run a command."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    return Run(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def measure(folder: Path, lines: int, runs: int) -> str:
    """Validate the month several times; give the row of the table."""
    path = str(folder / "month.txt")
    least, full = [], []
    for _ in range(runs):
        least.append(once([sys.executable, "-c", READ, path]).cpu)
        full.append(once([sys.executable, "-m", "ledes", "validate", "--workspace", str(folder), path]))
    client = load(folder).client("big")
    asked = len(examination.plan(client, ("standard", "client")).asked)
    cpu, wall = (statistics.median(each) for each in ([each.cpu for each in full], [each.wall for each in full]))
    return (
        f"| {lines:,} | {asked} | {full[0].code} | {wall:.2f} | {cpu:.2f} | {lines / cpu:,.0f} "
        f"| {cpu / statistics.median(least):.1f} | {max(each.peak for each in full)} |"
    )


def main() -> int:
    """Print the machine, the versions and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--earlier", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"ledes {metadata.version('ledes')}, {wanted.earlier:,} earlier bills\n")
    rows = []
    for lines in wanted.lines:
        with tempfile.TemporaryDirectory() as place:
            folder = (wanted.keep / str(lines)) if wanted.keep else Path(place)
            folder.mkdir(parents=True, exist_ok=True)
            # in a process of its own: the peak of one that is started counts what the starting one held
            maker = multiprocessing.get_context("spawn").Process(target=make, args=(folder, lines, wanted.earlier))
            maker.start()
            maker.join()
            rows.append(measure(folder, lines, wanted.runs))
    print("\n| lines | rules asked | exit | s | CPU s | lines/CPU s | x bare | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
