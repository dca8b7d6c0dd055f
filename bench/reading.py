"""Read e-bills and do nothing with them: `python bench/reading.py FILE...` prints how many bills and lines."""

from __future__ import annotations

import json
import sys

from ledes.bill import Bill
from ledes.formats import Reading
from ledes.formats.source import source


def main() -> int:
    """Print the counts over all files as JSON."""
    bills = lines = 0
    for path in sys.argv[1:]:
        with source(path) as opened, opened.open() as stream:
            for item in opened.format.read(stream, opened.name, Reading()):
                if isinstance(item, Bill):
                    bills += 1
                    lines += len(item.lines)
    print(json.dumps({"bills": bills, "lines": lines}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
