"""Draft messages and letters in a folder: written for a person to read, change and send, never over each other."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from ledes import delivery
from ledes.ledger import remarks
from ledes.ledger.remarks import Remark
from ledes.ledger.writing import Ledger
from ledes.letters import document, draft, laying, letterhead, plain
from ledes.payments import statement
from ledes.payments.statement import Account
from ledes.workspace import Workspace

FOLDER = laying.FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was written of an account: the files, and the mail address that the message goes to (empty: none known)."""

    account: Account
    files: tuple[Path, ...]
    to: str


def write(home: Workspace, account: Account, day: datetime.date, out: Path, *, force: bool = False) -> Draft:
    """Write a message (.eml) and a letter (.txt, .docx) about an account.

    Raises `UsageError` where another draft of that name is there, `SetupError` for a wrong template or folder.
    """
    on_paper = statement.letter(home, account, day)
    word = document.written(on_paper, letterhead(home.root))
    to = statement.addressee(home.clients.get(account.client), account.client)
    stem = _stem(account, day)
    firm = home.firm
    message = draft.written(
        statement.letter(home, account, day, mail=True),
        sender=(firm.name, firm.contact.email),
        to=(to["contact"] or to["name"], to["email"]),
        attached=[(f"{stem}.docx", word)],
    )
    files = {f"{stem}.eml": message, f"{stem}.txt": plain.written(on_paper), f"{stem}.docx": word}
    written = laying.lay(out, files, force=force)
    return Draft(account=account, files=written, to=to["email"])


def note(book: Ledger, written: Draft, by: str) -> None:
    """Write down that a reminder was drafted, with each of its invoices."""
    said = {"level": written.account.level, "by": by, "file": written.files[0].name}
    remarks.note(book, [Remark(each.receivable.submission.id, "REMINDER", said) for each in written.account.items])


def _stem(account: Account, day: datetime.date) -> str:
    kind = f"{statement.REMINDER}-{account.level}" if account.level else statement.STATEMENT
    return delivery.cleaned(f"{kind}-{account.client}-{account.currency}-{day}")
