"""Hours of single entries: steps, limits, signs, and habits of rounding."""

from __future__ import annotations

from decimal import Decimal

from ledes import money
from ledes.bill import EXPENSE, FEE, Bill
from ledes.errors import SetupError
from ledes.finding import NOTE, WARNING, Where
from ledes.money import ZERO
from ledes.rules import Reports, labour, rule, views, wordlist

HALF = Decimal("0.5")
HUNDRED = Decimal(100)
WORK = frozenset({FEE, EXPENSE})


@rule(
    "E200",
    scope="client",
    fix="State the time in the steps that the client takes, rounded down.",
    reason="AUDIT_RULE",
    catalogue=("ENT-INCREMENT",),
)
def time_off_step(bill: Bill, *, step: Decimal) -> Reports:
    """The time of a fee is a whole number of the client's steps.

    `step` is in hours: 0.1 is six minutes. Flat fees are not judged.

    Source: client guidelines; AECC, Article V (tenths of an hour); The Hartford, billing guidelines.
    """
    if step <= ZERO:
        raise SetupError(f"the step of rule E200 is {money.text(step)}", hint="write hours above 0, such as 0.1")
    off: dict[Decimal, bool] = {}
    for line in views.fees(bill):
        units = line.units
        if units is None:
            continue
        odd = off.get(units)
        if odd is None:
            odd = off[units] = bool(money.WIDE.remainder(units, step))
        if odd and labour.timed(line):
            yield (
                Where(line.row, "line.units"),
                f"{money.text(units)} hours are no whole number of steps of {money.text(step)}",
            )


@rule(
    "E207",
    scope="client",
    fix="Look for a slip or for several days in one entry; split the entry by task and day.",
    reason="DAILY_HOURS",
    severity=WARNING,
    catalogue=("ENT-LINE-MAX",),
)
def entry_too_long(bill: Bill, *, most: Decimal) -> Reports:
    """A single entry is not longer than the client takes.

    `most` is in hours. Flat fees are not judged.

    Source: client guidelines (unconfirmed limits of 8 and 10 hours).
    """
    for line in labour.entries(bill):
        if line.units is not None and line.units > most:
            yield (
                Where(line.row, "line.units"),
                f"one entry of {money.text(line.units)} hours, the client takes {money.text(most)}",
            )


@rule(
    "E208",
    scope="client",
    fix="Take the entry off the bill.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("ENT-ZERO",),
)
def entry_without_charge(bill: Bill, *, allowed: bool) -> Reports:
    """A fee on the bill is charged for.

    For clients that set `allowed = false`: work that is not charged does not stand on their bills. Zero units and
    zero rates are told by E004 and E005 for every client.

    Source: client guidelines (unconfirmed); LEDES 1998B, fields 12 and 13.
    """
    if allowed:
        return
    for line in views.fees(bill):
        if line.amount is not None and not line.amount and line.units and line.rate:
            yield Where(line.row, "line.total"), f"{money.text(line.units)} hours are billed at nothing"


@rule(
    "E209",
    scope="client",
    fix="Write the discount or credit as the adjustment of a line, or as a line of type IF or IE.",
    reason="NEGATIVE_UNITS",
    catalogue=("ENT-NEG",),
)
def negative_units(bill: Bill) -> Reports:
    """Units are not negative: what reduces a bill is an adjustment.

    Source: Brightflag, identifying and fixing LEDES invoice errors; LEDES 1998B, field 11.
    """
    for line in bill.lines:
        if line.units is not None and line.units < ZERO:
            yield Where(line.row, "line.units"), f"there are {money.text(line.units)} units"


@rule(
    "E210",
    scope="client",
    fix="Write the credit as a line of type IF or IE, or as a credit note.",
    reason="NEGATIVE_UNITS",
    unless=("E209",),
    catalogue=("ENT-NEG",),
)
def negative_entry(bill: Bill) -> Reports:
    """The amount of a fee or expense is not negative; a credit is an adjustment of the invoice.

    Credit notes, and bills whose total is negative, are not judged: they are credits as a whole.

    Source: Brightflag, identifying and fixing LEDES invoice errors.
    """
    if bill.kind == "credit note" or (bill.total is not None and bill.total < ZERO):
        return
    for line in bill.lines:
        if line.amount is not None and line.amount < ZERO and line.kind in WORK:
            word = "a fee" if line.kind == FEE else "an expense"
            yield Where(line.row, "line.total"), f"{word} comes to {money.text(line.amount)}"


@rule(
    "E201",
    scope="client",
    fix="Ask the timekeeper to record time as it was worked.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("ENT-ROUND",),
)
def round_times_only(bill: Bill, *, share: Decimal, entries: int, multiple: Decimal = HALF) -> Reports:
    """A timekeeper's entries are not mostly of round length, nor all of one length.

    `share` is a fraction (0.4 is 40 percent) of the entries that are a multiple of `multiple` hours; timekeepers with
    fewer than `entries` entries are not judged.

    Source: AECC, Article V (exact or rounded down); the statistic is our own.
    """
    if multiple <= ZERO:
        raise SetupError("the multiple of rule E201 is not above 0", hint="write hours above 0, such as 0.5")
    for each in labour.of(bill):
        if each.entries < max(entries, 2):
            continue
        whole = sum(count for units, count in each.lengths.items() if not money.WIDE.remainder(units, multiple))
        where = Where(each.row, "line.units")
        title = f"{each.entries} entries of timekeeper '{each.person.id}'"
        if len(each.lengths) == 1:
            (only,) = each.lengths
            yield where, f"all {title} are of {money.text(only)} hours"
        elif whole > money.times(share, Decimal(each.entries)):
            percent = money.half_up(HUNDRED * whole / each.entries, 0)
            said = f"{whole} of the {title} are multiples of {money.text(multiple)} hours"
            yield where, f"{said} ({percent} percent)"


@rule(
    "E202",
    scope="client",
    fix="State the time that each mail or call took, and bill short ones of a day together.",
    reason="AUDIT_RULE",
    severity=NOTE,
    catalogue=("ENT-MIN",),
)
def minimum_charge(
    bill: Bill,
    *,
    length: Decimal,
    entries: int,
    words: tuple[str, ...] = ("mail", "email", "e-mail", "call", "telephone", "phone"),
) -> Reports:
    """Mails and calls are not all billed at the same small time.

    Told of a timekeeper with at least `entries` mails and calls of exactly `length` hours each, when these are more
    than half of that person's mails and calls. `words` tell a mail or call by its narrative.

    Source: own rule, after client guidelines on minimum charges.
    """
    if not any(each.lengths[length] >= entries for each in labour.of(bill)):
        return
    pattern = wordlist.whole(words)
    counted: dict[str, list[int]] = {}
    for line in labour.entries(bill):
        person = line.timekeeper
        if line.units is not None and person is not None and pattern.search(line.description):
            own = counted.setdefault(person.id, [0, 0, line.row])
            own[0] += line.units == length
            own[1] += 1
    for who, (short, both, row) in counted.items():
        if short >= max(entries, 1) and 2 * short > both:
            yield (
                Where(row, "line.units"),
                f"{short} of {both} mails and calls of timekeeper '{who}' are billed at {money.text(length)} hours",
            )
