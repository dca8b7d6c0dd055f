"""The one door out: run a command, and turn what happened into words and an exit status."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence

import click

from ledes.commands import Commands, suggestions
from ledes.errors import Exit, LedesError


def _version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from ledes import versions

        for line in versions.lines():
            click.echo(line)
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print all versions."
)
@click.option("--debug", is_flag=True, help="Show where in the program a bug happened.")
def ledes(debug: bool) -> None:
    """Turn finalized legal bills into LEDES e-bills, check, send, follow and explain them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit status."""
    # a bill is many small parts and holds no cycle: looking for cycles as often as usual costs a seventh of a month
    gc.set_threshold(200_000, 20, 50)
    _speakable()
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        status = ledes.main(args=list(arguments), prog_name="ledes", standalone_mode=False)
    except LedesError as error:
        return int(Exit.DONE) if suggestions.asked() else _say(error, arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return int(Exit.USAGE)
    except click.ClickException as error:
        from ledes.commands import mistyped

        return _say(mistyped.worded(error, arguments), arguments)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nstopped", err=True)
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        return _unheard()
    except Exception as error:  # noqa: BLE001 - the last resort: a bug becomes a line and an exit status
        if suggestions.asked():
            return int(Exit.DONE)
        return _bug(error, arguments)
    return int(status or 0)


def _speakable() -> None:
    """Spell out letters that a terminal has no sign for: a name must not end a run that has sent bills."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _say(error: LedesError, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        import json

        click.echo(json.dumps({"error": {"message": error.message, "hint": error.hint, "exit": int(error.exit)}}))
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"  try: {error.hint}", err=True)
    return int(error.exit)


def _unheard() -> int:
    """End quietly when the reader of our output has gone, as `ledes rules | head` does."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(Exit.DONE)


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    """Say that this is our fault, and where it is written down.

    Only places in the program and the kind of the error are kept: its text may hold what a client wrote.
    """
    import tempfile
    import traceback
    from importlib import metadata

    places = "".join(traceback.format_tb(error.__traceback__))
    report = f"ledes {metadata.version('ledes')}, Python {sys.version.split()[0]}\n{places}{type(error).__name__}\n"
    if "--debug" in arguments:
        click.echo(report, err=True, nl=False)
    with tempfile.NamedTemporaryFile("w", prefix="ledes-bug-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(report)
    click.echo(f"error: a bug in ledes ({type(error).__name__}), written down in {log.name}", err=True)
    click.echo("  try: report it with that file; it holds no data of yours; --debug shows it", err=True)
    return int(Exit.BUG)


if __name__ == "__main__":
    sys.exit(main())
