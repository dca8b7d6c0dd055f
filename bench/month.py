"""Make a month of invented LEDES 1998B bills: `python bench/month.py LINES OUT [--lines-a-bill N] [--seed N]`.

Nothing here is tuned to the reader: narratives are put together from many parts and hardly repeat, hours and rates
vary, a tenth are expenses, some lines carry a discount, and one narrative in fifty has an ampersand or quotes.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
from decimal import Decimal
from pathlib import Path

from ledes.formats.delimited.layouts import LEDES1998B

VERBS = ("Draft", "Revise", "Review", "Analyze", "Prepare", "Research", "Attend", "Telephone conference regarding")
WORKS = (
    "motion to compel",
    "reply brief",
    "witness outline",
    "lease amendment",
    "expert report",
    "discovery responses",
)
ENDS = ("for hearing", "per client comments", "regarding damages", "and exhibits", "for 'phase 2'", 'titled "Draft B"')
EXPENSES = (
    ("E101", "Copies", "0.10"),
    ("E107", "Courier", "18.40"),
    ("E110", "Train fare", "64.25"),
    ("E112", "Court fee", "402"),
)
TASKS = ("L110", "L120", "L210", "L240", "L310", "L330", "L430")
ACTIVITIES = ("A101", "A102", "A103", "A104", "A106", "A107")


def bills(lines: int, size: int, chance: random.Random) -> list[tuple[int, int]]:
    """Spread lines over bills of about a size: number and lines of each."""
    found, left, number = [], lines, 10_001
    while left:
        count = min(left, chance.randint(max(1, size // 2), size * 2))
        found.append((number, count))
        left -= count
        number += 1
    return found


def records(number: int, count: int, chance: random.Random) -> list[str]:
    """Write the records of one bill whose lines add up to its total."""
    start = datetime.date(2026, 10, 1)
    people = [
        (f"{last[:1]}{number % 97}", f"{last}, {first}", kind, Decimal(chance.randrange(150, 900, 5)))
        for last, first, kind in (("Ashdown", "Mira", "PARTNR"), ("Brook", "Ian", "ASSOC"), ("Cole", "Una", "PARALG"))
    ]
    rows = []
    for line in range(1, count + 1):
        day = f"{start + datetime.timedelta(chance.randrange(31)):%Y%m%d}"
        if chance.random() < 0.1:
            code, text, price = chance.choice(EXPENSES)
            units = chance.randint(1, 40)
            amount = units * Decimal(price)
            rows.append((line, "E", str(units), "", amount, day, "", code, "", "", text, price, "", ""))
            continue
        person, name, kind, rate = chance.choice(people)
        hours = Decimal(chance.randint(1, 90)) / 10
        discount = -(hours * rate / 10).quantize(Decimal("0.01")) if chance.random() < 0.05 else Decimal(0)
        text = f"{chance.choice(VERBS)} {chance.choice(WORKS)} {chance.choice(ENDS)} ({chance.randint(1, 9999)})"
        rows.append(
            (line, "F", str(hours), str(discount), hours * rate + discount, day, chance.choice(TASKS), "",
             chance.choice(ACTIVITIES), person, text, str(rate), name, kind)
        )  # fmt: skip
    total = sum((row[4] for row in rows), Decimal(0))
    head = (
        f"20261105|{number}|C{number % 40:03}|M{number % 400:04}|{total:f}|20261001|20261031|Services in October 2026"
    )
    tail = f"CM{number % 400:04}[]"
    return [
        f"{head}|{n}|{k}|{u}|{a}|{t:f}|{d}|{task}|{exp}|{act}|{tk}|{text}|12-3456789|{rate}|{name}|{kind}|{tail}"
        for n, k, u, a, t, d, task, exp, act, tk, text, rate, name, kind in rows
    ]


def main() -> int:
    """Write the file that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lines-a-bill", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    with wanted.out.open("w", encoding="ascii", newline="\n") as out:
        out.write(f"{LEDES1998B.first_line}\n{LEDES1998B.header}\n")
        for number, count in bills(wanted.lines, wanted.lines_a_bill, chance):
            out.writelines(f"{record}\n" for record in records(number, count, chance))
    return 0


if __name__ == "__main__":
    sys.exit(main())
