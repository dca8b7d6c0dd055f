"""Find what is to be told higher up, and say to whom by the matter's attorney, the partner, the client."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ledes import money, status
from ledes.client import Client, MatterTerms
from ledes.escalation import BUDGET, PROFORMA, SORTS, UNSENT, Case
from ledes.ledger import courses, moments, states
from ledes.ledger.reading import Reader
from ledes.proformas import READ
from ledes.proformas.waiting import Waiting, waiting
from ledes.setup.escalating import Escalation
from ledes.show import billwords, sums
from ledes.terms import matters, standing
from ledes.terms.budgets import HUNDRED
from ledes.terms.standing import Agreed
from ledes.workspace import Workspace

UNSENT_STATES = frozenset({states.READY, states.SENDING, states.IN_DOUBT, states.WAITING_UPLOAD, states.REFUSED})
UNSENT_STEP = "find out why no run has sent it: ledes run"
KINDS = {"cap": "fee cap", "phase": "budget of"}


def cases(book: Reader, workspace: Workspace, today: datetime.date, client: str = "") -> tuple[Case, ...]:
    """List what is late or near, by kind, what is over for longest first; tests and what is out are none."""
    wanted = workspace.escalation
    lying = waiting(book, workspace)
    found = [
        *_proformas(lying, wanted, today),
        *_final(lying, wanted, today),
        *_unsent(book, workspace, wanted, today),
        *_budgets(book, workspace, wanted.percent),
    ]
    told = (replace(each, to=recipients(each, wanted)) for each in found if client in {"", each.client})
    return tuple(sorted(told, key=lambda each: (SORTS.index(each.sort), -each.over, each.about)))


def recipients(case: Case, wanted: Escalation) -> tuple[str, ...]:
    """Say whom to tell: the first of attorney, partner, client and `to` that set-up names; all of them when it is high.

    Who has a proforma to read comes before who answers for its matter.
    """
    attorney, partner = wanted.attorney(case.attorney), wanted.partner(case.partner)
    first = (partner, attorney) if case.sort == PROFORMA else (attorney, partner)
    levels = [each for each in (*first, wanted.clients.get(case.client, ()), wanted.to) if each]
    high = wanted.higher_days is not None and case.over >= wanted.higher_days and case.sort != BUDGET
    chosen = levels if high else levels[:1]
    return tuple(dict.fromkeys(name for level in chosen for name in level))


def _proformas(lying: tuple[Waiting, ...], wanted: Escalation, today: datetime.date) -> Iterator[Case]:
    for each in lying:
        days = each.days(today)
        if each.made or not (each.late(today, wanted.proforma_days) or days > wanted.proforma_days):
            continue
        read = each.proforma.status in READ
        step = f"ask {each.holder} for it" if read else "make it final, or send it on"
        yield _of_proforma(each, PROFORMA, f"{each.where} with {each.holder} for {_days(days)}", step,
                           _over(each, wanted, today))  # fmt: skip


def _over(each: Waiting, wanted: Escalation, today: datetime.date) -> int:
    due = each.proforma.due
    return max(0, each.days(today) - wanted.proforma_days, (today - due).days if due else 0)


def _final(lying: tuple[Waiting, ...], wanted: Escalation, today: datetime.date) -> Iterator[Case]:
    """Yield proformas that are final and of which no bill is on record."""
    for each in lying:
        days = each.days(today)
        if each.made and each.submission is None and days > wanted.unsent_days:
            step = "make the e-bill, then ledes submit"
            fact = f"{each.where} for {_days(days)}, and no e-bill was made"
            yield _of_proforma(each, UNSENT, fact, step, days - wanted.unsent_days)


def _of_proforma(each: Waiting, sort: str, fact: str, step: str, over: int) -> Case:
    of = each.proforma
    amount = "" if of.amount is None else f"{billwords.grouped(of.amount)} {of.currency}, ".replace(" ,", ",")
    return Case(
        sort=sort,
        about=f"proforma {of.number}",
        fact=amount + fact,
        step=step,
        client=of.client,
        matter=of.matter,
        attorney=of.attorney,
        partner=of.partner,
        over=over,
    )


def _unsent(book: Reader, workspace: Workspace, wanted: Escalation, today: datetime.date) -> Iterator[Case]:
    late = [each for each in book.submissions(open_only=True) if each.state in UNSENT_STATES]
    shares = courses.shares(book) if late else {}
    for each in late:
        days = (today - moments.parse(each.created).astimezone().date()).days
        if each.delivery.environment != "production" or days <= wanted.unsent_days:
            continue
        share = next(iter(shares.get(each.id, ())), None)
        matter = share.matter if share else ""
        yield Case(
            sort=UNSENT,
            about=f"bill {each.invoice}",
            fact=f"{billwords.grouped(each.total)} {each.currency}, {each.state.replace('_', ' ')} for {_days(days)}",
            step=UNSENT_STEP if each.state == states.READY else status.next_step(each, book.clock()),
            client=each.client,
            matter=matter,
            attorney=(share.attorney if share else "") or _attorney(workspace.clients, each.client, matter),
            over=days - wanted.unsent_days,
        )


def _attorney(clients: Mapping[str, Client], client: str, matter: str) -> str:
    terms = clients[client].matters if client in clients else ()
    return next((each.attorney for each in terms if matter and matter in {each.firm_id, each.client_id}), "")


def _budgets(book: Reader, workspace: Workspace, percent: Decimal) -> Iterator[Case]:
    for profile, terms in matters.limited(workspace.clients.values()):
        place = standing.standing(profile, terms, book.history(profile))
        for each in place.agreed():
            if each.agreed and money.times(each.total, HUNDRED) >= money.times(each.agreed, percent):
                yield _budget(profile, terms, each, place.currency)


def _budget(profile: Client, terms: MatterTerms, each: Agreed, currency: str) -> Case:
    what = f"{KINDS.get(each.kind, each.kind)} {each.code}".strip()
    used, agreed = (billwords.grouped(Decimal(sums.text(amount, currency))) for amount in (each.total, each.agreed))
    over = each.left is not None and each.left < 0
    return Case(
        sort=BUDGET,
        about=f"matter {terms.number}",
        fact=f"{money.text(each.percent or money.ZERO)} % of the {what} used: {used} of {agreed} {currency}".strip(),
        step="agree on more with the client before the next bill" if over else "tell the client before it is used up",
        client=profile.key,
        matter=terms.number,
        attorney=terms.attorney,
    )


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"
