"""Files made to harm are refused or judged in words, soon, and in a small multiple of their size."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fuzz import hostile

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the memory of a process is read from Linux's /proc"
)

SECONDS = 20
"""Time for any of them, on a busy machine too."""

TIMES = 16
LEAST = 48 << 20
"""Bytes that any file may cost, and how many times its own size beyond that."""

REFUSED = {
    "entity bomb": "entities",
    "entity bomb in 2000": "entities",
    "external entity": "entities",
    "external entity over the net": "entities",
    "external parameter entity": "entities",
    "included file": "no element 'include'",
    "deep XML": "depth",
    "deep matters": "depth",
    "gzip of XML": "no form that ledes reads",
    "gzip of 1998B": "no form that ledes reads",
    "deep JSON lists": "nested too deeply",
    "deep JSON objects": "nested too deeply",
    "long JSON number": "too many digits",
    "huge JSON exponent": "not a plain number",
    "endless line": "more than 1,048,576 bytes",
    "endless pipes": "more than 1,048,576 bytes",
    "open quote in CSV": "never closes",
    "many commas in CSV": "2,000,001 cells",
    "zip bomb": "unpacks to more than 400 MB",
    "far cell in XLSX": "1,048,576 rows and 16,384 columns",
    "far row in XLSX": "1,048,576 rows",
}
"""What is said of a file, in part."""


def cost(*names: str) -> list[dict[str, Any]]:
    """Read files in a process of their own, as its memory is what is measured."""
    command = [sys.executable, str(Path(hostile.__file__)), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS * 3, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


GROUPS = [list(hostile.FILES)[start : start + 7] for start in range(0, len(hostile.FILES), 7)]


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: names[0])
def test_hostile_files_end_in_words_soon_and_in_little_memory(names: list[str]) -> None:
    for name, done in zip(names, cost(*names), strict=True):
        assert done["seconds"] < SECONDS, name
        assert done["held"] < LEAST + TIMES * done["size"], (name, done["held"] >> 20)
        assert REFUSED.get(name, "") in " ".join(done["said"]), (name, done["said"])
        assert name not in REFUSED or done["verdict"] != "conforms"


def test_no_file_of_this_machine_gets_into_what_is_said() -> None:
    (done,) = cost("external entity")
    assert "root:" not in json.dumps(done)


def test_every_expectation_speaks_of_a_file() -> None:
    assert set(REFUSED) <= set(hostile.FILES)
