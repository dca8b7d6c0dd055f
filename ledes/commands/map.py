"""`ledes map`: list the maps of tables, propose one from a file, and say what a map finds in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, InputError, UsageError

if TYPE_CHECKING:
    from ledes.bill import Bill
    from ledes.finding import Finding
    from ledes.formats import Format
    from ledes.formats.tabular.columns import Fit


@click.group(invoke_without_command=True)
@options.workspace
@click.pass_context
def command(ctx: click.Context, workspace: Path | None) -> Exit:
    """List the maps by which columns of exports are read, make one, or check one.

    \b
    Example:
      ledes map
      ledes map new export.csv --out maps/oursystem.toml
      ledes map check maps/oursystem.toml export.csv
    """
    ctx.obj = workspace
    if ctx.invoked_subcommand is None:
        from ledes.formats.tabular import maps

        every = maps.every(_own(workspace))
        width = max(len(each.name) for each in every)
        for each in every:
            click.echo(f"{each.name:{width}}  {'ready    ' if each.ready else 'workspace'}  {each.title}")
    return Exit.DONE


def _own(workspace: Path | None) -> tuple[str, ...]:
    from ledes.commands import surroundings

    home = surroundings.workspace(workspace, needed=workspace is not None)
    return home.maps if home else ()


@command.command("new")
@click.argument("file")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; otherwise it is printed."
)
@options.no_workspace
def new(file: str, out: Path | None) -> Exit:
    """Propose a map from a file's headings and values, each guess with how sure it is.

    \b
    Example:
      ledes map new export.csv --out maps/oursystem.toml
    """
    from ledes.formats.source import source
    from ledes.formats.tabular.proposal import propose

    with source(file) as taken:
        form = _table_format(taken.format, file)
        with taken.open() as stream:
            proposal = propose(stream, form.key, Path(file).name)
    if out is None:
        click.echo(proposal.text, nl=False)
        return Exit.DONE
    _write(out, proposal.text)
    click.echo(f"{out}: {len(proposal.guesses)} columns recognised, {len(proposal.unknown)} not; look it through, then")
    click.echo(f"  ledes map check {out} {file}")
    return Exit.DONE


def _table_format(form: Format, file: str) -> Format:
    if form.key in {"csv", "xlsx"}:
        return form
    raise InputError(f"{file} is no table but {form.title}", hint="it needs no map")


def _write(out: Path, text: str) -> None:
    if out.exists():
        raise UsageError(f"{out} is already there", hint="give another name with --out")
    beside = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8")
        beside.replace(out)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{out} cannot be written: {why}", hint="give another name with --out") from error


@command.command("values")
@options.no_workspace
def values() -> Exit:
    """List the names of values that a map may give columns to, and --set may state.

    \b
    Example:
      ledes map values
    """
    from ledes.formats import given

    for name, kind in given.names().items():
        click.echo(f"{name:28}  {kind}")
    return Exit.DONE


@command.command("check")
@click.argument("chosen", metavar="MAP")
@click.argument("file")
@options.settings
@options.workspace
@click.pass_obj
def check(outer: Path | None, chosen: str, file: str, settings: tuple[str, ...], workspace: Path | None) -> Exit:
    """Say what a map finds in a file: which column is read as what, which is not, and what cannot be read.

    MAP is a file, or the name of a map that `ledes map` lists.

    \b
    Example:
      ledes map check freshbooks export.csv
    """
    from ledes.commands import surroundings
    from ledes.formats import Reading
    from ledes.formats.source import source
    from ledes.formats.table import Found, locate
    from ledes.formats.tabular.csvrows import Unusable

    place = workspace or outer
    home = surroundings.workspace(place, needed=place is not None)
    reading: Reading = surroundings.reading(home, chosen, settings)
    with source(file) as taken:
        form = _table_format(taken.format, file)
        try:
            with taken.open() as stream:
                for each in locate(form.key, stream, reading):
                    if isinstance(each, Found):
                        _print_columns(each.fit)
        except Unusable as error:
            raise InputError(f"{file} cannot be read as a table: {error.fact}", hint="export it again") from None
        with taken.open() as stream:
            return _print_bills(form.read(stream, taken.name, reading))


def _print_columns(fit: Fit) -> None:
    width = max(len(name) for name in fit.map.columns)
    for name in fit.map.columns:
        if name in fit.places:
            click.echo(f"{name:{width}}  column {_letters(fit.places[name])}  {fit.heading(name)}")
    for extract, place in fit.extracts:
        for group in extract.pattern.groupindex:
            click.echo(f"{group.replace('__', '.'):{width}}  column {_letters(place)}  within {fit.headings[place]}")
    absent = [name for name in fit.map.columns if name not in fit.places]
    if absent:
        click.echo(f"no column: {', '.join(absent)}")
    if fit.unread:
        click.echo(f"not read:  {', '.join(fit.unread)}")


def _letters(place: int) -> str:
    """Name a column as spreadsheets do.

    >>> _letters(0), _letters(26)
    ('A', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _print_bills(parts: Iterator[Bill | Finding]) -> Exit:
    from ledes import money
    from ledes.finding import ERROR, Finding
    from ledes.show import findings

    worst = Exit.DONE
    for part in parts:
        if isinstance(part, Finding):
            click.echo(findings.line("", part, part.row))
            worst = Exit.FINDINGS if part.severity is ERROR else worst
        else:
            total = "no total" if part.total is None else f"{money.text(part.total)} {part.currency}".rstrip()
            click.echo(f"invoice {part.number}: {len(part.lines)} lines, {total}")
    return worst
