"""The manual page, ledes(1), from the help of the commands."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from ledes.errors import Exit

FILES = (
    ("ledes.toml", "The firm, the accounts, the ledger: what makes a folder a workspace."),
    ("clients/*.toml", "A profile for each client."),
    ("ledger.db", "What was sent, when, and what became of it."),
)
VARIABLES = (
    ("LEDES_WORKSPACE", "The workspace, where none is named and none lies upwards."),
    ("LEDES_SECRET_<VENDOR>_<ACCOUNT>", "The secret of an account."),
    ("NO_COLOR", "Print without colours."),
)


def page(whole: click.Command) -> str:
    """Write the page of the program, with a section for each command."""
    context = click.Context(whole, info_name="ledes")
    return "\n".join(_parts(whole, context)) + "\n"


def _parts(whole: click.Command, context: click.Context) -> Iterator[str]:
    yield '.\\" made from code by docs/generate.py'
    yield '.TH LEDES 1 "" "ledes" "User Commands"'
    yield ".SH NAME\nledes \\- " + _text(whole.help or "").rstrip(".")
    yield ".SH SYNOPSIS\n.B ledes\n.RI [ options ]\n.I command\n.RI [ arguments ]"
    yield ".SH OPTIONS"
    yield from _options(whole, context)
    yield ".SH COMMANDS"
    if isinstance(whole, click.Group):
        for name in whole.list_commands(context):
            if found := whole.get_command(context, name):
                yield from _command(found, name, context)
    yield ".SH EXIT STATUS"
    for code in Exit:
        yield f".TP\n.B {int(code)}\n{_text(code.name.lower())}"
    yield ".SH FILES"
    yield from (f".TP\n.I {_text(name)}\n{_text(what)}" for name, what in FILES)
    yield ".SH ENVIRONMENT"
    yield from (f".TP\n.B {_text(name)}\n{_text(what)}" for name, what in VARIABLES)


def _command(found: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(found, info_name=name, parent=parent)
    usage = " ".join(found.collect_usage_pieces(context))
    yield f".SS {_text(context.command_path)} {_text(usage)}"
    for paragraph in inspect.cleandoc(found.help or "").split("\n\n"):
        if paragraph.startswith("\b"):
            lines = paragraph.removeprefix("\b").strip("\n").splitlines()
            yield ".PP\n.nf\n" + "\n".join(_text(line) for line in lines) + "\n.fi"
        else:
            yield ".PP\n" + _text(" ".join(paragraph.split()))
    yield from _options(found, context)
    if isinstance(found, click.Group):
        for below in found.list_commands(context):
            if inner := found.get_command(context, below):
                yield from _command(inner, below, context)


def _options(found: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in found.get_params(context):
        record = parameter.get_help_record(context)
        if record and record[1]:
            yield f".TP\n.B {_text(record[0])}\n{_text(record[1])}"


def _text(words: str) -> str:
    r"""Write text so that roff takes none of it for a request.

    >>> _text(".dot -x \\ 'a")
    "\\&.dot \\-x \\e 'a"
    """
    safe = words.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", safe)
