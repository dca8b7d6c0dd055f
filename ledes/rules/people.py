"""People: how a bill shows its timekeepers."""

from __future__ import annotations

from operator import attrgetter

from ledes import codes
from ledes.bill import Bill, Timekeeper
from ledes.facts import NOBODY
from ledes.finding import WARNING, Where
from ledes.kept import kept
from ledes.rules import Reports, rule, unread


@kept
def _distinct(bill: Bill) -> dict[int, Timekeeper]:
    """Collect the timekeepers that lines point at; lines of one person share the object."""
    found = {id(each): each for each in map(attrgetter("timekeeper"), bill.lines)}
    found.pop(id(None), None)
    return found


def _at(bill: Bill, said: dict[int, str], field: str, *beside: str) -> Reports:
    """Report each line whose timekeeper something is said about."""
    if said:
        skipped = unread.rows(bill, field, *beside)
        for line in bill.lines:
            message = said.get(id(line.timekeeper))
            if message and line.row not in skipped:
                yield Where(line.row, field), message


@rule(
    "P001",
    scope="standard",
    fix="Use a code of the 2014 list, such as PARTNR or ASSOC.",
    reason="TIMEKEEPER_CLASS",
    severity=WARNING,
    catalogue=("TK-CLASS",),
)
def unknown_classification(bill: Bill, *, also: tuple[str, ...] = ()) -> Reports:
    """A timekeeper classification is one of the 51 codes of 2014, or one of the five before.

    A later list of 2023 may hold others, and clients may have their own under `also`: so it is a warning.

    Source: LEDES timekeeper classification codes, Rev August 2014; LEDES 1998B, field 23.
    """
    said = {}
    for key, person in _distinct(bill).items():
        code = person.classification
        if code and not codes.known_class(code) and code not in also:
            meant = code.strip().upper()
            hint = f", {meant} is" if meant != code and codes.known_class(meant) else ""
            said[key] = f"'{code}' is no timekeeper classification{hint}"
    yield from _at(bill, said, "timekeeper.classification")


@rule(
    "P002",
    scope="standard",
    fix="Write the name as Last, First.",
    reason="TIMEKEEPER_NAME_FORMAT",
    severity=WARNING,
    catalogue=("TK-NAME",),
)
def name_without_comma(bill: Bill) -> Reports:
    """A timekeeper's name is written "Last, First".

    A name that differs from the last and first name beside it is told as that.

    Source: LEDES 1998B, field 22; Brightflag, surname first.
    """
    said = {}
    for key, person in _distinct(bill).items():
        last, _, first = person.name.partition(",")
        ordered = last.strip() and first.strip()
        if person.name and person.classification not in NOBODY and not ordered and _agree(person):
            said[key] = f"the name of timekeeper '{person.id}' is written '{person.name}'"
    yield from _at(bill, said, "timekeeper.name")


@rule(
    "P003",
    scope="standard",
    fix="Use one name for one timekeeper id, or give the other person an id.",
    reason="FIELD_MISMATCH",
    severity=WARNING,
)
def two_names_for_one_timekeeper(bill: Bill) -> Reports:
    """A timekeeper id stands for one person.

    Capitals and blanks make no difference. Another rate or classification under the same id is allowed.

    Source: inferred from LEDES 1998B, fields 18 and 22; LEDES XML 2.x, tksum.
    """
    names: dict[str, str] = {}
    said = {}
    for key, person in _distinct(bill).items():
        if not person.id or not person.name:
            continue
        first = names.setdefault(person.id, person.name)
        if _plain(first) != _plain(person.name):
            said[key] = f"timekeeper '{person.id}' is named '{first}' and '{person.name}'"
    yield from _at(bill, said, "timekeeper.name")


@rule(
    "P004",
    scope="standard",
    fix="Write the same name in all three fields.",
    reason="FIELD_MISMATCH",
    severity=WARNING,
)
def names_disagree(bill: Bill) -> Reports:
    """A timekeeper's name, last name and first name say the same.

    Initials and middle names may be left out of one of them; capitals make no difference.

    Source: LEDES 98BI V2, fields 22, 31 and 32.
    """
    said = {}
    for key, person in _distinct(bill).items():
        if person.name and not _agree(person):
            said[key] = (
                f"timekeeper '{person.id}' is '{person.name}' in one field "
                f"and '{person.last}', '{person.first}' in the others"
            )
    yield from _at(bill, said, "timekeeper.name", "timekeeper.last", "timekeeper.first")


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(",", " ").split())


def _agree(person: Timekeeper) -> bool:
    last, comma, first = person.name.partition(",")
    if not (person.last or person.first):
        return True
    if comma:
        return _same(person.last, last) and _same(person.first, first)
    return set(_plain(f"{person.last} {person.first}").split()) <= set(_plain(person.name).split())


def _same(one: str, other: str) -> bool:
    """Say whether two writings of a name part agree; a blank one does, and so does one that leaves words out."""
    mine, theirs = _plain(one).replace(".", "").split(), _plain(other).replace(".", "").split()
    shorter, longer = sorted((mine, theirs), key=len)
    return all(any(word.startswith(part) or part.startswith(word) for word in longer) for part in shorter)
