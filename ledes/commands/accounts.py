"""`ledes accounts`: where the secret of each account comes from, and until when it holds."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.accounts import Standing


@click.command()
@options.as_json
@options.workspace
def command(as_json: bool, workspace: Path | None) -> Exit:
    """List the accounts: where each secret comes from, and until when it holds; never what it is.

    Exits with 1 where a secret is missing, cannot be used, or has expired. From 14 days before the day that
    `secret_expires` states, or before a client certificate ends, this command and every run say so.

    \b
    Example:
      ledes accounts
      ledes accounts --json
    """
    from ledes import accounts
    from ledes import workspace as workspaces
    from ledes.commands import surroundings

    today = surroundings.today()
    found = accounts.listed(workspaces.find(workspace))
    if as_json:
        options.show_json({"accounts": [_data(each, today) for each in found]})
    elif not found:
        click.echo("ledes.toml has no accounts: write them under [[accounts]]")
    else:
        _show(found, today)
    return Exit.FINDINGS if any(_bad(each, today) for each in found) else Exit.DONE


def _bad(each: Standing, today: datetime.date) -> bool:
    left = each.left(today)
    return bool(each.trouble) or (left is not None and left < 0)


def _show(found: tuple[Standing, ...], today: datetime.date) -> None:
    from ledes import accounts
    from ledes.show import table

    rows = []
    for each in found:
        left = each.left(today)
        ends = "" if each.expires is None else each.expires.isoformat()
        rows.append(
            (
                each.account.vendor,
                each.account.name,
                each.account.environment,
                each.origin or ("none" if each.needed else "needs none"),
                f"{ends} ({accounts.ending(left)})" if left is not None and left <= accounts.SOON.days else ends or "-",
                " ".join(each.clients) or "-",
            )
        )
    table.show(("vendor", "account", "environment", "secret", "expires", "clients"), rows)
    for each in found:
        if each.trouble:
            click.echo(f"{each.account.vendor} {each.account.name}: {each.trouble}")
            click.echo(f"  try: {each.hint}")


def _data(each: Standing, today: datetime.date) -> dict[str, Any]:
    return {
        "vendor": each.account.vendor,
        "account": each.account.name,
        "environment": each.account.environment,
        "needs_secret": each.needed,
        "origin": each.origin or None,
        "expires": each.expires.isoformat() if each.expires else None,
        "days_left": each.left(today),
        "trouble": each.trouble or None,
        "hint": each.hint or None,
        "clients": list(each.clients),
    }
