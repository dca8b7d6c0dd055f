"""What expenses say they are: overhead, leisure, interest, mark-ups, and those that say too little."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from ledes import money
from ledes.bill import Bill
from ledes.finding import NOTE, WARNING, Where
from ledes.rules import Reports, rule, views, wordlist

WORD_PROCESSING = "E103"
ONLINE = "E106"
OTHER = "E124"
LATE_FEES = frozenset({"E131", "X122"})

OVERHEAD = (
    "secretarial",
    "word processing",
    "word-processing",
    "library",
    "proofreading",
    "supplies",
    "local phone",
    "local telephone",
    "subscription",
    "subscriptions",
    "office meals",
)
INTEREST = (
    "interest charge",
    "interest charges",
    "interest on",
    "late charge",
    "late charges",
    "late payment charge",
    "late payment fee",
    "late fee",
    "late fees",
    "finance charge",
    "finance charges",
)
_SHARED_OUT = re.compile(
    r"(?<!\w)(?:allocat\w+|flat|pro[- ]?rata|share|subscription|monthly|per cent|percent)(?!\w)|%", re.I
)
_UPLIFT = re.compile(
    r"(?<!\w)(?:mark(?:ed)?[- ]?up|up-?lift|surcharge|handling (?:fee|charge)|admin(?:istrat\w+)? (?:fee|charge))(?!\w)"
    r"|(?:plus|\+|and) ?\d+(?:\.\d+)? ?(?:%|per ?cent)(?! ?(?:vat|gst|hst|pst|tax|sales|tip|gratuity|service))",
    re.I,
)
_CAUSE = re.compile(
    r"(?<!\w)(?:because|due to|owing to|since|after|as|following|request\w*|instruct\w*|delay\w*"
    r"|approv\w*|on behalf)(?!\w)",
    re.I,
)


@rule(
    "K207",
    scope="client",
    fix="Take the expense off: clients count it as the firm's overhead.",
    reason="CLERICAL",
    catalogue=("EXP-OVERHEAD-WORDS",),
)
def overhead_billed(bill: Bill, *, words: tuple[str, ...] = OVERHEAD) -> Reports:
    """The firm's overhead is not billed as an expense under another code.

    `words` are found as whole words in the narratives of expenses. Word processing under its own code (E103) is not
    told: a client that does not pay it bans the code.

    Source: New Jersey, outside counsel guidelines; LegalClarity, outside counsel billing guidelines; Law Department
    Management, unusual expenses.
    """
    pattern = wordlist.whole(words)
    for line in views.expenses(bill):
        if line.expense != WORD_PROCESSING and (found := pattern.search(line.description)):
            yield (
                Where(line.row, "line.description", at_risk=line.amount),
                f"an expense is overhead: '{found.group()}'",
            )


@rule(
    "K208",
    scope="client",
    fix="Take the charge off, or bill what the provider charged for this search.",
    reason="EXPENSE_CAP",
    catalogue=("EXP-ONLINE",),
)
def online_research_not_paid(bill: Bill, *, paid: Literal["never", "at cost"], words: tuple[str, ...] = ()) -> Reports:
    """Online research is charged as the client pays it: at cost, or not at all.

    `paid` is never, or at cost: then only charges that say that they were shared out (flat, allocated, monthly) are
    told. `words` are names of services, for charges under another code than E106.

    Source: client guidelines (unconfirmed).
    """
    pattern = wordlist.whole(words)
    for line in views.expenses(bill):
        if line.expense != ONLINE and not (words and pattern.search(line.description)):
            continue
        if paid == "never":
            yield Where(line.row, "line.expense", at_risk=line.amount), "the client does not pay for online research"
        elif found := _SHARED_OUT.search(line.description):
            yield (
                Where(line.row, "line.description", at_risk=line.amount),
                f"online research is paid at cost, the charge says '{found.group()}'",
            )


@rule(
    "K211",
    scope="client",
    fix="Bill what was paid, without anything on top.",
    reason="EXPENSE_CAP",
    severity=NOTE,
    catalogue=("EXP-MARKUP",),
)
def marked_up_expense(bill: Bill) -> Reports:
    """An expense is billed at cost.

    A mark-up cannot be proved from a bill: what is told is a narrative that speaks of one, or of a percentage on top
    that is no tax and no tip.

    Source: client guidelines (unconfirmed).
    """
    for line in views.expenses(bill):
        if found := _UPLIFT.search(line.description):
            yield Where(line.row, "line.description"), f"the expense speaks of a mark-up: '{found.group()}'"


@rule(
    "K216",
    scope="client",
    fix="Take the expense off.",
    reason="EXPENSE_CAP",
    catalogue=("EXP-ALCOHOL",),
)
def leisure_expense(bill: Bill, *, words: tuple[str, ...]) -> Reports:
    """Alcohol, entertainment, laundry, films and the like are not billed.

    `words` are the client's own list, found as whole words in the narratives of expenses.

    Source: client guidelines (unconfirmed).
    """
    pattern = wordlist.whole(words)
    for line in views.expenses(bill):
        if found := pattern.search(line.description):
            yield (
                Where(line.row, "line.description", at_risk=line.amount),
                f"the client does not pay for '{found.group()}'",
            )


@rule(
    "K218",
    scope="client",
    fix="Say what was bought, from whom, and what for.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("EXP-OTHER",),
)
def other_expense_unexplained(bill: Bill, *, words: int) -> Reports:
    """An expense under E124 (other) says what it was.

    `words` is the least number of words of its narrative.

    Source: FDIC, outside counsel validation rules (E124 goes to review).
    """
    for line in views.expenses(bill):
        if line.expense == OTHER and (found := len(line.description.split())) < words:
            yield (
                Where(line.row, "line.description"),
                f"the narrative of E124 has {found} words, the client wants {words}",
            )


@rule(
    "K219",
    scope="client",
    fix="Take the charge off.",
    reason="EXPENSE_CAP",
    catalogue=("EXP-INTEREST",),
)
def interest_or_late_charge(bill: Bill, *, words: tuple[str, ...] = INTEREST) -> Reports:
    """Interest and charges for late payment are not billed.

    `words` are found as whole words in the narratives of expenses. Late fees of an office (E131, X122) are judged by
    K220.

    Source: 10 CFR 719.40 (interest and late charges).
    """
    pattern = wordlist.whole(words)
    for line in views.expenses(bill):
        if line.expense not in LATE_FEES and (found := pattern.search(line.description)):
            yield (
                Where(line.row, "line.description", at_risk=line.amount),
                f"the client pays no interest and no late charges: '{found.group()}'",
            )


@rule(
    "K220",
    scope="client",
    fix="Say why the fee was late, and at whose wish.",
    reason="AUDIT_RULE",
    severity=WARNING,
    catalogue=("EXP-INTEREST",),
)
def late_fee_without_cause(bill: Bill) -> Reports:
    """The late fee of an office (E131, X122) says why it was late.

    Source: UTBMS expense codes, LOC 2009 and 2013 (late fees); 10 CFR 719.40 (late charges).
    """
    for line in views.expenses(bill):
        if line.expense in LATE_FEES and not _CAUSE.search(line.description):
            amount = f" of {money.text(line.amount)}" if line.amount is not None else ""
            yield Where(line.row, "line.description", at_risk=line.amount), f"a late fee{amount} names no cause"


@rule(
    "K221",
    scope="client",
    fix="Bill time as a fee, and leave the timekeeper off an expense.",
    reason="EXPENSE_CODE_UNKNOWN",
    severity=WARNING,
    catalogue=("EXP-TK-ON-EXP",),
)
def time_billed_as_expense(bill: Bill) -> Reports:
    """An expense is not somebody's time: its price is not the rate of the timekeeper that it names.

    A timekeeper on an expense alone, who paid for it, is no fault. A fee with an expense code is told by C006.

    Source: our own rule; LEDES 1998B, fields 16 and 18.
    """
    rates: dict[str, set[Decimal]] | None = None
    for line in views.expenses(bill):
        person = line.timekeeper
        if person is None or not person.id or not line.rate:
            continue
        if rates is None:
            rates = _rates(bill)
        if line.rate in rates.get(person.id, ()):
            yield (
                Where(line.row, "timekeeper.id"),
                f"an expense is billed at {money.text(line.rate)}, the rate of timekeeper '{person.id}'",
            )


def _rates(bill: Bill) -> dict[str, set[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for line in bill.lines:
        person = line.timekeeper
        if person is None or not person.id:
            continue
        if line.kind == "F" and line.rate:
            found.setdefault(person.id, set()).add(line.rate)
        if person.rate:
            found.setdefault(person.id, set()).add(person.rate)
    return found
