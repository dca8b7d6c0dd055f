"""`ledes ledger`: what the ledger holds, and whether it agrees with itself."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.group(invoke_without_command=True)
@click.pass_context
@options.as_json
@options.workspace
def command(context: click.Context, as_json: bool, workspace: Path | None) -> Exit | None:
    """Say what the ledger holds; `ledes ledger verify` checks it against itself.

    \b
    Example:
      ledes ledger
      ledes ledger verify --json
      ledes ledger backup /backup/ledger-2026-11-30.db
    """
    context.obj = workspace
    if context.invoked_subcommand is not None:
        return None
    from ledes import ledger
    from ledes import workspace as workspaces

    home = workspaces.find(workspace)
    with ledger.reading(home.ledger_url) as book:
        counts, there = book.counts(), book.there
        version = book.version()
    if as_json:
        options.show_json({"path": home.ledger_url, "there": there, "version": version, **counts})
        return Exit.DONE
    click.echo(f"ledger   {home.ledger_url}{'' if there else ' (not made yet)'}")
    click.echo(f"version  {version}")
    for name, count in counts.items():
        click.echo(f"{name:<12} {count:,}")
    return Exit.DONE


@command.command()
@options.as_json
@options.workspace
@click.pass_obj
def verify(outer: Path | None, as_json: bool, workspace: Path | None) -> Exit:
    """Check the ledger: chains of events, states, bytes and checkpoints.

    \b
    Example:
      ledes ledger verify
    """
    from ledes import ledger
    from ledes import workspace as workspaces
    from ledes.ledger import verify as checks
    from ledes.show.findings import counted

    home = workspaces.find(workspace or outer)
    with ledger.reading(home.ledger_url) as book:
        problems = list(checks.problems(book))
        counts = book.counts()
    if as_json:
        options.show_json({"whole": not problems, "problems": problems, **counts})
    else:
        for problem in problems:
            click.echo(problem)
        verdict = counted(len(problems), "fault") if problems else "whole"
        click.echo(f"{counted(counts['submissions'], 'submission')}, {counted(counts['events'], 'event')}: {verdict}")
    return Exit.LEDGER if problems else Exit.DONE


@command.command()
@options.as_json
@options.workspace
@click.pass_obj
def upgrade(outer: Path | None, as_json: bool, workspace: Path | None) -> Exit:
    """Make the ledger, or bring it to this program's version.

    A ledger in a file is copied before, and each run would do the same. One on a PostgreSQL server is made and upgraded
    by this command alone: make a copy with pg_dump, and stop the machines that work on it, before.

    \b
    Example:
      ledes ledger upgrade
    """
    from ledes import workspace as workspaces
    from ledes.ledger import opening

    home = workspaces.find(workspace or outer)
    before, after = opening.bring_up(home.ledger_url)
    if as_json:
        options.show_json({"before": before, "version": after})
    elif before == after:
        click.echo(f"the ledger is of version {after} already")
    else:
        click.echo(f"upgraded from version {before} to {after}" if before else f"made, version {after}")
    return Exit.DONE


@command.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@options.workspace
@click.pass_obj
def backup(outer: Path | None, target: Path, workspace: Path | None) -> Exit:
    """Copy a ledger that is a file, also while a run is at work; the copy is whole and for its owner only.

    A ledger on a PostgreSQL server is copied by pg_dump.

    \b
    Example:
      ledes ledger backup /backup/ledger-2026-11-30.db
    """
    from ledes import workspace as workspaces
    from ledes.ledger import opening

    home = workspaces.find(workspace or outer)
    opening.backup(home.ledger_url, target)
    click.echo(f"copied to {target}")
    return Exit.DONE


@command.command()
@options.no_workspace
def states() -> Exit:
    """Draw the states of a submission and the moves between them, as a Mermaid diagram.

    \b
    Example:
      ledes ledger states
    """
    from ledes.ledger import states as table

    click.echo(table.diagram(), nl=False)
    return Exit.DONE
