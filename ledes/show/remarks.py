"""What a person or the firm's books say of a bill or a client, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ledes import money

Detail = Mapping[str, Any]


def payment(detail: Detail) -> str:
    """Tell a payment, or one that went back."""
    whole = detail["amount"]
    went = "paid" if whole >= 0 else "went back"
    named = f", reference {detail['reference']}" if detail.get("reference") else ""
    besides = ", besides what the platform reported" if detail.get("besides") else ""
    return f"{_amount(abs(whole), detail)} {went} on {detail['on']}{named}{besides}{_source(detail)}{_why(detail)}"


def unplaced(detail: Detail) -> str:
    """Tell a payment whose bill is not known."""
    return f"{payment(detail)}; for {detail['invoice'] or 'no invoice'}, which is not on record"


def _asked(detail: Detail) -> str:
    return f"write-off of {_amount(detail['amount'], detail)} asked by {detail['by']}{_why(detail)}"


def _written_off(detail: Detail) -> str:
    return f"{_amount(detail['amount'], detail)} written off, approved by {detail['by']}{_why(detail)}"


def _declined(detail: Detail) -> str:
    return f"write-off declined by {detail['by']}{_why(detail)}"


def _agency(detail: Detail) -> str:
    return f"given to {detail['agency']} for collection by {detail['by']}{_why(detail)}"


def _note(detail: Detail) -> str:
    whom = f" with {detail['with']}" if detail.get("with") else ""
    return f"{detail['sort']}{whom}, by {detail['by']}: {detail['text']}"


def _promise(detail: Detail) -> str:
    who = f"{detail['with']} promised" if detail.get("with") else "promised"
    return f"{who} {_amount(detail['amount'], detail)} by {detail['day']}, noted by {detail['by']}{_why(detail)}"


def _plan(detail: Detail) -> str:
    parts = [f"{_amount(each['amount'], detail)} by {each['day']}" for each in detail["parts"]]
    return f"payment plan of {', '.join(parts)}, noted by {detail['by']}{_why(detail)}"


def _reminder(detail: Detail) -> str:
    return f"reminder {detail['level']} drafted by {detail['by']}"


def _drafted(detail: Detail) -> str:
    return f"appeal drafted by {detail['by']}: {_amount(detail['amount'], detail)} of {_lines(detail)}"


def _appealed(detail: Detail) -> str:
    number = f" as {detail['number']}" if detail.get("number") else ""
    asked = f"{_amount(detail['amount'], detail)} of {_lines(detail)}"
    return f"appeal{number} went on {detail['on']}, noted by {detail['by']}: {asked}"


def _decided(detail: Detail) -> str:
    amount = f", {_amount(detail['amount'], detail)} of it" if detail.get("amount") else ""
    return f"appeal {detail['outcome']} on {detail['on']}{amount}, noted by {detail['by']}{_why(detail)}"


def _lines(detail: Detail) -> str:
    numbers = [str(each) for each in detail.get("lines", ())]
    return f"line{'' if len(numbers) == 1 else 's'} {', '.join(numbers)}" if numbers else "the invoice as a whole"


def _amount(whole: int, detail: Detail) -> str:
    return f"{money.text(money.from_ten_thousandths(whole))} {detail.get('currency', '')}".strip()


def _source(detail: Detail) -> str:
    return f", read from {detail['source']}" if detail.get("source") else f", noted by {detail['by']}"


def _why(detail: Detail) -> str:
    return f": {detail['reason']}" if detail.get("reason") else ""


SENTENCES: Mapping[str, Callable[[Detail], str]] = {
    "PAYMENT": payment,
    "WRITE_OFF_ASKED": _asked,
    "WRITTEN_OFF": _written_off,
    "WRITE_OFF_DECLINED": _declined,
    "AGENCY": _agency,
    "AGENCY_ENDED": lambda detail: f"back from the agency, noted by {detail['by']}{_why(detail)}",
    "NOTE": _note,
    "PROMISE": _promise,
    "PLAN": _plan,
    "REMINDER": _reminder,
    "APPEAL_DRAFTED": _drafted,
    "APPEAL_SENT": _appealed,
    "APPEAL_ENDED": _decided,
}
"""How each remark on a bill is told."""
