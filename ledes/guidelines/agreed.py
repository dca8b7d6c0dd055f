"""What was agreed with a client, told in labels and values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledes import formats, money
from ledes.client import Client, Discount, ExpenseTerms, Representation

FLAT_FEES = {"adjustment": "its amount as adjustment", "rate": "its amount as unit cost"}
COUNTRIES = {"alpha2": "two letters", "alpha3": "three letters"}
RESENT = {"same": "keeps its number", "new": "gets a new number", "": ""}


def facts(client: Client) -> Iterator[tuple[str, str]]:
    """Yield a label and a value for each thing that the profile states; the value is empty where it states nothing."""
    yield "Client's code in bills", ", ".join(client.ids)
    yield "Format", _title(client.format)
    yield "Other formats taken", ", ".join(map(_title, client.formats)) if client.formats != (client.format,) else ""
    way = f"{client.vendor}, account {client.account}, {client.environment}" if client.vendor else ""
    yield "Sent by", way
    yield "Currency", client.currency
    yield "A corrected bill", RESENT[client.number_on_resending]
    yield "Goes along with each bill", ", ".join(f".{each}" for each in client.attachments)
    yield "Guidelines accepted until", client.guidelines_until.isoformat() if client.guidelines_until else ""
    yield "Written with", "; ".join(_representation(client.representation))
    yield "Timekeepers approved", _counted(len({each.id for each in client.timekeepers}))
    yield "Rates agreed", _counted(len(client.rates))
    yield "Matters", _counted(len(client.matters))
    yield "Discounts", "; ".join(map(_discount, client.discounts))
    yield "Terms of expenses", "; ".join(map(_expense, client.expense_terms))
    yield "Task codes taken", ", ".join(sorted(client.tasks))
    yield "Activity codes taken", ", ".join(sorted(client.activities))
    yield "Expense codes taken", ", ".join(sorted(client.expenses))
    yield "Told at these parts of a budget", ", ".join(f"{money.text(each)}%" for each in client.budget_steps)


def _title(key: str) -> str:
    known = formats.formats()
    return known[key].title if key in known else key


def _counted(number: int) -> str:
    return str(number) if number else ""


def _representation(how: Representation) -> Iterator[str]:
    if how.encoding:
        yield f"characters of {how.encoding}"
    if how.line_end == "crlf":
        yield "CR LF behind each record"
    if how.extension:
        yield f"files named .{how.extension}"
    if how.bills_per_file == "many":
        yield "many bills in one file"
    if how.flat_fee in FLAT_FEES:
        yield f"a flat fee or invoice adjustment with {FLAT_FEES[how.flat_fee]}"
    if how.adjustment_units != "keep":
        yield f"{'one unit' if how.adjustment_units == 'one' else 'no units'} on such lines"
    if how.country in COUNTRIES:
        yield f"countries in {COUNTRIES[how.country]}"
    if how.tax_code:
        yield f"tax as an expense {how.tax_code} where the format has no place for it"
    if how.remainder:
        yield "the remainder of rounding in the adjustment"
    if how.allow_loss:
        yield f"without {', '.join(how.allow_loss)} where the format has no place for it"


def _discount(each: Discount) -> str:
    what = "fees" if each.on == "fees" else "fees and expenses"
    forms = {"rate": "in each rate", "line": "on each line", "invoice": "as a line of the invoice"}
    steps = ", ".join(f"{money.text(tier.percent)}% above {money.text(tier.above)}" for tier in each.tiers)
    percent = f"{money.text(each.percent)}%" if each.percent is not None else ""
    return f"{percent or steps} of {what}, {forms.get(each.form, each.form)}"


def _expense(each: ExpenseTerms) -> str:
    if each.banned:
        return f"{each.code} never paid"
    limits: tuple[tuple[str, Decimal | None], ...] = (
        ("a unit at most", each.unit_price),
        ("a line at most", each.per_line),
        ("a day at most", each.daily),
        ("receipt above", each.receipt_over),
        ("approval above", each.approval_over),
    )
    words = [f"{label} {money.text(amount)}" for label, amount in limits if amount is not None]
    words += ["looked at"] if each.review else []
    place = f" ({each.place})" if each.place else ""
    return f"{each.code}{place} {', '.join(words)}".strip()
