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
import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ledes.gateway import (
    Absent,
    Account,
    Adapter,
    CannotSay,
    Doubtful,
    Found,
    NotSent,
    Package,
    Receipt,
    StatusEvent,
    acks,
    naming,
    stated,
)

WHOLE_SECONDS = 120.0
"""The longest time that one delivery, look-up or fetching of acknowledgements may take."""

SETTLES_AFTER = datetime.timedelta(seconds=WHOLE_SECONDS + 30)
"""After it no attempt can still be on its way, since each gives up before it moves the file."""

MOST_FILES = 100_000
MOST_BYTES = 64 << 20
"""The most names in a folder, and the largest file in it, that are looked at."""


class Failed(Exception):
    """Something at the place did not work; the text says what was seen, without names and contents of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A file that lies in a folder: its name, its size, and when it was last changed."""

    name: str
    size: int
    at: datetime.datetime | None = None


class Place(Protocol):
    """Folders on this machine or another; every method raises `Failed`. `host` names where it is, for people."""

    host: str

    @property
    def at_once(self) -> bool:
        """Say whether a file never bears both names while it is moved."""

    def names(self, folder: str) -> list[Lying]:
        """List the files of a folder."""

    def find(self, folder: str, name: str) -> Lying | None:
        """Find one file."""

    def read(self, folder: str, name: str) -> bytes:
        """Read a file of `MOST_BYTES` at most."""

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Make a new file, and see it onto the disk."""

    def move(self, folder: str, old: str, new: str) -> None:
        """Give a file its name."""

    def remove(self, folder: str, name: str) -> bool:
        """Take a file away; false where it is not there."""

    def in_time(self) -> bool:
        """Say whether the time for all of this is not over yet."""


class Drop(Adapter, abc.ABC):
    """What an adapter that drops files has in common: it says how to `open` its place, and which folder counts."""

    words = acks.WORDS
    exports = acks.GENERIC

    @abc.abstractmethod
    def open(self, account: Account) -> AbstractContextManager[Place]:
        """Reach the place. Raises `NotSent` with what stands in the way."""

    @abc.abstractmethod
    def folder(self, account: Account) -> str:
        """Name the folder that bills go to; raises `NotSent` where set-up does not."""

    def certain(self, account: Account) -> bool:
        """Say whether what is not seen in the folder or its archives is surely not there."""
        return not stated.yes(account, "picked_up", otherwise=True)

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Drop a package, its attachments first. Raises `NotSent` or `Doubtful`."""
        folder, name = self.folder(account), naming.final(package, account)
        problem: NotSent | Doubtful
        try:
            with self.open(account) as place:
                return Delivery(place, folder, name, self.certain(account)).hand_over(package, account)
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
                gone = clear(place, folder, reference)
                for each in (folder, *archives):
                    found = _lying(place, each, reference)
                    if found is not None and found.size:
                        return Found(receipt=_receipt(place, each, found))
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


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of one package; `certain` says that nobody takes away what lies there."""

    place: Place
    folder: str
    name: str
    certain: bool

    def hand_over(self, package: Package, account: Account) -> Receipt:
        """Write, read back and move each file, the e-bill last.

        Raises `NotSent` and `Failed` when surely no bill lies there, `Doubtful` otherwise.
        """
        clear(self.place, self.folder, package.reference)
        there = self.place.find(self.folder, self.name)
        if there is not None:
            return self._earlier(there, package)
        for name, each in zip(naming.beside(package, account), package.attachments, strict=True):
            lying = self.place.find(self.folder, name)
            if lying is None:
                self.place.move(self.folder, self._written(name, each.content), name)
            elif not self._same(name, lying, each.content):
                raise NotSent(f"another file lies at {self.place.host} under the name of an attachment")
        passing = self._written(self.name, package.content)
        if not self.place.in_time():
            clear(self.place, self.folder, package.reference)
            raise NotSent(f"{self.place.host} took longer than {WHOLE_SECONDS:g} seconds")
        self._moved(passing)
        return self._seen(package)

    def _earlier(self, there: Lying, package: Package) -> Receipt:
        if self._same(self.name, there, package.content):
            return _receipt(self.place, self.folder, there)
        raise Doubtful(
            f"a file with our reference lies at {self.place.host} already, with other contents: it has {there.size} "
            f"bytes, the bill has {len(package.content)}"
        )

    def _written(self, name: str, content: bytes) -> str:
        """Write a file under a passing name, and make sure that it came whole."""
        passing = naming.unfinished(name)
        try:
            self.place.write(self.folder, passing, content)
            lying = self.place.find(self.folder, passing)
            if lying is not None and self._same(passing, lying, content):
                return passing
            stored = lying.size if lying is not None else 0
            raise Failed(f"{self.place.host} stored {stored} of {len(content)} bytes, or other ones")
        except Failed:
            self._quietly_remove(passing)
            raise

    def _moved(self, passing: str) -> None:
        seen = ""
        try:
            self.place.move(self.folder, passing, self.name)
        except Failed as error:
            seen = str(error)
        if seen and self._undone(passing):
            raise NotSent(seen)
        if seen:
            raise Doubtful(f"{seen}, after the file was to get its name")

    def _undone(self, passing: str) -> bool:
        """Prove that a move which failed did not happen and cannot happen any more."""
        try:
            gone = self.place.remove(self.folder, passing)
            return gone and self.place.find(self.folder, self.name) is None and (self.place.at_once or self.certain)
        except Failed:
            return False

    def _seen(self, package: Package) -> Receipt:
        """Give the receipt of a move that the place confirmed; the partner may have been quick."""
        try:
            there = self.place.find(self.folder, self.name)
        except Failed:
            there = None
        lying = there or Lying(name=self.name, size=len(package.content))
        return _told(self.place, self.folder, lying, package.sha256)

    def _same(self, name: str, lying: Lying, content: bytes) -> bool:
        return lying.size == len(content) and self.place.read(self.folder, name) == content

    def _quietly_remove(self, name: str) -> None:
        try:
            self.place.remove(self.folder, name)
        except Failed:
            return


def clear(place: Place, folder: str, reference: str) -> bool:
    """Take away what we left half-written under a reference; say whether there was something, and now is not."""
    gone = [
        place.remove(folder, each.name) for each in place.names(folder) if naming.is_unfinished(each.name, reference)
    ]
    return any(gone)


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


def _receipt(place: Place, folder: str, lying: Lying) -> Receipt:
    digest = ""
    if lying.size <= MOST_BYTES:
        try:
            digest = hashlib.sha256(place.read(folder, lying.name)).hexdigest()
        except Failed:
            # It may be picked up at this moment, or may not be read by us; its name and size were seen.
            digest = ""
    return _told(place, folder, lying, digest)


def _told(place: Place, folder: str, lying: Lying, digest: str) -> Receipt:
    told = {
        "at": place.host,
        "folder": folder,
        "name": lying.name,
        "bytes": lying.size,
        "sha256": digest,
        "changed": lying.at.isoformat() if lying.at else "",
    }
    return Receipt(reference=lying.name, at=lying.at, answer=json.dumps(told, sort_keys=True).encode())
