"""How `ledes statement` and `ledes remind` tell what they drafted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options

if TYPE_CHECKING:
    import datetime

    from ledes.payments.drafts import Draft

out = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where; otherwise drafts/."
)
force = click.option("--force", is_flag=True, help="Replace drafts of the same name.")


def tell(written: Sequence[Draft], day: datetime.date, notes: Sequence[str], *, as_json: bool) -> None:
    """Print what was drafted, for whom, and what a person should know."""
    from ledes import money
    from ledes.payments import statement
    from ledes.show import billwords, table

    notes = [*notes, *_unaddressed(written)]
    if as_json:
        options.show_json(
            {
                "drafts": [
                    {
                        "client": each.account.client,
                        "currency": each.account.currency,
                        "level": each.account.level or None,
                        "invoices": [item.receivable.invoice for item in each.account.items],
                        "open": money.text(statement.open_of(each.account)),
                        "overdue": money.text(statement.overdue_of(each.account, day)),
                        "to": each.to or None,
                        "files": [str(path) for path in each.files],
                    }
                    for each in written
                ],
                "notes": notes,
            }
        )
        return
    if written:
        rows = [
            (
                *(each.account.client, each.account.currency, str(len(each.account.items))),
                *(billwords.grouped(statement.open_of(each.account)), each.to or "-", str(each.files[0])),
            )
            for each in written
        ]
        table.show(
            ("client", "", "invoices", "asked for", "to", "draft"), rows, right=frozenset({"invoices", "asked for"})
        )
        click.echo("nothing was sent: read, change and send them yourself; the letters lie beside")
    for note in notes:
        click.echo(f"note: {note}")


def _unaddressed(written: Sequence[Draft]) -> list[str]:
    lacking = dict.fromkeys(each.account.client for each in written if not each.to)
    return [
        f"no mail address of {key} is known: write it under [client.contact] in clients/{key}.toml" for key in lacking
    ]
