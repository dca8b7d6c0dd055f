"""The same promise against the practice portal, which keeps a journal of all that it was handed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from office import bills, record
from runs import Runner

FIRM = """quiet_seconds = 0
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
[[accounts]]
vendor = "sandbox"
url = "{url}"
"""

CLIENT = """name = "Merrow Mills"
ids = ["CL"]
format = "1998b"
vendor = "sandbox"
currency = "USD"
"""

PORTAL = """token = "a-token-of-the-test"
"""


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a portal that loses every second reply and stores whatever comes again; give its address."""
    pytest.importorskip("flask")
    (tmp_path / "portal.toml").write_text(PORTAL)
    command = [sys.executable, "-m", "ledes", "sandbox", "--port", "0", "--repeats", "accept", "--seed", "5"]
    command += ["--faults", "drop-reply=0.5,error=0.2", "--portal", str(tmp_path / "portal.toml")]
    command += ["--journal", str(tmp_path / "journal.jsonl"), "--store", str(tmp_path / "store")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as run:
        assert run.stdout is not None
        yield run.stdout.readline().split()[-1]
        run.terminate()


def workspace(root: Path, url: str, number: str) -> Path:
    for folder in ("clients", "inbox", "outbox", "receipts"):
        (root / folder).mkdir(parents=True)
    (root / "ledes.toml").write_text(FIRM.format(url=url))
    (root / "clients" / "merrow.toml").write_text(CLIENT)
    (root / "inbox" / "a.txt").write_bytes(bills(record(number, "450.00")))
    return root


def journal(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_portals_journal_holds_each_bill_once(tmp_path: Path, portal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDES_SECRET_SANDBOX_DEFAULT", "a-token-of-the-test")
    runner = Runner()
    points, kill, states = 1, 1, []
    while kill <= points + 1:
        root = workspace(tmp_path / f"firm-{kill}", portal, f"INV-{kill}")
        argv = ("submit", "--workspace", str(root), "--json")
        said = runner(*argv, kill=kill, later=1)
        points = said.get("points", max(points, kill))
        for minute in range(1, 6):
            runner(*argv, later=60 * minute)
        shown = json.loads(runner("status", "--workspace", str(root), "--json")["out"])
        states += [row["state"] for row in shown["submissions"]]
        kill += 1
    runner.close()
    stored = Counter(line["invoice"] for line in journal(tmp_path / "journal.jsonl") if line["outcome"] == "stored")
    assert stored == Counter({f"INV-{number}": 1 for number in range(1, kill)})
    assert set(states) == {"delivered"}
    assert kill > 20
