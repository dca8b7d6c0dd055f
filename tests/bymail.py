"""The other side of an adapter that sends mail: a server that demands encryption and a password."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from counterpart import SECRET, Counterpart, Place, closed_port
from mailserver import MailServer, mailserver

from ledes.gateway import Account


class Post(Place):
    def __init__(self, server: MailServer, vendor: str) -> None:
        self.server = server
        self.account = server.account(vendor=vendor)

    def contents(self) -> list[bytes]:
        return [content for _, content in self.server.box.files()]

    def told(self) -> bytes:
        return b"".join(self.server.box.mails)

    def spoil(self, fault: str) -> None:
        box = self.server.box
        if fault == "lost reply":
            box.hooks.append(self.server.line.cut)
        elif fault == "silence":
            box.answers["DATA"], box.waits = "451 later", 1.5
        else:
            box.answers["DATA"] = "\x00\x01 no answer at all"


class ByMail(Counterpart):
    """What the counterparts of adapters that send mail have in common."""

    transport = "mail"
    looks = told_by_say = False

    @contextlib.contextmanager
    def open(self, folder: Path) -> Iterator[Post]:
        with mailserver(folder, encrypted=True) as server:
            yield Post(server, self.key)

    def nowhere(self) -> Account:
        settings = {"from": "billing@firm.example", "to": "ebills@client.example"}
        url = f"smtp://127.0.0.1:{closed_port()}"
        return Account(vendor=self.key, url=url, settings=settings, secret=SECRET)
