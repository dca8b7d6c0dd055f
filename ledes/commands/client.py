"""`ledes client`: look through a client's profile, try it, put it into words, or make a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.commands.questions import ask, number
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.client import Client
    from ledes.workspace import Workspace


@click.group(invoke_without_command=True)
@options.workspace
@click.pass_context
def command(ctx: click.Context, workspace: Path | None) -> Exit:
    """List the clients; check, try or explain a client's profile, or make a new one.

    \b
    Example:
      ledes client
      ledes client check northwind
      ledes client explain northwind --html northwind.html
    """
    ctx.obj = workspace
    if ctx.invoked_subcommand is None:
        from ledes.commands import surroundings

        home = surroundings.workspace(workspace, needed=True)
        for key, each in home.clients.items() if home else ():
            click.echo(f"{key:20}  {each.format:8}  {each.vendor:12}  {each.name}".rstrip())
    return Exit.DONE


def _found(outer: Path | None, inner: Path | None, key: str) -> tuple[Client, Workspace | None]:
    from ledes import guidelines
    from ledes.commands import surroundings

    home = surroundings.workspace(inner or outer)
    return guidelines.profile(key, home), home


@command.command("check")
@click.argument("key")
@options.as_json
@options.workspace
@click.pass_obj
def check(outer: Path | None, key: str, as_json: bool, workspace: Path | None) -> Exit:
    """Find mistakes and gaps in a profile; exit with 1 where something is wrong or missing.

    \b
    Example:
      ledes client check northwind
    """
    from ledes.commands import surroundings
    from ledes.finding import NOTE
    from ledes.guidelines import gaps
    from ledes.show import guidelines as shown

    client, home = _found(outer, workspace, key)
    found = gaps.gaps(client, surroundings.today(), home)
    if as_json:
        options.show_json(shown.gaps_data(key, found))
    else:
        options.show(shown.gaps(key, found))
    return Exit.FINDINGS if (gaps.worst(found) or NOTE) > NOTE else Exit.DONE


@command.command("test")
@click.argument("key")
@options.as_json
@options.workspace
@click.pass_obj
def test(outer: Path | None, key: str, as_json: bool, workspace: Path | None) -> Exit:
    """Try a profile on its own examples: bills that must pass, and bills in which given rules must find something.

    They stand in the profile as [[examples]], each with file, and must or codes.

    \b
    Example:
      ledes client test northwind
    """
    from ledes.commands import surroundings
    from ledes.guidelines import examples
    from ledes.show import guidelines as shown

    client, home = _found(outer, workspace, key)
    trials = list(examples.tried(client, surroundings.today(), home.maps if home else ()))
    if as_json:
        options.show_json(shown.trials_data(key, trials))
    else:
        for trial in trials:
            options.show(shown.trial(key, trial))
        if not trials:
            click.echo(f"{key}: has no [[examples]]; add one with file, and must or codes")
    return Exit.FINDINGS if any(trial.problems for trial in trials) else Exit.DONE


@command.command("explain")
@click.argument("key")
@click.option("--all", "whole", is_flag=True, help="Name also the rules that wait for a choice of the client.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT", help="Write a page instead.")
@options.as_json
@options.workspace
@click.pass_obj
def explain(
    outer: Path | None, key: str, whole: bool, html: Path | None, as_json: bool, workspace: Path | None
) -> Exit:
    """Tell a client's guidelines in plain language, with what to ask the client for.

    KEY is a client of the workspace, or a profile that comes with ledes, such as fdic.

    \b
    Example:
      ledes client explain northwind
      ledes client explain fdic --html fdic.html
    """
    from ledes.guidelines import guide
    from ledes.show import guidelines as shown

    client, _ = _found(outer, workspace, key)
    made = guide.guide(client)
    if html:
        from ledes.show import guidelinespage

        _write(html, guidelinespage.page(made))
    if as_json:
        options.show_json(shown.as_data(made))
    elif html:
        click.echo(f"{html}: guidelines of {made.name}")
    else:
        options.show(shown.text(made, whole=whole))
    return Exit.DONE


def _write(path: Path, page: str) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(page, "utf-8")
        beside.replace(path)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{path} cannot be written: {why}", hint="give another name with --html") from error


@command.command("new")
@click.argument("key")
@click.option("--name", default="", help="The client's name.")
@click.option("--id", "ids", multiple=True, help="A CLIENT_ID that names it in bills. Repeatable.")
@click.option("--base", default="", metavar="PROFILE", help="A profile to inherit from, such as that of its platform.")
@click.option("--format", "form", default="", help="The format that it takes, such as 1998b.")
@click.option("--vendor", default="", help="The platform, as ledes vendors lists it.")
@click.option("--currency", default="", help="Three letters, such as USD.")
@click.option("--resent", type=click.Choice(["same", "new"]), help="Whether a corrected bill keeps its number.")
@click.option("--one-matter/--many-matters", default=None, help="Whether an invoice is for one matter only.")
@click.option("--days", type=click.IntRange(min=0), help="Days after its period in which a bill must arrive.")
@click.option("--hours", callback=number, default="", help="The most hours of one person on one day.")
@click.option("--step", callback=number, default="", help="The step of time in hours, such as 0.1.")
@options.workspace
@click.pass_obj
def new(
    outer: Path | None,
    /,
    key: str,
    ids: tuple[str, ...],
    form: str,
    resent: str | None,
    days: int | None,
    workspace: Path | None,
    **said: object,
) -> Exit:
    """Make a profile, from options or by questions on a terminal; never over one that is there.

    \b
    Example:
      ledes client new northwind
      ledes client new northwind --id 10417 --base collaborati --format 1998b --currency USD
    """
    from ledes.commands import surroundings
    from ledes.guidelines import drafting

    home = surroundings.workspace(workspace or outer, needed=True)
    answers = drafting.Answers(
        key=key,
        ids=ids,
        format=form.lower(),
        resent=resent or "",
        days="" if days is None else str(days),
        **said,  # type: ignore[arg-type]
    )
    if home is None:
        return Exit.SETUP
    path = drafting.write(ask(answers), home)
    click.echo(f"{path.parent.name}/{path.name}: look it through, then")
    click.echo(f"  ledes client check {key}")
    click.echo(f"  ledes client explain {key}")
    return Exit.DONE
