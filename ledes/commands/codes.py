"""`ledes codes`: search the code sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.codes import Code


@click.command()
@click.argument("words", nargs=-1)
@click.option("--set", "only", default="", metavar="SET", help="Look in one set only, such as litigation.")
@options.as_json
@options.no_workspace
def command(words: tuple[str, ...], only: str, as_json: bool) -> Exit:
    """Search task, activity, expense and timekeeper codes by code or by words.

    Without words, list a whole set; without either, list the sets.

    \b
    Example:
      ledes codes deposition
      ledes codes L3 --set litigation
    """
    from ledes import codes

    if only and only not in codes.sets():
        raise UsageError(f"there is no code set {only!r}", hint=f"use one of {', '.join(codes.sets())}")
    asked = " ".join(words)
    if not asked and not only:
        return _list_sets(as_json)
    found = codes.search(asked, only=only) if asked else codes.sets()[only]
    if as_json:
        _print_json(found)
    elif not found:
        click.echo(f"no code resembles {asked!r}", err=True)
    else:
        _print_table(found)
    return Exit.DONE


def _list_sets(as_json: bool) -> Exit:
    from ledes import codes

    if as_json:
        import json

        click.echo(json.dumps({"sets": [{"set": name, "codes": len(each)} for name, each in codes.sets().items()]}))
        return Exit.DONE
    for name, each in codes.sets().items():
        click.echo(f"{name:36} {len(each):4} codes")
    return Exit.DONE


def _print_json(found: tuple[Code, ...]) -> None:
    import json

    rows = [{**code._asdict(), "confirmed": code.confirmed} for code in found]
    click.echo(json.dumps({"codes": rows}, ensure_ascii=False))


def _print_table(found: tuple[Code, ...]) -> None:
    width = max(len(code.name) for code in found)
    for code in found:
        click.echo(f"{code.code:8} {code.name:{width}}  {code.level:10} {code.set}")
