"""Discounts and credits of XML, of matters and of entries: signs, percentages, and how often each may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from ledes import money
from ledes.bill import Adjustment, Bill
from ledes.finding import WARNING, Where
from ledes.money import ZERO
from ledes.reckoning import percentages, splits, works
from ledes.reckoning.works import BOTH, DISCOUNTED, PERCENTAGES, SHARED
from ledes.rules import Reports, rule, unread
from ledes.rules.matters import agreement, judged, shown

FLAT_ONLY = frozenset({"MIDHR", "Other"})
NOT_SHARED = (None, ZERO, splits.ONE)


def _all(bill: Bill) -> Iterator[tuple[int, str, Adjustment]]:
    """Go through all discounts and credits: row, what they belong to, and each; rows that lack something left out."""
    if works.structured(bill) and not unread.lacks_part(bill, "matter", "adjustment"):
        for work in works.works(bill):
            yield from ((work.row, f"{work.title}: ", each) for each in work.matter.adjustments)
    skipped = unread.rows(bill, "line.adjustments", "adjustment.amount", "adjustment.percent")
    for line in bill.lines:
        if line.adjustments and line.row not in skipped:
            yield from ((line.row, "", each) for each in line.adjustments if each.code)


def _named(adjustment: Adjustment) -> str:
    return adjustment.code or "the discount or credit"


@rule(
    "B101",
    scope="standard",
    layer="arithmetic",
    fix="Write a minus before the amount of a decrease, and none before that of an increase.",
    reason="LINE_MATH",
)
def wrong_discount_sign(bill: Bill) -> Reports:
    """The amount of a discount or credit is minus where it decreases the bill, and plus where it increases it.

    The sign and the word state the same thing twice; receivers add the signed amount.

    Source: LEDES XML 2.x, disc_cred_amount, increase_decrease.
    """
    for row, title, each in _all(bill):
        if each.amount and (each.amount > 0) is not each.increase:
            word = "an increase" if each.increase else "a decrease"
            said = f"{_named(each)} is {word}, its amount is {money.text(each.amount)}"
            yield Where(row, "adjustment.amount"), f"{title}{said}"


@rule(
    "B102",
    scope="standard",
    layer="arithmetic",
    fix="Set the amount to the percentage of what it is taken of, with a minus.",
    reason="LINE_MATH",
    unless=("B101", "B104", "B106"),
)
def wrong_percentage_amount(bill: Bill, *, tolerance: Decimal = ZERO) -> Reports:
    """The amount of a percentage discount is that percentage of what it is taken of.

    Of the base amount for an entry. For a matter of the entries with or without the adjustments listed before it; for
    the shared fee of what the client does not pay, and for the discounted bill with or without the share taken off.

    Source: LEDES XML 2.x, discount_percent, disc_cred_amount, pre_post_split.
    """
    agrees = agreement(bill, tolerance)
    for work in judged(bill):
        for names in BOTH:
            for each in work.adjustments(names):
                among = percentages.of_matter(work, names, each)
                if _differs(each, among, agrees):
                    yield Where(work.row, "adjustment.amount"), f"{work.title}: {_worked(bill, each, among[0])}"
    skipped = unread.rows(bill, "line.base", "line.units", "line.rate", "line.adjustments", "adjustment.percent")
    for line in bill.lines:
        for each in line.adjustments if line.row not in skipped else ():
            among = percentages.of_line(line, each) if each.code else ()
            if _differs(each, among, agrees):
                yield Where(line.row, "adjustment.amount"), _worked(bill, each, among[0])


def _differs(adjustment: Adjustment, among: tuple[Decimal, ...], agrees: Callable[[Decimal, Decimal], bool]) -> bool:
    amount = adjustment.amount
    return bool(among) and amount is not None and not any(agrees(amount, each) for each in among)


def _worked(bill: Bill, adjustment: Adjustment, exact: Decimal) -> str:
    percent, amount = money.text(adjustment.percent or ZERO), money.text(adjustment.amount or ZERO)
    return f"{_named(adjustment)} of {percent} comes to {shown(bill, exact)}, its amount is {amount}"


@rule(
    "B103",
    scope="standard",
    layer="arithmetic",
    fix="State the type Flat, or use a code that takes a percentage.",
    reason="XML_SEGMENT",
)
def percentage_of_flat_code(bill: Bill) -> Reports:
    """A discounted hourly rate (MIDHR), or a discount of a kind of its own (Other), is a flat amount.

    Source: LEDES XML 2.x, disc_cred_type.
    """
    for row, title, each in _all(bill):
        if each.code in FLAT_ONLY and each.kind not in ("", percentages.FLAT):
            yield Where(row, "adjustment.kind"), f"{title}{each.code} is of the type {each.kind}"


@rule(
    "B104",
    scope="standard",
    layer="arithmetic",
    fix="State one shared fee and one discounted bill for fees, and one for expenses; bill other work separately.",
    reason="XML_SEGMENT",
)
def second_percentage_of_bill(bill: Bill) -> Reports:
    """A matter has at most one shared fee (MISF) and one discounted bill (MIDB) for fees, and one for expenses.

    All entries of a matter share them.

    Source: LEDES XML 2.x, disc_cred (MISF, MIDB).
    """
    for work in judged(bill):
        for names in BOTH:
            counted = Counter(each.code for each in work.adjustments(names))
            for code in PERCENTAGES:
                if counted[code] > 1:
                    said = f"{code} stands {counted[code]} times for {names.word} entries"
                    yield Where(work.row, "adjustment.code"), f"{work.title}: {said}"


@rule(
    "B105",
    scope="standard",
    layer="arithmetic",
    fix="Ask the client how it reads the shared percentage, or bill the client's part without it.",
    reason="LINE_MATH",
    severity=WARNING,
)
def unclear_share(bill: Bill) -> Reports:
    """A shared fee states a percentage that everyone reads alike: 1, or none.

    By the standard it is the share that the client pays. At least one platform takes it as the share that is taken
    off, so that 0.6 is read as 60 percent here and as 40 percent there.

    Source: LEDES XML 2.x, disc_cred (MISF); Collaborati, overview of LEDES XML.
    """
    for work in judged(bill):
        for names in BOTH:
            share = splits.percentage(work, names, SHARED)
            if share not in NOT_SHARED:
                said = f"the {names.word} entries are shared at {money.text(share or ZERO)}"
                yield Where(work.row, names.share), f"{work.title}: {said}"


@rule(
    "B106",
    scope="standard",
    layer="arithmetic",
    fix="Write the percentage as a fraction: 0.15 for 15 percent.",
    reason="NUMBER_FORMAT",
)
def discount_out_of_range(bill: Bill) -> Reports:
    """The percentage of a discount is a fraction between 0 and 1.

    The usual slip is to write 15 for 15 percent.

    Source: LEDES XML 2.x, discount_percent, disc_cred_percent.
    """
    for row, title, each in _all(bill):
        if each.percent is not None and not ZERO <= each.percent <= splits.ONE:
            yield Where(row, "adjustment.percent"), f"{title}{_named(each)} states {money.text(each.percent)}"


@rule(
    "B107",
    scope="standard",
    layer="arithmetic",
    fix="Set the matter's percentage to that of its shared fee (MISF) or discounted bill (MIDB).",
    reason="LINE_MATH",
    unless=("B104", "B106"),
)
def wrong_matter_percentage(bill: Bill) -> Reports:
    """The percentages that a matter states are those of its shared fee (MISF) and of its discounted bill (MIDB).

    Without one, the share is empty, 0 or 1, and the discount empty or 0. LEDES 2000 states a share without a list.

    Source: LEDES XML 2.x, matter_perc_shar_fees, matter_disc_bill_pct_fees and those of expenses.
    """
    for work in judged(bill):
        for names in BOTH:
            for code, field in ((SHARED, names.share), (DISCOUNTED, names.discount)):
                stated, own = work.stated.get(field), splits.percentage(work, names, code)
                nothing = NOT_SHARED if code == SHARED else (None, ZERO)
                if stated is None or stated == own or (own in nothing and stated in nothing):
                    continue
                if names.adjusted in work.stated:
                    continue
                said = f"{code} states {money.text(own)}" if own is not None else f"there is no {code}"
                yield Where(work.row, field), f"{work.title}: {said}, {field} is {money.text(stated)}"
