"""Eighteen months of an invented firm: bills sent, rejected, cut and paid late; always the same, and known in advance.

`make` fills a workspace and its ledger and gives what each invoice came to, so that reports can be added up without it.
"""

from __future__ import annotations

import calendar
import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledes import ledger, money
from ledes.bill import Bill, Contact, Line, Matter, Timekeeper
from ledes.facts import worked
from ledes.ledger import appending, clientbook, keeping, moments, recording
from ledes.ledger.records import Entry, Parcel
from ledes.proformas import Proforma
from ledes.proformas.book import KIND, kept

TODAY = datetime.date(2026, 11, 20)
FIRST = (2025, 5)
MONTHS = 18
CENT = Decimal("0.01")

FIRM = """quiet_seconds = 0
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
"""


@dataclass(frozen=True, kw_only=True)
class Payer:
    """A client: its currency and platform, how many bills a month, and how it pays."""

    key: str
    name: str
    currency: str = "USD"
    vendor: str = "sandbox"
    bills: int = 4
    lag: int = 40
    spread: int = 10
    rejects: float = 0.1
    cuts: float = 0.15
    terms: int | None = 30
    tax: Decimal = Decimal(0)
    by_books: bool = False
    """Payments are noted by the firm; otherwise the platform reports them."""


PAYERS = (
    Payer(key="brindlecombe", name="Brindlecombe Mills Corporation", bills=5, lag=42, terms=45),
    Payer(key="kestrelby", name="Kestrelby Marine Ltd", currency="GBP", vendor="legal_tracker", lag=28, spread=5,
          tax=Decimal("0.2"), bills=3),
    Payer(key="orme", name="Orme & Daughters Insurance", lag=80, spread=30, rejects=0.25, cuts=0.4, by_books=True),
    Payer(key="talgarth", name="Talgarth Energie GmbH", currency="EUR", vendor="tymetrix360", lag=35, bills=2),
    Payer(key="vale", name="Vale of Tern Water", vendor="collaborati", lag=60, terms=None, cuts=0.05, by_books=True),
    Payer(key="gone", name="", bills=1, lag=50, rejects=0.0),
)  # fmt: skip
ATTORNEYS = ("M. Ashdown", "J. Pell", "S. Okoro")
PEOPLE = (
    ("TK1", "Ashdown, Mira", "PT", Decimal("520.00")),
    ("TK2", "Pell, Jonas", "PT", Decimal("480.00")),
    ("TK3", "Okoro, Sade", "AS", Decimal("340.00")),
    ("TK4", "Lindqvist, Per", "PL", Decimal("165.00")),
)
TASKS = ("L110", "L120", "L210", "L310", "L330")
EXPENSES = (("E107", "18.40"), ("E110", "64.25"), ("E112", "402.00"))
REJECTIONS = (
    'LINE_ITEM_TASK_CODE "L510" is invalid. Code must be client authorized.',
    "Timekeeper rate exceeds the negotiated rate of 280.00/hr",
    "Line item date is not within the billing period",
    "Duplicate invoice number",
    "Ring me about this",
)
CUTS = ("BLOCK - Block billing", "Timekeeper daily time entry exceeds the maximum allowed time of 8 hrs.", "as agreed")


