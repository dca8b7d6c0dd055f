"""What a person reads who uploads a bill by hand: where, what, in which order, and what to enter afterwards."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledes import formats, money
from ledes.gateway import Account, Adapter
from ledes.gateway.portal import Portal
from ledes.ledger.records import Attached, Submission

WIDTH = 100
TICK = "[ ] "
REFERENCE = "our reference"
"""What stands before the reference of the delivery: by it a package is known again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All that is uploaded together: the bills of one delivery, its e-bill's size in bytes, and what goes along.

    `replaced` are the submissions that its bills correct.
    """

    adapter: Adapter
    account: Account
    client: str
    bills: tuple[Submission, ...]
    size: int
    attachments: tuple[Attached, ...] = ()
    replaced: tuple[Submission, ...] = ()


def text(bundle: Bundle) -> str:
    """Write the checklist."""
    portal = bundle.adapter if isinstance(bundle.adapter, Portal) else None
    parts = [_heading(bundle), _files(bundle)]
    if portal and portal.before:
        parts.append(_listed("Before you begin", portal.before))
    steps = portal.steps if portal and portal.steps else ("upload the file, and the attachments with it",)
    parts.append(_listed("What to do", [*_sign_in(bundle), *steps], ticks=True))
    parts.append(_afterwards(bundle.bills))
    if portal:
        parts += _known(portal, corrected=any(each.replaces for each in bundle.bills))
    return "\n".join(parts) + "\n"


def _heading(bundle: Bundle) -> str:
    first, account = bundle.bills[0], bundle.account
    name = f"{bundle.client} ({first.client})" if bundle.client else first.client
    rows = [("platform", bundle.adapter.name), ("client", name), ("account", f"{account.name}, {account.environment}")]
    if isinstance(bundle.adapter, Portal):
        rows += [
            (words, account.settings[key])
            for key, words in bundle.adapter.settings.items()
            if account.settings.get(key)
        ]
    rows += [("invoice", _bill(each)) for each in bundle.bills]
    rows += [("link it to", _linked(each)) for each in bundle.replaced]
    rows.append((REFERENCE, first.delivery.reference))
    look = f"Look first: ledes status '#{first.id}' must say waiting_upload, else somebody has uploaded it already."
    return f"To be uploaded by hand\n\n{look}\n\n{_rows(rows)}"


def _bill(each: Submission) -> str:
    corrects = f", in the place of submission {each.replaces}" if each.replaces else ""
    return f"{each.invoice}: {money.text(each.total)} {each.currency} (submission {each.id}{corrects})"


def _linked(each: Submission) -> str:
    """Name the invoice that is corrected as the platform knows it."""
    reference = f", there {each.standing.receipt}" if each.standing.receipt else ""
    status = f", {each.status}" if each.status else ""
    return f"invoice {each.invoice}{reference}{status}"


def _files(bundle: Bundle) -> str:
    delivery = bundle.bills[0].delivery
    rows = [("file", f"{delivery.file_name} ({formats.named(delivery.format).title}, {bundle.size:,} bytes)")]
    rows += [("attachment", _attachment(each, several=len(bundle.bills) > 1)) for each in bundle.attachments]
    return f"\n{_rows(rows)}"


def _attachment(each: Attached, *, several: bool) -> str:
    of = f" of invoice {each.invoice}" if several else ""
    where = f", for line {each.line}{of}" if each.line else f", for invoice {each.invoice}" if several else ""
    kind = f"{each.kind}, " if each.kind else ""
    return f"{each.name} ({kind}{each.size:,} bytes{where})"


def _sign_in(bundle: Bundle) -> Iterator[str]:
    place = bundle.adapter.place(bundle.account) if isinstance(bundle.adapter, Portal) else bundle.account.url
    missing = "(its address is not in ledes.toml: write url under the account to have it here)"
    yield f"sign in at {place}" if place else f"sign in at the platform {missing}"


def _afterwards(bills: Sequence[Submission]) -> str:
    one = bills[0]
    # One word speaks for all bills of a file, but a refusal may be of one alone.
    name, number = (f"'#{one.id}'", str(one.id)) if len(bills) == 1 else ("INVOICE", "ID")
    lines = [
        ("it is there:", f"ledes settle '#{one.id}' --delivered --reference R"),
        ("", "R is the number that the platform shows for it; where it shows none, the name of the file"),
        ("it was refused:", f'ledes settle {name} --status FILE_ERROR --reason "the words that it shows"'),
        ("", f"then, with the corrected bill: ledes submit CORRECTED --replaces {number}"),
        ("it shall not go:", f"ledes settle '#{one.id}' --withdrawn --reason \"why\""),
        ("the client says:", f"ledes settle {name} --status APPROVED (REJECTED, PAID --amount A, ...)"),
    ]
    return f"\nAfterwards\n\n{_rows(lines)}"


def _known(portal: Portal, *, corrected: bool) -> Iterator[str]:
    rules = [portal.duplicates]
    rules += [f"a corrected bill: {portal.resubmitting}"] if portal.resubmitting else []
    if corrected:
        rules.reverse()
    if portal.deletes_after is not None:
        rules.append(f"it deletes what is done after {portal.deletes_after} days: note the outcome before")
    known = [each for each in (*rules, *portal.notes) if each]
    if known:
        yield _listed("To know", known)
    if portal.words:
        yield _listed("Its words, and ours", [f"{word}: {status}" for word, status in portal.words.items() if status])
    if portal.unconfirmed:
        yield _listed("Unconfirmed: no published source says", portal.unconfirmed)


def _listed(heading: str, items: Iterable[str], *, ticks: bool = False) -> str:
    lines = []
    for number, item in enumerate(items, 1):
        mark = f"  {TICK}{number}. " if ticks else "  - "
        lines.append(textwrap.fill(item, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark)))
    return "\n".join(["", heading, "", *lines])


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    rows = list(rows)
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name:<{width}}  {value}".rstrip() for name, value in rows)
