"""A firm's workspace whose one client takes bills in some way that a test chooses."""

from __future__ import annotations

from pathlib import Path

from office import bills, record
from post import Clock

from ledes import ledger, submit, track, workspace
from ledes.gateway import Account
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Surroundings


class Firm:
    """A workspace with one account, one client and one bill."""

    def __init__(self, root: Path, account: Account) -> None:
        self.root = root
        self.clock = Clock()
        (root / "clients").mkdir(parents=True)
        (root / "inbox").mkdir()
        settings = "".join(f"{key} = {value!r}\n" for key, value in account.settings.items())
        (root / "ledes.toml").write_text(
            f'quiet_seconds = 0\n[firm]\nid = "12-3456789"\nname = "Ashdown & Pell LLP"\n[[accounts]]\n'
            f"vendor = {account.vendor!r}\n"
            + (f"url = {account.url!r}\n" if account.url else "")
            + "[accounts.settings]\n"
            f"{settings}",
            "utf-8",
        )
        (root / "clients" / "merrow.toml").write_text(
            f'name = "Merrow Mills"\nids = ["CL"]\nformat = "1998b"\nvendor = "{account.vendor}"\ncurrency = "USD"\n',
            "utf-8",
        )
        (root / "inbox" / "1001.txt").write_bytes(bills(record("1001", "450.00")))

    def submit(self) -> Outcome:
        return submit.submit(workspace.load(self.root), submit.Request(), self._around())

    def track(self) -> Outcome:
        return track.track(workspace.load(self.root), around=self._around())

    def _around(self) -> Surroundings:
        return Surroundings(clock=self.clock, sleep=self.clock.sleep, uptime=self.clock.uptime, chance=lambda: 0.5)

    def standing(self) -> tuple[str, str]:
        """Give our state and their status of the bill."""
        with ledger.reading(workspace.load(self.root).ledger_url) as book:
            (one,) = book.submissions()
        return one.state, one.status

    def kinds(self) -> list[str]:
        with ledger.reading(workspace.load(self.root).ledger_url) as book:
            return [event.kind for event in book.events(1)]
