"""Make a month of invented LEDES 1998B bills: `python bench/month.py LINES OUT [--files N] [--seed N]`.

With several files OUT is a folder. A firm of as many people as the month keeps busy works for 40 clients; each person
has one rate, each bill a team. Hours come in tenths, quarters and hundredths, so that a part of the lines is rounded to
the cent; a tenth are expenses, one entry in twenty carries a discount, one bill in thirty a discount on the whole.
Nothing here is tuned to any reader.
"""

from __future__ import annotations

import argparse
import datetime
import functools
import multiprocessing
import random
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import entries

from ledes.formats.delimited.layouts import LEDES1998B

CENT = Decimal("0.01")
ZERO = Decimal(0)
START = datetime.date(2026, 10, 1)
FIRST = ("Mira", "Ian", "Una", "Tobias", "Odette", "Karl", "Priya", "Lena", "Hugo", "Asa", "Noor", "Felix")
LAST = (
    "Ashdown",
    "Brook",
    "Cole",
    "Dunmore",
    "Ekwall",
    "Farrant",
    "Greave",
    "Holm",
    "Ives",
    "Jarrow",
    "Kirkby",
    "Lund",
)
CLASSES = (("PARTNR", 620, 1150), ("ASSOC", 290, 610), ("PARALG", 130, 240))
LINES_A_PERSON = 120
"""How many lines a person writes in a month: at an hour or so each, some 110 hours."""


class Person(NamedTuple):
    """A timekeeper of the firm."""

    id: str
    name: str
    kind: str
    rate: str


class Month(NamedTuple):
    """What is to be made: lines in all, in so many files, about so many lines a bill.

    People and matters are those of a firm that writes `firm` lines a month; by default it is the lines of this one.
    """

    lines: int
    files: int = 1
    size: int = 50
    seed: int = 1
    firm: int = 0

    @property
    def matters(self) -> int:
        """Count the matters of the firm."""
        return max(40, (self.firm or self.lines) // 100)

    def people(self) -> list[Person]:
        """Invent as many people as the firm needs; who they are follows from how many there are, and from no seed."""
        return people(max(12, (self.firm or self.lines) // LINES_A_PERSON))


def people(count: int) -> list[Person]:
    """Invent people."""
    chance = random.Random(f"firm of {count}")
    found = []
    for number in range(count):
        kind, least, most = CLASSES[min(number % 5, 2)]
        rate = chance.choice((f"{chance.randrange(least, most, 5)}", f"{chance.randrange(least, most, 5)}.50"))
        found.append(Person(f"TK{number:04}", f"{chance.choice(LAST)}, {chance.choice(FIRST)}", kind, rate))
    return found


def sizes(lines: int, size: int, chance: random.Random) -> Iterator[int]:
    """Spread lines over bills of about a size."""
    while lines:
        count = min(lines, chance.randint(max(1, size // 2), size * 2))
        yield count
        lines -= count


def hours(chance: random.Random) -> Decimal:
    """Give the time of an entry in hours: most are short."""
    kind = chance.random()
    if kind < 0.7:
        return Decimal(min(80, 1 + int(chance.expovariate(0.12)))) / 10
    if kind < 0.95:
        return Decimal(chance.randint(1, 10)) / 4
    return Decimal(chance.randint(5, 150)) / 100


def fee(team: list[Person], chance: random.Random) -> tuple[str, Decimal]:
    """Write the part of a fee's record that is its own, with `{}` where its line number and day go; and its total."""
    person = chance.choice(team)
    text, activity = entries.fee(chance)
    time = hours(chance)
    exact = time * Decimal(person.rate)
    less = -(exact / 10).quantize(CENT) if chance.random() < 0.05 else ZERO
    total = (exact + less).quantize(CENT, ROUND_HALF_UP)
    task = entries.task(text, chance)
    return (
        f"F|{time:f}|{less:f}|{total:f}|{_day(chance)}|{task}||{activity}|{person.id}|{text}|12-3456789|{person.rate}"
        f"|{person.name}|{person.kind}"
    ), total


def expense(chance: random.Random) -> tuple[str, Decimal]:
    """Write the part of an expense's record that is its own, and its total."""
    code, text, price, count = entries.expense(chance)
    total = count * Decimal(price)
    return f"E|{count}||{total:f}|{_day(chance)}||{code}|||{text}|12-3456789|{price}||", total


def discount(total: Decimal) -> tuple[str, Decimal]:
    """Write a discount of five percent on the fees of a bill."""
    less = -(total / 20).quantize(CENT)
    day = f"{START + datetime.timedelta(30):%Y%m%d}"
    return f"IF|1|{less:f}|{less:f}|{day}|||||Courtesy discount of 5%|12-3456789|||", less


def _day(chance: random.Random) -> str:
    """Choose a day of October 2026, seldom one of a weekend."""
    day = chance.randint(1, 31)
    if (START.weekday() + day - 1) % 7 > 4 and chance.random() < 0.8:
        day = day - 2 if day > 2 else day + 3
    return f"202610{day:02}"


def bill(number: int, count: int, staff: list[Person], matters: int, chance: random.Random) -> Iterator[str]:
    """Write the records of one bill whose lines add up to its total."""
    team = chance.sample(staff, min(len(staff), chance.randint(2, 7)))
    rows = [expense(chance) if chance.random() < 0.1 else fee(team, chance) for _ in range(count)]
    if count > 5 and chance.random() < 1 / 30:
        rows[-1] = discount(sum((total for text, total in rows[:-1] if text.startswith("F")), ZERO))
    total = sum((each for _, each in rows), ZERO)
    matter = number * 7919 % matters
    head = (
        f"20261105|{number}|C{matter % 40:03}|M{matter:05}|{total:f}|20261001|20261031"
        f"|Professional services in October 2026, {chance.choice(entries.SUBJECTS)}"
    )
    for line, (text, _) in enumerate(rows, 1):
        yield f"{head}|{line}|{text}|CM{matter:05}[]\n"


def write(month: Month, path: Path, file: int = 0) -> None:
    """Write one of the files of a month; its numbers and words follow from the seed and from which file it is."""
    chance = random.Random(f"{month.seed}-{file}")
    staff = month.people()
    share = month.lines * (file + 1) // month.files - month.lines * file // month.files
    with path.open("w", encoding="ascii", newline="\n") as out:
        out.write(f"{LEDES1998B.first_line}\n{LEDES1998B.header}\n")
        for number, count in enumerate(sizes(share, month.size, chance), 10_001 + file * 100_000):
            out.writelines(bill(number, count, staff, month.matters, chance))


def make(month: Month, folder: Path, processes: int = 2) -> list[Path]:
    """Write all files of a month into a folder; give their paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{file + 1:02}.txt" for file in range(month.files)]
    with multiprocessing.get_context("spawn").Pool(min(processes, month.files)) as pool:
        pool.starmap(functools.partial(write, month), [(path, file) for file, path in enumerate(paths)], chunksize=1)
    return paths


def main() -> int:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--lines-a-bill", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    month = Month(wanted.lines, wanted.files, wanted.lines_a_bill, wanted.seed)
    if wanted.files > 1:
        make(month, wanted.out)
    else:
        write(month, wanted.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
