"""Findings as one self-contained page for the attorney who must act: no script, no network, fit to be printed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from ledes import money
from ledes.finding import ERROR, Finding, Severity
from ledes.show import findings
from ledes.show.billwords import grouped, text
from ledes.show.findingslines import Lines, Spot, at_risk
from ledes.show.pages import template

if TYPE_CHECKING:
    from ledes.validate import Case, Checked, Summary

MOST_LINES = 40
"""Lines of one fact that the page shows; the tables hold them all."""

MOST_FACTS = 60
"""Facts of one rule that the page shows of one bill."""


NOBODY, WHOLE_BILLS = "Expenses and lines without a timekeeper", "Bills as a whole"


class Share(NamedTuple):
    """What is at risk by one rule or for one person, in one currency; `bills` were found wrong as a whole."""

    name: str
    code: str
    severity: str
    lines: int
    bills: int
    risk: Decimal
    currency: str
    fix: str = ""


class Fact(NamedTuple):
    """Equal findings: what they state, their lines, how many more there are; `rows` are those that are no line."""

    message: str
    field: str
    lines: tuple[Spot, ...]
    rows: tuple[int, ...]
    more: int


class Group(NamedTuple):
    """What one rule found in one bill."""

    code: str
    name: str
    severity: str
    fix: str
    risk: Decimal
    facts: tuple[Fact, ...]
    more: int


class Invoice(NamedTuple):
    """One bill, or what concerns a file as a whole."""

    anchor: str
    number: str
    file: str
    summary: Summary | None
    verdict: str
    severity: str
    risk: Decimal
    currency: str
    groups: tuple[Group, ...]


class Closing(NamedTuple):
    """The last lines of a table of shares: what makes them add up to the total of a currency, and that total."""

    difference: Decimal
    total: Decimal
    currency: str


class Total(NamedTuple):
    """Sums in one currency."""

    currency: str
    billed: Decimal
    held: Decimal
    risk: Decimal


def write(stream: BinaryIO, files: Iterable[Lines], today: str) -> None:
    """Write the page, in UTF-8; `today` is the day that it bears."""
    files = tuple(files)
    invoices = [invoice for file in files for invoice in _invoices(file)]
    invoices = [invoice._replace(anchor=f"b{place}") for place, invoice in enumerate(invoices, 1)]
    spots = [
        (file.currencies.get(case.finding.bill, ""), spot)
        for file in files
        for case in file.report.cases
        for spot in file.spots(case)
    ]
    totals, rules, people = _totals(invoices), _by_rule(spots), _by_person(spots)
    parts = template("findings.html").generate(
        files=files,
        today=today,
        counts=findings.counts(case for file in files for case in file.report.cases),
        totals=totals,
        invoices=invoices,
        rules=rules,
        rules_closing=_closing(rules, totals),
        people=people,
        people_closing=_closing(people, totals),
        unasked=[(file.report.name, said) for file in files for said in _unasked(file.report)],
        verdict=findings.verdict,
        counted=findings.counted,
        grouped=grouped,
        clean=text,
    )
    for part in parts:
        stream.write(part.encode("utf-8", "backslashreplace"))


def _invoices(file: Lines) -> list[Invoice]:
    """Lay out the bills of a file in its order; what belongs to none of them comes first."""
    cases: dict[str, list[Case]] = {}
    for case in file.report.cases:
        cases.setdefault(case.finding.bill, []).append(case)
    made = []
    known = {bill.number for bill in file.report.bills}
    for number in [each for each in cases if each not in known]:
        made.append(_invoice(file, number, None, cases[number]))
    for bill in file.report.bills:
        made.append(_invoice(file, bill.number, bill, cases.pop(bill.number, [])))
    return made


def _invoice(file: Lines, number: str, summary: Summary | None, cases: list[Case]) -> Invoice:
    worst = max((case.finding.severity for case in cases), default=None)
    risk = at_risk(spot for case in cases for spot in file.spots(case))
    most = summary.total if summary else None
    return Invoice(
        anchor="",
        number=text(number),
        file=text(file.report.name),
        summary=summary,
        verdict=_verdict(worst),
        severity=worst.word if worst else "",
        risk=risk if most is None else min(risk, max(most, money.ZERO)),
        currency=summary.currency if summary else file.currencies.get(number, ""),
        groups=tuple(_groups(file, cases)),
    )


def _verdict(worst: Severity | None) -> str:
    if worst is None:
        return "nothing found"
    return "must be corrected" if worst is ERROR else "may be sent; look at it"


def _groups(file: Lines, cases: list[Case]) -> list[Group]:
    """Join what one rule found, the worst first, then the dearest."""
    by_rule: dict[tuple[str, Severity], list[Case]] = {}
    for case in cases:
        by_rule.setdefault((case.finding.rule, case.finding.severity), []).append(case)
    made = []
    for (code, severity), some in by_rule.items():
        shown = some[:MOST_FACTS]
        risk = at_risk(spot for case in some for spot in file.spots(case))
        first = some[0].finding
        facts = tuple(_fact(file, case) for case in shown)
        group = Group(code, name(first), severity.word, first.fix, risk, facts, len(some) - len(shown))
        made.append((-severity, -risk, code, group))
    return [group for *_, group in sorted(made, key=lambda each: each[:3])]


def _fact(file: Lines, case: Case) -> Fact:
    spots = tuple(islice(file.spots(case), MOST_LINES))
    rows = tuple(spot.row for spot in spots if spot.entry is None and spot.row)
    lines = tuple(spot for spot in spots if spot.entry is not None)
    return Fact(text(case.finding.message), case.finding.field, lines, rows, max(0, len(case.rows) - len(spots)))


def name(finding: Finding) -> str:
    """Name a rule as a heading does."""
    return finding.name.replace("-", " ").capitalize()


def _totals(invoices: Iterable[Invoice]) -> list[Total]:
    sums: dict[str, Total] = {}
    for each in invoices:
        known = sums.get(each.currency, Total(each.currency, money.ZERO, money.ZERO, money.ZERO))
        billed = (each.summary.total if each.summary else None) or money.ZERO
        held = billed if each.severity == ERROR.word else money.ZERO
        sums[each.currency] = Total(
            each.currency,
            money.plus(known.billed, billed),
            money.plus(known.held, held),
            money.plus(known.risk, each.risk),
        )
    return [total for total in sums.values() if total.billed or total.risk or len(sums) == 1]


def _by_rule(spots: Iterable[tuple[str, Spot]]) -> list[Share]:
    found: dict[tuple[str, str, str], list[Spot]] = {}
    for currency, spot in spots:
        finding = spot.case.finding
        found.setdefault((finding.rule, finding.severity.word, currency), []).append(spot)
    shares = [
        Share(
            name(some[0].case.finding),
            code,
            severity,
            sum(spot.entry is not None for spot in some),
            len({spot.case.finding.bill for spot in some if spot.entry is None}),
            at_risk(some),
            currency,
            some[0].case.finding.fix,
        )
        for (code, severity, currency), some in found.items()
    ]
    return sorted(shares, key=lambda each: (-each.risk, -Severity[each.severity.upper()], each.code))


def _closing(shares: Iterable[Share], totals: Iterable[Total]) -> list[Closing]:
    """Say by how much shares differ from a total in which each line counts once, and no bill for more than it is."""
    shares = tuple(shares)
    made = []
    for total in totals:
        parts = money.total(share.risk for share in shares if share.currency == total.currency)
        if total.risk:
            made.append(Closing(money.minus(total.risk, parts), total.risk, total.currency))
    return made


def _by_person(spots: Iterable[tuple[str, Spot]]) -> list[Share]:
    found: dict[tuple[str, str, str], list[Spot]] = {}
    for currency, spot in spots:
        if spot.entry:
            who = spot.entry.person or spot.entry.timekeeper or NOBODY
            found.setdefault((who, spot.entry.timekeeper, currency), []).append(spot)
        elif spot.risk:
            found.setdefault((WHOLE_BILLS, "", currency), []).append(spot)
    shares = []
    for (who, code, currency), some in found.items():
        lines = len({(spot.case.finding.bill, spot.row) for spot in some if spot.entry})
        shares.append(Share(who, code, "", lines, 0, at_risk(some), currency))
    return sorted(shares, key=lambda each: (-each.risk, -each.lines, each.name))


def _unasked(report: Checked) -> list[str]:
    """Say in one line for each reason which rules could not be asked."""
    groups: dict[str, dict[str, None]] = {}
    for skipped in report.skipped:
        groups.setdefault(skipped.why, {})[skipped.rule or f"the {skipped.layer}"] = None
    return [f"{report.name}: {', '.join(rules)}: {why}" for why, rules in groups.items()]
