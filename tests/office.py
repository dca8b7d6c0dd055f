"""A firm's workspace with one client whose bills go to the test platform, and bills to send."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from post import Clock, Platform, Post

from ledes import convert, ledger, workspace
from ledes.bill import Address, Bill
from ledes.client import Representation
from ledes.formats import Reading, named
from ledes.ledger.records import Submission
from ledes.sending.pace import Pace, Surroundings
from ledes.workspace import Workspace

HEADINGS = (
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|BILLING_END_DATE|"
    "INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|LINE_ITEM_NUMBER_OF_UNITS|"
    "LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|"
    "LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|"
    "TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID[]"
)

FIRM = """quiet_seconds = {quiet}
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
[[accounts]]
vendor = "post"
url = "{url}"
[[accounts]]
vendor = "post"
environment = "test"
url = "{url}"
"""

CLIENT = """name = "Merrow Mills"
ids = ["CL"]
format = "1998b"
vendor = "post"
currency = "USD"
"""


def record(number: str, total: str, client: str = "CL") -> str:
    return (
        f"20261101|{number}|{client}|F-1|{total}|20261001|20261031|For services|1|F|1|0.00|{total}|20261003|L110||"
        f"A101|TK1|Review of pleadings {number}|12-3456789|{total}|Doe, Ann|PT|M-9[]"
    )


def bills(*records: str) -> bytes:
    return "\n".join(("LEDES1998B[]", HEADINGS, *records, "")).encode()


def as_json(written: str, phone: str = "") -> bytes:
    """Turn a record into our own JSON, which holds what 1998B cannot."""
    (bill,) = (each for each in named("1998b").read(BytesIO(bills(written)), "a", Reading()) if isinstance(each, Bill))
    content, _ = convert.render(
        [replace(bill, client=replace(bill.client, address=Address(phone=phone)))], named("json"), Representation()
    )
    return content


class Office:
    """A workspace beside a platform, with a clock that only sleep moves on."""

    def __init__(self, root: Path, platform: Platform, **can: Any) -> None:
        self.root = root
        self.platform = platform
        self.clock = Clock()
        self.adapter = Post(**can)
        for folder in ("clients", "inbox", "outbox", "receipts", "elsewhere"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        self.set_up()

    def set_up(self, client: str = "", *, quiet: int = 0) -> None:
        (self.root / "ledes.toml").write_text(FIRM.format(url=self.platform.url, quiet=quiet), "utf-8")
        (self.root / "clients" / "merrow.toml").write_text(CLIENT + client, "utf-8")

    @property
    def home(self) -> Workspace:
        return workspace.load(self.root)

    def around(self, **pace: Any) -> Surroundings:
        return Surroundings(
            clock=self.clock,
            sleep=self.clock.sleep,
            uptime=self.clock.uptime,
            chance=lambda: 0.5,
            adapter=lambda _key: self.adapter,
            pace=Pace(**pace),
        )

    def can(self, **can: Any) -> None:
        self.adapter = Post(**can)

    def inbox(self, name: str, *records: str) -> Path:
        return self._file("inbox", name, records)

    def file(self, name: str, *records: str) -> str:
        return str(self._file("elsewhere", name, records))

    def _file(self, folder: str, name: str, records: tuple[str, ...]) -> Path:
        path = self.root / folder / name
        path.write_bytes(bills(*records))
        return path

    def standing(self) -> list[tuple[str, str, str]]:
        return [(each.invoice, each.state, each.status) for each in self.submissions()]

    def submissions(self) -> tuple[Submission, ...]:
        with ledger.reading(self.home.ledger_url) as book:
            return book.submissions()

    def kinds(self, submission: int = 1) -> list[str]:
        with ledger.reading(self.home.ledger_url) as book:
            return [event.kind for event in book.events(submission)]

    def faults(self) -> list[str]:
        from ledes.ledger import verify

        with ledger.reading(self.home.ledger_url) as book:
            return list(verify.problems(book))
