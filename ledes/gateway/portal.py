"""A platform that takes e-bills from a person at its pages only, described by data: one file of it a platform.

Nothing is handed over from here. A package to be uploaded is written instead (`ledes.sending.byhand`), with a
checklist made from what stands here. What no published source confirms is no rule: it stands in `unconfirmed`, and
the checklist says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import NoReturn

from ledes.gateway import (
    Account,
    Adapter,
    Appealing,
    Attaching,
    CannotSay,
    Capabilities,
    Export,
    MailPattern,
    NotSent,
    Package,
)


@dataclass(frozen=True)
class Portal(Adapter):
    """One platform's pages.

    `formats` are keys of `ledes.formats`, empty where no source lists them. `extensions` are those of the e-bills it
    takes, the first of which they get. `max_bytes` and `bills_per_file` bound a file. `page` is the address of its
    pages where a source states it for every firm; otherwise the account's `url` has it. `settings` are names of
    account settings whose values the checklist shows, with what they are.

    `before` is what must hold on the platform before a bill goes in, `steps` what a person does, in order, and
    `notes` what else is worth knowing. `duplicates` says what it does with a number that it has, `resubmitting` how a
    corrected bill goes; its `number` is to be `new` or the `same`, empty where no source says. `new_file_name`: it goes
    in a file of another name. `deletes_after` is the number of days after which the platform deletes what is done.
    `sources` are pages.
    """

    _: KW_ONLY
    key: str
    name: str
    formats: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    max_bytes: int | None = None
    bills_per_file: str = "one"
    page: str = ""
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    before: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    duplicates: str = ""
    resubmitting: str = ""
    number: str = ""
    new_file_name: bool = False
    deletes_after: int | None = None
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    attaching: Attaching = field(default_factory=Attaching)
    appealing: Appealing = field(default_factory=Appealing)
    mail: tuple[MailPattern, ...] = ()
    exports: tuple[Export, ...] = ()
    sources: tuple[str, ...] = ()
    can: Capabilities = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", MappingProxyType(dict(self.words)))
        can = Capabilities(
            submit=False,
            attach=True,
            formats=self.formats,
            max_bytes=self.max_bytes,
            bills_per_file=self.bills_per_file,
        )
        object.__setattr__(self, "can", can)

    def deliver(self, package: Package, account: Account) -> NoReturn:
        """Hand nothing over: raise `NotSent`."""
        raise NotSent(f"{self.name} takes e-bills at its pages only: a person uploads them")

    def look(self, reference: str, account: Account) -> CannotSay:
        """Say where a person looks."""
        return CannotSay(page=self.place(account))

    def place(self, account: Account) -> str:
        """Give the address of the pages: the account's, else the one that is the same for every firm; may be empty."""
        return account.url or self.page
