"""A bill's rates and discounts beside what the client agreed to, as a biller reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ledes import money
from ledes.show import ratesdata, sums, table
from ledes.show.findings import counted
from ledes.terms import charges, rates
from ledes.terms.charges import DISPUTED, Charge
from ledes.terms.review import Grant, Review

COLUMNS = ("", "timekeeper", "name", "class", "hours", "billed", "approved", "diff", "at stake")
NUMBERS = frozenset({"hours", "billed", "approved", "diff", "at stake"})
NARROWER = ((), ("class",), ("class", "name"))
"""Columns that are left out where they do not fit, the least needed first."""

BASES = {
    rates.PERSON: "the approved rate",
    rates.CLASS: "the ceiling of the classification",
    rates.EVERYBODY: "the rate for everybody",
    rates.BLENDED: "the blended rate of the matter",
}
FORMS = {"line": "adjustments of the lines", "invoice": "adjustments of the invoice"}
ON = {"fees": "fees", "all": "fees and expenses"}


def text(name: str, review: Review, width: int | None = None) -> Iterator[str]:
    """Yield the lines that a person reads; `width` is the terminal's, `None` has no end."""
    yield f"{name}: invoice {review.bill or '(no number)'} to {review.client}{_unit(review)}"
    for matter in ratesdata.matters(review):
        yield " ".join(part for part in ("  matter", matter.number or "(no number)", matter.name) if part)
        yield from _table(matter.charges, review.currency, width)
        for charge in matter.charges:
            yield from _told(charge, review)
    yield from (_granted(each, review.currency) for each in review.grants)
    for each in review.net:
        yield f"  a discount of {_percent(each.percent)} stands in the rates, which no bill shows"
    yield from _notes(review)
    yield f"{name}: invoice {review.bill or '(no number)'}: {verdict(review)}"


def verdict(review: Review) -> str:
    """Say in words what the review came to."""
    at_stake = money.plus(review.over, review.missing)
    if at_stake:
        parts = f"rates {sums.text(review.over, review.currency)}"
        parts += f", discounts {sums.text(review.missing, review.currency)}"
        whole = f"{sums.text(at_stake, review.currency)} {review.currency}".rstrip()
        return f"at stake {whole} ({parts})"
    return "differs from what was agreed, without money at stake" if review.disputed else "as agreed"


def total(reviews: Iterable[ratesdata.Named]) -> str:
    """Say what several bills put at stake, by currency."""
    found = list(reviews)
    amounts = [(currency, amount) for currency, amount in ratesdata.totals(found).items() if amount]
    said = ", ".join(f"{sums.text(amount, currency)} {currency or '(no currency)'}" for currency, amount in amounts)
    return f"{counted(len(found), 'bill')}: at stake {said or 'nothing'}"


def _unit(review: Review) -> str:
    return f", in {review.currency}" if review.currency else ""


def _table(found: Sequence[Charge], currency: str, width: int | None) -> Iterator[str]:
    """Yield a matter's table, without the columns that do not fit; a row that is marked has a colour."""
    import click

    rows = [*(_cells(each, currency) for each in found), _sums(found, currency)]
    lines: list[str] = []
    for without in NARROWER:
        shown = [column for column in COLUMNS if column not in without]
        lines = list(table.plain(shown, [[row[column] for column in shown] for row in rows], right=NUMBERS))
        if width is None or max(map(len, lines)) + 2 <= width:
            break
    colours = [None, *(_colour(each) for each in found), None]
    for line, colour in zip(lines, colours, strict=True):
        yield f"  {click.style(line, fg=colour) if colour else line}"


def _sums(found: Sequence[Charge], currency: str) -> dict[str, str]:
    hours = money.text(money.total(each.hours for each in found))
    at_stake = sums.text(money.total(each.at_stake for each in found), currency)
    return dict.fromkeys(COLUMNS, "") | {"timekeeper": "total", "hours": hours, "at stake": at_stake}


def _cells(charge: Charge, currency: str) -> dict[str, str]:
    person, difference = charge.person, charge.difference
    mark = "!" if DISPUTED.intersection(charge.marks) else "?" if charge.marks else ""
    cells = (
        mark,
        person.id or "-",
        person.name,
        person.classification,
        money.text(charge.hours),
        sums.text(charge.billed, currency),
        sums.text(charge.agreed.rate if charge.agreed else None, currency),
        sums.text(difference, currency),
        sums.text(charge.at_stake, currency),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _colour(charge: Charge) -> str | None:
    return "red" if DISPUTED.intersection(charge.marks) else "yellow" if charge.marks else None


def _told(charge: Charge, review: Review) -> Iterator[str]:
    """Put each mark into a sentence, with the first row that it is about."""
    who = f"timekeeper '{charge.person.id}'" if charge.person.id else "a timekeeper without an id"
    more = f", {counted(charge.lines, 'line')}" if charge.lines > 1 else ""
    for mark in charge.marks:
        yield f"  {_severity(mark)} {who} {_sentence(mark, charge, review)} (row {charge.row}{more})"


def _severity(mark: str) -> str:
    import click

    wrong = mark in DISPUTED
    return click.style("error:" if wrong else "warning:", fg="red" if wrong else "yellow", bold=True)


def _sentence(mark: str, charge: Charge, review: Review) -> str:
    billed, agreed = sums.text(charge.billed), charge.agreed
    if agreed is not None and mark in (charges.ABOVE, charges.BELOW):
        return f"is billed at {billed}, {BASES[agreed.basis]} is {money.text(agreed.rate)}"
    if mark == charges.OTHER_CURRENCY:
        others = [each.currency for each in (charge.personal, charge.ceiling) if each]
        other = next((each for each in others if each not in ("", review.currency)), "another currency")
        return f"has an approved rate in {other}, which is not compared with {review.currency}"
    if mark == charges.NEW_RATE:
        before = ", ".join(map(money.text, charge.seen))
        return f"was never billed at {billed} before, but at {before}"
    if mark == charges.NEW_PERSON:
        return "was never billed to this client before"
    if mark == charges.UNRATED:
        return "has no approved rate on the day of the work"
    return "is not on the client's list for this matter and day"


def _granted(grant: Grant, currency: str) -> str:
    import click

    each = grant.compared
    parts = [f"{_percent(part.percent)} of {sums.text(part.amount, currency)}" for part in each.parts]
    matter = f" in matter {each.matter}" if each.matter else ""
    since = f" since {grant.since}" if grant.since else ""
    before = f", after {sums.text(each.before, currency)} billed{since}," if each.discount.tiers else ""
    words = f"discount on {ON[each.discount.on]}{matter}: {' and '.join(parts) or 'nothing'}{before} is "
    words += f"{sums.text(grant.due, currency)}; granted {sums.text(each.granted, currency)} by "
    words += FORMS[each.discount.form]
    if not grant.missing:
        return f"  {words}"
    missing = sums.text(grant.missing, currency)
    return f"  {click.style('error:', fg='red', bold=True)} {words}; missing {missing}"


def _percent(percent: Decimal | None) -> str:
    return f"{money.text(percent)} percent" if percent is not None else "several percentages"


def _notes(review: Review) -> Iterator[str]:
    if not review.rated:
        yield "  note: the client's profile lists no rates to compare with"
    if review.first and review.charges:
        yield "  note: the ledger has no earlier bill to this client, so no rate is compared with earlier ones"
    if review.nameless:
        yield f"  note: {counted(review.nameless, 'fee')} without a timekeeper, with no rate to compare"
