"""How commands about money tell where the money of invoices is, to people and to programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ledes.commands import options

if TYPE_CHECKING:
    from ledes.payments.receivables import Receivable


def tell(found: Sequence[Receivable], *, as_json: bool, known: int = 0) -> None:
    """Print balances; `known` counts payments that were on record already."""
    from ledes.payments import telling
    from ledes.show import table

    if as_json:
        options.show_json(
            {
                "balances": [telling.balance(each) for each in found],
                "known": known,
                "notes": telling.remarks(found),
            }
        )
        return
    if found:
        table.show(telling.HEADINGS, [telling.row(each) for each in found], right=telling.RIGHT)
    for note in telling.remarks(found):
        click.echo(f"note: {note}")
