"""Where a bill shows what a vendor complains of: by the rules' findings, and by the values that its words name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledes.bill import Bill, Line
from ledes.client import Client
from ledes.finding import Finding, Severity
from ledes.formats import Format, named
from ledes.rejections import Reason, reasons

MOST_FACTS = 12
"""Facts of one cause that are told; the rows of all of them are."""

MOST_ROWS = 8
"""Rows that are named before one fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a bill shows of a cause: physical rows, fields by their names in the format, and facts in words.

    `shown` says that a check of the bill finds the fault; otherwise the rows are those that the vendor's words name.
    """

    rows: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    shown: bool = False


def _timekeeper(line: Line) -> tuple[str, ...]:
    return (line.timekeeper.id,) if line.timekeeper else ()


def _matter(line: Line) -> tuple[str, ...]:
    return (line.matter.client_id, line.matter.firm_id) if line.matter else ()


def _date(line: Line) -> tuple[str, ...]:
    return (line.date.strftime("%Y%m%d"), line.date.isoformat()) if line.date else ()


NAMED: Mapping[str, tuple[str, Callable[[Line], tuple[str, ...]]]] = MappingProxyType(
    {
        "timekeeper": ("timekeeper.id", _timekeeper),
        "rate": ("timekeeper.id", _timekeeper),
        "matter": ("matter.client_id", _matter),
        "date": ("line.date", _date),
        "age": ("line.date", _date),
        "code": ("line.task", lambda line: (line.task, line.activity, line.expense)),
        "limit": ("line.expense", lambda line: (line.expense, *_timekeeper(line))),
    }
)
"""For a family of reasons: what a vendor's words may name of a line, and the attribute that it is."""

_CODES = MappingProxyType(
    {
        "TASK_CODE_UNKNOWN": ("line.task", lambda line: (line.task,)),
        "TASK_CODE_WRONG_SET": ("line.task", lambda line: (line.task,)),
        "ACTIVITY_CODE_UNKNOWN": ("line.activity", lambda line: (line.activity,)),
        "EXPENSE_CODE_UNKNOWN": ("line.expense", lambda line: (line.expense,)),
        "EXPENSE_CODE_MISSING": ("line.expense", lambda line: (line.expense,)),
    }
)

_LINE_NUMBER = re.compile(
    r"\b(?:line(?:[ _]items?)?|lines|entry|entries)(?: (?:number|no\.?|nr\.?))?[ #:]*"
    r"(\d{1,6}(?:(?:, ?| and | & )\d{1,6})*)(?![\d.,]*\d|[%/])",
    re.IGNORECASE,
)


def look(
    bill: Bill,
    form: Format,
    reason: Reason,
    text: str,
    findings: Iterable[Finding],
    lines: frozenset[str] = frozenset(),
) -> Evidence:
    """Gather what a bill shows of a reason.

    `text` is what the vendor said, of the lines with the numbers in `lines` where it told them apart; `findings` is
    what a check of the bill found. A finding of the same reason comes first, then what the words name, then a finding
    of a reason that platforms mix up with it.
    """
    findings = tuple(findings)
    same = [finding for finding in findings if finding.reason == reason.key]
    named_there = spoken_of(bill, form, reason, text, lines)
    if same:
        found = of_findings(same)
        return Evidence(
            rows=_sorted({*found.rows, *named_there.rows}), fields=found.fields, facts=found.facts, shown=True
        )
    if named_there.rows:
        return named_there
    akin = [each for each in findings if each.reason in _akin(reason) and each.severity >= Severity.WARNING]
    return of_findings(akin) if akin else Evidence(fields=field_names(form, reason.fields))


def of_findings(findings: Iterable[Finding]) -> Evidence:
    """Say where findings lie and what they state."""
    findings = tuple(findings)
    places: dict[str, list[int]] = {}
    for each in findings:
        places.setdefault(each.message, []).append(each.row)
    facts = [f"{_rows(rows)}{message}" for message, rows in places.items()]
    return Evidence(
        rows=_sorted(each.row for each in findings),
        fields=tuple(dict.fromkeys(each.field for each in findings if each.field)),
        facts=_told(facts),
        shown=bool(findings),
    )


