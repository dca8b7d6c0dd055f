"""What invented people write about a day's work: entries of time and of expenses, long and short, hardly ever twice.

The words are put together from parts by chance. Lengths spread as on real bills: a quarter fits in a few words, half
take one full sentence, the rest join two to five pieces of work; one in twenty is a stock phrase that repeats.
"""

from __future__ import annotations

import random
from typing import NamedTuple


class Work(NamedTuple):
    """A kind of work: the activity code it goes under, how it is said, and on what it is done."""

    activity: str
    verbs: tuple[str, ...]
    objects: tuple[str, ...]


PAPERS = (
    "motion to compel", "reply brief", "lease amendment", "expert report", "responses to interrogatories",
    "settlement agreement", "privilege log", "witness outline", "pretrial order", "stipulation on schedule",
    "deposition transcript", "site survey", "insurance policy", "bill of particulars", "escrow instructions",
    "articles of merger", "jury instructions", "notice of appeal", "affidavit", "statement of undisputed facts",
)  # fmt: skip
QUESTIONS = (
    "standing of assignees", "limitation of claims under the warranty", "admissibility of survey evidence",
    "personal jurisdiction over the carrier", "set-off against retainage", "spoliation", "choice of law clause",
    "damages for delay", "work product protection of audit files", "class certification standard",
)  # fmt: skip
PEOPLE = (
    "client", "opposing counsel", "Mr. Ferrow", "Ms. Quillan", "Dr. Anstey (expert)", "co-counsel", "adjuster",
    "court clerk", "T. O'Dell", "R. Vasker & staff", "deposition reporter", "claims committee",
)  # fmt: skip
SUBJECTS = (
    "Hollins lease", "Unit 4B flooding", "Pier 9 contract", "Marrow & Tull merger", "Brightwater easement",
    "boiler recall", "Kestle patent no. 7", "north tower defects", "Ostrander estate", "supply of 40% resin",
    "wage claims of drivers", "Larch Street closing", "freight overcharges", "data center outage", "Delmar licence",
)  # fmt: skip
AIMS = (
    "in preparation for hearing", "per client comments", "to address damages theory", "ahead of mediation",
    "for filing under seal", "to respond to opposition", "in light of new production", "for use at deposition",
    "as requested by court", "before closing", "to verify quoted figures", "in support of fee application",
)  # fmt: skip
WORKS = (
    Work("A103", ("Draft", "Revise", "Draft and revise", "Prepare"), PAPERS),
    Work("A104", ("Review", "Analyze", "Review and analyze", "Examine"), PAPERS),
    Work("A102", ("Research", "Research case law on", "Investigate"), QUESTIONS),
    Work("A106", ("Telephone conference with client regarding", "Correspond with client about"), PAPERS + QUESTIONS),
    Work("A107", ("Telephone conference with opposing counsel regarding", "Negotiate with co-counsel on"), PAPERS),
    Work("A109", ("Attend hearing on", "Appear at conference on", "Attend deposition regarding"), PAPERS),
    Work("A101", ("Prepare for argument on", "Plan strategy for"), PAPERS + QUESTIONS),
)
WEIGHTS = (28, 26, 14, 14, 10, 4, 4)
STOCK = (
    ("Review correspondence from opposing counsel regarding scheduling", "A104"),
    ("Telephone conference with client regarding status of discovery", "A106"),
    ("Revise draft per partner's comments", "A103"),
    ("Review docket and update calendar of filing dates", "A104"),
)
TASKS = (
    ("L330", "deposition"), ("L320", "privilege log"), ("L310", "interrogatories"), ("L240", "undisputed facts"),
    ("L160", "settlement"), ("L160", "mediation"), ("L210", "reply brief"),
)  # fmt: skip
ANY_WORK = ("L110", "L120", "L130", "L430")
EXPENSES = (
    ("E101", "Copies of exhibits, set {n}", ("0.10", "0.12"), 400),
    ("E107", "Courier to {who}, waybill {n}", ("18.40", "31.75"), 2),
    ("E110", "Train fare, hearing in {subject}", ("64.25", "112.00"), 4),
    ("E112", "Filing fee, receipt {n}", ("402", "55"), 1),
    ("E115", "Transcript of {who}, volume {n}", ("3.65", "4.10"), 250),
    ("E118", "Hosting of documents, {subject}, gigabytes", ("9.50",), 40),
)


def fee(chance: random.Random) -> tuple[str, str]:
    """Give the narrative of an entry of time, and its activity code."""
    kind = chance.random()
    work = chance.choices(WORKS, WEIGHTS)[0]
    if kind < 0.05:
        return chance.choice(STOCK)
    if kind < 0.28:
        return f"{_clause(work, chance)} ({chance.choice(SUBJECTS)})", work.activity
    text = _sentence(work, chance)
    pieces = 0 if kind < 0.78 else 1 if kind < 0.95 else chance.randint(2, 4)
    for _ in range(pieces):
        more = _sentence(chance.choices(WORKS, WEIGHTS)[0], chance)
        text += f"; {more[0].lower()}{more[1:]}"
    return text, work.activity


def task(text: str, chance: random.Random) -> str:
    """Give a task code that the narrative of an entry of time bears out."""
    return chance.choice([code for code, word in TASKS if word in text] or ANY_WORK)


def _clause(work: Work, chance: random.Random) -> str:
    return f"{chance.choice(work.verbs)} {chance.choice(work.objects)}"


def _sentence(work: Work, chance: random.Random) -> str:
    """Say what was done, on what matter, and mostly some particulars."""
    text = f"{_clause(work, chance)} in {chance.choice(SUBJECTS)}"
    kind = chance.random()
    if kind < 0.25:
        text += f", paragraphs {(first := chance.randint(1, 80))}-{first + chance.randint(1, 30)}"
    elif kind < 0.4:
        text += f" (exhibits {chance.randint(1, 40)}, {chance.randint(41, 99)} and 'A-{chance.randint(1, 9)}')"
    elif kind < 0.5:
        text += f' marked "Draft {chance.choice("BCDE")}", {chance.randint(3, 60)} pages'
    elif kind < 0.65:
        text += f" with comments of {chance.choice(PEOPLE)} of October {chance.randint(1, 31)}"
    return f"{text} {chance.choice(AIMS)}"


def expense(chance: random.Random) -> tuple[str, str, str, int]:
    """Give the code of an expense, what it says, its price a piece, and how many pieces."""
    code, said, prices, most = chance.choice(EXPENSES)
    words = {"n": chance.randint(1, 9999), "who": chance.choice(PEOPLE), "subject": chance.choice(SUBJECTS)}
    return code, said.format(**words), chance.choice(prices), chance.randint(1, most)
