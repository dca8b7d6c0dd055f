"""What to set up with a client and for each of its matters before the first bill: done, or still to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ledes.client import Client, MatterTerms
from ledes.guidelines.mattergaps import budgeted, set_rules


class Task(NamedTuple):
    """One thing to have; `done` says that the profile states it."""

    done: bool
    what: str


class Group(NamedTuple):
    """What to have of the client, or of one matter."""

    heading: str
    tasks: tuple[Task, ...]


ANY_MATTER = (
    "the client's own number for the matter, exactly as its system shows it",
    "that the client assigned the matter to your office in its system",
    "the day of the engagement, and who approves bills",
    "the budget, fee cap or fixed fee, with the day of its approval",
    "the purchase order, where bills must state one",
    "the set of task codes (litigation, project, counseling ...)",
)


def groups(client: Client) -> Iterator[Group]:
    """Yield the checklist of the client, then of each matter; of matters in general where none is listed."""
    yield Group("Of the client", tuple(_client(client)))
    if not client.matters:
        yield Group("Of each matter", tuple(Task(done=False, what=what) for what in ANY_MATTER))
    for each in client.matters:
        name = f", {each.name}" if each.name else ""
        yield Group(f"Of matter {each.number}{name}", tuple(_matter(each, client)))


def _client(client: Client) -> Iterator[Task]:
    given = client.representation.given
    rated = bool(client.rates) or any(each.rate is not None for each in client.timekeepers)
    yield Task(bool(client.ids), "the client's code that stands in CLIENT_ID of your billing system")
    yield Task(bool(client.format), "the LEDES version that it takes")
    yield Task(bool(client.currency), "the currency of its bills")
    yield Task(bool(client.vendor), "the platform that takes its bills, and an account of your office there")
    yield Task(bool(given.get("firm.id")), "the number by which the client knows your office (LAW_FIRM_ID)")
    yield Task(bool(given.get("client.name")), "the legal name that bills must bear")
    if client.format and client.format != "1998b":
        yield Task(bool(given.get("client.address.country")), "the address that bills must bear")
        yield Task(bool(given.get("client.tax_id")), "the tax number that bills must bear")
    yield Task(bool(client.timekeepers), "the timekeepers that it approved, with ids and classifications")
    yield Task(rated, "their rates, with the days from which they hold")
    yield Task(bool(client.tasks or client.activities or client.expenses), "the codes that it takes")
    yield Task(
        bool(client.expense_terms), "what it pays of expenses: ceilings, receipts, approvals, what it never pays"
    )
    yield Task(bool(client.discounts), "whether a discount is agreed, and where it stands on the bill")
    yield Task(client.guidelines_until is not None, "your acceptance of its guidelines, and until when it holds")
    late = set_rules(client, "TIME-LATE-INV", "TIME-STALE-LINE")
    yield Task(late, "by when a bill must arrive, and how old work may be")


def _matter(each: MatterTerms, client: Client) -> Iterator[Task]:
    yield Task(bool(each.client_id), "the client's own number for the matter")
    yield Task(each.opened is not None, "the day of the engagement")
    yield Task(bool(each.code_set or client.tasks), "the set of task codes")
    deal = each.budget is not None or each.fee_cap is not None or bool(each.flat_fees)
    yield Task(deal, "the budget, fee cap or fixed fee" + (": this client goes by budgets" if budgeted(client) else ""))
    if set_rules(client, "INV-PO"):
        yield Task(bool(each.purchase_order), "the purchase order")
    if each.closed:
        yield Task(each.final is not None, "whether the last bill was sent")
