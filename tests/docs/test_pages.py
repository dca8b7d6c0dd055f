"""The documentation is true: links lead somewhere, examples print what stands there, commands and options exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from examples import BLOCK, replayed

from ledes.__main__ import ledes

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
TOLD = [DOCS / name for name in ("tutorial.md", "new-client.md", "rejected-bill.md")]
"""Pages whose console blocks are run; errors.md has a test of its own."""

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```(?:sh|shell|bash|console|text|)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings as GitHub makes them."""
    found: dict[str, int] = {}
    made = set()
    for line in FENCE.sub("", page.read_text("utf-8")).splitlines():
        if heading := re.match(r"#{1,6} +(.*?) *#*$", line):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            count = found.get(slug, 0)
            found[slug] = count + 1
            made.add(f"{slug}-{count}" if count else slug)
    return made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for found in LINK.finditer(FENCE.sub("", page.read_text("utf-8"))):
        target = found[1] or found[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            broken.append(target)
    assert not broken


def test_every_page_stands_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    assert not [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and f"({page.name}" not in index]


@pytest.mark.parametrize("page", TOLD, ids=lambda page: page.name)
def test_the_examples_print_what_stands_there(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = page.read_text("utf-8")
    assert BLOCK.search(text)
    made, wrong = replayed(text, tmp_path)
    if wrong and request.config.getoption("--update"):
        page.write_text(made, "utf-8")
        return
    assert not wrong, "\n\n".join(wrong)


def lines(page: Path) -> list[str]:
    found = []
    for block in SHELL.findall(page.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            if command := re.match(r"(?:\$ )?(ledes [a-z].*)", line.strip()):
                found.append(command[1])
    return found


def unknown(line: str) -> str:
    """Say which command or option of a line there is none of."""
    try:
        words = shlex.split(re.split(r" [|&;>] ?|\s#", line)[0])[1:]
    except ValueError:
        return ""
    command: click.Command = ledes
    context = click.Context(ledes, info_name="ledes")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        if found is None:
            return "" if command is not ledes else words[0]
        command, words = found, words[1:]
        context = click.Context(command, parent=context)
    known = {name for each in command.get_params(context) for name in (*each.opts, *each.secondary_opts)}
    return next((word for word in words if word.startswith("--") and word.partition("=")[0] not in known), "")


@pytest.mark.parametrize("page", [each for each in PAGES if each.name != "errors.md"], ids=lambda page: page.name)
def test_commands_and_options_that_are_named_exist(page: Path) -> None:
    assert not [line for line in lines(page) if unknown(line)]


def test_a_wrong_example_is_noticed(tmp_path: Path) -> None:
    _, wrong = replayed("```console\n$ ledes init firm --yes\nmade nothing\n```\n", tmp_path)
    assert len(wrong) == 1
    assert unknown("ledes submitt x") == "submitt"
    assert unknown("ledes submit --nonsense") == "--nonsense"
