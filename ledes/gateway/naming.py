"""What a file is called where it is dropped, and how it is known again: by our reference, which is in its name.

The account's setting `file_name` is a template with the fields `{invoice}`, `{client}` and `{reference}`, which has to
be there. No convention of any platform is documented; the default is ours.
"""

from __future__ import annotations

import re
import secrets
import string
from pathlib import PurePosixPath

from ledes.gateway import Account, NotSent, Package, stated

TEMPLATE = "{invoice}_{reference}"
FIELDS = {"invoice", "client", "reference"}
LONGEST = 100
"""The longest name of a file, in characters; our own limit, below every system's."""

BESIDE = "~"
"""Stands between the stem of an e-bill and the name of a file that goes with it; no stem holds one."""

UNFINISHED = ".part"
SAID = (".ack", ".err", ".rej")
"""Ends of the names of acknowledgements, which are no e-bills although they bear the name of one."""

REFERENCE = r"[A-Za-z0-9][A-Za-z0-9-]*"


def template(account: Account) -> str:
    """Give the template of an account.

    Raises `NotSent` where it is broken, or has no place for the reference.
    """
    wanted = stated.text(account, "file_name", TEMPLATE)
    try:
        parts = list(string.Formatter().parse(wanted))
    except ValueError:
        parts = []
    fields = [field for _, field, _, _ in parts if field is not None]
    plain = not any(form or turn for _, _, form, turn in parts)
    apart = re.search(r"(?:^|[_.])\{reference\}(?:$|[_.])", wanted) is not None
    if not (plain and apart and set(fields) <= FIELDS and fields.count("reference") == 1):
        raise NotSent(
            f"the setting file_name of {stated.whose(account)} must hold {{reference}} once, parted by _ from "
            "{invoice} and {client}, which it may hold"
        )
    return wanted


def stem(package: Package, account: Account) -> str:
    """Give the name of a package's files without its ending.

    >>> one = Package(reference="ledes-7f", invoices=("10/01",), client="cl", file_name="a.txt", content=b"",
    ...               sha256="", format="1998b")
    >>> stem(one, Account(vendor="folder"))
    '10-01_ledes-7f'
    """
    wanted = template(account)
    more = len(package.invoices) - 1
    invoice = clean(package.invoices[0] if package.invoices else "bill") + (f"_and_{more}_more" if more else "")
    client = clean(package.client)
    reference = clean(package.reference)
    fixed = len(wanted.format(invoice="", client="", reference=reference))
    room = max(LONGEST - fixed, 2)
    both = "{invoice}" in wanted and "{client}" in wanted
    part = room // 2 if both else room
    return clean(wanted.format(invoice=invoice[:part], client=client[:part], reference=reference))


def final(package: Package, account: Account) -> str:
    """Give the whole name that a package's e-bill gets."""
    ending = stated.text(account, "extension", PurePosixPath(package.file_name).suffix or ".txt").strip(".")
    return f"{stem(package, account)}.{clean(ending)}"


def beside(package: Package, account: Account) -> tuple[str, ...]:
    """Give the names that a package's attachments get, no two of them alike."""
    first, found = stem(package, account), list[str]()
    for number, each in enumerate(package.attachments, 1):
        name = clean(each.name)[-LONGEST:]
        if any(f"{first}{BESIDE}{name}" == other for other in found):
            name = f"{number}-{name}"
        found.append(f"{first}{BESIDE}{name}")
    return tuple(found)


def unfinished(name: str) -> str:
    """Give a name for a file that is still being written; another one each time."""
    return f".{name}.{secrets.token_hex(4)}{UNFINISHED}"


def bears(name: str, reference: str) -> bool:
    """Say whether a file's name holds our reference, as a word of its own, in capitals or not."""
    word = re.escape(clean(reference))
    return re.search(rf"(?<![A-Za-z0-9]){word}(?![A-Za-z0-9])", name, re.IGNORECASE) is not None


def is_unfinished(name: str, reference: str) -> bool:
    """Say whether a name is one of a file of ours that was still being written."""
    return name.startswith(".") and name.endswith(UNFINISHED) and bears(name, reference)


def is_bill(name: str, reference: str) -> bool:
    """Say whether a name is that of the e-bill itself: no attachment, no acknowledgement, nothing half-written."""
    if not bears(name, reference) or name.startswith(".") or name.endswith(UNFINISHED):
        return False
    return BESIDE not in name and not name.lower().endswith(SAID)


def is_beside(name: str, reference: str) -> bool:
    """Say whether a name is that of an attachment of ours."""
    return bears(name, reference) and BESIDE in name and not name.startswith(".") and not name.lower().endswith(SAID)


def reference(name: str, account: Account) -> str:
    """Read our reference back from a file's name, by the account's template; empty where the name does not fit."""
    parts = []
    for text, field, _, _ in string.Formatter().parse(template(account)):
        parts.append(re.escape(_kept(text)))
        if field is not None:
            parts.append(f"(?P<reference>{REFERENCE})" if field == "reference" else ".*?")
    found = re.fullmatch("".join(parts) + r"(?:\..*)?", name)
    return found["reference"] if found else ""


def clean(text: str) -> str:
    """Leave only letters, digits, points, lines and underscores of a text that is to become part of a name.

    >>> clean("../10 01|ä")
    '10-01'
    """
    return _kept(text).strip(".-") or "x"


def _kept(text: str) -> str:
    return re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]", "-", text))
