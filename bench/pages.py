"""Make tables of the figures: `python bench/pages.py FIGURES [--write]`.

Without `--write` they are printed; with it they take their places in the pages of docs/, between marks, and what people
wrote around them stays.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import aims
import tables
from tables import Figures

DOCS = Path(__file__).parents[1] / "docs"
MARK = re.compile(r"(<!-- measured by bench/run.py: (?P<name>\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
SECTIONS = {
    "machine": tables.machine,
    "agreement": tables.agreement,
    "months": tables.months,
    "peers": tables.peers,
    "xml": tables.xml,
    "aims": aims.aims,
    "night": aims.night,
    "jobs": aims.jobs,
    "reports": tables.reports,
}
PAGES = ("benchmarks.md", "scale.md")


def fill(text: str, figures: Figures) -> str:
    """Put the tables between the marks of a page.

    Raises `KeyError` for a mark that nothing is known about.
    """
    return MARK.sub(lambda found: f"{found[1]}{SECTIONS[found['name']](figures)}{found[3]}", text)


def main() -> int:
    """Print the tables, or write them into the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if not given.figures.exists():
        sys.exit(f"there are no figures in {given.figures}")
    figures = Figures(json.loads(given.figures.read_text("utf-8")))
    for name in PAGES if given.write else ():
        page = DOCS / name
        page.write_text(fill(page.read_text("utf-8"), figures), "utf-8")
        print(f"written: docs/{name}")
    if not given.write:
        print("\n".join(section(figures) for section in SECTIONS.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
