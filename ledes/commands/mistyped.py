"""What click says of a command line that it cannot take, in our own form: the fact, and apart what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click

from ledes.errors import UsageError

COMMAND = re.compile(r"No such command '(.*?)'.*")
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
    if context and isinstance(context.command, click.Group) and (unknown := COMMAND.fullmatch(said)):
        near = _nearest(unknown[1], context.command.list_commands(context))
        hint = f"did you mean {near!r}? {path} --help lists them" if near else f"{path} --help lists them"
        return UsageError(f"{path} has no command {unknown[1]!r}", hint=hint)
    said = DAY.sub("is no day such as 2026-01-31", said)
    return UsageError(said[:1].lower() + said[1:], hint=f"{written}{path} --help says more")


def _unknown(path: str, option: str, known: Iterable[str], written: str) -> UsageError:
    near = _nearest(option, known)
    hint = f"did you mean {near}? " if near else written
    return UsageError(f"{path} has no option {option}", hint=f"{hint}{path} --help lists the options")


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.75)), "")


def _stray(said: str) -> str:
    """Name the option among arguments that are too many: some commands take words that begin with a dash."""
    found = re.search(r"unexpected extra arguments? \(.*?(--[\w-]+)", said)
    return found[1] if found else ""
