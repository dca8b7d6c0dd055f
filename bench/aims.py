"""What was measured beside what is aimed at, and what it comes to in a night."""

from __future__ import annotations

from month import LINES_A_PERSON
from tables import Figures, table

NIGHT = 8 * 3600
"""Seconds of a night."""

FIRM_LINES = 1_000 * LINES_A_PERSON
FIRM_BILLS = FIRM_LINES // 62
"""The month of a firm of 1,000 timekeepers, at the 62 lines that a bill of the month has on average."""


def aims(figures: Figures) -> str:
    """Compare with what is aimed at: two cores, `--jobs 2`, the largest month."""
    rows = [
        _least("standard validation, lines/s", 80_000, figures.speed("standard-2")),
        _most("its memory, MB", 250, _memory(figures, "standard-2")),
        _least("full profile and history, lines/s", 20_000, figures.speed("full-2")),
        _least("writing 1998B, lines/s", 150_000, figures.speed("write-2")),
        _least("reading XML with its XSD, MB/s", 10, _megabytes(figures, "xsd-2")),
        _least("writing XML, MB/s", 10, _megabytes(figures, "write-xml-2")),
        _most("CPU s a line, largest month to the one before", 1.1, _growth(figures, "standard")),
        _most("`ledes --help`, ms", 120, figures.said["starts"]["help"]["wall"] * 1000),
        _most("one bill of 50 lines validated, ms", 350, figures.said["starts"]["bill"]["wall"] * 1000),
        _most("Python alone, for comparison, ms", None, figures.said["starts"]["python"]["wall"] * 1000),
    ]
    return table(("what", "aim", "measured", "met"), rows)


def _least(what: str, aim: float, found: float | None) -> list[str]:
    return [what, f"at least {aim:,}", _shown(found), "-" if found is None else "yes" if found >= aim else "no"]


def _most(what: str, aim: float | None, found: float | None) -> list[str]:
    met = "-" if found is None or aim is None else "yes" if found <= aim else "no"
    return [what, "-" if aim is None else f"at most {aim:,}", _shown(found), met]


def _shown(found: float | None) -> str:
    return (
        "-" if found is None else f"{found:.2f}" if found < 10 else f"{found:.1f}" if found < 100 else f"{found:,.0f}"
    )


def _memory(figures: Figures, key: str) -> float | None:
    row = figures.row(key)
    return row["peak"] / 1e6 if row else None


def _megabytes(figures: Figures, key: str) -> float | None:
    row = figures.row(key)
    return row["bytes"] / 1e6 / row["wall"] if row else None


def _growth(figures: Figures, key: str) -> float | None:
    rows = [row for month in figures.months[-2:] if (row := figures.row(key, month))]
    if len(rows) < 2:
        return None
    before, largest = (row["cpu"] / row["lines"] for row in rows)
    return float(largest / before)


def night(figures: Figures) -> str:
    """Say what the machine does in a night of eight hours, and how long it is at work for a firm."""
    works = (
        ("standard-2", "lines checked by the standard, `--jobs 2`"),
        ("full-2", "lines checked by a full profile with history, `--jobs 2`"),
        ("convert-2", "lines converted to XML 2.1, `--jobs 2`"),
        ("write-2", "lines written as 1998B, two processes"),
    )
    rows = [_work(title, speed, FIRM_LINES) for key, title in works if (speed := figures.speed(key))]
    sent = figures.said.get("sending")
    if sent:
        about = f"bills sent, {sent['at_once']} at once, {sent['answer']} s each at the portal"
        rows.append(_work(about, sent["bills"] / sent["wall"], FIRM_BILLS))
    firm = f"a firm of 1,000: {FIRM_LINES:,} lines, {FIRM_BILLS:,} bills"
    return table(("what", "a second", "in eight hours", firm), rows)


def _work(title: str, speed: float, firm: int) -> list[str]:
    night = speed * NIGHT
    done = f"{night / 1e6:,.0f} million" if night > 1e7 else f"{night:,.0f}"
    seconds = firm / speed
    took = f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} minutes"
    return [title, f"{speed:,.0f}" if speed > 100 else f"{speed:.1f}", done, took]


def jobs(figures: Figures) -> str:
    """Compare one process with two, by the clock."""
    pairs = (
        ("standard", "`ledes validate`"),
        ("full", "full profile and history"),
        ("convert", "`ledes convert --to xml2.1`"),
    )
    rows = []
    for key, title in pairs:
        for month in figures.months:
            one, two = figures.row(key, month), figures.row(f"{key}-2", month)
            if one and two:
                times = [f"{each['wall']:.1f}" for each in (one, two)]
                memory = [str(each["peak"] >> 20) for each in (one, two)]
                rows.append([title, f"{one['lines']:,}", *times, f"{one['wall'] / two['wall']:.2f}", *memory])
    return table(("what", "lines", "s", "s, `--jobs 2`", "times as fast", "peak MiB", "peak MiB, `--jobs 2`"), rows)