@dataclass(kw_only=True)
class Truth:
    """What an invoice came to, as it was invented."""

    payer: Payer
    number: str
    matter: str
    attorney: str
    date: datetime.date
    bill: Bill
    billed: Decimal
    hours: Decimal = Decimal(0)
    worked: Decimal = Decimal(0)
    kind: str = "invoice"
    environment: str = "production"
    sent: datetime.date | None = None
    rejected: list[tuple[datetime.date, str]] = field(default_factory=list)
    standing: str = "sent"
    approved: Decimal | None = None
    accepted: datetime.date | None = None
    cut: dict[str, Decimal] = field(default_factory=dict)
    payments: list[tuple[datetime.date, Decimal]] = field(default_factory=list)
    written_off: Decimal = Decimal(0)
    events: list[tuple[int, datetime.datetime, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def paid(self) -> Decimal:
        return sum((amount for _, amount in self.payments), Decimal(0))

    @property
    def open(self) -> Decimal:
        return self.billed - self.paid - self.written_off

    @property
    def versions(self) -> int:
        return 1 + len(self.rejected) - (self.standing == "rejected")


def make(
    root: Path, url: str = "", *, months: int = MONTHS, today: datetime.date = TODAY, times: int = 1
) -> list[Truth]:
    """Make the workspace and its ledger (elsewhere with `url`); `times` as many bills for a larger firm."""
    settle(root, url)
    chance = random.Random(20260)
    found = list(_firm(chance, months, today, times))
    address = url or f"sqlite:///{root.resolve() / 'ledger.db'}"
    with ledger.writing(address, clock=lambda: _moment(datetime.date(2025, 1, 1))) as book:
        with book.changing() as connection:
            for truth in (*found, *_uncounted(chance, today)):
                _record(connection, truth)
        for draft in drafts(today):
            clientbook.write(book, draft.client, KIND, kept(draft, "proformas.csv"))
    return found


def drafts(today: datetime.date) -> tuple[Proforma, ...]:
    """Invent proformas that are not out yet: read for too long, final, and of a client that nobody knows."""
    day = today.replace(day=1)
    of: dict[str, Any] = {"currency": "USD", "drafted": day - datetime.timedelta(days=5), "attorney": "J. Pell"}
    late = day - datetime.timedelta(days=1)
    return (
        Proforma(number="P1", status="with_partner", client="orme", matter="ORME-001", amount=Decimal("8100.00"),
                 partner="S. Okoro", since=late, due=late, **of),
        Proforma(number="P2", status="finalized", client="brindlecombe", matter="BRIN-001", amount=Decimal("2400.50"),
                 since=day, **of),
        Proforma(number="P3", status="drafted", client_said="Nobody & Co", amount=None, since=day, **of),
    )  # fmt: skip


def settle(root: Path, url: str = "") -> None:
    """Write the set-up of the firm and of its clients, but of one that is gone."""
    for folder in ("clients", "inbox", "outbox", "receipts"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "ledes.toml").write_text(FIRM + (f'[ledger]\nurl = "{url}"\n' if url else ""))
    for place, payer in enumerate(PAYERS[:-1]):
        said = [f'name = "{payer.name}"', f'ids = ["C{place}"]', f'currency = "{payer.currency}"']
        said += ['format = "1998b"', f'vendor = "{payer.vendor}"']
        said += [f"payment_days = {payer.terms}"] if payer.terms is not None else []
        for nth in range(3):
            attorney = ATTORNEYS[(place + nth) % 3]
            said += [f'[matters."{_matter(payer, nth)}"]', f'client_id = "{payer.key[:3].upper()}-{nth}"']
            said += [f'name = "Matter {nth} of {payer.key}"', f'attorney = "{attorney}"']
            said += [f"budget = {(90 + 40 * place) * 1000}", "opened = 2025-01-01"] if nth < 2 else []
        (root / "clients" / f"{payer.key}.toml").write_text("\n".join([*said, ""]))


def _matter(payer: Payer, nth: int) -> str:
    return f"{payer.key[:4].upper()}-{nth + 1:03}"


def _firm(chance: random.Random, months: int, today: datetime.date, times: int) -> Iterator[Truth]:
    number = 1000
    for nth in range(months):
        year, month = divmod(FIRST[0] * 12 + FIRST[1] - 1 + nth, 12)
        start = datetime.date(year, month + 1, 1)
        end = start.replace(day=calendar.monthrange(year, month + 1)[1])
        for payer in PAYERS:
            for _ in range(payer.bills * times):
                number += 1
                truth = _bill(chance, payer, str(number), start, end)
                _course(chance, truth, today)
                yield truth


def _uncounted(chance: random.Random, today: datetime.date) -> Iterator[Truth]:
    """Invent what no money comes for: a test, a shadow bill, and accruals, one of them for a time not billed yet."""
    first = today.replace(day=1)
    last = (first - datetime.timedelta(days=1)).replace(day=1)
    for place, (kind, environment, start) in enumerate(
        (
            ("invoice", "test", last),
            ("shadow", "production", last),
            ("accrual", "production", datetime.date(2025, 5, 1)),
            ("accrual", "production", first),
        )
    ):
        end = start.replace(day=28)
        truth = _bill(chance, PAYERS[0], f"X{place + 1}", start, end)
        truth.kind, truth.environment = kind, environment
        truth.sent = min(truth.date, today)
        _happens(truth, 0, truth.sent, today, "ATTEMPT", {})
        _happens(truth, 0, truth.sent, today, "RECEIPT", {"reference": f"R{truth.number}"}, minutes=1)
        yield truth


def _bill(chance: random.Random, payer: Payer, number: str, start: datetime.date, end: datetime.date) -> Truth:
    nth = chance.randrange(3)
    attorney = ATTORNEYS[(PAYERS.index(payer) + nth) % 3] if payer.key != "gone" else "Ida Stray"
    contact = Contact(first="Ida", last="Stray") if payer.key == "gone" else Contact()
    matter = Matter(firm_id=_matter(payer, nth), client_id=f"{payer.key[:3].upper()}-{nth}", firm_contact=contact)
    lines = list(_lines(chance, payer, matter, start, end))
    date = end + datetime.timedelta(days=chance.randint(3, 18))
    billed = sum(((each.amount or 0) + (each.tax or 0) for each in lines), Decimal(0))
    bill = Bill(
        number=number, date=date, start=start, end=end, currency=payer.currency, total=billed, matters=(matter,),
        lines=tuple(lines),
    )  # fmt: skip
    return Truth(
        payer=payer, number=number, matter=matter.firm_id, attorney=attorney, date=date, bill=bill, billed=billed,
        hours=sum((each.units or Decimal(0) for each in lines if each.kind == "F"), Decimal(0)),
        worked=sum(((each.units or 0) * (each.rate or 0) for each in lines if each.kind in "FE"), Decimal(0)),
    )  # fmt: skip


def _lines(
    chance: random.Random, payer: Payer, matter: Matter, start: datetime.date, end: datetime.date
) -> Iterator[Line]:
    count = chance.randint(3, 8)
    for place in range(1, count + 1):
        day = start + datetime.timedelta(days=chance.randrange((end - start).days + 1))
        if chance.random() < 0.15:
            code, price = chance.choice(EXPENSES)
            yield _line(
                payer, str(place), "E", matter, day, Decimal(chance.randint(1, 3)), Decimal(price), expense=code
            )
            continue
        who, name, kind, rate = chance.choice(PEOPLE)
        person = Timekeeper(id=who, name=name, classification=kind)
        hours = Decimal(chance.randint(2, 60)) / 10
        yield _line(payer, str(place), "F", matter, day, hours, rate, task=chance.choice(TASKS), timekeeper=person)
    if chance.random() < 0.2:
        off = Decimal(chance.randint(50, 300))
        yield _line(payer, str(count + 1), "IF", matter, end, Decimal(1), -off)


def _line(
    payer: Payer, number: str, kind: str, matter: Matter, day: datetime.date, units: Decimal, rate: Decimal, **more: Any
) -> Line:
    amount = (units * rate).quantize(CENT)
    tax = (amount * payer.tax).quantize(CENT)
    return Line(
        number=number, kind=kind, matter=matter, date=day, units=units, rate=rate, amount=amount,
        tax=tax if payer.tax else None, description=f"Work {number}", activity="A102" if kind == "F" else "", **more,
    )  # fmt: skip


def _course(chance: random.Random, truth: Truth, today: datetime.date) -> None:
    """Invent what became of a bill, as far as it has happened by today."""
    payer = truth.payer
    day = truth.date + datetime.timedelta(days=chance.randint(0, 6))
    if not _happens(truth, 0, day, today, "ATTEMPT", {}):
        truth.standing = "ready"
        return
    truth.sent = day
    _happens(truth, 0, day, today, "RECEIPT", {"reference": f"R{truth.number}"}, minutes=1)
    version = 0
    while chance.random() < payer.rejects:
        day += datetime.timedelta(days=chance.randint(1, 8))
        words = chance.choice(REJECTIONS)
        if not _happens(truth, version, day, today, "STATUS", _told("REJECTED", day, text=words)):
            return
        truth.rejected.append((day, words))
        truth.standing = "rejected"
        if len(truth.rejected) > 2:
            return
        day += datetime.timedelta(days=chance.randint(1, 12))
        if day > today:
            return
        _happens(truth, version, day, today, "REPLACED", {})
        version += 1
        _happens(truth, version, day, today, "ATTEMPT", {}, minutes=1)
        _happens(truth, version, day, today, "RECEIPT", {"reference": f"R{truth.number}-{version}"}, minutes=2)
        truth.standing = "sent"
    day += datetime.timedelta(days=chance.randint(4, 20))
    if day > today:
        return
    _approve(chance, truth, version, day, today)
    _pay(chance, truth, version, day, today)


def _approve(chance: random.Random, truth: Truth, version: int, day: datetime.date, today: datetime.date) -> None:
    truth.accepted, truth.approved, truth.standing = day, truth.billed, "approved"
    fees = [each for each in truth.bill.lines if each.kind == "F"]
    if not fees or chance.random() >= truth.payer.cuts:
        _happens(truth, version, day, today, "STATUS", _told("APPROVED", day, truth.billed))
        return
    line = chance.choice(fees)
    cut = ((line.amount or Decimal(0)) * chance.choice((Decimal("0.25"), Decimal("0.5"), Decimal(1)))).quantize(CENT)
    truth.cut = {line.number: cut}
    truth.approved = truth.billed - cut
    told = [{"line": line.number, "amount": money.text(-cut), "words": chance.choice(CUTS)}]
    _happens(truth, version, day, today, "STATUS", _told("APPROVED_REDUCED", day, truth.approved, adjustments=told))


def _pay(chance: random.Random, truth: Truth, version: int, day: datetime.date, today: datetime.date) -> None:
    payer, due = truth.payer, truth.approved or Decimal(0)
    days = max(2, int(chance.gauss(payer.lag, payer.spread)))
    on = max(day + datetime.timedelta(days=1), truth.date + datetime.timedelta(days=days))
    if chance.random() < 0.03:
        return
    short = chance.random() < 0.06
    amount = (due * Decimal("0.9")).quantize(CENT) if short else due
    if payer.by_books and chance.random() < 0.2:
        half = (amount / 2).quantize(CENT)
        _note(truth, version, on, today, half)
        _note(truth, version, on + datetime.timedelta(days=chance.randint(5, 30)), today, amount - half)
    elif payer.by_books:
        _note(truth, version, on, today, amount)
    elif _happens(truth, version, on, today, "STATUS", _told("SHORT_PAID" if short else "PAID", on, amount)):
        truth.payments.append((on, amount))
    left = truth.billed - amount
    later = on + datetime.timedelta(days=40)
    if left and chance.random() < 0.5 and later <= today:
        detail = {"amount": money.ten_thousandths(left), "currency": payer.currency, "by": "mp", "reason": "small"}
        _happens(truth, version, later, today, "WRITTEN_OFF", detail)
        truth.written_off = left


def _note(truth: Truth, version: int, on: datetime.date, today: datetime.date, amount: Decimal) -> None:
    detail = {
        "on": on.isoformat(), "amount": money.ten_thousandths(amount), "currency": truth.payer.currency,
        "reference": f"BACS {truth.number}", "reason": "", "by": "mp", "source": "", "besides": False,
    }  # fmt: skip
    if _happens(truth, version, on, today, "PAYMENT", detail):
        truth.payments.append((on, amount))


def _told(status: str, day: datetime.date, amount: Decimal | None = None, **more: Any) -> dict[str, Any]:
    return {
        "words": status.title(), "status": status, "at": moments.text(_moment(day)),
        "amount": None if amount is None else money.ten_thousandths(amount), "text": "", "adjustments": [],
        "channel": "", **more,
    }  # fmt: skip


def _happens(
    truth: Truth, version: int, day: datetime.date, today: datetime.date, kind: str, detail: dict[str, Any],
    minutes: int = 0,
) -> bool:  # fmt: skip
    if day > today:
        return False
    truth.events.append((version, _moment(day) + datetime.timedelta(minutes=minutes), kind, detail))
    return True


def _moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(9), datetime.UTC)


def _record(connection: Any, truth: Truth) -> None:
    """Put an invoice with all its versions and what happened to them into the ledger."""
    facts = worked.kept(truth.bill)
    before: int | None = None
    for version in range(truth.versions):
        content = f"bill {truth.number}, version {version}".encode()
        entry = Entry(
            invoice=truth.number, kind=truth.kind, digest=f"{truth.number}-{version}", total=truth.billed,
            currency=truth.payer.currency, facts=facts,
        )  # fmt: skip
        parcel = Parcel(
            vendor=truth.payer.vendor, account="default", environment=truth.environment, client=truth.payer.key,
            file_name=f"{truth.number}.txt", format="1998b", content=content, entries=(entry,), replaces=before,
        )  # fmt: skip
        ours = [each for each in truth.events if each[0] == version]
        started = _moment(truth.date) if version == 0 else ours[0][1] - datetime.timedelta(minutes=1)
        delivery, reference = recording.delivery(connection, parcel)
        id_, detail = recording.submission(connection, delivery, reference, parcel, entry, moments.text(started))
        _append(connection, id_, "CREATED", started, detail)
        keeping.keep(connection, id_, parcel.client, facts)
        for _, at, kind, more in ours:
            _append(connection, id_, kind, at, more)
        before = id_


def _append(connection: Any, id_: int, kind: str, at: datetime.datetime, detail: dict[str, Any]) -> None:
    row = appending.head(connection, id_)
    appending.append(connection, appending.one(connection, id_), row, kind, moments.text(at), detail)


@dataclass(frozen=True, kw_only=True)
class Past:
    """A workspace that was made, and what its invoices came to."""

    root: Path
    truths: list[Truth]

    def total(self, currency: str, what: str) -> Decimal:
        """Add up one attribute of the invoices of a currency."""
        return sum((getattr(each, what) for each in self.truths if each.payer.currency == currency), Decimal(0))
