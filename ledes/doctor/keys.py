"""Secrets: whether there is a keyring, and whether each account has its secret where only its owner can read it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ledes import accounts
from ledes.accounts import Standing
from ledes.doctor.sign import Sign, bad, fine, worrying
from ledes.gateway import credentials
from ledes.workspace import Workspace


def signs(home: Workspace, now: datetime.datetime) -> Iterator[Sign]:
    """Look at every account's secret without asking for one, and never show it."""
    wanted = any(each.settings.get("keyring", "").lower() in {"yes", "true", "1"} for each in accounts.stated(home))
    yield keyring_sign(backend(), wanted=wanted)
    around = credentials.Surroundings(folder=home.root, person=lambda: False)
    found = accounts.listed(home, around)
    if not found:
        yield worrying(
            "secrets", "ledes.toml has no accounts", "write them under [[accounts]]; ledes vendors lists them"
        )
    for each in found:
        yield sign(each, now.date())


def backend() -> str:
    """Name the keyring that this user has; empty where there is none that keeps anything."""
    import keyring
    import keyring.errors

    try:
        found = keyring.get_keyring()
        usable = found.priority > 0
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return ""
    return str(found.name) if usable else ""


def keyring_sign(name: str, *, wanted: bool) -> Sign:
    """Judge a keyring by whether an account wants one."""
    if name:
        return fine("keyring", name)
    if wanted:
        remedy = "keep the secret in a file instead: ledes login VENDOR --file; under cron there is often no keyring"
        return bad("keyring", "there is none here, and ledes.toml asks for one", remedy)
    return fine("keyring", "there is none here, and no account needs one")


def sign(each: Standing, today: datetime.date) -> Sign:
    """Judge what is known of one account's secret."""
    about = f"account {each.account.name} of {each.account.vendor}"
    if each.trouble:
        judged = bad if each.clients else worrying
        return judged("secrets", f"{about}: {each.trouble}", each.hint)
    left = each.left(today)
    again = f"store the new one: ledes login {each.account.vendor} --account {each.account.name}"
    if left is not None and left <= accounts.SOON.days:
        return (bad if left < 0 else worrying)("secrets", f"{about}: its secret {accounts.ending(left)}", again)
    return fine("secrets", f"{about}: {f'from {each.origin}' if each.origin else 'needs none'}")
