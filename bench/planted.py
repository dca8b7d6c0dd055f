"""Plant a known number of faults in a copy of a month, to see that everybody who is timed finds the same.

Each kind spoils one record of a bill of its own, so that no fault hides another: what is wrong with a record leaves the
sum of its bill right, and a record that cannot be read with certainty takes its bill out of the check of sums.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

Record = list[str]
Fault = Callable[[list[Record], int], None]
UNITS, TOTAL, DAY, TASK, EXPENSE, ACTIVITY = 10, 12, 13, 14, 15, 16


def _sum(bill: list[Record], _at: int) -> None:
    for record in bill:
        record[4] = str(Decimal(record[4]) + 1)


def _arithmetic(bill: list[Record], at: int) -> None:
    bill[at][UNITS] = str(Decimal(bill[at][UNITS]) + 1)


def _impossible(bill: list[Record], at: int) -> None:
    bill[at][DAY] = "20261035"


def _outside(bill: list[Record], at: int) -> None:
    bill[at][DAY] = "20260930"


def _code(bill: list[Record], at: int) -> None:
    place = TASK if bill[at][TASK] else EXPENSE
    bill[at][place] = "ZZ9"


def _activity(bill: list[Record], at: int) -> None:
    place = ACTIVITY if bill[at][ACTIVITY] else EXPENSE
    bill[at][place] = "ZZ9"


def _twice(bill: list[Record], at: int) -> None:
    bill[at][8] = bill[at - 1][8]


def _kind(bill: list[Record], at: int) -> None:
    bill[at][9] = "Q"


def _number(bill: list[Record], at: int) -> None:
    bill[at][TOTAL] = f"{Decimal(bill[at][TOTAL]):.2f}".replace(".", ",")


def _short(bill: list[Record], at: int) -> None:
    del bill[at][TASK:ACTIVITY]


def _open(bill: list[Record], at: int) -> None:
    bill[at][-1] = bill[at][-1].removesuffix("[]")


FAULTS: dict[str, tuple[Fault, ...]] = {
    "sums": (_sum,),
    "arithmetic": (_arithmetic,),
    "dates": (_impossible, _outside),
    "codes": (_code, _activity),
    "order": (_twice,),
    "types": (_kind, _number),
    "format": (_short, _open),
}
"""The seven checks, and what is planted for each; lines of a bill that stand apart are planted for order too."""

RULES = {
    "T002": "sums", "T001": "arithmetic", "D001": "dates", "D003": "dates", "C003": "codes", "C004": "codes",
    "C005": "codes", "I001": "order", "L033": "order", "F009": "types", "F003": "types", "L028": "format",
    "L030": "format", "L020": "format",
}  # fmt: skip
"""Which of our rules belongs to which check."""


def expected(each: int) -> dict[str, int]:
    """Say how many faults each check should find where so many of each kind are planted."""
    counts = {check: each * len(faults) for check, faults in FAULTS.items()}
    return counts | {"order": counts["order"] + each}


def plant(path: Path, out: Path, each: int, seed: int = 1) -> None:
    """Copy a file with so many faults of each kind in it.

    Raises `ValueError` where the file has too few bills.
    """
    head, bills = _bills(path)
    chance = random.Random(seed)
    kinds = [fault for faults in FAULTS.values() for fault in faults for _ in range(each)]
    wide = [bill for bill in bills[:-1] if len(bill) > 8]
    if len(wide) < len(kinds) + 2 * each:
        raise ValueError(f"{path.name} has {len(wide)} bills of some length, {len(kinds) + 2 * each} are needed")
    chosen = chance.sample(wide, len(kinds) + each)
    for fault, bill in zip(kinds, chosen, strict=False):
        fault(bill, _at(bill, chance))
    for bill in chosen[len(kinds) :]:
        after = bills[next(place for place, other in enumerate(bills) if other is bill) + 1]
        after.append(bill.pop())
    out.write_text("".join([*head, *("|".join(record) + "\n" for bill in bills for record in bill)]), "ascii")


def _bills(path: Path) -> tuple[list[str], list[list[Record]]]:
    """Take a file apart: its first two lines, and its bills as records."""
    with path.open(encoding="ascii", newline="\n") as stream:
        head = [next(stream), next(stream)]
        bills: list[list[Record]] = []
        number = ""
        for line in stream:
            record = line.rstrip("\n").split("|")
            if record[1] != number:
                number = record[1]
                bills.append([])
            bills[-1].append(record)
    return head, bills


def _at(bill: Sequence[Record], chance: random.Random) -> int:
    """Choose a fee of a bill that is not its first record."""
    return chance.choice([at for at, record in enumerate(bill) if at and record[9] == "F"])
