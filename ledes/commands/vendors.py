"""`ledes vendors`: what adapters there are and what each can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.gateway import Adapter


@click.command("vendors")
@click.argument("key", required=False)
@options.as_json
@options.no_workspace
def command(key: str | None, as_json: bool) -> Exit:
    """List the platforms that bills can be sent to, with what each can do; or tell all about one.

    Where it says 'by hand', ledes lays out what is to be uploaded, with a checklist, and a person does the rest.

    \b
    Example:
      ledes vendors sandbox
    """
    from ledes import gateway
    from ledes.show import vendor

    chosen = [gateway.vendor(key)] if key else list(gateway.vendors().values())
    if as_json:
        options.show_json({"vendors": [vendor.as_data(each) for each in chosen]})
    elif key:
        options.show(vendor.page(chosen[0]).splitlines())
    else:
        options.show(_table(chosen))
    return Exit.DONE


def _table(adapters: list[Adapter]) -> list[str]:
    from ledes.show import table, vendor

    rows = [(each.key, each.name, vendor.abilities(each), " ".join(each.can.formats) or "any") for each in adapters]
    return list(table.fitted(("vendor", "name", "can", "formats"), rows))
