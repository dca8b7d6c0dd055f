"""The one door out: run a command, and turn what happened into words and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from ledes.commands import Commands
from ledes.errors import Exit, LedesError


def _version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib import metadata

        click.echo(f"ledes {metadata.version('ledes')}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.option("--debug", is_flag=True, help="Show the traceback of a bug.")
def ledes(debug: bool) -> None:
    """Turn finalized legal bills into LEDES e-bills, check, send, follow and explain them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        status = ledes.main(args=list(arguments), prog_name="ledes", standalone_mode=False)
    except LedesError as error:
        return _say(error, arguments)
    except click.ClickException as error:
        error.show()
        return int(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nstopped", err=True)
        return int(Exit.INTERRUPTED)
    return int(status or 0)


def _say(error: LedesError, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        import json

        click.echo(json.dumps({"error": {"message": error.message, "hint": error.hint, "exit": int(error.exit)}}))
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"  try: {error.hint}", err=True)
    return int(error.exit)


if __name__ == "__main__":
    sys.exit(main())