def spoken_of(bill: Bill, form: Format, reason: Reason, text: str, lines: frozenset[str] = frozenset()) -> Evidence:
    """Find the lines whose number, or whose value of the kind that the reason is about, the vendor's words name."""
    attribute, values = _CODES.get(reason.key) or NAMED.get(reason.family) or ("", None)
    numbers = {number.lstrip("0") for group in _LINE_NUMBER.findall(text) for number in re.findall(r"\d+", group)}
    said_of = [line for line in bill.lines if line.number in lines]
    by_number = [line for line in bill.lines if line.number.lstrip("0") in numbers and line not in said_of]
    by_value: dict[str, list[Line]] = {}
    for line in bill.lines:
        for value in values(line) if values else ():
            if value and _says(text, value):
                by_value.setdefault(value, []).append(line)
    field = field_names(form, (attribute,))[0] if attribute else ""
    facts = [f"{field} is {value!r} on {_counted(len(some))}" for value, some in by_value.items()]
    facts += [f"the vendor names line {line.number}, row {line.row}" for line in by_number]
    rows = _sorted(line.row for line in (*said_of, *by_number, *(each for some in by_value.values() for each in some)))
    fields = field_names(form, reason.fields)
    return Evidence(rows=rows, fields=fields, facts=_told(facts))


def namesakes(bill: Bill, client: Client, rows: Iterable[int]) -> tuple[str, ...]:
    """Say under which other ids the profile holds the people of these rows: the usual way out of a wrong id."""
    wanted = set(rows)
    people = {line.timekeeper.id: line.timekeeper.name for line in bill.lines if line.timekeeper and line.row in wanted}
    names = {each.id: each.name for each in client.timekeepers if each.id in people}
    facts = (
        f"the profile holds the same person as {each.id!r}" + (f" from {each.start}" if each.start else "")
        for id_, name in people.items()
        for each in client.timekeepers
        if each.id != id_ and each.name and each.name.casefold() in {name.casefold(), names.get(id_, "").casefold()}
    )
    return tuple(dict.fromkeys(facts))


def field_names(form: Format | None, attributes: Iterable[str]) -> tuple[str, ...]:
    """Name attributes of a bill as its format does; as LEDES 1998B or 98BI does where the format has no names."""
    own = form.fields if form and form.fields else {}
    known = {**named("98bi").fields, **named("1998b").fields, **own}
    return tuple(dict.fromkeys(known.get(attribute, attribute) for attribute in attributes))


def _akin(reason: Reason) -> frozenset[str]:
    return frozenset(each.key for each in reasons().values() if each.family == reason.family)


def _says(text: str, value: str) -> bool:
    """Say whether a text names a value: in quotes, or, where it is no ordinary short word, as a word of its own."""
    if value not in text:
        return False
    if re.search(rf"[\"'“‘]\s*{re.escape(value)}\s*[\"'”’]", text):
        return True
    telling = len(value) > 1 and (not value.isalpha() or value.isupper()) and not (value.isdigit() and len(value) < 3)
    return telling and bool(re.search(rf"(?<![\w.]){re.escape(value)}(?![\w])(?!\.\d)", text))


def _told(facts: Iterable[str]) -> tuple[str, ...]:
    facts = tuple(dict.fromkeys(facts))
    more = len(facts) - MOST_FACTS
    return facts if more <= 0 else (*facts[:MOST_FACTS], f"and {more:,} more like these")


def _rows(rows: Iterable[int]) -> str:
    """Name rows before a fact; the whole bill has none."""
    named_so = [str(row) for row in _sorted(rows)]
    more = len(named_so) - MOST_ROWS
    if more > 0:
        named_so = [*named_so[:MOST_ROWS], f"{more:,} more"]
    if not named_so:
        return ""
    if len(named_so) == 1:
        return f"row {named_so[0]}: "
    return f"rows {', '.join(named_so[:-1])} and {named_so[-1]}: "


def _counted(number: int) -> str:
    return "1 line" if number == 1 else f"{number:,} lines"


def _sorted(rows: Iterable[int] | Iterator[int]) -> tuple[int, ...]:
    return tuple(sorted({row for row in rows if row}))
