"""What the events of a submission add up to: our state, the client's status, and what is known of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ledes.ledger import states

APPROVING = frozenset({"APPROVED", "APPROVED_REDUCED", "SENT_TO_AP"})
PAYING = frozenset({"PAID", "SHORT_PAID"})
CHANNELS = {"mail": 0}
"""How far a report's channel is trusted at the same moment; what is not listed here counts 1, more than a mail."""


class Standing(NamedTuple):
    """Where a submission stands.

    `receipt` is the vendor's reference. `uptime` is how long the sending machine had been up when an attempt ended, or
    at the first look after it. `doubtful`: an earlier attempt was never cleared up, so a refusal may mean
    that the bill is there already; `refusal`: it was refused in that doubt. `person`: only a person can say what
    happened, `appeared`: because the vendor spoke of a bill that we had not sent; `page` is where to look. `words`
    is what the vendor said last of it, `reported` the moment and the trust of the status, for comparison only.
    `approved` and `paid` are whole ten-thousandths of the submission's currency.
    """

    state: str = ""
    status: str = ""
    reported: str = ""
    receipt: str = ""
    attempts: int = 0
    tried: str = ""
    uptime: str = ""
    not_before: str = ""
    doubtful: bool = False
    refusal: bool = False
    appeared: bool = False
    person: bool = False
    page: str = ""
    words: str = ""
    approved: int | None = None
    paid: int | None = None


COLUMNS = Standing._fields


def step(standing: Standing, event: str, at: str, detail: Mapping[str, Any]) -> Standing:
    """Give the standing after one more event.

    Raises `LedgerError` when the state does not allow the event.
    """
    moved = standing._replace(state=states.after(event, standing.state))
    if event == "STATUS":
        return _reported(moved, at, detail)
    if event in states.REMARKS:
        return moved
    if event == "ATTEMPT":
        known = {"tried": at, "uptime": detail.get("uptime", ""), "words": ""}
        return moved._replace(attempts=standing.attempts + 1, **known, not_before="", person=False, page="")
    if event == "NOT_SENT":
        return moved._replace(words=detail.get("seen", ""))
    if event == "BUSY":
        return moved._replace(not_before=detail.get("not_before", ""))
    if event == "APPEARED":
        return moved._replace(appeared=True, person=True)
    if event in {"DOUBT", "LOST"}:
        refusal = detail.get("refused", "")
        # How long ago an attempt was counts from its end, which is now at the latest: it may have been slow.
        known = {"tried": at, "uptime": detail.get("uptime", "")}
        return moved._replace(**known, doubtful=True, refusal=bool(refusal), words=refusal or standing.words)
    if event == "LOOKED":
        first = standing.uptime or detail.get("uptime", "")
        return moved._replace(person=bool(detail.get("person")), page=detail.get("page", ""), uptime=first)
    if event in {"ABSENT", "SETTLED_ABSENT"}:
        return _cleared(moved)._replace(words="")
    if event == "REFUSED":
        return _cleared(moved)._replace(words=detail.get("words", ""))
    if moved.state in {states.DELIVERED, states.UPLOADED} and event != "NOT_FINALIZED":
        return _cleared(moved)._replace(receipt=detail.get("reference") or standing.receipt, words="")
    return moved


def _cleared(standing: Standing) -> Standing:
    return standing._replace(doubtful=False, refusal=False, appeared=False, person=False, page="")


def _reported(standing: Standing, at: str, detail: Mapping[str, Any]) -> Standing:
    status = detail.get("status", "")
    order = f"{detail.get('at') or at} {CHANNELS.get(detail.get('channel', ''), 1)}"
    if not status or order < standing.reported:
        return standing
    amount = detail.get("amount")
    return standing._replace(
        status=status,
        reported=order,
        words=detail.get("text") or "; ".join(each["words"] for each in detail.get("adjustments", ()) if each["words"]),
        approved=amount if status in APPROVING and amount is not None else standing.approved,
        paid=amount if status in PAYING and amount is not None else standing.paid,
    )
