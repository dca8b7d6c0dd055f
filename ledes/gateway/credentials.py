"""Where the secret of a vendor account comes from: the first place that has one.

1. the systemd credential `ledes.<vendor>.<account>`, a file in `$CREDENTIALS_DIRECTORY`,
2. the environment variable `LEDES_SECRET_<VENDOR>_<ACCOUNT>`,
3. the file that the account's setting `secret_file` names, readable by its owner only,
4. the keyring (service `ledes`, user `<vendor>/<account>`), when the setting `keyring` is `yes` or a person sits there,
5. a prompt, when a person sits there.

A secret is never an option of a command and never stands in a set-up file. What is logged is the place.
"""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ledes.errors import SetupError
from ledes.gateway import Account

LONGEST = 16_384
"""No token or password is longer; a file that is was named by mistake."""

SERVICE = "ledes"

NO_FILE = "check secret_file, or store the secret there: ledes login VENDOR --account NAME --file"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A secret and the words for where it was found."""

    value: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is looked at: the environment, the folder that file names start from, and whether a person sits there."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    folder: Path | None = None
    person: Callable[[], bool] = field(default=lambda: sys.stdin.isatty() and sys.stderr.isatty())
    ask: Callable[[str], str] = field(default=lambda prompt: _ask(prompt))


def secret(account: Account, surroundings: Surroundings | None = None) -> str:
    """Find the secret of an account.

    Raises `SetupError` when no place has one, or when the place that was named cannot be used.
    """
    return find(account, surroundings).value


def unlocked(account: Account, surroundings: Surroundings | None = None) -> Account:
    """Give the account with its secret; one that was given already stays."""
    return account if account.secret else replace(account, secret=secret(account, surroundings))


def find(account: Account, surroundings: Surroundings | None = None) -> Secret:
    """Find the secret of an account and say where it was.

    Raises `SetupError` as `secret` does.
    """
    around = surroundings or Surroundings()
    for place in (_systemd, _variable, _file, _keyring, _prompt):
        found = place(account, around)
        if found is not None:
            checked = replace(found, value=_clean(found))
            log.info("the secret of %s/%s comes from %s", account.vendor, account.name, found.origin)
            return checked
    raise SetupError(
        f"there is no secret for account {account.name} of {account.vendor}",
        hint=f"set {variable(account)}, or name a file with mode 600 as secret_file in the account's settings",
    )


def stored(account: Account, surroundings: Surroundings | None = None) -> Secret | None:
    """Find the secret of an account where nobody has to be asked for it; `None` where it has none.

    Raises `SetupError` when the place that was named cannot be used.
    """
    around = surroundings or Surroundings()
    for place in (_systemd, _variable, _file, _keyring):
        found = place(account, around)
        if found is not None:
            checked = replace(found, value=_clean(found))
            log.info("the secret of %s/%s comes from %s", account.vendor, account.name, found.origin)
            return checked
    return None


def variable(account: Account) -> str:
    """Name the environment variable of an account.

    >>> variable(Account(vendor="sandbox", name="eu-1"))
    'LEDES_SECRET_SANDBOX_EU_1'
    """
    return "LEDES_SECRET_" + re.sub(r"[^A-Z0-9]", "_", f"{account.vendor}_{account.name}".upper())


def credential(account: Account) -> str:
    """Name the systemd credential of an account.

    >>> credential(Account(vendor="sandbox", name="eu/1"))
    'ledes.sandbox.eu_1'
    """
    return "ledes." + ".".join(re.sub(r"[^A-Za-z0-9_-]", "_", part) for part in (account.vendor, account.name))


def _systemd(account: Account, around: Surroundings) -> Secret | None:
    folder = around.environment.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        return None
    path = Path(folder, credential(account))
    if not path.is_file():
        return None
    return Secret(value=_read(path, private=False), origin=f"the systemd credential {path.name}")


def _variable(account: Account, around: Surroundings) -> Secret | None:
    name = variable(account)
    value = around.environment.get(name, "")
    return Secret(value=value, origin=f"the environment variable {name}") if value else None


def _file(account: Account, around: Surroundings) -> Secret | None:
    named = account.settings.get("secret_file", "")
    if not named:
        return None
    path = Path(named).expanduser()
    if around.folder is not None:
        path = around.folder / path
    return Secret(value=_read(path, private=True), origin=f"the file {path}")


def _keyring(account: Account, around: Surroundings) -> Secret | None:
    configured = account.settings.get("keyring", "").lower() in {"yes", "true", "1"}
    if not configured and not around.person():
        return None
    import keyring
    import keyring.errors

    try:
        value = keyring.get_password(SERVICE, f"{account.vendor}/{account.name}")
    except (keyring.errors.KeyringError, EOFError, OSError, RuntimeError, ValueError) as error:
        if not configured:
            return None
        raise SetupError(
            f"the keyring cannot be asked for the secret of account {account.name} of {account.vendor}: "
            f"{type(error).__name__}",
            hint=f"under cron there is often no keyring: set {variable(account)} or name a secret_file instead",
        ) from None
    return Secret(value=value, origin="the keyring") if value else None


def _prompt(account: Account, around: Surroundings) -> Secret | None:
    if not around.person():
        return None
    value = around.ask(f"secret for account {account.name} of {account.vendor}: ")
    return Secret(value=value, origin="the prompt") if value else None


def _ask(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""


def _read(path: Path, *, private: bool) -> str:
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if private and os.name == "posix" and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SetupError(
                    f"{path} may be read by others: its mode is {stat.S_IMODE(found.st_mode):03o}",
                    hint=f"run: chmod 600 {path}",
                )
            content = stream.read(LONGEST + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"the secret file {path} cannot be read: {why}", hint=NO_FILE) from None
    if len(content) > LONGEST:
        raise SetupError(f"the secret file {path} holds more than {LONGEST} bytes", hint="check secret_file")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    raise SetupError(f"the secret file {path} is not UTF-8 text", hint="write the secret on one line of plain text")


def _clean(found: Secret) -> str:
    value = found.value.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        raise SetupError(f"the secret from {found.origin} is empty", hint="write the secret on one line of plain text")
    if not value.isprintable():
        raise SetupError(
            f"the secret from {found.origin} holds a line break or control character",
            hint="write the secret on one line of plain text",
        )
    return value
