"""Folders of an SFTP server; loaded only when one is opened."""

from __future__ import annotations

import contextlib
import datetime
import errno
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator

import paramiko
from paramiko.sftp import CMD_EXTENDED, CMD_VERSION

from ledes.gateway import NotSent, place
from ledes.gateway.partner import Partner
from ledes.gateway.place import Failed, Lying

AT_ONCE = "posix-rename@openssh.com"
ONTO_DISK = "fsync@openssh.com"
BLOCK = 32768


class Client(paramiko.SFTPClient):
    """An SFTP client that remembers which extensions the server offers."""

    offers: frozenset[str] = frozenset()

    def _read_packet(self) -> tuple[int, bytes]:
        # the library reads the greeting and drops what it says of extensions
        kind, content = super()._read_packet()  # type: ignore[misc]
        if kind == CMD_VERSION:
            self.offers = frozenset(_names(content[4:]))
        return kind, content

    def onto_disk(self, handle: object) -> None:
        """Ask the server to see an open file onto its disk."""
        self._request(CMD_EXTENDED, ONTO_DISK, handle)  # type: ignore[attr-defined]


class RemoteFolders:
    """Folders of a server that we are signed in to; the line is cut when the time for all of it is over."""

    def __init__(
        self, client: Client, transport: paramiko.Transport, partner: Partner, clock: Callable[[], float]
    ) -> None:
        self.host = partner.host
        self.client = client
        self.transport = transport
        self.partner = partner
        self.clock = clock
        self.end = clock() + place.WHOLE_SECONDS
        self.watch = threading.Timer(place.WHOLE_SECONDS, transport.close)
        self.watch.daemon = True
        self.watch.start()

    @property
    def at_once(self) -> bool:
        """Say whether the server moves a file in one step."""
        return AT_ONCE in self.client.offers

    def names(self, folder: str) -> list[Lying]:
        """List the files of a folder."""
        with self._told("list the folder"):
            found = self.client.listdir_attr(folder)
        if len(found) > place.MOST_FILES:
            raise Failed(f"the folder at {self.host} holds more than {place.MOST_FILES:,} files")
        # a name that is no text comes as bytes; none of ours does
        files = [each for each in found if isinstance(each.filename, str) and _is_file(each)]
        return sorted((_lying(each.filename, each) for each in files), key=lambda each: each.name)

    def find(self, folder: str, name: str) -> Lying | None:
        """Find one file."""
        with self._told("look at a file"):
            try:
                return _lying(name, self.client.stat(f"{folder}/{name}"))
            except FileNotFoundError:
                return None

    def read(self, folder: str, name: str) -> bytes:
        """Read a file."""
        content = bytearray()
        with self._told("read a file"), self.client.open(f"{folder}/{name}", "rb") as stream:
            while block := stream.read(BLOCK):
                content += block
                if len(content) > place.MOST_BYTES:
                    raise Failed(f"a file at {self.host} has more than {place.MOST_BYTES:,} bytes")
        return bytes(content)

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Make a new file, and see it onto the disk where the server offers that."""
        with self._told("write a file"), self.client.open(f"{folder}/{name}", "wbx") as out:
            out.write(content)
            out.flush()
            if ONTO_DISK in self.client.offers:
                self.client.onto_disk(out.handle)

    def move(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Give a file its name."""
        move = self.client.posix_rename if self.at_once else self.client.rename
        with self._told("give a file its name"):
            move("/".join(old), "/".join(new))

    def remove(self, folder: str, name: str) -> bool:
        """Take a file away."""
        with self._told("take a file away"):
            try:
                self.client.remove(f"{folder}/{name}")
            except FileNotFoundError:
                return False
        return True

    def in_time(self) -> bool:
        """Say whether the time is not over."""
        return self.clock() < self.end

    def close(self) -> None:
        """Sign off."""
        self.watch.cancel()
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            self.client.close()

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            why = f"no answer came in {self.partner.answer:g} seconds"
        except OSError as error:
            why = self._why(error)
        except (EOFError, paramiko.SSHException):
            why = "the connection ended"
        except (ValueError, LookupError, struct.error):
            why = "the answer could not be read"
        else:
            return
        if not self.in_time():
            why = f"it took longer than {place.WHOLE_SECONDS:g} seconds"
        # The library's words hold the file's name, the server's may hold anything.
        raise Failed(f"cannot {what} at {self.host}: {why}")

    def _why(self, error: OSError) -> str:
        channel = self.client.get_channel()
        if not self.transport.is_active() or channel is None or channel.closed:
            return "the connection ended"
        if error.errno == errno.ENOENT:
            return "there is no such file or folder"
        if error.errno == errno.EACCES:
            return "the server does not permit it"
        return "the server answered with a failure, as it does when its disk is full"


def opened(
    transport: paramiko.Transport, partner: Partner, clock: Callable[[], float] = time.monotonic
) -> RemoteFolders:
    """Begin SFTP on a line that is signed in.

    Raises `NotSent` where the server does not offer it.
    """
    try:
        channel = transport.open_session(timeout=partner.connect)
        channel.settimeout(partner.answer)
        channel.invoke_subsystem("sftp")
        return RemoteFolders(Client(channel), transport, partner, clock)
    except (OSError, EOFError, paramiko.SSHException, ValueError, struct.error):
        problem = f"{partner.host} does not offer SFTP to account {partner.account.name}"
    raise NotSent(problem)


def _names(pairs: bytes) -> Iterator[str]:
    """Give the names of the extensions in a server's greeting, each followed by what it says of them."""
    texts, message = [], paramiko.Message(pairs)
    while message.get_remainder():
        texts.append(message.get_binary())
    yield from (name.decode("ascii", "replace") for name in texts[::2])


def _is_file(found: paramiko.SFTPAttributes) -> bool:
    return found.st_mode is None or stat.S_ISREG(found.st_mode)


def _lying(name: str, found: paramiko.SFTPAttributes) -> Lying:
    at = datetime.datetime.fromtimestamp(found.st_mtime, datetime.UTC) if found.st_mtime is not None else None
    return Lying(name=name, size=found.st_size or 0, at=at)
