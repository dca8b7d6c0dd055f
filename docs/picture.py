"""A picture of a real run, as SVG: what the commands print, in a frame, without fonts from elsewhere."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import mistakes
from rich.console import Console
from rich.text import Text

from ledes.setup import start

RUN = (
    "ledes validate QF-2026-1041.txt",
    "ledes submit --dry-run",
)
WIDTH = 118
COLOURS = ((r"^\$ .*", "bold"), (r"\berror\b", "bold red"), (r"^  fix: .*", "green"), (r"\bnote\b", "cyan"))


def page() -> str:
    """Run the commands in a fresh workspace, beside an e-bill with one total spoilt, and draw what they print."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    with tempfile.TemporaryDirectory() as folder:
        firm = Path(folder) / "firm"
        start.make(firm)
        mistakes.run("ledes convert inbox/2026-10-bills.csv --out .", firm)
        bill = firm / "QF-2026-1041.txt"
        bill.write_text(bill.read_text("utf-8").replace("|903.00|", "|930.00|", 1), "utf-8")
        for command in RUN:
            said, _ = mistakes.run(command, firm)
            said = re.sub(r"^.*not asked: .*\n", "", said, flags=re.MULTILINE)
            text = Text(f"$ {command}\n{said}")
            for pattern, style in COLOURS:
                text.highlight_regex(re.compile(pattern, re.MULTILINE), style)  # type: ignore[arg-type]
            console.print(text)
    # rich would fetch a font from a public server when the picture is looked at
    drawn = console.export_svg(title="ledes", unique_id="run")
    drawn = re.sub(r"@font-face \{.*?\n    \}\n", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"<!--.*?-->\n?", "", drawn, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"
