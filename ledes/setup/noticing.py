"""What ledes.toml says under [notices]: when a person is told, and by which ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STUCK_HOURS = 48
DUE_DAYS = 7
AGAIN_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTo:
    """How a notice is mailed: the server (`smtp://host:587`, `smtps://host`), the user there, who writes to whom."""

    server: str
    sender: str
    to: tuple[str, ...]
    user: str = ""

    @property
    def settings(self) -> Mapping[str, str]:
        """Give what an account at the server would state."""
        return {"from": self.sender, "to": ", ".join(self.to), "user": self.user}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """When a person is told after a run, and by which ways; with none of them nobody is.

    A bill is stuck when it stood unchanged for more than `stuck_hours`, a deadline is near within `due_days`, and
    what was told is told again after `again_hours`. `file` is replaced each time, and emptied when nothing is left.
    `webhook` takes the same as JSON by POST; the word `secret` stands for an address that is itself a secret.
    """

    stuck_hours: int = STUCK_HOURS
    due_days: int = DUE_DAYS
    again_hours: int = AGAIN_HOURS
    file: Path | None = None
    webhook: str = ""
    mail: MailTo | None = None


def notices(said: Mapping[str, Any], root: Path) -> Notices:
    """Read the checked table [notices]; `root` is the workspace, from which `file` is seen."""
    plain = {key: said[key] for key in ("stuck_hours", "due_days", "again_hours", "webhook") if key in said}
    mail = said.get("mail")
    return Notices(
        **plain,
        file=root / said["file"] if "file" in said else None,
        mail=MailTo(**{"user": "", **mail, "to": tuple(mail["to"])}) if mail else None,
    )


QUIET = Notices()
"""Nobody is told anything."""
