"""Matters as clients' profiles list them: found by number, or because something limits what they may cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledes.client import Client, MatterTerms
from ledes.errors import UsageError
from ledes.setup.mistakes import nearest
from ledes.terms.standing import Pending

Listed = tuple[Client, MatterTerms]


def named(clients: Iterable[Client], number: str) -> Listed:
    """Find the matter that bears a number, be it the firm's or the client's.

    Raises `UsageError` where there is none, and with the candidates where there are several.
    """
    known = [(client, terms) for client in clients for terms in client.matters]
    found = [(client, terms) for client, terms in known if number in {terms.firm_id, terms.client_id}]
    if len(found) == 1:
        return found[0]
    if found:
        candidates = ", ".join(f"{_numbers(terms)} of {client.key}" for client, terms in found)
        raise UsageError(
            f"{number!r} fits {len(found)} matters: {candidates}",
            hint="name one by the firm's number, or its client with --client",
        )
    meant = nearest(number, [each for _, terms in known for each in (terms.firm_id, terms.client_id) if each])
    hint = f"did you mean {meant!r}?" if meant else "list it under [matters] in the client's profile"
    raise UsageError(f"no profile lists a matter {number!r}", hint=hint)


def _numbers(terms: MatterTerms) -> str:
    return f"{terms.firm_id} ({terms.client_id})" if terms.firm_id and terms.client_id else terms.number


def limited(clients: Iterable[Client]) -> Iterator[Listed]:
    """Give the matters that have a budget, a fee cap, or budgets of phases."""
    for client in clients:
        for terms in client.matters:
            if terms.budget is not None or terms.fee_cap is not None or terms.phases:
                yield client, terms


def billed(clients: Iterable[Client], bills: Mapping[str, Sequence[Pending]]) -> Iterator[Listed]:
    """Give the matters that bills are for; the bills are by the keys of their clients."""
    for client in clients:
        found = [client.terms(matter) for bill in bills.get(client.key, ()) for matter in bill.matters]
        for terms in client.matters:
            if any(terms is each for each in found):
                yield client, terms
