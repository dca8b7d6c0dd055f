"""The mail that carries an e-bill: the same package at the same moment always gives the same bytes.

Message-ID and boundary come from our reference, so that whoever gets a mail twice can tell. The date is the moment of
handing over: an older one would be taken for junk. The text names invoices, file and digest, nothing of the contents.
"""

from __future__ import annotations

import datetime
import email.utils
import hashlib
import mimetypes
import re
import string
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from ledes.gateway import Account, NotSent, Package, naming, stated

SUBJECT = "Invoice {invoices}"
FIELDS = frozenset({"invoices", "client", "reference"})
Addresses = list[tuple[str, str]]
"""Names, which may be empty, and bare addresses."""

ONE_LINE = SMTP.clone(max_line_length=400)
"""For headers: a longer limit than usual, because a folded Message-ID is lost on many readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail with its envelope; addresses are bare, `name` is its Message-ID without brackets."""

    sender: str
    recipients: tuple[str, ...]
    name: str
    content: bytes


def write(package: Package, account: Account, now: datetime.datetime) -> Letter:
    """Write the mail for a package, as the account's settings want it.

    Raises `NotSent` where they name no sender or recipient, or one that is no plain address.
    """
    sender, to, copies, answers = _envelope(account, package.client)
    subject = _subject(package, account)
    name = message_id(package.reference, sender[0][1])
    made = EmailMessage(policy=SMTP)
    made["From"] = _joined(sender)
    made["To"] = _joined(to)
    for header, addresses in (("Cc", copies), ("Reply-To", answers)):
        if addresses:
            made[header] = _joined(addresses)
    made["Subject"] = subject
    made["Date"] = email.utils.format_datetime(now.astimezone(datetime.UTC).replace(microsecond=0))
    made["Message-ID"] = f"<{name}>"
    made.set_content(_text(package))
    _attach(made, package)
    made.set_boundary("=_" + hashlib.sha256(package.reference.encode()).hexdigest()[:32])
    return Letter(
        sender=sender[0][1],
        recipients=tuple(dict.fromkeys(address for _, address in (*to, *copies))),
        name=name,
        content=made.as_bytes(policy=ONE_LINE),
    )


def check(account: Account) -> None:
    """Read all that set-up states of mails. Raises `NotSent`."""
    _envelope(account, "client")
    _template(account)


def message_id(reference: str, sender: str) -> str:
    """Give the Message-ID of a delivery, without brackets.

    >>> message_id("ledes-7f", "billing@firm.example")
    'ledes-7f@firm.example'
    """
    return f"{naming.clean(reference)}@{sender.rpartition('@')[2]}"


def sender(account: Account) -> str:
    """Give the bare address that an account's mails come from; empty where set-up names none."""
    return email.utils.parseaddr(stated.text(account, "from"))[1]


def _attach(made: EmailMessage, package: Package) -> None:
    """Attach the e-bill and what goes with it, encoded so that no server on the way changes a line's end."""
    names = [naming.clean(package.file_name)]
    made.add_attachment(package.content, maintype="application", subtype="octet-stream", filename=names[0])
    for number, each in enumerate(package.attachments, 1):
        name = naming.clean(each.name)[-naming.LONGEST :]
        names.append(f"{number}-{name}" if name in names else name)
        kind, _, subtype = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        if kind in {"text", "message", "multipart"}:
            kind, subtype = "application", "octet-stream"
        made.add_attachment(each.content, maintype=kind, subtype=subtype, filename=names[-1])


def _template(account: Account) -> str:
    wanted = stated.text(account, "subject", SUBJECT)
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(wanted) if name is not None}
    except ValueError:
        fields = {""}
    if not fields <= FIELDS:
        raise NotSent(
            f"the setting subject of {stated.whose(account)} may hold {{invoices}}, {{client}} and {{reference}} only"
        )
    return wanted


def _subject(package: Package, account: Account) -> str:
    wanted, invoices = _template(account), ", ".join(package.invoices)
    if len(invoices) > 150:
        invoices = f"{package.invoices[0]} and {len(package.invoices) - 1} more"
    text = wanted.format(invoices=invoices, client=package.client, reference=package.reference)
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text)


def _text(package: Package) -> str:
    lines = [
        f"Attached: {naming.clean(package.file_name)}, an e-bill with invoice {', '.join(package.invoices)}.",
        f"Size: {len(package.content)} bytes",
        f"SHA-256: {package.sha256}",
        f"Reference: {package.reference}",
    ]
    if package.attachments:
        lines.insert(1, f"Also attached: {len(package.attachments)} files that belong to it.")
    return "\n".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", line) for line in lines) + "\n"


def _envelope(account: Account, client: str) -> tuple[Addresses, Addresses, Addresses, Addresses]:
    """Read sender, recipients, recipients of copies, and where answers go."""
    sender, to, copies, answers = (_addresses(account, name, client) for name in ("from", "to", "cc", "reply_to"))
    if len(sender) != 1 or not to:
        raise NotSent(f"{stated.whose(account)} needs the settings from, with one address, and to")
    return sender, to, copies, answers


def _addresses(account: Account, name: str, client: str) -> Addresses:
    """Read addresses from a setting, where `{client}` stands for the key of the client."""
    said = stated.text(account, name).replace("{client}", naming.clean(client))
    if not said:
        return []
    found = email.utils.getaddresses([said])
    for _, address in found:
        if not said.isprintable() or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", address):
            raise NotSent(f"the setting {name} of {stated.whose(account)} holds what is no plain mail address")
    return found


def _joined(addresses: Addresses) -> str:
    return ", ".join(email.utils.formataddr(each) for each in addresses)
