"""The seven checks over duckdb, by hand: `python bench/overduckdb.py FILE...` prints how many faults each check finds.

It stands for the limit of what columns can do: faults are counted, not explained. Lines are read whole and split here,
as over polars; numbers are looked at by a pattern before they become DECIMAL(19,4), whose products are exact.
"""

from __future__ import annotations

import json
import sys

import duckdb
from knowncodes import ACTIVITIES, EXPENSES, TASKS

NAMES = (
    "invoice_date", "invoice", "client", "matter", "invoice_total", "start_", "end_", "about", "line", "kind", "units",
    "adjustment", "total", "day", "task", "expense", "activity", "keeper", "text", "firm", "rate", "name", "class",
    "client_matter",
)  # fmt: skip
DATES = ("invoice_date", "start_", "end_", "day")
NUMBERS = ("invoice_total", "units", "adjustment", "total", "rate")
NUMBER = r"-?\d{1,14}(\.\d{1,4})?"


def among(name: str, codes: list[str]) -> str:
    """Say in SQL that a code is blank or known."""
    return f"({name} = '' OR {name} IN ({', '.join(map(repr, codes))}))"


def judging(path: str) -> str:
    """Write the SQL that reads the records of a file and says of each what is wrong with it."""
    cells = ", ".join(f"cells[{place}] AS {name}" for place, name in enumerate(NAMES, 1))
    amounts = ", ".join(
        f"CASE WHEN regexp_full_match({name}, '{NUMBER}') THEN CAST({name} AS DECIMAL(19,4)) END AS {name}_n"
        for name in NUMBERS
    )
    unreadable = " OR ".join(f"({name} <> '' AND {name}_n IS NULL)" for name in NUMBERS)
    days = ", ".join(f"try_strptime({name}, '%Y%m%d') AS {name}_d" for name in DATES)
    no_day = " OR ".join(f"{name}_d IS NULL" for name in DATES)
    half = (f"total_n NOT IN (round(exact, {places}), round_even(exact, {places}))" for places in (2, 4))
    agrees = f"({' AND '.join(half)})"
    known = " AND ".join((among("task", TASKS), among("expense", EXPENSES), among("activity", ACTIVITIES)))
    return f"""
        WITH lines AS (
            SELECT row_number() OVER () AS row, said,
                ends_with(said, '[]') AND length(said) - length(replace(said, '|', '')) = {len(NAMES) - 1} AS whole,
                string_split(regexp_replace(said, '\\[\\]$', ''), '|') AS cells
            FROM read_csv('{path}', header = false, skip = 2, delim = '\x1f', quote = '', escape = '',
                auto_detect = false, columns = {{'said': 'VARCHAR'}})
        ), records AS (SELECT row, whole, {cells} FROM lines
        ), parsed AS (SELECT *, {amounts}, {days} FROM records
        ), summed AS (
            SELECT *, kind IN ('F', 'E', 'IF', 'IE') AS kind_k, {unreadable} AS unreadable, ({no_day}) AS no_day,
                coalesce(units_n * rate_n, 0) + coalesce(adjustment_n, 0) AS exact,
                lag(invoice, 1, '') OVER (ORDER BY row) <> invoice AS opened
            FROM parsed
        )
        SELECT invoice, opened, line, total_n, invoice_total, invoice_total_n, whole,
            whole AND kind_k AND NOT unreadable AS readable,
            whole AND NOT (kind_k AND NOT unreadable) AS types,
            whole AND kind_k AND NOT unreadable AND {agrees} AS arithmetic,
            whole AND (no_day OR day_d NOT BETWEEN start__d AND end__d) AS dates,
            whole AND NOT ({known}) AS codes
        FROM summed
    """


def counted(path: str) -> dict[str, int]:
    """Count what each check finds in a file."""
    bills = f"""
        SELECT count(*) AS lines, sum(opened::INT) AS opened, sum((NOT whole)::INT) AS format, sum(types::INT) AS types,
            sum(arithmetic::INT) AS arithmetic, sum(dates::INT) AS dates, sum(codes::INT) AS codes,
            count(*) FILTER (whole) - count(DISTINCT line) FILTER (whole) AS twice,
            bool_and(readable) AND sum(opened::INT) = 1
                AND (sum(total_n) <> first(invoice_total_n) OR count(DISTINCT invoice_total) > 1) AS differs
        FROM ({judging(path)}) GROUP BY invoice
    """
    found = duckdb.execute(f"""
        SELECT sum(lines), sum(differs::INT), sum(arithmetic), sum(dates), sum(codes), sum(twice) + sum(opened - 1),
            sum(types), sum(format) FROM ({bills})
    """).fetchall()
    names = ("lines", "sums", "arithmetic", "dates", "codes", "order", "types", "format")
    return {name: int(count) for name, count in zip(names, found[0], strict=True)}


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
