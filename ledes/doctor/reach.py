"""The network: whether each account's address answers, and whether its server's clock agrees with ours.

A web address is asked for its headers without signing in; any other gets a connection that is closed at once. No
secret and no bill goes anywhere.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from ledes import accounts
from ledes.doctor.sign import Sign, bad, fine, worrying
from ledes.gateway import Account, stated
from ledes.workspace import Workspace

PORTS = {"sftp": 22, "smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}
SKEW = 120.0
"""Seconds by which clocks may differ: tokens are refused beyond a few minutes."""


def signs(
    home: Workspace, clock: Callable[[], datetime.datetime], uptime: Callable[[], float], patience: float
) -> Iterator[Sign]:
    """Try the address of every account, each for at most `patience` seconds."""
    seen: set[str] = set()
    for account in accounts.stated(home):
        if not account.url:
            yield fine("network", f"account {account.name} of {account.vendor}: no address to try")
        elif account.url not in seen:
            seen.add(account.url)
            yield from tried(account, clock, uptime, patience)


def tried(
    account: Account, clock: Callable[[], datetime.datetime], uptime: Callable[[], float], patience: float
) -> Iterator[Sign]:
    """Try the address of one account."""
    about = f"account {account.name} of {account.vendor}"
    if "://" not in account.url:
        yield _folder(Path(account.url).expanduser(), about)
        return
    try:
        parts = urlsplit(account.url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, SplitResult("", "", "", "", "")
    if parts.scheme == "file":
        yield _folder(Path(parts.path), about)
    elif not host:
        yield bad("network", f"{about}: its url names no host", "mend url under [[accounts]] in ledes.toml")
    elif parts.scheme in {"http", "https"}:
        yield from _page(parts, about, clock, uptime, patience)
    else:
        yield _line(host, port or PORTS.get(parts.scheme, 443), about, patience)


def _folder(path: Path, about: str) -> Sign:
    if path.is_dir() and os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return fine("network", f"{about}: the folder {path} can be written")
    why = "is not there" if not path.is_dir() else "cannot be written by this user"
    return bad("network", f"{about}: the folder {path} {why}", "mount it, or mend url in ledes.toml")


def _line(host: str, port: int, about: str, patience: float) -> Sign:
    try:
        with contextlib.closing(socket.create_connection((host, port), timeout=patience)):
            return fine("network", f"{about}: {host} port {port} answers")
    except OSError as error:
        return bad("network", f"{about}: {host} port {port} {_why(error)}", _way_out(host))


def _page(
    parts: SplitResult,
    about: str,
    clock: Callable[[], datetime.datetime],
    uptime: Callable[[], float],
    patience: float,
) -> Iterator[Sign]:
    import requests

    host = parts.hostname or ""
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
    began = uptime()
    try:
        # auth: a name and password from ~/.netrc must not go along
        answer = requests.head(address, timeout=patience, allow_redirects=False, auth=lambda request: request)
    except requests.exceptions.SSLError:
        remedy = "look at the address in a browser; behind a proxy, set REQUESTS_CA_BUNDLE to its certificates"
        yield bad("network", f"{about}: the certificate of {host} is not accepted", remedy)
        return
    except (requests.RequestException, OSError, ValueError) as error:
        yield bad("network", f"{about}: {host} {_why(error)}", _way_out(host))
        return
    took = uptime() - began
    yield fine("network", f"{about}: {host} answers with {answer.status_code}")
    yield from skew(answer.headers.get("Date", ""), clock(), took, host)


def skew(date: str, now: datetime.datetime, took: float, host: str) -> Iterator[Sign]:
    """Compare our clock with the Date header of an answer that took some seconds; nothing where it has none."""
    try:
        theirs = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=datetime.UTC)
    apart = (now - theirs).total_seconds()
    if abs(apart) > SKEW + took:
        way = "ahead of" if apart > 0 else "behind"
        fact = f"this machine's clock is {abs(apart):,.0f} seconds {way} that of {host}"
        yield worrying("clock", fact, "set it by a time server: timedatectl set-ntp true")
    else:
        yield fine("clock", f"agrees with that of {host}")


def _why(error: Exception) -> str:
    said = f"{type(error).__name__} {error}".lower()
    if "timeout" in said or "timed out" in said:
        return "does not answer in time"
    if "resolve" in said or "name or service" in said or "gaierror" in said:
        return "is a name that nobody knows"
    return "refuses the connection" if "refused" in said else "cannot be reached"


def _way_out(host: str) -> str:
    if stated.on_loopback(host):
        return "start what serves there; the practice portal by: ledes sandbox --portal portal.toml"
    return f"check the address in ledes.toml, the connection, and whether a firewall lets this machine reach {host}"
