"""What set-up states of an account, read as what it is meant to be; a mistake is told before anything is sent."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledes.errors import SetupError
from ledes.gateway import Account, NotSent

ENDLESS = float("inf")


@contextmanager
def as_setup() -> Iterator[None]:
    """Tell what is wrong with an account as a mistake of set-up, where that is looked for before an attempt."""
    problem = ""
    try:
        yield
    except NotSent as error:
        problem = str(error)
    if problem:
        raise SetupError(problem, hint="mend the account under [[accounts]] in ledes.toml")


def text(account: Account, name: str, otherwise: str = "") -> str:
    """Give a setting without blanks around it."""
    return account.settings.get(name, "").strip() or otherwise


def needed(account: Account, name: str, why: str) -> str:
    """Give a setting that has to be there.

    Raises `NotSent` that says what it is for.
    """
    found = text(account, name)
    if not found:
        raise NotSent(f"{whose(account)} has no setting {name}: {why}")
    return found


def several(account: Account, name: str) -> tuple[str, ...]:
    """Give a setting that lists things, with commas between them."""
    return tuple(each.strip() for each in text(account, name).split(",") if each.strip())


def yes(account: Account, name: str, *, otherwise: bool) -> bool:
    """Give a setting that is true or false; raises `NotSent` for another word."""
    found = text(account, name).lower()
    if found not in {"", "true", "false"}:
        raise NotSent(f"the setting {name} of {whose(account)} is {found!r}, neither true nor false")
    return found == "true" if found else otherwise


def number(account: Account, name: str) -> int | None:
    """Give a setting that is a whole number above nothing; raises `NotSent` for another."""
    found = text(account, name)
    if not found:
        return None
    if not (found.isascii() and found.isdigit() and int(found[:18])):
        raise NotSent(f"the setting {name} of {whose(account)} is no whole number above 0")
    return int(found[:18])


def seconds(account: Account, name: str, longest: float) -> float:
    """Give a time limit, which a setting may shorten but not lengthen; raises `NotSent` where it is no number."""
    wanted = limited(text(account, name), longest)
    if wanted is None:
        raise NotSent(f"the setting {name} of {whose(account)} is no number of seconds")
    return wanted


def limited(said: str, longest: float) -> float | None:
    """Read a time limit in seconds, at most the longest there is; `None` where it is no number of seconds.

    >>> limited("2.5", 60), limited("", 60), limited("1e9", 60), limited("0", 60), limited("nan", 60)
    (2.5, 60, 60, None, None)
    """
    if not said:
        return longest
    try:
        wanted = float(said)
    except ValueError:
        return None
    return min(wanted, longest) if 0 < wanted < ENDLESS else None


def pairs(account: Account, name: str) -> dict[str, str]:
    """Give a setting of the form `a = b; c = d`; raises `NotSent` where a part has no equals sign."""
    found: dict[str, str] = {}
    for part in text(account, name).split(";"):
        left, sign, right = part.partition("=")
        if not part.strip():
            continue
        if not (sign and left.strip() and right.strip()):
            raise NotSent(f"the setting {name} of {whose(account)} must read: this = that; other = that")
        found[left.strip()] = right.strip()
    return found


def file(account: Account, name: str) -> Path | None:
    """Give a setting that names a file of this machine; raises `NotSent` where it depends on the working folder."""
    found = text(account, name)
    if not found:
        return None
    path = Path(found).expanduser()
    if not path.is_absolute():
        raise NotSent(f"the setting {name} of {whose(account)} is no absolute path")
    return path


def whose(account: Account) -> str:
    """Name the account."""
    return f"account {account.name} of {account.vendor}"


def on_loopback(host: str) -> bool:
    """Say whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
