"""Letters from templates that the firm can edit: the same words as a text, a Word document and an unsent mail.

A template is a text file with `Subject:` on its first line and Jinja2 marks where values go; `{{ table }}`, alone on a
line, is where the table stands. It is looked up in the workspace's `templates/`, then among the samples. A person
sends what comes of it: nothing here speaks to a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledes.errors import SetupError
from ledes.show.sheet import Sheet

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = "templates"
LETTERHEAD = "letterhead.docx"
"""A Word file in the workspace's `templates/` whose page, styles, header and footer letters take on."""

_TABLE = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says: its subject, paragraphs before and after the table; a paragraph may have several lines."""

    subject: str
    before: tuple[str, ...]
    table: Sheet | None = None
    after: tuple[str, ...] = ()


def compose(root: Path, name: str, values: Mapping[str, Any], table: Sheet | None = None) -> Letter:
    """Fill in a template; `root` is the workspace, `name` the template's without its extension.

    Raises `SetupError` that says where the template is wrong, and which values it may name.
    """
    path = find(root, name)
    text = _rendered(path, values)
    head, _, body = text.partition("\n")
    if not head.startswith("Subject:") or not head.removeprefix("Subject:").strip():
        raise _wrong(path, 1, "states no subject", 'begin with a line such as "Subject: Statement of account"')
    before, mark, after = body.partition(_TABLE)
    if _TABLE in after:
        raise _wrong(path, 0, "holds {{ table }} twice", "keep the one where the table shall stand")
    return Letter(
        subject=" ".join(head.removeprefix("Subject:").split()),
        before=_paragraphs(before),
        table=table if mark else None,
        after=_paragraphs(after),
    )


def find(root: Path, name: str) -> Path:
    """Find a template: the workspace's own, else the sample.

    Raises `SetupError` where there is neither.
    """
    if (path := _path(root, name)) is not None:
        return path
    raise SetupError(f"there is no template {FOLDER}/{name}.txt", hint="write one; those of ledes init show how")


def known(root: Path, name: str) -> bool:
    """Say whether there is a template."""
    return _path(root, name) is not None


def _path(root: Path, name: str) -> Path | None:
    from ledes.samples import start

    folders = (root / FOLDER, Path(start.__file__).parent / FOLDER)
    return next((path for folder in folders if (path := folder / f"{name}.txt").is_file()), None)


def letterhead(root: Path) -> Path | None:
    """Give the firm's letterhead, if it has one."""
    path = root / FOLDER / LETTERHEAD
    return path if path.is_file() else None


def _rendered(path: Path, values: Mapping[str, Any]) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    try:
        source = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(path, 0, "is no text in UTF-8", "save it as UTF-8 text") from error
    except OSError as error:
        raise _wrong(path, 0, (error.strerror or "cannot be read").lower(), "check the rights") from error
    try:
        return _environment().from_string(source).render({**values, "table": _TABLE}).replace("\r\n", "\n")
    except TemplateSyntaxError as error:
        raise _wrong(path, error.lineno, str(error.message).lower(), "see the sample templates") from None
    except UndefinedError as error:
        known = ", ".join(sorted([*values, "table"]))
        raise _wrong(path, 0, str(error.message), f"values are {known}") from None
    except (SecurityError, TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise _wrong(path, 0, f"cannot be filled in: {type(error).__name__}", "see the sample templates") from None


def _environment() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # What comes of it is plain text: there is no markup to keep values out of.
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _wrong(path: Path, line: int, fact: str, remedy: str) -> SetupError:
    at = f", line {line}" if line else ""
    return SetupError(f"{path.parent.name}/{path.name}{at}: {fact}", hint=remedy)


def _paragraphs(text: str) -> tuple[str, ...]:
    """Take a text apart at its empty lines."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return tuple("\n".join(lines) for lines in found if lines)
