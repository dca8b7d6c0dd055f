"""A new profile, written from answers: with comments, so that a biller can go on in an editor."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledes.bill import Party
from ledes.errors import SetupError, UsageError
from ledes.guidelines import around
from ledes.setup import profiles, read
from ledes.workspace import NAME

if TYPE_CHECKING:
    from ledes.workspace import Workspace

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered of a new client; empty is unanswered.

    `base` is a profile to inherit from, such as that of the client's platform. `resent` says whether a corrected bill
    keeps its number (same) or gets a new one. `days` is how many days after its period a bill may arrive, `hours` the
    most hours of one person on one day, `step` the step of time in hours.
    """

    key: str
    name: str = ""
    ids: tuple[str, ...] = ()
    base: str = ""
    format: str = ""
    vendor: str = ""
    currency: str = ""
    resent: str = ""
    one_matter: bool | None = None
    days: str = ""
    hours: str = ""
    step: str = ""


def text(answers: Answers) -> str:
    """Write the profile."""
    rest = (line.replace("KEY", answers.key) for line in _REST)
    parts = [_head(answers), _rules(answers), rest]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _head(answers: Answers) -> Iterator[str]:
    name = " ".join(answers.name.split()) or answers.key
    yield f"# {name}. The name of this file is the client's key: --client {answers.key}"
    if answers.base:
        yield f"base = {_quoted(answers.base)}    # everything that is not written here is taken from that profile"
    if answers.name:
        yield f"name = {_quoted(answers.name)}"
    ids = ", ".join(map(_quoted, answers.ids))
    yield f"ids = [{ids}]    # CLIENT_ID in your billing system" if ids else '# ids = ["10417"]    # CLIENT_ID'
    for key, value, example in (
        ("format", answers.format, "1998b"),
        ("vendor", answers.vendor, "sandbox"),
        ("currency", answers.currency, "USD"),
        ("number_on_resending", answers.resent, "same"),
    ):
        yield f"{key} = {_quoted(value)}" if value else f"# {key} = {_quoted(example)}"


def _rules(answers: Answers) -> Iterator[str]:
    yield "[rules]    # ledes rules lists them; off, info, warn, reduce or reject, or a table with options"
    if answers.one_matter:
        yield "several-matters = { allowed = false }    # one invoice, one matter"
    if answers.days:
        yield f"late-invoice = {{ days = {answers.days} }}    # days after the end of the period"
    if answers.hours:
        yield f"day-too-long = {{ most = {answers.hours} }}    # hours of one person on one day"
    if answers.step:
        yield f"time-off-step = {{ step = {answers.step} }}    # hours: 0.1 is six minutes"


_REST = (
    "# [timekeepers]    # who is approved, at which rate, from when: CSV or XLSX beside this file",
    '# file = "KEY-timekeepers.csv"    # id, name, classification, rate, from, to',
    "",
    '# [matters."2041-007"]    # the firm\'s number for the matter',
    '# name = "Harbour lease"',
    '# client_id = "LIT-2026-0088"    # the client\'s number for it',
    "",
    "# [codes]    # the codes that the client takes; leave a list out and it takes all",
    '# tasks = ["L110", "L120"]',
    "",
    "# [[examples]]    # bills by which `ledes client test` tries this profile",
    '# file = "good.txt"',
    '# must = "pass"',
)


def folder(home: Workspace) -> Path:
    """Give the folder of a workspace's profiles."""
    said = read(home.root / NAME, "workspace.schema.json", NAME)
    return home.root / str(said.get("folders", {}).get("clients", "clients"))


def write(answers: Answers, home: Workspace) -> Path:
    """Write a profile into the workspace, and never over one that is there; what would not load is not written.

    Raises `UsageError` for a key that is taken or cannot be a file's name, or an id of another client; and `Mistakes`
    for a base, format or currency that cannot be.
    """
    if not KEY.fullmatch(answers.key):
        hint = "write small letters, digits, - and _, such as northwind-mills"
        raise UsageError(f"{answers.key!r} cannot be a client's key", hint=hint)
    place = folder(home)
    path = place / f"{answers.key}.toml"
    if path.exists():
        raise UsageError(f"{place.name}/{path.name} is already there", hint="edit it, or choose another key")
    _only_ours(answers, home)
    _tried(answers, place, home.firm)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text(answers))
    except FileExistsError:
        raise UsageError(f"{place.name}/{path.name} is already there", hint="edit it, or choose another key") from None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"{place.name}/{path.name} cannot be written: {why}", hint="check the rights") from error
    return path


def _only_ours(answers: Answers, home: Workspace) -> None:
    for number in answers.ids:
        if owner := next((key for key, each in home.clients.items() if number in each.ids), ""):
            hint = "give an id to one client only, or a bill could be sent to the wrong one"
            raise UsageError(f"{number!r} is already an id of {owner!r}", hint=hint)


def _tried(answers: Answers, place: Path, firm: Party) -> None:
    """Read the profile before it stands in the workspace, where a mistake in it would stop every command."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{answers.key}.toml"
        path.write_text(text(answers), "utf-8")
        profiles.client(path, around(place, firm))


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
