"""The set-up of a workspace: its files, its clients, the rights of its folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ledes import workspace as workspaces
from ledes.doctor.sign import Sign, bad, fine, worrying
from ledes.errors import LedesError
from ledes.workspace import Workspace

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def workspace(root: Path | None) -> Workspace:
    """Load the workspace in a folder, or the nearest one upwards. Raises `SetupError`."""
    return workspaces.find(root)


def signs(home: Workspace) -> Iterator[Sign]:
    """Look at what set-up says, at clients without a way out, and at folders."""
    clients = len(home.clients)
    yield fine("set-up", f"{home.root / workspaces.NAME} and {clients} {'client' if clients == 1 else 'clients'} read")
    if not clients:
        remedy = "make a profile from a bill: ledes client new KEY --from BILL"
        yield worrying("set-up", "there is no client yet", remedy)
    for key, client in home.clients.items():
        if not client.vendor:
            remedy = f'write vendor = "..." into clients/{key}.toml to send its bills; ledes vendors lists them'
            yield worrying("set-up", f"the profile of {key!r} names no vendor", remedy)
            continue
        try:
            home.account(client)
        except LedesError as error:
            yield bad("set-up", error.message, error.hint)
    for path in (home.inbox, home.outbox, home.receipts):
        yield from _folder(path, home.root)


def _folder(path: Path, root: Path) -> Iterator[Sign]:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    if not path.is_dir():
        yield worrying("folders", f"{name} is not there", f"make it: mkdir {path}")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield bad("folders", f"{name} cannot be read and written by this user", f"run: chown {_user()} {path}")
    elif private(path):
        yield fine("folders", f"{name} is there, and its owner's only")
    else:
        yield worrying("folders", f"{name} may be read by others: it holds clients' bills", f"run: chmod 700 {path}")


def private(path: Path) -> bool:
    """Say whether only the owner gets at a file or folder, where the system knows owners."""
    return os.name != "posix" or not path.stat().st_mode & OTHERS


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "USER"
