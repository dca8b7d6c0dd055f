"""Print how well the rules on narratives follow their labelled sets: `python bench/narratives.py [CODE ...]`.

Rows that a rule gets wrong are named for the part that rules are tuned on; of the held-out third only counts are
printed. Beside them stand the hits on narratives that others published, where they are at hand; whether those are
false alarms is judged by a person, form by form, and kept in `tests/narratives/published.csv`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import judges
import labelled
import published


def wrong(code: str) -> list[str]:
    """Name the rows of the tuning part that a rule gets wrong."""
    tells = judges.judge(code)
    rows = [row for row in labelled.read(labelled.find(code)) if not row.held_out]
    bad = [row for row in rows if tells(row.columns) != row.bad]
    return [f"{'left' if row.bad else 'wrongly told'}: {' | '.join(row.columns.values())}" for row in bad]


def row(code: str) -> str:
    """Give the figures of a rule as a row of the table."""
    tells, known = judges.judge(code), labelled.read(labelled.find(code))
    tuned = labelled.figures((each for each in known if not each.held_out), tells)
    held = labelled.figures((each for each in known if each.held_out), tells)
    bad = held.told + held.left
    return (
        f"| {labelled.find(code).stem} | {len(known)} | {tuned.precision:.2f} | {tuned.recall:.2f} "
        f"| {bad} | {held.told} | {held.wrongly} | {held.left} | {held.precision:.2f} | {held.recall:.2f} "
        f"| {published.counted(code)} |"
    )


def main(codes: list[str]) -> int:
    """Print the table, then what is wrong among the rows that rules are tuned on."""
    codes = codes or sorted(judges.OPTIONS)
    print(
        "| set | lines | precision, tuned | recall, tuned | held out: bad | told | wrongly | left | precision |", end=""
    )
    print(" recall | published: told, wrongly |\n| --- " + "| --- " * 10 + "|")
    for code in codes:
        print(row(code), flush=True)
    for code in codes:
        for each in wrong(code):
            print(f"{code} {each}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
