"""`ledes rules`: the catalogue of everything that is checked."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from ledes.finding import Check


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@options.as_json
@options.no_workspace
def command(codes: tuple[str, ...], as_json: bool) -> Exit:
    """List every rule, or explain the ones that are named by code or name.

    \b
    Example:
      ledes rules
      ledes rules T001
    """
    from ledes import catalogue

    found = [catalogue.named(code) for code in codes] or list(catalogue.catalogue().values())
    if as_json:
        options.show_json({"rules": [_data(check) for check in found]})
    elif codes:
        for place, check in enumerate(found):
            options.show(["", *_page(check)] if place else _page(check))
    else:
        options.show(_table(found))
    return Exit.DONE


def _table(found: list[Check]) -> Iterator[str]:
    width = max(len(check.name) for check in found)
    for check in found:
        yield f"{check.code}  {check.name:{width}}  {check.scope:8}  {check.severity.word:7}  {check.title}"


def _page(check: Check) -> Iterator[str]:
    """Write the whole documentation of one check."""
    from ledes import catalogue

    truth, why, source = catalogue.parts(check)
    yield click.style(f"{check.code} {check.name}", bold=True)
    yield f"{check.severity.word}; scope {check.scope}, layer {check.layer}, reason {check.reason}"
    yield from ("", truth)
    if why:
        yield from ("", why)
    yield from ("", f"Fix: {check.fix}")
    for name, default in check.options.items():
        yield f"Option: {name} = {_shown(default)}"
    if check.needs:
        yield f"Needs beside the bill: {', '.join(check.needs)}"
    if check.unless:
        yield f"Not told where one of these is: {', '.join(check.unless)}"
    yield f"Source: {source}"
    yield from _example(check)


def _example(check: Check) -> Iterator[str]:
    """Show the specimen of a check, and what is found in it."""
    from ledes import specimens
    from ledes.show import findings

    path = specimens.find(check.code)
    if path is None:
        return
    yield from ("", f"Example: {path.name}")
    cases = [case for case in specimens.check(path).cases if case.finding.rule == check.code]
    for case in cases:
        yield from _excerpt(path, case.rows[0])
        yield f"  {findings.line(path.name, case.finding, case.rows[0], case.rows[1:], case.count)}"
    for beside in sorted(path.parent.glob(f"{path.stem}*{specimens.PROFILE}")):
        yield f"  with {beside.name}:"
        yield from (f"    {line}" for line in beside.read_text("utf-8").splitlines() if line)


def _excerpt(path: Path, row: int) -> Iterator[str]:
    """Show one line of a specimen that is text; what cannot be printed is escaped."""
    content = path.read_bytes()
    raw = content.splitlines()
    if 0 < row <= len(raw) and b"\0" not in content:
        text = raw[row - 1].decode("utf-8", "backslashreplace")
        yield f"  {''.join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)}"


def _shown(default: Any) -> str:
    if default is inspect.Parameter.empty:
        return "(none: the rule is asked where the profile sets it)"
    if isinstance(default, tuple):
        return f"[{', '.join(map(str, default))}]"
    return str(default)


def _data(check: Check) -> dict[str, Any]:
    from ledes import catalogue

    truth, why, source = catalogue.parts(check)
    return {
        "code": check.code,
        "name": check.name,
        "scope": check.scope,
        "layer": check.layer,
        "severity": check.severity.word,
        "title": check.title,
        "truth": truth,
        "why": why,
        "fix": check.fix,
        "reason": check.reason,
        "source": source,
        "options": {name: _json(default) for name, default in check.options.items()},
        "needs": list(check.needs),
        "unless": list(check.unless),
    }


def _json(default: Any) -> Any:
    if default is inspect.Parameter.empty:
        return None
    return list(default) if isinstance(default, tuple) else str(default)
