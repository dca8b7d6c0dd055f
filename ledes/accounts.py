"""The accounts of a workspace and their secrets: where each comes from, until when it holds, how one is stored."""

from __future__ import annotations

import datetime
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledes import gateway
from ledes.client import Client
from ledes.errors import LedesError, SetupError
from ledes.gateway import Account, credentials, mailbox
from ledes.workspace import Workspace

SOON = datetime.timedelta(days=14)
"""How long before its end a secret is spoken of."""

FOLDER = "secrets"
"""Where a secret file goes whose place set-up does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an account's secret, never the secret.

    `origin` says where it comes from; empty where it needs none or has none, and then `trouble` says which. `expires`
    is the day from which it no longer holds, as `secret_expires` states it or as a client certificate does, whichever
    is earlier. `clients` are those whose bills go through it.
    """

    account: Account
    needed: bool = True
    origin: str = ""
    trouble: str = ""
    hint: str = ""
    expires: datetime.date | None = None
    clients: tuple[str, ...] = ()

    def left(self, today: datetime.date) -> int | None:
        """Count the days until it expires; below zero when it has, `None` when nobody stated it."""
        return None if self.expires is None else (self.expires - today).days


def stated(workspace: Workspace) -> tuple[Account, ...]:
    """List the accounts of a workspace: those at vendors, then those of mailboxes on mail servers."""
    return (*workspace.accounts, *(box.account for box in workspace.mailboxes if box.folder is None))


def listed(workspace: Workspace, around: credentials.Surroundings | None = None) -> tuple[Standing, ...]:
    """Say of every account where its secret comes from, without asking a person for it."""
    surroundings = around or credentials.Surroundings(folder=workspace.root)
    return tuple(_standing(workspace, account, surroundings) for account in stated(workspace))


def warnings(workspace: Workspace, today: datetime.date) -> Iterator[str]:
    """Say which secrets end soon or have ended."""
    for account in stated(workspace):
        try:
            each = Standing(account=account, expires=expiry(account))
        except LedesError as error:
            yield error.message
            continue
        left = each.left(today)
        if left is not None and left <= SOON.days:
            yield f"the secret of account {account.name} of {account.vendor} {ending(left)}"


def ending(left: int) -> str:
    """Say in words when a secret ends.

    >>> ending(3), ending(1), ending(0), ending(-2)
    ('expires in 3 days', 'expires tomorrow', 'expires today', 'expired 2 days ago')
    """
    if left in {0, 1}:
        return ("expires today", "expires tomorrow")[left]
    if left > 0:
        return f"expires in {left} days"
    return f"expired {-left} day{'' if left == -1 else 's'} ago"


def one(workspace: Workspace, vendor: str, name: str, environment: str) -> Account:
    """Find an account; without a name the only one of the vendor, else the one called default.

    Raises `SetupError` where ledes.toml does not have it, `UsageError` where there is no such vendor.
    """
    if vendor not in {mailbox.VENDOR, *(each.vendor for each in stated(workspace))}:
        gateway.vendor(vendor)
    of_vendor = [each for each in stated(workspace) if each.vendor == vendor and each.environment == environment]
    named = [each for each in of_vendor if each.name == (name or "default")]
    found = named or ([] if name or len(of_vendor) != 1 else of_vendor)
    if found:
        return found[0]
    has = ", ".join(f"{each.vendor} {each.name} ({each.environment})" for each in stated(workspace)) or "none"
    table = "[[mailboxes]]" if vendor == mailbox.VENDOR else "[[accounts]]"
    said = f"account {name or 'default'} of {vendor} for {environment}"
    raise SetupError(f"ledes.toml has no {said}", hint=f"it has {has}; write it under {table} first")


