"""The machine and the versions that figures were taken with."""

from __future__ import annotations

import datetime
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("ledes", "lxml", "polars", "duckdb", "ledes-parser")


def described() -> dict[str, Any]:
    """Describe the machine, the day and the versions; a package that is not installed is left out."""
    return {
        "day": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "python": platform.python_version(),
        "versions": {name: version for name in PACKAGES if (version := _version(name))},
        "load": load(),
    }


def load() -> float:
    """Give the load of the last quarter of an hour: more than our own two processes means that others were at work."""
    return round(os.getloadavg()[2], 1)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _processor() -> str:
    """Name the processor as the system does, without its number in the catalogue."""
    path = Path("/proc/cpuinfo")
    text = path.read_text("utf-8") if path.exists() else ""
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()
