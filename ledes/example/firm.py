"""The invented firm's people, clients and platforms, and the set-up files that tell of them."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from ledes import gateway
from ledes.example import CLIENTS, PLATFORMS, Payer

MATTERS = 3
NAME = "Example Firm LLP (invented)"
ATTORNEYS = ("M. Ashdown", "J. Pell", "S. Okoro", "R. Quill", "T. Varga", "L. Imber")
FIRST = ("Alder", "Bracken", "Cobalt", "Dunlin", "Ember", "Fallow", "Gannet", "Hollin")
SECOND = ("brook Mills", "field Marine", "gate Insurance", "holm Energy", "stone Foods")
CURRENCIES = ("USD", "USD", "USD", "GBP", "EUR")
FORMAT = "1998b"
ACCRUALS = "accruals"
"""The account through which accruals go."""


class Person(NamedTuple):
    """A timekeeper: number, name, classification, rate an hour."""

    id: str
    name: str
    classification: str
    rate: Decimal


PEOPLE = (
    Person("TK01", "Ashdown, Mira", "PT", Decimal("520.00")),
    Person("TK02", "Pell, Jonas", "PT", Decimal("480.00")),
    Person("TK03", "Okoro, Sade", "AS", Decimal("340.00")),
    Person("TK04", "Quill, Rosa", "AS", Decimal("310.00")),
    Person("TK05", "Varga, Tibor", "LA", Decimal("185.00")),
    Person("TK06", "Lindqvist, Per", "LA", Decimal("165.00")),
)


def platforms() -> tuple[str, ...]:
    """Choose the platforms of the firm: such as take nothing from this program, because a person uploads there."""
    fit = (
        key
        for key, adapter in gateway.vendors().items()
        if not adapter.can.submit and (not adapter.can.formats or FORMAT in adapter.can.formats)
    )
    return tuple(fit)[:PLATFORMS]


def payers(chance: random.Random) -> tuple[Payer, ...]:
    """Invent the clients."""
    places = platforms()
    return tuple(
        _payer(chance, nth, f"{first}{second}", places[nth % len(places)])
        for nth, (second, first) in enumerate(list(product(SECOND, FIRST))[:CLIENTS])
    )


def _payer(chance: random.Random, nth: int, name: str, vendor: str) -> Payer:
    lag = chance.randint(25, 90)
    return Payer(
        key=name.partition(" ")[0].lower(),
        name=f"{name} (invented)",
        number=f"EXAMPLE-{nth + 1:02}",
        vendor=vendor,
        currency=chance.choice(CURRENCIES),
        weight=chance.randint(1, 10),
        lag=lag,
        spread=chance.randint(3, lag // 3),
        rejects=chance.choice((0.02, 0.05, 0.1, 0.2)),
        cuts=chance.choice((0.05, 0.15, 0.3)),
        short=chance.choice((0.0, 0.03, 0.08)),
        terms=chance.choice((30, 30, 45, 60)),
        by_books=chance.random() < 0.4,
        accruals=nth % 8 == 0,
        attorneys=tuple(chance.choice(ATTORNEYS) for _ in range(MATTERS)),
    )


def matter_number(payer: Payer, nth: int) -> str:
    """Give the firm's number of a client's matter."""
    return f"{payer.number}-{nth + 1:03}"


def client_matter(payer: Payer, nth: int) -> str:
    """Give the client's own number of its matter."""
    return f"CM-{payer.number[-2:]}{nth + 1}"


def settings(some: tuple[Payer, ...]) -> str:
    """Write ledes.toml: accounts at platforms, none of which this program sends to, at addresses that lead nowhere."""
    said = ["# An invented firm, to try things out. Nothing here can be sent: each platform is one where a person"]
    said += ["# uploads, and the addresses end in .example, which leads nowhere.", "quiet_seconds = 0", "", "[firm]"]
    said += ['id = "00-EXAMPLE"', f'name = "{NAME}"', "", "[ledger]", 'path = "ledger.db"', "", "[escalation]"]
    said += ['to = ["billing@example-firm.example"]', "", "[portfolios]"]
    for nth, who in enumerate(("ann", "ben", "cleo", "dan")):
        keys = ", ".join(f'"{each.key}"' for each in some[nth::4])
        said.append(f"{who} = [{keys}]")
    names = {(each.vendor, "default") for each in some} | {(each.vendor, ACCRUALS) for each in some if each.accruals}
    for vendor, account in sorted(names):
        said += ["", "[[accounts]]", f'vendor = "{vendor}"', f'name = "{account}"', 'environment = "production"']
        said += [f'url = "https://{vendor.replace("_", "-")}.example"']
        if needed := gateway.vendor(vendor).needs:
            said += ["[accounts.settings]", *(f'{name} = "invented"' for name in needed)]
    return "\n".join([*said, ""])


def profile(payer: Payer, budget: int) -> str:
    """Write a client's profile; `budget` is that of each of its matters, in its currency."""
    said = [f'name = "{payer.name}"', f'ids = ["{payer.number}"]', f'format = "{FORMAT}"', f'vendor = "{payer.vendor}"']
    said += [f'currency = "{payer.currency}"', f"payment_days = {payer.terms}"]
    if payer.accruals:
        said.append(f'accruals = {{ due_day = 5, account = "{ACCRUALS}" }}')
    said += ["", "[rules]", "D210 = { days = 90 }", "S202 = { days = 60 }"]
    for nth, attorney in enumerate(payer.attorneys):
        said += ["", f'[matters."{matter_number(payer, nth)}"]', f'client_id = "{client_matter(payer, nth)}"']
        said += [f'name = "Invented matter {nth + 1}"', f'attorney = "{attorney}"', f"budget = {budget}"]
    for person in PEOPLE:
        said += ["", "[[timekeepers]]", f'id = "{person.id}"', f'name = "{person.name}"']
        said += [f'classification = "{person.classification}"', f"rate = {person.rate}", "from = 2020-01-01"]
    return "\n".join([*said, ""])
