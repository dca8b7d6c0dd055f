"""How the words of a platform are read where they do not come through an interface: its mails and its exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

GROUPS = ("invoice", "words", "reason", "amount", "currency", "reference", "at")
"""The names that groups of a mail pattern may have."""

LINE_GROUPS = ("line", "cut", "reason")
"""The names that groups of the expression for cut lines may have."""

COLUMNS = ("invoice", "words", "at", "amount", "currency", "reason", "reference", "line", "cut")
"""Our names for the columns of an export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPattern:
    r"""How one kind of mail of a platform is known and read.

    `sender` is an address, or a domain (`tymetrix360.com`) with those below it. Where it is not known what a platform
    sends from, it stays empty, and the pattern rests until the workspace states it (`senders` in
    `patterns/<vendor>.toml`). `subject` and `body` are regular expressions that must be found, capitals or not; their
    named groups `invoice`, `words`, `reason`, `amount`, `currency`, `reference` and `at` are what the mail says.

    What they look at: the subject with each run of blanks as one, and the body as text, where HTML has lost its tags,
    each paragraph and each row of a table is one line, its cells are parted by a tab, runs of blanks are one blank and
    empty lines are left out. `^` and `$` in `body` stand for the ends of a line.

    A `body` with the group `invoice` may fit several times: each is an event of its own. `section` narrows where
    `body` looks: a regular expression, in which a point also stands for a line's end, whose first group (or whole) is
    the part that this pattern is about. So a mail with a list of what passed and a list of what failed is read by two
    patterns.

    `lines` finds what was taken off which line, wherever it fits in the part about one invoice: from where `body` fits
    to where it fits next. Its group `cut` is the amount, `line` the number of the line (without it, the cut is of the
    bill as a whole), `reason` the words. `cuts` says how a reduction is written: with a `minus` or as a `plain` number.

    `words` is the platform's word where no group gives one; the adapter's `words` map it to a status, and `statuses`
    before them. `dates` is the strptime form of the group `at`, without which the mail's own date counts; `decimal`
    and `thousands` are the marks in the group `amount`. `about_bills` is false for mails that are known and say
    nothing of a bill, such as one on a budget: they are put aside.
    """

    key: str
    sender: str = ""
    subject: str = ""
    body: str = ""
    section: str = ""
    lines: str = ""
    cuts: str = "minus"
    words: str = ""
    statuses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dates: str = "%Y-%m-%d"
    decimal: str = "."
    thousands: str = ","
    about_bills: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """How a CSV or XLSX export of a portal, or an acknowledgement file, is read: our names to its column headings.

    Ours are `invoice`, `words`, `at`, `amount`, `currency`, `reason`, `reference`, `line`, `cut`; `invoice` or
    `reference` there must be, and `words` unless the field `words` gives the one that all rows have. Several rows of
    an invoice that differ in `line`, `cut` and `reason` only are one event with its cuts. `files` is a pattern of file
    names (`*.ack.csv`), `sheet` the sheet of a workbook (the first, if empty), `dates` a strptime format.

    Without columns the file says all by its name: `files` such as `*.ack`, the rest of the name is that of a file we
    sent, `words` is what it means, and its first line of text the reason.

    `statuses` map the words before the adapter's own `words` do. `decimal` and `thousands` are the marks in amounts,
    `signs` what may stand around them (`$`). `cuts` says how a reduction is written: `minus` or `plain`. `channel` is
    `export` or `ack`. An acknowledgement with a `record` is XML: the name of the element that is about one bill or one
    line, whose columns are paths.
    """

    key: str
    files: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sheet: str = ""
    dates: str = "%Y-%m-%d"
    words: str = ""
    statuses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decimal: str = "."
    thousands: str = ""
    signs: tuple[str, ...] = ()
    cuts: str = "minus"
    record: str = ""
    channel: str = "export"
