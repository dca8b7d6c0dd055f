"""`ledes login`: put the secret of an account where later runs find it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.gateway import Account
    from ledes.workspace import Workspace


@click.command()
@click.argument("vendor_key", metavar="VENDOR")
@click.option("--account", default="", metavar="NAME", help="The account, by its name in ledes.toml.")
@click.option(
    "--environment", type=click.Choice(["production", "test"]), default="production", help="Default: production."
)
@click.option("--file", "as_file", is_flag=True, help="Write a file that only you may read, instead of the keyring.")
@options.workspace
def command(vendor_key: str, account: str, environment: str, as_file: bool, workspace: Path | None) -> Exit:
    """Store the secret of an account: in the keyring, or in a file that only you may read.

    It is asked for without being shown, or read from standard input; it is never an option. Under cron there is often
    no keyring: use --file there. The secret of a mailbox is that of VENDOR mailbox.

    \b
    Example:
      ledes login legal_tracker --account london
      ledes login mailbox --account status --file < password.txt
    """
    from ledes import accounts
    from ledes import workspace as workspaces

    home = workspaces.find(workspace)
    found = accounts.one(home, vendor_key, account, environment)
    secret = _secret(found)
    if as_file:
        path = accounts.keep_in_file(found, secret, home)
        click.echo(f"the secret of account {found.name} of {found.vendor} is in {path}, which only you may read")
    else:
        where = accounts.keep_in_keyring(found, secret)
        click.echo(f"the secret of account {found.name} of {found.vendor} is in {where}")
    _told(home, found, as_file)
    return Exit.DONE


def _secret(account: Account) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    import getpass

    return getpass.getpass(f"secret for account {account.name} of {account.vendor}: ")


def _told(home: Workspace, account: Account, as_file: bool) -> None:
    """Say what is left to do, and what would be taken before the secret that was stored now."""
    from ledes import accounts
    from ledes.gateway import credentials

    if as_file and not account.settings.get("secret_file"):
        place = f"{accounts.FOLDER}/{credentials.credential(account)}"
        click.echo(f'write secret_file = "{place}" into its settings in ledes.toml, so that it is found')
        return
    if not as_file and account.settings.get("keyring", "") not in {"yes", "true", "1"}:
        click.echo("under cron it is found only with keyring = true in its settings in ledes.toml")
    found = credentials.stored(account, credentials.Surroundings(folder=home.root))
    expected = "the file" if as_file else "the keyring"
    if found is not None and not found.origin.startswith(expected):
        click.echo(f"note: {found.origin} comes before it, and is what will be used")
