"""A platform's mail server with faults: it loses the reply after a mail, asks to come back, is slow, or is away."""

from __future__ import annotations

import email
import json
import socket
import threading
import time
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from torture.mishaps import Mishaps

SLOW = 0.3


class Desk:
    """Takes mails; `journal` gets one line for each that was stored, before it is answered."""

    def __init__(self, journal: Path, mishaps: Mishaps) -> None:
        self.journal = journal
        self.mishaps = mishaps
        self.lock = threading.Lock()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self.mishaps.draw("refused"):
            server.transport.abort()  # type: ignore[union-attr]
        return responses

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mishap = self.mishaps.draw("lost reply", "busy", "error", "slow")
        if mishap == "busy":
            return "451 4.7.1 come back later"
        if mishap == "slow":
            time.sleep(SLOW)
        if mishap == "error":
            server.transport.abort()  # type: ignore[union-attr]
            return "451 4.3.0 something broke"
        self._store(envelope)
        if mishap == "lost reply":
            server.transport.abort()  # type: ignore[union-attr]
        return "250 2.0.0 taken"

    def _store(self, envelope: Envelope) -> None:
        content: Any = envelope.original_content or b""
        mail = email.message_from_bytes(content, policy=default)
        names = [each.get_filename() or "" for each in mail.iter_attachments()]
        line = {"id": str(mail["Message-ID"]), "subject": str(mail["Subject"]), "names": names}
        with self.lock, self.journal.open("a") as out:
            out.write(json.dumps(line) + "\n")

    def mails(self) -> list[dict[str, Any]]:
        """List what came, as the journal has it."""
        if not self.journal.exists():
            return []
        return [json.loads(line) for line in self.journal.read_text().splitlines()]

    def close(self) -> None:
        """Stop."""
        self.controller.stop()
