"""A firm and the practice portal on a real socket: bills are sent, judged by tables and by hand, and followed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests
from practice import HEADINGS

from ledes import ledger, workspace
from ledes.__main__ import main
from ledes.client import ApprovedTimekeeper
from ledes.ledger.records import Submission
from ledes.sandbox.settings import KnownMatter, Settings

FIRM = """quiet_seconds = 0
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
[[accounts]]
vendor = "sandbox"
url = "{url}"
"""

CLIENT = """name = "Merrow Mills"
ids = ["CL"]
format = "1998b"
vendor = "sandbox"
currency = "USD"

[[timekeepers]]
id = "TK1"
name = "Doe, Ann"
classification = "PT"
rate = 280.00

[matters."F-1"]
client_id = "M-9"

[codes]
tasks = ["L110", "L120"]

[rules]
"""
OFF = """rate-above-approved = "off"
task-code-not-taken = "off"
"""

PORTAL = Settings(
    delay=0.0,
    token="a-token-of-the-test",
    words="Collaborati (Mitratech)",
    matters=(KnownMatter(id="M-9"),),
    timekeepers=(ApprovedTimekeeper(id="TK1", rate=Decimal("280.00"), classification="PT"),),
    tasks=("L110", "L120"),
)


def entry(
    hours: str = "1.50",
    rate: str = "280.00",
    *,
    day: str = "20261003",
    task: str = "L110",
    matter: str = "M-9",
    firm_matter: str = "F-1",
    text: str = "Review the pleadings of the other side",
) -> dict[str, str]:
    """A line of time."""
    total = f"{Decimal(hours) * Decimal(rate):.2f}"
    return {
        "hours": hours,
        "rate": rate,
        "day": day,
        "task": task,
        "matter": matter,
        "firm_matter": firm_matter,
        "text": text,
        "total": total,
    }


def bill(number: str, *lines: dict[str, str]) -> bytes:
    """A bill in LEDES 1998B."""
    total = sum((Decimal(each["total"]) for each in lines), Decimal(0))
    rows = [
        f"20261101|{number}|CL|{each['firm_matter']}|{total}|20261001|20261031|For services|{place}|F|"
        f"{each['hours']}|0.00|{each['total']}|{each['day']}|{each['task']}||A101|TK1|{each['text']}|12-3456789|"
        f"{each['rate']}|Doe, Ann|PT|"
        f"{each['matter']}[]"
        for place, each in enumerate(lines, 1)
    ]
    return "\n".join(("LEDES1998B[]", HEADINGS, *rows, "")).encode()


class Firm:
    """A workspace whose one client takes its bills at the portal."""

    def __init__(self, root: Path, url: str = "") -> None:
        self.root = root
        self.url = url

    @classmethod
    def made(cls, root: Path, url: str) -> Firm:
        """Make the workspace."""
        for folder in ("clients", "inbox", "outbox", "receipts"):
            (root / folder).mkdir(parents=True)
        (root / "ledes.toml").write_text(FIRM.format(url=url))
        firm = cls(root, url)
        firm.profile(OFF)
        return firm

    def profile(self, rules: str) -> None:
        """Write the client's profile with these lines under [rules]."""
        (self.root / "clients" / "merrow.toml").write_text(CLIENT + rules)

    def say(self, *arguments: str) -> int:
        return main([*arguments, "--workspace", str(self.root)])

    def send(self, number: str, *lines: dict[str, str]) -> None:
        (self.root / "inbox" / f"{number}.txt").write_bytes(bill(number, *lines))
        assert self.say("submit") == 0

    def hear(self, *, until: Callable[[Submission], bool], invoice: str) -> None:
        """Track until a bill stands as it should."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.say("track")
            if until(self.standing()[invoice]):
                return
            time.sleep(0.02)
        raise AssertionError(self.standing()[invoice])

    def heard(self, invoice: str, status: str) -> None:
        self.hear(until=lambda each: each.status == status, invoice=invoice)

    def standing(self) -> dict[str, Submission]:
        with ledger.reading(workspace.load(self.root).ledger_url) as book:
            return {each.invoice: each for each in book.submissions()}

    def decide(self, invoice: str, action: str, **form: str) -> None:
        """Decide on a bill as a person at the portal's pages does."""
        found = re.search(rf'<a href="/bills/(\d+)">{invoice}</a>', requests.get(self.url, timeout=5).text)
        assert found
        to = f"{self.url}/bills/{found[1]}/{action}"
        answer = requests.post(to, data=form, headers={"Origin": self.url}, timeout=5, allow_redirects=False)
        assert answer.status_code == 303, answer.text


BLOCK = "Review the lease of the mill; draft letter to the bailiff; telephone call with J. Orme about the hearing"


def month(firm: Firm) -> None:
    """Send bills of which the portal cuts and rejects some, by its tables and by hand."""
    firm.send("1001", entry("1.50", "300.00"), entry("0.50"))
    firm.send("1002", entry("2.00", matter="M-7", firm_matter="F-7"))
    firm.send("1003", entry("3.00", task="L510"), entry("1.00"))
    firm.send("1004", entry("9.50", day="20261005"), entry("2.00", day="20261006"), entry("4.00", day="20261007"))
    firm.send("1005", entry("3.20", text=BLOCK), entry("6.00", day="20261008", text="Draft the statement of defence"))
    firm.send("1006", entry("2.50"))
    firm.send("1007", entry("1.00", text="Read the order of the court"))
    firm.send("1008", entry("1.00", day="20261201", text="Prepare the bundle for the hearing"))
    for number in ("1004", "1005", "1006", "1007", "1008"):
        firm.heard(number, "APPROVED")
    too_long = "Timekeeper daily time entry exceeds the maximum allowed time of 8 hrs."
    firm.decide("1004", "reduce", line="1", amount="420.00", words=too_long)
    firm.decide("1005", "reduce", line="1", amount="300.00", words="BLOCK - Block billing")
    firm.decide("1006", "reject", words="Ring me about this")
    firm.decide("1008", "reject", words="Line item date is not within the billing period")
    for number, status in (
        ("1001", "APPROVED_REDUCED"),
        ("1002", "REJECTED"),
        ("1003", "REJECTED"),
        ("1004", "APPROVED_REDUCED"),
        ("1005", "APPROVED_REDUCED"),
        ("1006", "REJECTED"),
        ("1007", "APPROVED"),
        ("1008", "REJECTED"),
    ):
        firm.heard(number, status)


def rows(table: dict[str, Any], **wanted: object) -> list[dict[str, Any]]:
    """Pick the rows of a table in JSON that hold some values."""
    return [each for each in table["rows"] if all(each[name] == value for name, value in wanted.items())]
