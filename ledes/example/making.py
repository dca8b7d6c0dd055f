"""Make the generated firm: its folder, its set-up, its ledger. The same seed and day give the same rows."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledes import formats, ledger, money
from ledes.client import Representation
from ledes.errors import SetupError, UsageError
from ledes.example import INVOICES, MARK, MONTHS, SEED, Invented, Payer, bills, firm
from ledes.example.course import Course, moment
from ledes.facts import worked
from ledes.ledger import bulk, chain, clientbook, moments
from ledes.ledger.bulk import Happening, Version
from ledes.ledger.records import Entry, Parcel
from ledes.proformas import FINALIZED, WITH_PARTNER, Proforma
from ledes.proformas.book import KIND, kept

FOLDERS = ("clients", "inbox", "outbox", "receipts")
ACCRUAL = "accrual"


def make(
    folder: Path, *, invoices: int = INVOICES, seed: int = SEED, today: datetime.date | None = None
) -> tuple[Invented, ...]:
    """Make the firm in a new or empty folder; give every bill with what it came to, accruals last.

    Its last three years end on `today`. Raises `UsageError` for a folder that is not empty, `SetupError` where it
    cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder", hint="name one that is empty, or not there yet")
    today = today or datetime.datetime.now().astimezone().date()
    chance = random.Random(seed)  # noqa: S311 - it invents bills, and guards nothing
    payers = firm.payers(chance)
    try:
        _settle(folder, payers, invoices)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SetupError(f"{folder} cannot be written: {why}", hint="check the name and the rights") from error
    made: list[Invented] = []
    url = f"sqlite:///{folder.resolve() / 'ledger.db'}"
    with ledger.writing(url, clock=lambda: moment(today, 600)) as book:
        bulk.fill(book, _kept(_invented(chance, payers, invoices, today), made))
        clientbook.write_all(book, _told(chance, payers, today))
    return tuple(made)


def _settle(folder: Path, payers: tuple[Payer, ...], invoices: int) -> None:
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(0o700)
    # about what a matter comes to in all, so that some budgets are near and some are not
    each = max(1, invoices // (len(payers) * firm.MATTERS)) * 3_600
    for nth, payer in enumerate(payers):
        text = firm.profile(payer, each * (50 + payer.weight * 16 + nth % 3 * 15) // 100)
        (folder / "clients" / f"{payer.key}.toml").write_text(text, "utf-8")
    (folder / "ledes.toml").write_text(firm.settings(payers), "utf-8")


def _invented(
    chance: random.Random, payers: tuple[Payer, ...], invoices: int, today: datetime.date
) -> Iterator[Invented]:
    months = bills.months(today, MONTHS)
    weights = [each.weight for each in payers]
    for nth in range(invoices):
        (payer,) = chance.choices(payers, weights)
        number = f"{MARK}{nth + 1:06}"
        one = Invented(
            payer=payer, number=number, bill=bills.bill(chance, payer, number, months[nth * MONTHS // invoices], today)
        )
        Course(chance, one, today).run()
        yield one
    yield from _accruals(chance, payers, months[-12:], today)


def _accruals(
    chance: random.Random,
    payers: tuple[Payer, ...],
    months: list[tuple[datetime.date, datetime.date]],
    today: datetime.date,
) -> Iterator[Invented]:
    for payer in payers:
        for span in months if payer.accruals else ():
            number = f"{MARK}A-{payer.number[-2:]}-{span[0]:%Y%m}"
            one = Invented(
                payer=payer, number=number, bill=bills.bill(chance, payer, number, span, today), kind=ACCRUAL
            )
            at = moment(min(today, span[1] + datetime.timedelta(days=3)))
            said = Happening(moments.text(at), "PARKED", {})
            sent = Happening(moments.text(at), "SETTLED_DELIVERED", {"reference": f"{number}-R", "by": "example"})
            one.happened.append((at, [said, sent]))
            yield one


def _kept(found: Iterator[Invented], made: list[Invented]) -> Iterator[tuple[Version, ...]]:
    """Write each bill as a file, and give its versions as the ledger takes them."""
    write = formats.named(firm.FORMAT).write
    if write is None:
        raise ValueError(f"{firm.FORMAT} cannot be written")
    for one in found:
        out = io.BytesIO()
        for _ in write([one.bill], out, Representation()):
            pass
        facts = worked.kept(one.bill)
        content = out.getvalue()
        entry = Entry(
            invoice=one.number,
            kind=one.kind,
            digest=chain.content(content),
            total=one.billed,
            currency=one.payer.currency,
            facts=facts,
        )
        parcel = Parcel(
            vendor=one.payer.vendor,
            account=firm.ACCRUALS if one.kind == ACCRUAL else "default",
            environment="production",
            client=one.payer.key,
            file_name=f"{one.number}.txt",
            format=firm.FORMAT,
            content=content,
            entries=(entry,),
        )
        made.append(one)
        yield tuple(Version(parcel, moments.text(at), happened) for at, happened in one.happened)


def _told(
    chance: random.Random, payers: tuple[Payer, ...], today: datetime.date
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Invent what is written down of clients: proformas that are not out yet, and calls."""
    first = today.replace(day=1)
    for nth, payer in enumerate(payers):
        status = WITH_PARTNER if nth % 3 else FINALIZED
        since = today - datetime.timedelta(days=chance.randint(0, 20))
        proforma = Proforma(
            number=f"{MARK}P{nth + 1:03}",
            status=status,
            client=payer.key,
            matter=firm.matter_number(payer, 0),
            attorney=payer.attorneys[0],
            partner=chance.choice(firm.ATTORNEYS),
            amount=money.plus(Decimal(chance.randint(800, 20_000)), money.ZERO),
            currency=payer.currency,
            since=since,
            drafted=since - datetime.timedelta(days=3),
            due=first + datetime.timedelta(days=9),
        )
        yield payer.key, KIND, kept(proforma, "example")
        if nth % 4 == 0:
            note = {"text": "sends its remittances on Fridays", "sort": "call", "with": "accounts", "by": "example"}
            yield payer.key, "NOTE", note
