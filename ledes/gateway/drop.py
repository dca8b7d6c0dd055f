"""A folder that a partner empties: how a bill gets into it once, and how it is found there again.

A file is written under a passing name beside its place, read back, and moved to its name in one step; what the partner
sees under that name is whole. Until the request to move is sent, a failure is `NotSent`; from then on it is `Doubtful`
unless it is proven that the move did not happen.

Absence is believed in two cases only. First: the passing file was still there and was taken away, so that no move can
happen any more; that is proof where the place moves in one step. Second: set-up says `picked_up = false`, that is,
what lies in the folder stays, or goes to one of the folders that the setting `archives` lists. In every other case the
partner may have picked the file up, and nobody can say from here.
"""

from __future__ import annotations

import abc
import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager

from ledes.gateway import (
    Absent,
    Account,
    Adapter,
    Attaching,
    CannotSay,
    Doubtful,
    Found,
    NotSent,
    Package,
    Receipt,
    StatusEvent,
    acks,
    handover,
    naming,
    stated,
)
from ledes.gateway.place import MOST_BYTES, WHOLE_SECONDS, Failed, Lying, Place

SIGNING_IN_SECONDS = 90.0
"""The longest that connecting and signing in may take: six steps of `ledes.gateway.sftp.CONNECT_SECONDS`."""

SETTLES_AFTER = datetime.timedelta(seconds=SIGNING_IN_SECONDS + WHOLE_SECONDS)
"""After it no attempt can still be on its way, since each gives up before it moves the file."""


class Drop(Adapter, abc.ABC):
    """What an adapter that drops files has in common: it says how to `open` its place, and which folder counts."""

    words = acks.WORDS
    exports = acks.GENERIC
    attaching = Attaching(max_bytes=MOST_BYTES)

    def check(self, account: Account) -> None:
        """Read all that set-up states. Raises `SetupError`."""
        super().check(account)
        with stated.as_setup():
            self.folder(account)
            self.certain(account)
            naming.template(account)
            acks.Plan(account, self.exports)

    @abc.abstractmethod
    def open(self, account: Account) -> AbstractContextManager[Place]:
        """Reach the place. Raises `NotSent` with what stands in the way."""

    @abc.abstractmethod
    def folder(self, account: Account) -> str:
        """Name the folder that bills go to; raises `NotSent` where set-up does not."""

    def staging(self, account: Account) -> str:
        """Name the folder where files lie until they are whole; it must be on the same disk."""
        return stated.text(account, "staging") or self.folder(account)

    def certain(self, account: Account) -> bool:
        """Say whether what is not seen in the folder or its archives is surely not there."""
        return not stated.yes(account, "picked_up", otherwise=True)

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Drop a package, its attachments first. Raises `NotSent` or `Doubtful`."""
        folder, name, certain = self.folder(account), naming.final(package, account), self.certain(account)
        problem: NotSent | Doubtful
        try:
            with self.open(account) as place:
                delivery = handover.Delivery(place, folder, name, self.staging(account), certain)
                return delivery.hand_over(package, account)
        except Failed as error:
            problem = NotSent(str(error))
        # Raised out here, where nothing of the libraries underneath becomes its context.
        raise problem

    def look(self, reference: str, account: Account) -> Found | Absent | CannotSay:
        """Look for the file that bears our reference; takes our own half-written ones away."""
        folder, archives = self.folder(account), stated.several(account, "archives")
        problem = ""
        try:
            with self.open(account) as place:
                page = f"the folder {folder} of {place.host}, for a file with {reference} in its name"
                gone = handover.clear(place, self.staging(account), reference)
                for each in (folder, *archives):
                    found = _lying(place, each, reference)
                    if found is not None and found.size:
                        return Found(receipt=handover.receipt(place, each, found))
                    if found is not None:
                        return CannotSay(page=f"{page}: it is empty")
                if (gone and place.at_once) or self.certain(account):
                    return Absent()
                return CannotSay(page=page)
        except Failed as error:
            problem = str(error)
        raise NotSent(problem)

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Read the acknowledgements that came; those of other senders are passed over."""
        plan = acks.Plan(account, self.exports)
        folder = stated.text(account, "acknowledgements") or self.folder(account)
        events: list[StatusEvent] = []
        problem = ""
        try:
            with self.open(account) as place:
                for each in place.names(folder):
                    if each.size <= acks.MOST_BYTES and plan.wants(each.name, each.at, since):
                        events += plan.events(each.name, _still(place, folder, each.name), each.at)
        except Failed as error:
            problem = str(error)
        yield from events
        if problem or plan.problems:
            raise NotSent(problem or plan.problems[0])


def _lying(place: Place, folder: str, reference: str) -> Lying | None:
    return next((each for each in place.names(folder) if naming.is_bill(each.name, reference)), None)


def _still(place: Place, folder: str, name: str) -> bytes:
    """Read a file that may be taken away meanwhile; then it is empty."""
    try:
        return place.read(folder, name)
    except Failed:
        if place.find(folder, name) is not None:
            raise
    return b""