def _standing(workspace: Workspace, account: Account, around: credentials.Surroundings) -> Standing:
    adapter = gateway.vendors().get(account.vendor)
    by_hand = adapter is not None and not (adapter.can.submit or adapter.can.look or adapter.can.track)
    needed = adapter is None or (not by_hand and adapter.needs_secret(account))
    clients = tuple(key for key, each in workspace.clients.items() if _goes_through(each, account))
    origin = trouble = hint = ""
    ends: datetime.date | None = None
    try:
        found = credentials.stored(account, around) if needed else None
        origin = found.origin if found else ""
        if needed and found is None:
            trouble, hint = "there is no secret", f"store one: ledes login {account.vendor} --account {account.name}"
        ends = expiry(account)
    except LedesError as error:
        trouble, hint = error.message, error.hint
    return Standing(
        account=account, needed=needed, origin=origin, trouble=trouble, hint=hint, expires=ends, clients=clients
    )


def _goes_through(client: Client, account: Account) -> bool:
    names = {client.account, *(each.vendor_account for each in client.matters)}
    return (client.vendor, client.environment) == (account.vendor, account.environment) and account.name in names


def expiry(account: Account) -> datetime.date | None:
    """Give the day from which a secret no longer holds.

    Raises `SetupError` where it cannot be read.
    """
    ends = []
    if text := account.settings.get("secret_expires", ""):
        try:
            ends.append(datetime.date.fromisoformat(text[:10]))
        except ValueError:
            fact = f"secret_expires of account {account.name} of {account.vendor} is no day"
            raise SetupError(fact, hint="write secret_expires = 2027-03-31") from None
    if path := account.settings.get("cert_file", ""):
        ends.append(_certificate_ends(Path(path), account))
    return min(ends, default=None)


def _certificate_ends(path: Path, account: Account) -> datetime.date:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc.date()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or "it is no certificate in PEM form"
        fact = f"the certificate of account {account.name} of {account.vendor} cannot be read: {why.lower()}"
        raise SetupError(fact, hint="check cert_file in its settings") from None


def keep_in_keyring(account: Account, secret: str) -> str:
    """Put a secret into the keyring and read it back; say where it is.

    Raises `SetupError` where there is no keyring, or it does not keep it.
    """
    import keyring
    import keyring.errors

    name = f"{account.vendor}/{account.name}"
    value = checked(secret)
    try:
        keyring.set_password(credentials.SERVICE, name, value)
        kept = keyring.get_password(credentials.SERVICE, name) == value
        why = "it does not keep what is put into it"
    except (keyring.errors.KeyringError, EOFError, OSError, RuntimeError, ValueError) as error:
        kept, why = False, type(error).__name__
    if not kept:
        raise SetupError(f"the keyring cannot be used: {why}", hint="write a secret file instead: add --file")
    return "the keyring"


def keep_in_file(account: Account, secret: str, workspace: Workspace) -> Path:
    """Write a secret file that only its owner may read, beside its place first; give its path.

    Raises `SetupError` where it cannot be written, or where the file system lets others read it.
    """
    value = checked(secret)
    named = account.settings.get("secret_file", "")
    path = Path(named) if named else workspace.root / FOLDER / credentials.credential(account)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700)
        file = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            seen = os.fstat(stream.fileno()).st_mode
            private = os.name != "posix" or not seen & (stat.S_IRWXG | stat.S_IRWXO)
            if private:
                stream.write(f"{value}\n")
        if private:
            beside.replace(path)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"{path} cannot be written: {why}", hint="name another secret_file in ledes.toml") from None
    finally:
        beside.unlink(missing_ok=True)
    if not private:
        fact = f"{path} could be read by others, and nothing was written"
        raise SetupError(fact, hint="name a secret_file on a file system that knows owners")
    return path


def checked(secret: str) -> str:
    """Give a secret without the line's end.

    Raises `SetupError` for one that is empty, too long, or more than one line of plain text.
    """
    value = secret.removesuffix("\n").removesuffix("\r")
    if not value.strip() or not value.isprintable() or len(value.encode()) > credentials.LONGEST:
        raise SetupError("that is no secret: it must be one line of plain text", hint="type or paste it once more")
    return value
