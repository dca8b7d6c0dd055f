"""Print how well refusals are understood: `python bench/rejections.py`.

Texts that are taken wrongly are named for the part that is tuned on; of the held-out third only counts are printed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import paraphrased
from paraphrased import Figures, Said

from ledes import rejections
from ledes.rejections import EXACT, recognise

PLACE = re.compile(r"<[a-z]+>")


def published() -> Figures:
    """Take the published messages, their places filled in; here exact is what is wanted."""
    said = [Said(each.reason, PLACE.sub("L110", each.text)) for each in rejections.messages() if each.kind == EXACT]
    return paraphrased.figures(said)


def row(name: str, found: Figures) -> str:
    """Give figures as a row of the table."""
    return (
        f"| {name} | {found.texts} | {found.right} | {100 * found.share:.1f} % | {found.guessed} "
        f"| {found.strange} | {found.exact} |"
    )


def main() -> int:
    """Print the table, then what is wrong among the texts that are tuned on."""
    sets = {name: paraphrased.read(name) for name in ("paraphrases", "unseen", "later", "last")}
    print("| texts | number | right | share | of these as a guess | not recognised | called exact |")
    print("| --- " * 7 + "|")
    print(row("published wording", published()))
    print(row("written with the first matcher", paraphrased.figures(sets["paraphrases"])))
    for name in ("unseen", "later"):
        print(row(f"{name}: tuned on", paraphrased.figures(each for each in sets[name] if not each.held_out)))
        print(row(f"{name}: held out", paraphrased.figures(each for each in sets[name] if each.held_out)))
    print(row("last: all held out", paraphrased.figures(sets["last"])))
    for name in ("unseen", "later"):
        for each in sets[name]:
            first = recognise(each.text)[0]
            taken = first.reason.key if first.reason else "nothing"
            if not each.held_out and taken != each.reason:
                print(f"{name}: {each.reason} taken for {taken}: {each.text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
