"""What click says of a command line that it cannot take, in our own form: the fact, and apart what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click

from ledes.errors import UsageError

DAY = re.compile(r"does not match the formats? .*%Y-%m-%d.*")


def worded(error: click.ClickException, arguments: Sequence[str]) -> UsageError:
    """Word an error of click; the remedy names what was meant, else how the command is written."""
    said = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else " ".join(["ledes", *arguments[:1]])
    written = " ".join(context.get_usage().removeprefix("Usage:").split()) + "; " if context else ""
    if isinstance(error, click.NoSuchOption):
        return _unknown(path, error.option_name, error.possibilities or (), written)
    if context and (stray := _stray(said)):
        known = [name for each in context.command.params for name in each.opts if name.startswith("--")]
        return _unknown(path, stray, known, written)
    said = DAY.sub("is no day such as 2026-01-31", said)
    return UsageError(said[:1].lower() + said[1:], hint=f"{written}{path} --help says more")


def _unknown(path: str, option: str, known: Iterable[str], written: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(option, list(known), n=1, cutoff=0.75)
    hint = f"did you mean {near[0]}? " if near else written
    return UsageError(f"{path} has no option {option}", hint=f"{hint}{path} --help lists the options")


def _stray(said: str) -> str:
    """Name the option among arguments that are too many: some commands take words that begin with a dash."""
    found = re.search(r"unexpected extra arguments? \(.*?(--[\w-]+)", said)
    return found[1] if found else ""
