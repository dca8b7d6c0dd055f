"""The machine: versions of Python and of packages, whether its clock is kept, room on the disk."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from ledes.doctor.sign import Sign, bad, fine, worrying

LITTLE = 1_000_000_000
TOO_LITTLE = 100_000_000
"""Bytes that should be free where the ledger grows, and below which a run may end in the middle."""

REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?P<bounds>[^;]*)(?:;(?P<when>.*))?")
BOUND = re.compile(r"(>=|<)\s*([0-9.]+)")


def versions() -> Iterator[Sign]:
    """Say which versions run, and which packages are missing or out of their bounds."""
    yield fine("python", f"Python {sys.version.split()[0]}, ledes {metadata.version('ledes')}")
    wanted = [found for each in metadata.requires("ledes") or () if (found := REQUIREMENT.match(each))]
    needed = [each for each in wanted if "extra" not in (each["when"] or "")]
    troubles = [trouble for each in needed if (trouble := unfit(each["name"], each["bounds"]))]
    for trouble in troubles:
        yield bad("packages", trouble, "install it: python -m pip install --upgrade ledes")
    if not troubles:
        yield fine("packages", f"all {len(needed)} packages that ledes needs are there")


def unfit(name: str, bounds: str) -> str:
    """Say what is wrong with an installed package: empty where it is there and within its bounds (`>=1.2,<2`)."""
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"the package {name} is not installed"
    for sign, bound in BOUND.findall(bounds):
        if (_parts(found) >= _parts(bound)) != (sign == ">="):
            return f"the package {name} is of version {found}, and {sign}{bound} is needed"
    return ""


def _parts(version: str) -> tuple[int, ...]:
    parts = [int(each) for each in re.findall(r"\d+", version.partition("+")[0])]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def clock() -> Iterator[Sign]:
    """Say whether the machine keeps its clock by a time server, where it can tell."""
    told = _asked("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if told == "yes":
        yield fine("clock", "kept by a time server")
    elif told == "no":
        remedy = "switch it on: timedatectl set-ntp true; deadlines and the order of events go by this clock"
        yield worrying("clock", "not kept by a time server", remedy)
    else:
        yield fine("clock", "this machine does not say whether a time server keeps it; --network compares it")


def _asked(*words: str) -> str:
    program = shutil.which(words[0])
    if program is None:
        return ""
    try:
        done = subprocess.run([program, *words[1:]], capture_output=True, text=True, timeout=3)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def disk(root: Path) -> Iterator[Sign]:
    """Say how much room is left where a workspace lies."""
    free = shutil.disk_usage(root).free
    yield room(free)


def room(free: int) -> Sign:
    """Judge the bytes that are free."""
    said = f"{free / 1_000_000_000:.1f} GB free" if free >= LITTLE else f"{free // 1_000_000} MB free"
    if free < TOO_LITTLE:
        return bad("disk", said, "make room: a ledger that cannot grow ends a run in the middle")
    if free < LITTLE:
        return worrying("disk", said, "make room: every bill and every answer is kept in the ledger")
    return fine("disk", said)
