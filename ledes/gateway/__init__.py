"""What an adapter to an e-billing platform is, and how it answers.

An adapter is a module in `vendors/` that ends in `VENDOR`, an object of a class made from `Adapter`. It may import
`ledes.gateway`, `.errors`, `.bill`, `.money`, `.finding`; nothing in `ledes/` names a vendor. Other packages add
theirs through the entry point group `ledes.vendors`.

Exactly once rests on four answers to `deliver`, and only four: it came (`Receipt`), surely nothing left
(`NotSent`), the vendor said no (`Refused`), the vendor said later (`Busy`). Anything else is `Doubtful`.
"""

from __future__ import annotations

import datetime
import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from ledes import additions
from ledes.errors import SetupError, UsageError
from ledes.gateway.appealing import Appealing as Appealing
from ledes.gateway.attaching import Attaching as Attaching
from ledes.gateway.attaching import Attachment as Attachment
from ledes.gateway.said import Export as Export
from ledes.gateway.said import MailPattern as MailPattern

STATUSES = (
    "",
    "RECEIVED",
    "FILE_ERROR",
    "PENDING_CLIENT",
    "PENDING_TAX_AUTHORITY",
    "PENDING_VENDOR",
    "DELIVERED_TO_CLIENT",
    "REJECTED",
    "APPROVED",
    "SENT_TO_AP",
    "PAID",
    "ON_HOLD",
    "DISPUTED",
    "APPROVED_REDUCED",
    "APPEALED",
    "SHORT_PAID",
)
"""Where a bill stands at the client; the first ten are the LEDES API's. PENDING_VENDOR: the law firm must act."""


class NotSent(Exception):
    """Surely nothing left this machine: no connection was made, or the package could not be built."""


class Refused(Exception):
    """The vendor looked at the delivery and did not take it. Holds its words, and its answer as it came."""

    def __init__(self, words: str, answer: bytes = b"") -> None:
        super().__init__(words)
        self.words = words
        self.answer = answer


class Busy(Exception):
    """The vendor asks to come back later and took nothing; `wait` is in seconds, `None` when it does not say."""

    def __init__(self, wait: float | None = None) -> None:
        super().__init__("the vendor asks to come back later")
        self.wait = wait


class Doubtful(Exception):
    """Whether the vendor has the bill cannot be told from here. The text says what was seen, without contents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a platform can do.

    `repeatable`: it refuses or recognises a second delivery under the same reference. `settles_after`: how long after
    an attempt a look-up that finds nothing proves that nothing came; `None` when it never proves it. `max_bytes` and
    `bills_per_file` (one, many) bound a delivery. `formats` are keys of `ledes.formats`.
    """

    submit: bool = True
    finalize: bool = False
    look: bool = False
    track: bool = False
    attach: bool = False
    repeatable: bool = False
    settles_after: datetime.timedelta | None = None
    formats: tuple[str, ...] = ()
    max_bytes: int | None = None
    bills_per_file: str = "one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One set of access data at a vendor. `secret` is asked for late and never shown; `settings` come from set-up."""

    vendor: str
    name: str = "default"
    environment: str = "production"
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is handed over in one delivery: one file with one or several bills.

    `reference` is the submission's own key: idempotency key, file name part or Message-ID, as the transport has it.
    `before` is the moment, by this machine's clock, from which on another run may take over: where the vendor can be
    told so, the delivery must not count later. `None` where there is no such moment.
    """

    reference: str
    invoices: tuple[str, ...]
    client: str
    file_name: str
    content: bytes = field(repr=False)
    sha256: str
    format: str
    attachments: tuple[Attachment, ...] = ()
    before: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The vendor's word that it has the delivery: its own reference, when, and its answer as it came."""

    reference: str
    at: datetime.datetime | None = None
    finalized: bool = True
    answer: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The vendor has the delivery."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The vendor does not have the delivery. Proof only under the conditions of `Capabilities`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotSay:
    """The vendor cannot be asked; `page` tells a person where to look."""

    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAdjustment:
    """What the client cut or added on one line: signed amount (minus is a cut) and its words."""

    line: str
    amount: Decimal
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent:
    """Something that the vendor says of a bill.

    `reference` is our own or the vendor's, `invoice` the number; one of them must fit. `words` is the vendor's status
    word as it came; the adapter's `words` table maps it, unless `status` says already which of ours it is. `amount` is
    what was approved or paid, in `currency`.
    """

    reference: str = ""
    invoice: str = ""
    words: str
    status: str = ""
    at: datetime.datetime | None = None
    amount: Decimal | None = None
    currency: str = ""
    text: str = ""
    adjustments: tuple[LineAdjustment, ...] = ()
    raw: bytes = field(default=b"", repr=False)
    channel: str = "api"


