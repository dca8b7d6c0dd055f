"""Drops under kills: whatever moment a process ends at, each bill lies there once, whole, and nothing beside it."""

from __future__ import annotations

import contextlib
import json
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from practice import package
from sshserver import MISSING, sshd

from ledes.gateway import Absent, Account, Found, vendor

WHOLE, KILLED = range(5), range(5, 35)
"""The numbers of the bills by which it is measured how long one takes, and of those whose process is killed."""

Order = Callable[[str, float], str]


@contextlib.contextmanager
def orders(account: Account) -> Iterator[Order]:
    program = Path(__file__).with_name("dropper.py")
    command = [sys.executable, program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        put, get = process.stdin, process.stdout
        stated = {"vendor": account.vendor, "url": account.url, "settings": dict(account.settings)}

        def order(reference: str, kill: float) -> str:
            print(json.dumps({"account": stated, "reference": reference, "kill": kill}), file=put, flush=True)
            return get.readline().strip()

        yield order
        put.close()


def seconds(order: Order, reference: str) -> float:
    begun = time.monotonic()
    assert order(reference, 30.0) == "Receipt"
    return time.monotonic() - begun


@contextlib.contextmanager
def share(folder: Path) -> Iterator[tuple[Account, Path]]:
    (folder / "KEEP").touch()
    settings = {"folder": str(folder), "picked_up": "false", "marker": "KEEP"}
    yield Account(vendor="folder", settings=settings), folder


@contextlib.contextmanager
def server(_folder: Path) -> Iterator[tuple[Account, Path]]:
    with sshd() as running:
        yield running.account(picked_up="false"), running.folder


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(share, id="folder"),
        pytest.param(server, id="sftp", marks=pytest.mark.skipif(bool(MISSING), reason=MISSING)),
    ],
)
def test_each_bill_lies_there_once_whenever_the_process_was_killed(
    place: Callable[[Path], contextlib.AbstractContextManager[tuple[Account, Path]]], tmp_path: Path
) -> None:
    chance, ends = random.Random(7), Counter[str]()
    with place(tmp_path) as (account, folder), orders(account) as order:
        longest = 1.3 * statistics.median(seconds(order, f"ref-{number}") for number in WHOLE)
        for number in KILLED:
            reference = f"ref-{number}"
            end = order(reference, chance.uniform(0, longest))
            ends[end] += 1
            if end not in {"Receipt", "NotSent"}:
                seen = vendor(account.vendor).look(reference, account)
                assert isinstance(seen, Found | Absent)
                end = "Receipt" if isinstance(seen, Found) else "NotSent"
                ends[f"then {end}"] += 1
            lying = [path.read_bytes() for path in folder.glob(f"1001_{reference}.txt")]
            assert lying == ([package().content] if end == "Receipt" else [])
            if end == "NotSent":
                assert order(reference, 30.0) == "Receipt"
        left = sorted(path.name for path in folder.iterdir() if path.name != "KEEP")
    assert left == sorted(f"1001_ref-{number}.txt" for number in (*WHOLE, *KILLED))
    assert ends["killed"] >= len(KILLED) // 4, ends
