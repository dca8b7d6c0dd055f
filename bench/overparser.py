"""The lines of files by `ledes-parser` from PyPI: `python bench/overparser.py FILE...` prints how many it read.

It reads LEDES 1998B and checks nothing beyond its grammar, so its equal here is our reading alone. A text is handed
over whole, which is the one way that it offers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ledes_parser import get_parser


def main() -> int:
    """Print how many lines are in all files, as JSON."""
    parser = get_parser("LEDES98B")
    count = 0
    for path in sys.argv[1:]:
        count += len(parser.parse(Path(path).read_text("ascii"))["line_items"])
    print(json.dumps({"lines": count}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
