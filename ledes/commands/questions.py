"""The questions by which a new client's profile is made, asked on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ledes import money
from ledes.errors import UsageError

if TYPE_CHECKING:
    from ledes.guidelines.drafting import Answers


def number(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Take digits with at most one point, zero or more, as the text that they are; empty is none.

    Raises `click.BadParameter` for what is no such number.
    """
    text = value.strip()
    if text and not _counts(text):
        raise click.BadParameter(f"{text!r} is no number such as 0.1")
    return money.text(money.parse(text)) if text else ""


def _counts(text: str) -> bool:
    try:
        return money.parse(text) >= 0
    except ValueError:
        return False


def ask(answers: Answers) -> Answers:
    """Ask for what the options did not say; without a terminal, ask nothing.

    Raises `UsageError` where nothing was said and nobody can be asked.
    """
    if not sys.stdin.isatty():
        if not (answers.ids or answers.base or answers.format or answers.name):
            raise UsageError("there is no terminal to ask on", hint="state --id, --base, --format ... as options")
        return answers
    click.echo("Leave an answer empty where you do not know it yet.")
    answers = _who(answers)
    return _guidelines(answers)


def _who(answers: Answers) -> Answers:
    from ledes import formats, gateway, guidelines

    known = ", ".join(guidelines.sample_keys())
    writable = ", ".join(key for key, each in formats.formats().items() if each.write)
    vendors = ", ".join(gateway.vendors())
    name = answers.name or _text("The client's name")
    ids = answers.ids or tuple(_text("Its ids in your billing system (CLIENT_ID), blanks between").split())
    return replace(
        answers,
        name=name,
        ids=ids,
        base=answers.base or _text(f"A profile to inherit from ({known})"),
        format=answers.format or _text(f"The format that it takes ({writable})").lower(),
        vendor=answers.vendor or _text(f"The platform, where ledes sends to it ({vendors})"),
        currency=answers.currency or _text("The currency of its bills (USD, GBP, EUR ...)").upper(),
    )


def _guidelines(answers: Answers) -> Answers:
    resent = answers.resent or _text("Which number has a corrected bill (same, new)?").lower()
    one_matter = answers.one_matter
    if one_matter is None:
        one_matter = click.confirm("Is an invoice for one matter only?", default=False)
    return replace(
        answers,
        resent=resent if resent in {"same", "new"} else "",
        one_matter=one_matter,
        days=answers.days or _number("Within how many days after its period must it arrive?", str.isdigit),
        hours=answers.hours or _number("How many hours may one person have on one day?", _counts),
        step=answers.step or _number("In which steps is time stated (0.1 is six minutes)?", _counts),
    )


def _text(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False)).strip()


def _number(question: str, fits: Callable[[str], bool]) -> str:
    while (answer := _text(question)) and not fits(answer):
        click.echo(f"{answer!r} is no such number; leave it empty where you do not know")
    return money.text(money.parse(answer)) if answer else ""
