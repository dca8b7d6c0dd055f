"""`ledes vendors`: what adapters there are and what each can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

    \b
    Example:
      ledes vendors sandbox
    """
    from ledes import gateway

    chosen = [gateway.vendor(key)] if key else list(gateway.vendors().values())
    if as_json:
        import json

        click.echo(json.dumps({"vendors": [_told(each) for each in chosen]}, indent=2))
    elif key:
        click.echo(_page(chosen[0]))
    else:
        click.echo(_table(chosen))
    return Exit.DONE


def _told(adapter: Adapter) -> dict[str, Any]:
    from dataclasses import asdict

    can = asdict(adapter.can)
    settles = adapter.can.settles_after
    can["settles_after"] = None if settles is None else settles.total_seconds()
    return {"key": adapter.key, "name": adapter.name, "can": can, "words": dict(adapter.words)}


def _abilities(adapter: Adapter) -> str:
    can = adapter.can
    named = {"submit": can.submit, "finalize": can.finalize, "look": can.look, "track": can.track, "attach": can.attach}
    return " ".join(name for name, able in named.items() if able)


def _table(adapters: list[Adapter]) -> str:
    rows = [("vendor", "name", "can", "formats")]
    rows += [(each.key, each.name, _abilities(each), " ".join(each.can.formats) or "any") for each in adapters]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    return "\n".join("  ".join((*map(str.ljust, row, widths), row[3])).rstrip() for row in rows)


def _page(adapter: Adapter) -> str:
    can = adapter.can
    settles = can.settles_after
    facts = {
        "name": adapter.name,
        "can": _abilities(adapter),
        "formats": " ".join(can.formats) or "any",
        "bills a file": can.bills_per_file,
        "largest file": "not stated" if can.max_bytes is None else f"{can.max_bytes:,} bytes",
        "repeats": "recognised"
        if can.repeatable
        else "not known to be recognised: in doubt it is asked, never sent again",
        "absence": "never proven"
        if settles is None
        else f"proven {settles.total_seconds():.0f} seconds after an attempt",
    }
    lines = [adapter.key, *(f"  {name:<14}{fact}" for name, fact in facts.items()), "  status words"]
    width = max((len(word) for word in adapter.words), default=0)
    lines += [f"    {word:<{width}}  {status}" for word, status in adapter.words.items()]
    return "\n".join(lines)
