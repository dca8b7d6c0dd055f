"""Write what the documentation takes from the code: `python docs/generate.py [--check]`.

Tables in README.md stand between marks; whole pages are written anew. With `--check` nothing is written, and the
exit status is 1 where a page is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click
import manual
import mistakes
import picture

from ledes import catalogue, gateway, reports
from ledes.__main__ import ledes
from ledes.errors import Exit
from ledes.finding import FAMILIES, Check
from ledes.formats import Format, formats
from ledes.gateway.portal import Portal
from ledes.ledger import states
from ledes.reminders import Row

ROOT = Path(__file__).parents[1]
MARK = re.compile(r"(<!-- made from code: (?P<name>\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
NOTICE = "<!-- made from code by docs/generate.py -->\n"
WIDTH = 100

REACTIONS = {
    Exit.DONE: "done",
    Exit.FINDINGS: "findings at or above `--fail-on`, or a loss that was not allowed",
    Exit.USAGE: "wrong options or arguments; an ambiguous invoice number",
    Exit.INPUT: "an input cannot be opened or is in no known form",
    Exit.SETUP: "set-up",
    Exit.REFUSED: "refused at delivery",
    Exit.UNREACHED: "not reached, queued for later; or in doubt",
    Exit.LEDGER: "ledger",
    Exit.BUG: "our bug",
    Exit.INTERRUPTED: "Ctrl-C",
}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def format_table() -> str:
    """List the formats and what is done with each."""

    def row(form: Format) -> tuple[str, ...]:
        done = "read, checked, written" if form.write else "read, checked"
        done += ", experimental" if form.experimental else ""
        return f"`{form.key}`", form.title, done, ", ".join(f".{each.removeprefix('.')}" for each in form.extensions)

    return table(("key", "format", "what is done with it", "files"), map(row, formats().values()))


def vendor_table() -> str:
    """List the adapters: those that send, then those for which a person uploads."""

    def row(each: gateway.Adapter) -> tuple[str, ...]:
        how = "sent, and asked" if each.can.look or each.can.track else "sent"
        files = "yes" if each.can.attach else ""
        return f"`{each.key}`", each.name, how if each.can.submit else "by hand", ", ".join(each.can.formats), files

    every = sorted(gateway.vendors().values(), key=lambda each: not each.can.submit)
    return table(("key", "platform", "how", "formats", "attachments"), map(row, every))


def portal_table() -> str:
    """List the platforms that a person uploads to, with what they allow."""

    def row(each: Portal) -> tuple[str, ...]:
        limits = [f"{each.max_bytes // 1_000_000} MB"] if each.max_bytes else []
        limits += [f"`.{each.extensions[0]}` only"] if each.extensions else []
        limits += ["several bills a file"] if each.bills_per_file == "many" else []
        gone = f"; deleted after {each.deletes_after} days" if each.deletes_after else ""
        return f"`{each.key}`", each.name, ", ".join(each.formats), ", ".join(limits), f"{each.resubmitting}{gone}"

    portals = [each for each in gateway.vendors().values() if isinstance(each, Portal)]
    return table(("key", "platform", "formats", "files", "a corrected bill"), map(row, portals))


def exit_table() -> str:
    """List the exit codes."""
    return table(("code", "meaning"), ((str(int(code)), meaning) for code, meaning in REACTIONS.items()))


def state_diagram() -> str:
    """Draw the states of a submission."""
    return f"```mermaid\n{states.diagram()}```\n"


def command_table() -> str:
    """List the commands."""
    context = click.Context(ledes, info_name="ledes")
    found = ((name, ledes.get_command(context, name)) for name in ledes.list_commands(context))
    return table(
        ("command", ""), ((f"`ledes {name}`", each.get_short_help_str(limit=200)) for name, each in found if each)
    )


def report_table() -> str:
    """List the reports."""
    return table(("report", "what it tells"), ((f"`{key}`", each.summary) for key, each in reports.reports().items()))


def rules_page() -> str:
    """Document every rule and fault."""
    parts = ["# What is checked\n", NOTICE, _INTRODUCTION]
    checks = catalogue.catalogue().values()
    for letter, (family, layer) in FAMILIES.items():
        ours = [check for check in checks if check.code.startswith(letter)]
        if ours:
            parts.append(f"## {letter}: {family} ({layer})\n")
            parts += map(_rule, ours)
    return "\n".join(parts)


_INTRODUCTION = """\
`ledes rules` prints this list, `ledes rules T001` one entry. A code never changes its meaning. A client's profile may
switch a rule off or give it another level (`off`, `info`, `warn`, `reduce`, `reject`), by code or by name. Faults of
layout (L) and of single fields (F, D001, I101, I102) are noticed while a file is read and cannot be switched off.
"""


def client_rules_page() -> str:
    """Say by which codes each row of what clients ask is answered."""
    return "\n".join(["# What clients ask\n", NOTICE, _ASKED, client_rule_table()])


_ASKED = """\
What outside counsel guidelines and e-billing platforms ask of a bill, as far as it is published, and the rules of
`docs/rules.md` that decide it. `ledes rules CODE` explains a rule; one whose options have no default runs only where a
client's profile sets them. What no bill can show is a reminder: a person looks, and `ledes client explain KEY` says at
what.
"""


def client_rule_table() -> str:
    """List what clients ask, with the checks that decide it or the reminder that stands for it."""

    def row(asked: Row, checks: tuple[Check, ...]) -> tuple[str, ...]:
        links = (f"[{each.code}](rules.md#{each.code.lower()}-{each.name})" for each in checks)
        return f"`{asked.id}`", asked.group, asked.rule, ", ".join(links), asked.reminder

    heads = ("id", "group", "what clients ask", "rules", "reminder")
    return table(heads, (row(*each) for each in catalogue.asked()))


def _rule(check: Check) -> str:
    truth, why, source = catalogue.parts(check)
    lines = [f"### {check.code} {check.name}\n", truth, ""]
    if why:
        lines += [why, ""]
    lines.append(f"- {check.severity.word}, scope {check.scope}, layer {check.layer}, reason {check.reason}")
    lines.append(f"- Fix: {check.fix}")
    if check.catalogue:
        lines.append(f"- Decides of [what clients ask](client-rules.md): {', '.join(check.catalogue)}")
    if check.needs:
        lines.append(f"- Needs: {', '.join(check.needs)}")
    if check.options:
        lines.append(f"- Options: {', '.join(check.options)}")
    if check.unless:
        lines.append(f"- Silent where {', '.join(check.unless)} speaks of the same bill.")
    return "\n".join([*lines, f"- Source: {source}", ""])


def commands_page() -> str:
    """Document every command by its own help."""
    context = click.Context(ledes, info_name="ledes", terminal_width=WIDTH, max_content_width=WIDTH)
    parts = ["# Commands\n", NOTICE]
    for name in ledes.list_commands(context):
        found = ledes.get_command(context, name)
        if found is not None:
            parts += _help(found, name, context)
    return "\n".join(parts)


def _help(found: click.Command, name: str, parent: click.Context) -> list[str]:
    context = click.Context(found, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    parts = [f"## {context.command_path}\n", f"```text\n{found.get_help(context)}\n```\n"]
    if isinstance(found, click.Group):
        for below in found.list_commands(context):
            inner = found.get_command(context, below)
            parts += _help(inner, below, context) if inner else []
    return parts


SECTIONS: dict[str, Callable[[], str]] = {
    "formats": format_table,
    "vendors": vendor_table,
    "portals": portal_table,
    "exit-codes": exit_table,
    "states": state_diagram,
    "commands": command_table,
    "client-rules": client_rule_table,
    "reports": report_table,
}
PAGES: dict[str, Callable[[], str]] = {
    "docs/errors.md": lambda: mistakes.page(NOTICE),
    "docs/man/ledes.1": lambda: manual.page(ledes),
    "docs/run.svg": picture.page,
    "docs/rules.md": rules_page,
    "docs/client-rules.md": client_rules_page,
    "docs/commands.md": commands_page,
}


def pages() -> dict[Path, str]:
    """Give every file that holds something made from code, as it should be."""
    made = {ROOT / name: page() for name, page in PAGES.items()}
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = made.get(path) or path.read_text("utf-8")
        made[path] = MARK.sub(lambda found: f"{found[1]}{SECTIONS[found['name']]()}{found[3]}", text)
    return made


def main() -> int:
    """Write what is stale, or say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a page is stale")
    check = parser.parse_args().check
    made = pages()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} {'is stale: run make docs' if check else 'written'}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(made[path], "utf-8")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
