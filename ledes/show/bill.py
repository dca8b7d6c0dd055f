"""Lay a bill out as a page: parties, dates, matters with their lines, timekeepers, taxes, totals, and findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from ledes.bill import Bill, Matter, Party
from ledes.show import billlines, billmarks, billsums, billtaxes
from ledes.show import billwords as words
from ledes.show.billmarks import Found, Ground
from ledes.show.billpage import Cover, Fact, Listed, Page, Section, Side
from ledes.show.findings import counted, counts, verdict

if TYPE_CHECKING:
    from ledes.validate import Checked, Summary

LETTER = frozenset({"US", "USA", "CA", "CAN", "MX", "MEX", "PH", "PHL", "CL", "CHL", "CO", "COL"})
LETTER_CURRENCIES = frozenset({"USD", "CAD", "MXN", "PHP"})
"""Where paper is Letter; elsewhere it is A4."""

FEW = 12
"""Rules that were not asked and are named one by one."""

REFERENCES = {
    "replaces": "Replaces invoice",
    "credits": "Credits invoice",
    "tax authority": "Authority's code",
    "image": "Image file",
}


def cover(report: Checked, found: Found, title: str, chosen: Iterable[int]) -> Cover:
    """Lay out the head of a file: what the check came to, and the bills that are shown, by their places from 1."""
    unasked = sorted({skipped.rule for skipped in report.skipped})
    return Cover(
        name=words.text(PurePath(report.name).name),
        format=title,
        verdict=verdict(report),
        unasked=_unasked(unasked),
        notices=billmarks.notices(found.of_file(), Ground(rows={}), "file", billmarks.FILE),
        bills=tuple(_listed(place, report.bills[place - 1], found) for place in chosen),
    )


def _unasked(rules: list[str]) -> str:
    """Name the rules that lacked something, where they are few."""
    if not rules:
        return ""
    if len(rules) <= FEW:
        return f"not asked: {', '.join(rules)}"
    return f"not asked: {len(rules)} rules (ledes validate --all says which, and why)"


def anchor(place: int) -> str:
    """Name a bill within its page, by its place in the file."""
    return f"bill{place}"


def _listed(place: int, bill: Summary, found: Found) -> Listed:
    told = counts(found.of_bill(bill.number))
    return Listed(
        anchor=anchor(place),
        heading=words.text(bill.number) or "without a number",
        client=words.text(bill.client),
        lines=f"{bill.lines:,}",
        total=f"{words.grouped(bill.total)} {words.text(bill.currency)}".strip(),
        findings=", ".join(counted(number, word) for word, number in told.items() if number),
    )


def page(bill: Bill, found: Found, place: int = 1, currency: str = "") -> Page:
    """Lay out one bill with what a check found in it; `place` is its place in the file, from 1.

    `currency` is what the client's profile says where the bill states none.
    """
    here = anchor(place)
    parts = billlines.by_matter(bill)
    ground = billlines.ground(bill, parts, here, found.whole)
    cases = found.of_bill(bill.number, ground)
    desk = billlines.Desk(
        unread=frozenset((each.row, each.field) for each in bill.unread), marks=billmarks.marks(cases, ground)
    )
    heading = "Credit note" if bill.kind == "credit note" else "Invoice"
    tables = (billsums.timekeepers(bill), *billtaxes.of_bill(bill), billsums.used_codes(bill))
    sums = billsums.totals(bill, currency)
    return Page(
        anchor=here,
        heading=f"{heading} {words.text(bill.number) or 'without a number'}",
        title=words.text(bill.description),
        total=sums.foot[-1],
        letter=_letter(bill, currency),
        facts=tuple(_facts(bill)),
        sides=tuple(_sides(bill)),
        notices=billmarks.notices(cases, ground, here),
        sections=tuple(_sections(parts, here, desk)),
        tables=tuple(table for table in tables if table),
        sums=sums,
        statements=tuple(Fact(label=words.text(each.name), value=words.text(each.value)) for each in bill.statements),
        lost=_lost(bill),
    )


def _letter(bill: Bill, currency: str) -> bool:
    country = bill.firm.address.country or bill.client.address.country
    return country.upper() in LETTER if country else (bill.currency or currency) in LETTER_CURRENCIES


def _facts(bill: Bill) -> Iterator[Fact]:
    gone = {each.field for each in bill.unread}
    days = {"date": bill.date, "start": bill.start, "end": bill.end, "due": bill.due, "tax_point": bill.tax_point}
    said = {
        name: words.day(day) or (words.NOT_READABLE if f"bill.{name}" in gone else "") for name, day in days.items()
    }
    period = " to ".join(each or "?" for each in (said["start"], said["end"])) if said["start"] or said["end"] else ""
    told = (
        ("Date", said["date"]),
        ("Period", period),
        ("Due", said["due"]),
        ("Tax point", said["tax_point"]),
        ("Kind", bill.kind if bill.kind not in {"invoice", "credit note"} else ""),
        ("Currency", bill.currency),
        ("Other currency", bill.other_currency),
        ("Exchange rate", words.amount(bill.exchange_rate)),
        ("Payment terms", bill.payment_terms),
        ("Tax invoice", bill.tax_invoice),
        *((REFERENCES.get(each.kind, each.kind[:1].upper() + each.kind[1:]), each.id) for each in bill.references),
        *((each.name, each.value) for each in bill.extras),
    )
    yield from (Fact(label=words.text(label), value=words.text(value)) for label, value in told if value)


def _sides(bill: Bill) -> Iterator[Side]:
    parties = {
        "From": bill.firm,
        "To": bill.client,
        "Billed to": bill.bill_to,
        "Paid by": bill.payer,
        "Tax borne by": bill.taxed_party,
    }
    nobody = Party()
    for heading, party in parties.items():
        if party != nobody:
            yield _side(heading, party, firm=heading == "From")


def _side(heading: str, party: Party, *, firm: bool) -> Side:
    named = words.text(party.name)
    remit = words.address(party.remit_address)
    told = (
        ("Id", party.id if named else ""),
        ("Firm's own id" if firm else "Vendor number", party.other_id),
        ("Tax id", party.tax_id),
        ("Contact", words.contact(party.contact)),
        ("Web", party.url),
        ("Remit to", ", ".join(remit)),
        *((each.name, each.value) for each in party.extras),
    )
    return Side(
        heading=heading,
        name=named or words.text(party.id) or "not named",
        lines=words.address(party.address),
        facts=tuple(Fact(label=words.text(label), value=words.text(value)) for label, value in told if value),
    )


def _sections(parts: billlines.Parts, here: str, desk: billlines.Desk) -> Iterator[Section]:
    for number, (matter, lines) in enumerate(parts.items(), 1):
        section = f"{here}-m{number}"
        yield Section(
            anchor=section,
            heading=_heading(matter),
            marks=desk.marks.get(section, ()),
            facts=tuple(_about(matter)) if matter else (),
            groups=billlines.groups(lines, here, desk),
            tables=tuple(billsums.of_matter(matter)) if matter else (),
        )


def _heading(matter: Matter | None) -> str:
    name = billlines.named(matter)
    return words.joined((name[:1].upper() + name[1:], matter.name if matter else ""), ": ")


def _about(matter: Matter) -> Iterator[Fact]:
    account = {"O": "own", "T": "third party"}.get(matter.account, matter.account)
    told = (
        ("Firm's number", matter.firm_id if matter.client_id else ""),
        ("Work", matter.description),
        ("Purchase order", matter.purchase_order),
        ("Account", account),
        ("Billing", words.BILLING_TYPES.get(matter.billing_type, matter.billing_type)),
        ("Final bill", "" if matter.final is None else "yes" if matter.final else "no"),
        ("Managing lawyer", words.contact(matter.managing_contact)),
        ("Firm's contact", words.contact(matter.firm_contact)),
        ("Client's contact", words.contact(matter.client_contact)),
        *((each.name, each.value) for each in matter.extras),
    )
    yield from (Fact(label=words.text(label), value=words.text(value)) for label, value in told if value)


def _lost(bill: Bill) -> str:
    """Tell of records that no line could be made of, so that none is missed in silence."""
    rows = sorted({each.row for each in bill.unread if each.field == "line"})
    if not rows:
        return ""
    named = ", ".join(map(str, rows))
    return f"not shown, because the record could not be read: row{'s' if len(rows) > 1 else ''} {named}"
