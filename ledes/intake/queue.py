"""The mails that wait for a person: listed, tried again, answered or put away; and a pattern tried on a mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ledes import ledger
from ledes.errors import LedesError
from ledes.formats.source import unopened
from ledes.gateway import mailbox
from ledes.gateway.mailbox import Mailbox
from ledes.intake import letters, patterns, recognition, sorting
from ledes.intake.letters import Letter
from ledes.intake.mail import Post, vendors
from ledes.intake.patterns import Patterns
from ledes.intake.recognition import Trial
from ledes.intake.sorting import Verdict
from ledes.ledger import messages, moments
from ledes.ledger.messages import Message
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings
from ledes.workspace import Workspace

PATIENCE = 10.0
"""Seconds that a person's word waits for a run that is at work."""


def listed(workspace: Workspace, *, every: bool = False, vendor: str = "") -> tuple[Message, ...]:
    """List the messages that wait for a person, or every one."""
    with ledger.reading(workspace.ledger_url) as book:
        return messages.listed(book, outcome="" if every else messages.UNMATCHED, vendor=vendor)


def opened(workspace: Workspace, id_: int) -> tuple[Message, Letter, bytes]:
    """Give a message, what it says, and its bytes.

    Raises `UsageError` when there is none with that id.
    """
    with ledger.reading(workspace.ledger_url) as book:
        message = messages.one(book, id_)
        raw = book.blob(message.blob)
    sent = moments.parse(message.at)
    return message, letters.read(raw, received=sent, now=sent, server=_box(workspace, message.mailbox).server), raw


def answered(workspace: Workspace, id_: int, reason: str, *, around: Surroundings | None = None) -> Message:
    """Write down that a person has said what a message means; raises `UsageError` when it was closed already."""
    return _closed(workspace, id_, messages.SETTLED, reason, around)


def ignored(workspace: Workspace, ids: Iterable[int], *, around: Surroundings | None = None) -> tuple[Message, ...]:
    """Put messages away that say nothing of a bill; raises `UsageError` for one that was closed already."""
    return tuple(_closed(workspace, id_, messages.IGNORED, "put away by a person", around) for id_ in ids)


def _closed(workspace: Workspace, id_: int, outcome: str, reason: str, around: Surroundings | None) -> Message:
    clock = (around or Surroundings()).clock
    with ledger.writing(workspace.ledger_url, clock=clock, wait=PATIENCE) as book:
        return messages.close(book, id_, outcome, reason)


def waiting(workspace: Workspace, id_: int) -> Message:
    """Give a message that a person may settle.

    Raises `UsageError` when there is none with that id, or when it was closed already.
    """
    with ledger.reading(workspace.ledger_url) as book:
        return messages.waiting(messages.one(book, id_), messages.SETTLED)


def again(workspace: Workspace, *, around: Surroundings | None = None) -> tuple[int, Outcome]:
    """Sort the waiting messages once more, with the patterns and bills as they are now; say how many found a place."""
    around, outcome, placed = around or Surroundings(), Outcome(), 0
    with ledger.writing(workspace.ledger_url, clock=around.clock, wait=PATIENCE) as book:
        posts: dict[str, Post] = {}
        for message in messages.listed(book, outcome=messages.UNMATCHED):
            try:
                if message.mailbox not in posts:
                    box = _box(workspace, message.mailbox)
                    posts[message.mailbox] = Post(book, workspace, box, outcome, around)
                placed += posts[message.mailbox].sort(message, book.blob(message.blob))
            except LedesError as error:
                outcome.trouble(f"message {message.id}", error)
        for post in posts.values():
            post.touched()
    return placed, outcome


def _box(workspace: Workspace, name: str) -> Mailbox:
    """Give a mailbox, also one that ledes.toml no longer has."""
    return next((box for box in workspace.mailboxes if box.name == name), Mailbox(name=name, url=str(workspace.root)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How patterns fare against a mail, and what would become of it."""

    letter: Letter
    trials: tuple[Trial, ...]
    verdict: Verdict


def rehearse(
    workspace: Workspace | None,
    path: Path,
    *,
    vendor: str = "",
    pattern_file: Path | None = None,
    around: Surroundings | None = None,
) -> Rehearsal:
    """Try patterns on a mail in a file, each to its end; nothing is written.

    Raises `InputError` when the file cannot be opened, `SetupError` for patterns with mistakes.
    """
    around = around or Surroundings()
    raw = _content(path)
    box = _testing(workspace, vendor)
    letter = letters.read(raw, received=None, now=around.clock(), server=box.server)
    known = _patterns(workspace, box, vendor, pattern_file, around)
    tried = tuple(recognition.trial(letter, raw, each, pattern, anyhow=True) for each in known for pattern in each.mail)
    if workspace is None:
        return Rehearsal(letter=letter, trials=tried, verdict=sorting.judge(letter, tried, lambda _vendor: ()))
    with ledger.reading(workspace.ledger_url) as book:
        verdict = sorting.judge(letter, tried, lambda key: _known(book, key, box.environment), server=box.server)
    return Rehearsal(letter=letter, trials=tried, verdict=verdict)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(mailbox.MOST_BYTES)
    except OSError as error:
        raise unopened(path, error) from error


def _testing(workspace: Workspace | None, vendor: str) -> Mailbox:
    """Give the mailbox that the mail would come to: the first for the vendor, else one without set-up."""
    boxes = workspace.mailboxes if workspace else ()
    found = (box for box in boxes if not vendor or not box.vendors or vendor in box.vendors)
    return next(found, Mailbox(name="test", url="."))


def _patterns(
    workspace: Workspace | None, box: Mailbox, vendor: str, pattern_file: Path | None, around: Surroundings
) -> tuple[Patterns, ...]:
    if pattern_file is not None:
        stated = patterns.loaded(pattern_file)
        return (replace(stated, adapter=around.adapter(stated.vendor)),)
    if vendor:
        own = patterns.load(workspace.patterns if workspace else ())
        return (patterns.of(around.adapter(vendor), own),)
    return vendors(workspace, box, around) if workspace else ()


def _known(book: Reader, vendor: str, environment: str) -> tuple[Submission, ...]:
    found = (each for each in book.submissions() if each.delivery.vendor == vendor)
    return sorting.sent(each for each in found if each.delivery.environment == environment)