class Adapter:
    """A vendor's adapter: what it is called, what it can do, and what it does.

    What a platform has no way for stays as it is here, and `can` says so. `words` maps the platform's status words to
    ours, `attaching` is what it allows of attachments, `appealing` of appeals, `mail` and `exports` how its mails and
    its files are read.
    `needs` are the settings without which an account is of no use, each with what it is, in words.
    """

    key: str
    name: str
    can: Capabilities
    words: Mapping[str, str] = MappingProxyType({})
    attaching: Attaching = Attaching()
    appealing: Appealing = Appealing()
    mail: tuple[MailPattern, ...] = ()
    exports: tuple[Export, ...] = ()
    needs: Mapping[str, str] = MappingProxyType({})

    def check(self, account: Account) -> None:
        """Make sure, before anybody is asked anything, that an account has what it needs. Raises `SetupError`."""
        for name, what in self.needs.items():
            if not account.settings.get(name, "").strip():
                raise SetupError(
                    f"account {account.name} of {account.vendor} has no setting {name}",
                    hint=f"write {name} under [accounts.settings] of ledes.toml: {what}",
                )

    def examine(self, package: Package, account: Account) -> None:
        """Make sure, before an attempt is noted, that the platform takes a package as it is, without asking it.

        Raises `SetupError` that says what to do; the bill stays ready.
        """

    def needs_secret(self, account: Account) -> bool:
        """Say whether an account works only with a secret; a folder, or one with a certificate alone, does not."""
        return account.settings.get("auth", "") not in {"none", "certificate"}

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Hand a package over, once. Raises `NotSent`, `Refused`, `Busy` or `Doubtful`."""
        raise NotSent(f"{self.name} takes nothing from here")

    def finalize(self, receipt: Receipt, account: Account) -> Receipt:
        """Release what was uploaded, where the platform asks for a second step. May be repeated."""
        return receipt

    def look(self, reference: str, account: Account) -> Found | Absent | CannotSay:
        """Ask whether a delivery under our reference is there. May be repeated; raises `NotSent` when out of reach."""
        return CannotSay()

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Fetch what happened since a moment (`None`: ever). Raises `NotSent` or `Busy` when out of reach."""
        return iter(())


@functools.cache
def vendors() -> Mapping[str, Adapter]:
    """Find every adapter, by its key."""
    package = importlib.import_module("ledes.vendors")
    modules = [importlib.import_module(f"ledes.vendors.{info.name}") for info in pkgutil.iter_modules(package.__path__)]
    modules += additions.added("ledes.vendors")
    found: dict[str, Adapter] = {}
    for module in modules:
        adapter: Adapter = module.VENDOR
        if adapter.key in found:
            raise ValueError(f"two adapters are called {adapter.key}")
        found[adapter.key] = adapter
    return MappingProxyType(dict(sorted(found.items())))


def vendor(key: str) -> Adapter:
    """Find an adapter by its key.

    Raises `UsageError` that lists the keys.
    """
    known = vendors()
    if key in known:
        return known[key]
    from ledes.setup.mistakes import nearest

    meant = nearest(key, known)
    hint = f"did you mean {meant!r}? ledes vendors lists them" if meant else f"use one of {', '.join(known)}"
    raise UsageError(f"there is no vendor {key!r}", hint=hint)
