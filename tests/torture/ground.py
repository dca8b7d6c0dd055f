"""The ground of the torture: a portal, two SFTP partners and a mail platform with faults, and a firm."""

from __future__ import annotations

import abc
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from office import bills, record
from torture import maildesk, sftpdesk
from torture.mishaps import Mishaps

TOKEN = "a-token-of-the-test"
SHARES = {"lost reply": 0.15, "error": 0.08, "busy": 0.1, "slow": 0.15, "refused": 0.08, "disk full": 0.04}
PORTAL_FAULTS = "drop-reply=0.15,error=0.15,busy=0.1,slow=0.2"

FIRM = """quiet_seconds = 0
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
"""

ACCOUNT = """
[[accounts]]
vendor = "{vendor}"
name = "{name}"
url = "{url}"
[accounts.settings]
{settings}
"""

CLIENT = """name = "Merrow Mills {key}"
ids = ["{id}"]
format = "1998b"
vendor = "{vendor}"
account = "{name}"
currency = "USD"
"""


class Way(abc.ABC):
    """One way out of the firm: its account, its client, and how to see at the far end what came of a bill."""

    def __init__(self, key: str, vendor: str, url: str, settings: dict[str, str] | None = None) -> None:
        self.key = key
        self.vendor = vendor
        self.url = url
        self.settings = settings or {}
        self.sent: list[str] = []

    @abc.abstractmethod
    def came(self) -> Counter[str]:
        """Count how often each invoice came, as the far end's own journal has it."""

    def reference(self, invoice: str) -> str:
        """Give what the far end calls an invoice that came."""
        return f"seen-{invoice}"

    def mishaps(self) -> Counter[str]:
        """Count what went wrong on purpose."""
        return Counter()

    @abc.abstractmethod
    def calm(self) -> None:
        """Let nothing more go wrong."""

    def settle(self) -> None:
        """Wait until nothing is on its way any more that a killed run had sent."""
        time.sleep(4 * sftpdesk.SLOW)

    @abc.abstractmethod
    def close(self) -> None:
        """Stop."""


