"""What changed on a line: what it says itself, and what it says of its matter and its timekeeper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledes import money
from ledes.bill import FEE, FEE_ADJUSTMENT, Bill, Line, Matter, Timekeeper
from ledes.diff import parts
from ledes.diff.parts import Forms, Unreadable, Value

APART = frozenset({"line.number", "line.matter", "line.timekeeper"})
FOLLOWING = {"line.base": ("line.units", "line.rate")}
"""Amounts that only repeat what was changed before them."""

ALSO = {"line.total": ("line.total", "line.amount"), "tax.rate": ("line.taxes.1.rate",)}
"""Under which attributes a value is compared that the reader names otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A line that differs; `before` is `None` where it was added, `after` where it was taken out."""

    before: Line | None
    after: Line | None
    values: tuple[Value, ...] = ()

    @property
    def kind(self) -> str:
        """Say what happened: added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def line(self) -> Line:
        """Give the line as it is known: as it was, or as it was added."""
        line = self.before or self.after
        assert line is not None  # noqa: S101 - one of the two is there
        return line


class Judge:
    """Compares the lines of two bills; what they share is compared once."""

    def __init__(self, before: Bill, after: Bill, forms: Forms) -> None:
        self.forms = forms
        self.lost = (_lost(before), _lost(after))
        self.known: dict[tuple[int, int], tuple[Value, ...]] = {}
        self.held: list[object] = []

    def values(self, before: Line | None, after: Line | None) -> tuple[Value, ...]:
        """List what differs between two lines of a pair; nothing for a line that stands alone."""
        if before is None or after is None:
            return ()
        lost = (self.lost[0].get(before.row, ()), self.lost[1].get(after.row, ()))
        if before == after and not any(lost):
            return ()
        own = tuple(self._own(before, after, lost))
        return (*own, *self._person(before.timekeeper, after.timekeeper), *self._matter(before.matter, after.matter))

    def _own(self, before: Line, after: Line, lost: tuple[tuple[str, ...], tuple[str, ...]]) -> Iterator[Value]:
        flats: list[dict[str, Any]] = []
        for line, names in zip((before, after), lost, strict=True):
            flat = parts.flat(line, "line", without=APART)
            if not self.forms.alike or not _taxed(before, after):
                flat.pop("line.total", None)
            if _follows(line):
                flat.pop("line.base", None)
            unread = (each for name in names for each in ALSO.get(name, (name,)))
            flats.append(flat | dict.fromkeys(unread, Unreadable()))
        fee = before.kind in {FEE, FEE_ADJUSTMENT}
        found = list(parts.differences(flats[0], flats[1], self.forms, fee=fee))
        changed = {value.path for value in found}
        yield from (value for value in found if not changed.intersection(FOLLOWING.get(value.path, ())))

    def _person(self, before: Timekeeper | None, after: Timekeeper | None) -> tuple[Value, ...]:
        return self._shared(before, after, self._person_anew)

    def _matter(self, before: Matter | None, after: Matter | None) -> tuple[Value, ...]:
        return self._shared(before, after, self._matter_anew)

    def _shared(self, before: Any, after: Any, anew: Any) -> tuple[Value, ...]:
        key = (id(before), id(after))
        if key not in self.known:
            self.known[key] = () if before == after else tuple(anew(before, after))
            self.held += (before, after)
        return self.known[key]

    def _person_anew(self, before: Timekeeper | None, after: Timekeeper | None) -> Iterator[Value]:
        if (before and before.id) != (after and after.id):
            one, other = _called(before, after)
            yield Value(path="timekeeper", name="timekeeper", before=one, after=other)
            return
        yield from people(before, after, self.forms)

    def _matter_anew(self, before: Matter | None, after: Matter | None) -> Iterator[Value]:
        if matter_id(before) != matter_id(after):
            yield Value(path="matter", name="matter", before=matter_id(before), after=matter_id(after))
            return
        yield from matters(before, after, self.forms)


def people(before: Timekeeper | None, after: Timekeeper | None, forms: Forms) -> Iterator[Value]:
    """Compare two entries of one timekeeper; a name that differs is told once, not again by its parts."""
    found = list(
        parts.differences(
            parts.flat(before, "timekeeper"), parts.flat(after, "timekeeper"), forms, owner=f"timekeeper {_id(before)}"
        )
    )
    renamed = any(value.path == "timekeeper.name" for value in found)
    yield from (value for value in found if not (renamed and value.path in {"timekeeper.last", "timekeeper.first"}))


def matters(before: Matter | None, after: Matter | None, forms: Forms) -> Iterator[Value]:
    """Compare two entries of one matter."""
    owner = f"matter {matter_id(before)}"
    yield from parts.differences(parts.flat(before, "matter"), parts.flat(after, "matter"), forms, owner=owner)


def matter_id(matter: Matter | None) -> str:
    """Name a matter as people do: by the law firm's id, else the client's."""
    return (matter.firm_id or matter.client_id) if matter else ""


def _id(person: Timekeeper | None) -> str:
    return person.id if person else ""


def _called(before: Timekeeper | None, after: Timekeeper | None) -> tuple[str, str]:
    """Name two people by their ids, and by what else tells them apart."""
    told = [_id(before), _id(after)]
    for name in ("name", "classification"):
        each = [getattr(person, name) if person else "" for person in (before, after)]
        if each[0] != each[1]:
            told = [f"{known} {more}".strip() for known, more in zip(told, each, strict=True)]
    return told[0], told[1]


def _taxed(before: Line, after: Line) -> bool:
    """Say whether the stated total says more than the amount before tax."""
    return any(line.tax or line.total != line.amount for line in (before, after))


def _follows(line: Line) -> bool:
    """Say whether the stated base amount is the product that other formats leave to the reader."""
    if line.base is None or line.units is None or line.rate is None:
        return False
    return line.base == money.times(line.units, line.rate)


def _lost(bill: Bill) -> dict[int, tuple[str, ...]]:
    rows: dict[int, tuple[str, ...]] = {}
    for row, name in bill.unread:
        if name.startswith(("line.", "tax.")):
            rows[row] = (*rows.get(row, ()), name)
    return rows
