"""How the words of a platform are read where they do not come through an interface: its mails and its exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPattern:
    r"""How one kind of mail of a platform is known and read.

    `sender` is an address or a domain (`tymetrix360.com`), `subject` and `body` are regular expressions that must be
    found; their named groups `invoice`, `words`, `reason`, `amount` and `reference` are what the mail says. `invoice`
    in `body` may fit several times: each is an event of its own. `words` is the platform's word where no group gives
    one; the adapter's `words` map it.
    """

    key: str
    sender: str = ""
    subject: str = ""
    body: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """How a CSV or XLSX export of a portal, or an acknowledgement file, is read: our names to its column headings.

    Ours are `invoice`, `words`, `at`, `amount`, `currency`, `reason`, `reference`, `line`, `cut`. `files` is a pattern
    of file names (`*.ack.csv`), `dates` a strptime format.
    """

    key: str
    files: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dates: str = "%Y-%m-%d"
    words: str = ""