class PortalWay(Way):
    """The practice portal in a process of its own, which is killed and started again now and then."""

    def __init__(self, root: Path, seed: int) -> None:
        super().__init__("portal", "sandbox", "")
        self.root = root
        self.seed = seed
        self.journal = root / "portal.jsonl"
        self.faults = PORTAL_FAULTS
        self.port = 0
        self.deaths = 0
        (root / "portal.toml").write_text(f'token = "{TOKEN}"\n')
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "ledes", "sandbox", "--port", str(self.port), "--repeats", "accept"]
        command += ["--seed", str(self.seed + self.deaths), "--faults", self.faults, "--journal", str(self.journal)]
        command += ["--portal", str(self.root / "portal.toml"), "--store", str(self.root / "portal")]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        assert process.stdout is not None
        self.url = process.stdout.readline().split()[-1]
        self.port = int(self.url.rpartition(":")[2].strip("/"))
        return process

    def came(self) -> Counter[str]:
        lines = self._lines()
        return Counter(number for line in lines if line["outcome"] == "stored" for number in line["invoices"])

    def mishaps(self) -> Counter[str]:
        lines = self._lines()
        found = Counter(f"answered {line['answer']}" for line in lines if line["answer"] not in ("200", "201"))
        return found + Counter({"portal killed": self.deaths})

    def _lines(self) -> list[dict[str, Any]]:
        text = self.journal.read_text() if self.journal.exists() else ""
        # the last line of a portal that was killed may be half a line: it was stored nowhere then
        return [json.loads(line) for line in text.split("\n") if line.endswith("}")]

    def stir(self, dice: random.Random) -> None:
        """Die and come back now and then."""
        if dice.random() < 0.03:
            self._restart()

    def calm(self) -> None:
        self.faults = ""
        self._restart()

    def settle(self) -> None:
        # a slow portal may store up to seconds later: what it had not stored when it dies never comes
        self._restart()

    def _restart(self) -> None:
        self.deaths += 1
        self.close()
        self.process = self._start()

    def close(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


class SftpWay(Way):
    """A partner's SFTP server; one that picks up at once, or one that lets everything lie."""

    def __init__(self, root: Path, seed: int, *, picks_up: bool) -> None:
        key = "sftp, picked up" if picks_up else "sftp, left there"
        self.name = "picked" if picks_up else "left"
        made = Mishaps(SHARES, f"{seed}/{key}")
        self.desk = sftpdesk.Desk(root / self.name, root / f"{self.name}.jsonl", made, picks_up=picks_up)
        settings = {"user": "firm", "host_key": self.desk.key.fingerprint, "picked_up": str(picks_up).lower()}
        super().__init__(key, "sftp_drop", f"sftp://127.0.0.1:{self.desk.port}/in", settings)

    def came(self) -> Counter[str]:
        return Counter(_invoice(name) for name in self.desk.names())

    def mishaps(self) -> Counter[str]:
        return self.desk.mishaps.happened

    def calm(self) -> None:
        self.desk.mishaps.on = False

    def close(self) -> None:
        self.desk.close()


class MailWay(Way):
    """A platform that takes bills by mail, and cannot be asked whether one came."""

    def __init__(self, root: Path, seed: int) -> None:
        self.desk = maildesk.Desk(root / "mail.jsonl", Mishaps(SHARES, f"{seed}/mail"))
        settings = {"from": "billing@ashdown.example", "to": "bills@platform.example"}
        super().__init__("mail", "email", f"smtp://127.0.0.1:{self.desk.port}", settings)

    def came(self) -> Counter[str]:
        return Counter(_invoice(name) for mail in self.desk.mails() for name in mail["names"])

    def mishaps(self) -> Counter[str]:
        return self.desk.mishaps.happened

    def calm(self) -> None:
        self.desk.mishaps.on = False

    def close(self) -> None:
        self.desk.close()


def _invoice(name: str) -> str:
    found = re.search(r"[A-Z]\d{4,}", name)
    return found[0] if found else name


class Firm:
    """The workspace that everything is sent from."""

    def __init__(self, root: Path, ways: list[Way]) -> None:
        self.root = root
        self.ways = ways
        for folder in ("clients", "inbox", "outbox", "receipts"):
            (root / folder).mkdir(parents=True)
        accounts = [
            ACCOUNT.format(
                vendor=way.vendor,
                name=f"a{number}",
                url=way.url,
                settings="\n".join(f'{name} = "{value}"' for name, value in way.settings.items()),
            )
            for number, way in enumerate(ways)
        ]
        (root / "ledes.toml").write_text(FIRM + "".join(accounts))
        for number, way in enumerate(ways):
            profile = CLIENT.format(key=way.key, id=f"CL{number}", vendor=way.vendor, name=f"a{number}")
            (root / "clients" / f"c{number}.toml").write_text(profile)

    def bill(self) -> None:
        """Put one more bill for every client into the inbox."""
        for number, way in enumerate(self.ways):
            invoice = f"{chr(ord('A') + number)}{len(way.sent) + 1:05}"
            path = self.root / "inbox" / f"{invoice}.txt"
            # a timekeeper of its own, so that nobody seems to work more than a day has hours
            line = record(invoice, "450.00", f"CL{number}").replace("TK1", f"TK{invoice}")
            path.with_suffix(".part").write_bytes(bills(line))
            path.with_suffix(".part").rename(path)
            way.sent.append(invoice)

    @staticmethod
    def secrets(ways: list[Way]) -> dict[str, str]:
        """Give the environment that holds the secrets of the accounts."""
        secret = {"sandbox": TOKEN, "sftp_drop": sftpdesk.PASSWORD}
        return {
            f"LEDES_SECRET_{way.vendor.upper()}_A{number}": secret.get(way.vendor, "unused")
            for number, way in enumerate(ways)
        }
