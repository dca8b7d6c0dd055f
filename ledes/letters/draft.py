"""A letter as an unsent mail that a person opens, reads and sends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePath

from ledes.letters import Letter, plain

TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".csv": ("text", "csv"),
}


def written(
    letter: Letter, *, sender: tuple[str, str], to: tuple[str, str], attached: Iterable[tuple[str, bytes]] = ()
) -> bytes:
    """Write a draft; sender and recipient are a name and an address, which may be empty.

    It bears no date and no id, which the mail program gives it, and `X-Unsent`, by which mail programs open it for
    editing. The same letter gives the same bytes.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = letter.subject
    for header, (name, address) in (("From", sender), ("To", to)):
        if address:
            user, _, host = address.rpartition("@")
            mail[header] = Address(" ".join(name.split()), user, host)
    mail["X-Unsent"] = "1"
    mail.set_content(plain.body(letter), cte="quoted-printable")
    digest = hashlib.sha256(mail.as_bytes())
    for name, content in attached:
        main, sub = TYPES.get(PurePath(name).suffix, ("application", "octet-stream"))
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
        digest.update(content)
    if mail.is_multipart():
        mail.set_boundary(f"part-{digest.hexdigest()[:24]}")
    return mail.as_bytes()
