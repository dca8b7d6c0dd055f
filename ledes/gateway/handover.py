"""One delivery of one package into a folder: written beside, read back, moved; what each failure leaves there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ledes.gateway import Account, Doubtful, NotSent, Package, Receipt, naming
from ledes.gateway.place import MOST_BYTES, WHOLE_SECONDS, Failed, Lying, Place


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of one package into a folder, under a name.

    `staging` is the folder where files lie until they are whole. `certain` says that nobody takes away what lies there.
    """

    place: Place
    folder: str
    name: str
    staging: str
    certain: bool

    def hand_over(self, package: Package, account: Account) -> Receipt:
        """Write, read back and move each file, the e-bill last.

        Raises `NotSent` and `Failed` when surely no bill lies there, `Doubtful` otherwise.
        """
        clear(self.place, self.staging, package.reference)
        there = self.place.find(self.folder, self.name)
        if there is not None:
            return self._earlier(there, package)
        self._attach(package, account)
        passing = self._written(self.name, package.content)
        if not self.place.in_time():
            clear(self.place, self.staging, package.reference)
            raise NotSent(f"{self.place.host} took longer than {WHOLE_SECONDS:g} seconds")
        self._moved(passing)
        return self._seen(package)

    def _attach(self, package: Package, account: Account) -> None:
        """Bring the attachments; those of an attempt that ended before its bill came may since have been changed."""
        contents = [each.content for each in package.attachments]
        wanted = dict(zip(naming.beside(package, account), contents, strict=True))
        for lying in self.place.names(self.folder):
            if naming.is_beside(lying.name, package.reference):
                if lying.name in wanted and self._same(self.folder, lying, wanted[lying.name]):
                    del wanted[lying.name]
                else:
                    self.place.remove(self.folder, lying.name)
        for name, content in wanted.items():
            self.place.move((self.staging, self._written(name, content)), (self.folder, name))

    def _earlier(self, there: Lying, package: Package) -> Receipt:
        if self._same(self.folder, there, package.content):
            return receipt(self.place, self.folder, there)
        raise Doubtful(
            f"a file with our reference lies at {self.place.host} already, with other contents: it has {there.size} "
            f"bytes, the bill has {len(package.content)}"
        )

    def _written(self, name: str, content: bytes) -> str:
        """Write a file under a passing name, and make sure that it came whole."""
        passing = naming.unfinished(name)
        try:
            self.place.write(self.staging, passing, content)
            lying = self.place.find(self.staging, passing)
            if lying is not None and self._same(self.staging, lying, content):
                return passing
            stored = lying.size if lying is not None else 0
            raise Failed(f"{self.place.host} stored {stored} of {len(content)} bytes, or other ones")
        except Failed:
            self._quietly_remove(passing)
            raise

    def _moved(self, passing: str) -> None:
        seen = ""
        try:
            self.place.move((self.staging, passing), (self.folder, self.name))
        except Failed as error:
            seen = str(error)
        if seen and self._undone(passing):
            raise NotSent(seen)
        if seen:
            raise Doubtful(f"{seen}, after the file was to get its name")

    def _undone(self, passing: str) -> bool:
        """Prove that a move which failed did not happen and cannot happen any more."""
        try:
            gone = self.place.remove(self.staging, passing)
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
        return told(self.place, self.folder, lying, package.sha256)

    def _same(self, folder: str, lying: Lying, content: bytes) -> bool:
        return lying.size == len(content) and self.place.read(folder, lying.name) == content

    def _quietly_remove(self, name: str) -> None:
        try:
            self.place.remove(self.staging, name)
        except Failed:
            return


def clear(place: Place, folder: str, reference: str) -> bool:
    """Take away what we left half-written under a reference; say whether there was something, and now is not."""
    gone = [
        place.remove(folder, each.name) for each in place.names(folder) if naming.is_unfinished(each.name, reference)
    ]
    return any(gone)


def receipt(place: Place, folder: str, lying: Lying) -> Receipt:
    """Give the receipt of a file that lies in a folder, with its size and the digest of what it holds now."""
    digest = ""
    if lying.size <= MOST_BYTES:
        try:
            digest = hashlib.sha256(place.read(folder, lying.name)).hexdigest()
        except Failed:
            # It may be picked up at this moment, or may not be read by us; its name and size were seen.
            digest = ""
    return told(place, folder, lying, digest)


def told(place: Place, folder: str, lying: Lying, digest: str) -> Receipt:
    """Give the receipt of a file whose digest (sha256, in hex) is known; empty where it could not be read."""
    words = {
        "at": place.host,
        "folder": folder,
        "name": lying.name,
        "bytes": lying.size,
        "sha256": digest,
        "changed": lying.at.isoformat() if lying.at else "",
    }
    return Receipt(reference=lying.name, at=lying.at, answer=json.dumps(words, sort_keys=True).encode())
