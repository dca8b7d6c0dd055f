"""The demo tells its whole story against a real portal: approved, reduced, rejected, explained, corrected, accepted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

STORY = Path(__file__).parents[1] / "samples" / "demo" / "story.py"


def test_the_demo_ends_as_it_should() -> None:
    done = subprocess.run([sys.executable, str(STORY)], capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stderr) == (0, "")
    before, _, after = done.stdout.partition(".xlsx --replaces 3\n")
    assert re.search(r"QF-2026-1042 .* APPROVED_REDUCED", before)
    assert re.search(r"QF-2026-1043 .* REJECTED", before)
    assert "TIMEKEEPER_UNKNOWN" in before
    assert re.search(r" 4  QF-2026-1043 .* APPROVED ", after)
    by_hand = after[after.index("# Two more clients") :]
    laid_out = by_hand[: by_hand.index("$ ledes track")]
    assert len(re.findall(r"USD  waiting_upload  - ", laid_out)) == 2
    assert "Collaborati (Mitratech)" in by_hand
    last = by_hand[by_hand.index("$ ledes status") :]
    assert re.search(r" 5  QF-2026-1051 .* delivered  PENDING_CLIENT ", last)
    assert re.search(r" 6  QF-2026-1052 .* delivered  - ", last)
    assert "ap@marlstone.example" in by_hand
    assert re.search(r"6 submissions, \d+ events: whole", last)
