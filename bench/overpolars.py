"""The seven checks over polars, by hand: `python bench/overpolars.py FILE...` prints how many faults each check finds.

It stands for the limit of what columns can do: faults are counted, not explained. Lines are read whole and split here,
because a reader of CSV cuts or refuses records of another width; numbers are looked at by a pattern before they become
decimals; and both sides of a product have eight decimals, because with four polars rounds it.
"""

from __future__ import annotations

import json
import sys

import polars as pl
from knowncodes import ACTIVITIES, EXPENSES, TASKS

NAMES = (
    "invoice_date", "invoice", "client", "matter", "invoice_total", "start", "end", "about", "line", "kind", "units",
    "adjustment", "total", "day", "task", "expense", "activity", "keeper", "text", "firm", "rate", "name", "class",
    "client_matter",
)  # fmt: skip
DATES = ("invoice_date", "start", "end", "day")
NUMBERS = ("invoice_total", "units", "adjustment", "total", "rate")
NUMBER = r"^-?\d{1,14}(\.\d{1,4})?$"
EXACT = pl.Decimal(38, 8)


def records(path: str) -> pl.LazyFrame:
    """Read the lines of a file and split those that have the form of a record."""
    lines = pl.scan_csv(
        path, has_header=False, separator="\x1f", quote_char=None, skip_lines=2, schema={"said": pl.String}
    ).with_row_index("row")
    whole = pl.col("said").str.ends_with("[]") & (pl.col("said").str.count_matches("|", literal=True) == 23)
    cells = pl.col("said").str.strip_suffix("[]").str.split_exact("|", 23).struct.rename_fields(list(NAMES))
    return lines.select("row", whole.alias("whole"), cells.alias("cells")).unnest("cells")


def judged(found: pl.LazyFrame) -> pl.LazyFrame:
    """Say of each record what is wrong with it."""
    said = {name: pl.col(name) != "" for name in NUMBERS}
    right = {name: pl.col(name).str.contains(NUMBER) for name in NUMBERS}
    found = found.with_columns(
        *(pl.when(right[name]).then(pl.col(name)).cast(EXACT).alias(f"{name}_") for name in NUMBERS),
        *(pl.col(name).str.to_date("%Y%m%d", strict=False).alias(f"{name}_") for name in DATES),
        unreadable=pl.any_horizontal(said[name] & ~right[name] for name in NUMBERS),
        kind_=pl.col("kind").is_in(["F", "E", "IF", "IE"]),
    )
    exact = (pl.col("units_") * pl.col("rate_")).fill_null(0) + pl.col("adjustment_").fill_null(0)
    half_up = [exact.round(places, mode="half_away_from_zero") for places in (2, 4)]
    half_even = [exact.round(places, mode="half_to_even") for places in (2, 4)]
    agrees = [pl.col("total_") == each for each in (*half_up, *half_even)]
    known = ((pl.col(name) == "") | pl.col(name).is_in(codes) for name, codes in CODES.items())
    return found.with_columns(
        types=pl.col("whole") & (~pl.col("kind_") | pl.col("unreadable")),
        arithmetic=pl.col("whole") & pl.col("kind_") & ~pl.col("unreadable") & ~pl.any_horizontal(agrees),
        dates=pl.col("whole")
        & (
            pl.any_horizontal(pl.col(f"{name}_").is_null() for name in DATES)
            | ~pl.col("day_").is_between(pl.col("start_"), pl.col("end_"))
        ),
        codes=pl.col("whole") & ~pl.all_horizontal(known),
        order=pl.col("whole") & (~pl.struct("invoice", "line").is_first_distinct()),
        opened=pl.col("invoice") != pl.col("invoice").shift(1).fill_null(""),
    )


CODES = {"task": TASKS, "expense": EXPENSES, "activity": ACTIVITIES}


def counted(path: str) -> dict[str, int]:
    """Count what each check finds in a file."""
    found = judged(records(path))
    lines = found.select(
        pl.len().alias("lines"),
        *(pl.col(name).sum() for name in ("arithmetic", "dates", "codes", "order", "types")),
        (~pl.col("whole")).sum().alias("format"),
        (pl.col("opened").sum() - pl.col("invoice").n_unique()).alias("apart"),
    )
    sums = (
        found.group_by("invoice")
        .agg(
            (pl.col("whole") & pl.col("kind_") & ~pl.col("unreadable")).all().alias("read"),
            (pl.col("opened").sum() == 1).alias("together"),
            (pl.col("total_").sum() != pl.col("invoice_total_").first()).alias("differs"),
            (pl.col("invoice_total").n_unique() > 1).alias("several"),
        )
        .select((pl.col("read") & pl.col("together") & (pl.col("differs") | pl.col("several"))).sum().alias("sums"))
    )
    first, second = (each.to_dicts()[0] for each in pl.collect_all([lines, sums], engine="streaming"))
    return {**second, **first, "order": first["order"] + first["apart"]}


def main() -> int:
    """Print the counts over all files as JSON."""
    totals: dict[str, int] = {}
    for path in sys.argv[1:]:
        for name, count in counted(path).items():
            totals[name] = totals.get(name, 0) + count
    print(json.dumps(totals))
    return 0


if __name__ == "__main__":
    sys.exit(main())
