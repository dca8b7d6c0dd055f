"""What click says of a command line that it cannot take, in our own form: the fact, and apart what to do."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ledes.errors import UsageError


def worded(error: click.ClickException, arguments: Sequence[str]) -> UsageError:
    """Word an error of click; the remedy names what was meant, else how the command is written."""
    said = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else " ".join(["ledes", *arguments[:1]])
    written = " ".join(context.get_usage().removeprefix("Usage:").split()) + "; " if context else ""
    if isinstance(error, click.NoSuchOption):
        hint = _meant(error) or written
        return UsageError(f"{path} has no option {error.option_name}", hint=f"{hint}{path} --help lists the options")
    return UsageError(said[:1].lower() + said[1:], hint=f"{written}{path} --help says more")


def _meant(error: click.NoSuchOption) -> str:
    import difflib

    near = difflib.get_close_matches(error.option_name, error.possibilities or (), n=1)
    return f"did you mean {near[0]}? " if near else ""
