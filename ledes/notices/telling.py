"""Tell a person what needs one, by the ways of ledes.toml; each way is told for itself, and none twice at once."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from typing import NamedTuple

from ledes import delivery
from ledes.errors import LedesError, SetupError, UnreachedError
from ledes.gateway import Account, Busy, Doubtful, NotSent, Refused, credentials, mail
from ledes.gateway.http import Wire
from ledes.ledger import pacing, tellings
from ledes.ledger.writing import Ledger
from ledes.notices import Notice, fresh, notices, wording
from ledes.workspace import Workspace

VENDOR = "notices"
"""Stands for the vendor where secrets of the ways are looked for: LEDES_SECRET_NOTICES_WEBHOOK, _MAIL."""


class Trouble(NamedTuple):
    """A way that did not work, and why; nothing counts as told by it."""

    way: str
    error: LedesError


def tell(book: Ledger, workspace: Workspace, now: datetime.datetime) -> Iterator[Trouble]:
    """Tell by every way what needs a person, where it has not been told lately; go on after a way that fails.

    Raises `SetupError` where an account's `secret_expires` is no day.
    """
    wanted = workspace.notices
    ways = [name for name, way in (("file", wanted.file), ("webhook", wanted.webhook), ("mail", wanted.mail)) if way]
    if not ways:
        return
    found = notices(book, workspace, wanted, now)
    for way in ways:
        # Where several machines write, one of them tells, and the others look again when it has.
        with pacing.alone(book, (VENDOR, way, "")) as ours:
            trouble = _told(book, workspace, way, found, now) if ours else None
        if trouble is not None:
            yield trouble


def _told(
    book: Ledger, workspace: Workspace, way: str, found: tuple[Notice, ...], now: datetime.datetime
) -> Trouble | None:
    """Tell by one way what it has not told lately, and remember it; give what went wrong."""
    known = tellings.known(book)
    told = {mark.removeprefix(f"{way} "): at for mark, at in known.items() if mark.startswith(f"{way} ")}
    # a file shows how things stand, so it is also written when the last of them has gone
    if not fresh(found, told, now, workspace.notices.again_hours) and not (way == "file" and _changed(found, told)):
        return None
    try:
        _WAYS[way](workspace, found, now)
    except LedesError as error:
        return Trouble(way, error)
    tellings.keep(book, way, {each.mark for each in found}, now)
    return None


def _changed(found: tuple[Notice, ...], told: dict[str, datetime.datetime]) -> bool:
    return {each.mark for each in found} != set(told)


def _file(workspace: Workspace, found: tuple[Notice, ...], now: datetime.datetime) -> None:
    path = workspace.notices.file
    assert path is not None  # noqa: S101  a way is only gone where ledes.toml names it
    try:
        delivery.write(path, wording.text(found, workspace.firm.name, now).encode() if found else b"")
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(
            f"the file for notices cannot be written: {why}", hint="name another under [notices]"
        ) from None


def _webhook(workspace: Workspace, found: tuple[Notice, ...], now: datetime.datetime) -> None:
    account = Account(vendor=VENDOR, name="webhook", url=workspace.notices.webhook)
    if account.url == "secret":
        address = credentials.secret(account, credentials.Surroundings(folder=workspace.root))
        account = Account(vendor=VENDOR, name="webhook", url=address)
    base, _, last = account.url.rpartition("/")
    body = json.dumps(wording.data(found, workspace.firm.name, now), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": hashlib.sha256(body).hexdigest()}
    wire = Wire(Account(vendor=VENDOR, name="webhook", url=base))
    problem: LedesError
    try:
        wire.send(last, body, headers=headers)
    except (NotSent, Busy, Doubtful) as error:
        problem = UnreachedError(f"the webhook for notices was not reached: {error}", hint="the next run tells again")
    except Refused as error:
        problem = SetupError(f"the webhook refused the notices: {error.words}", hint="check [notices] in ledes.toml")
    else:
        return
    # raised out here, so that no exception that may hold the address becomes its context
    raise problem


def _mail(workspace: Workspace, found: tuple[Notice, ...], now: datetime.datetime) -> None:
    wanted = workspace.notices.mail
    assert wanted is not None  # noqa: S101  a way is only gone where ledes.toml names it
    account = Account(vendor=VENDOR, name="mail", url=wanted.server, settings=wanted.settings)
    if wanted.user:
        account = credentials.unlocked(account, credentials.Surroundings(folder=workspace.root))
    written = wording.letter(found, workspace.firm.name, wanted, now)
    problem: LedesError
    try:
        mail.send(written, account)
    except (NotSent, Busy, Doubtful) as error:
        problem = UnreachedError(f"the notices could not be mailed: {error}", hint="the next run tells again")
    except Refused as error:
        problem = SetupError(f"the notices could not be mailed: {error.words}", hint="check [notices.mail]")
    else:
        return
    raise problem


_WAYS = {"file": _file, "webhook": _webhook, "mail": _mail}
