"""What a bill holds and an XML format has no place for: all that does not come back when it is written and read."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from ledes.bill import Bill, Line, Party, Reference, Tax, Timekeeper
from ledes.client import Representation
from ledes.formats import Loss, losses
from ledes.formats.xml import reading, writing
from ledes.formats.xml.contents import segment_of
from ledes.formats.xml.elements import Dialect
from ledes.formats.xml.wording import Wording

_NOT_JUDGED = {"source", "row", "unread", "lines", "matters", "timekeepers"}
_COUNTED = {"number", "row", "matter", "timekeeper", "total"}
"""What of a line the format counts for itself, what is judged once for all lines, and what `amount` says too."""

_JUDGED = tuple(each.name for each in dataclasses.fields(Line) if each.name not in _COUNTED)
_PICK: Callable[[Line], tuple[Any, ...]] = attrgetter(*_JUDGED)


def find(dialect: Dialect, bill: Bill, representation: Representation) -> tuple[Loss, ...]:
    """List the losses of a bill: it is written, read back, and compared part by part."""
    how = dataclasses.replace(representation, country="keep", flat_fee="keep", adjustment_units="keep", line_end="lf")
    return missed(bill, _back(dialect, bill, how), representation)


def missed(bill: Bill, again: Bill, representation: Representation) -> tuple[Loss, ...]:
    """List what of a bill did not come back when it was written in its own form and read."""
    found = dict.fromkeys(_Comparison(bill).bills(again))
    return tuple(loss for loss in found if not losses.known(loss, representation.given, bill))


def _back(dialect: Dialect, bill: Bill, how: Representation) -> Bill:
    out = io.BytesIO()
    list(writing.write(dialect, [bill], out, how))
    out.seek(0)
    return next(item for item in reading.read(dialect, out, "") if isinstance(item, Bill))


class _Comparison:
    """A bill, compared with what came back of it."""

    def __init__(self, bill: Bill) -> None:
        self.bill = bill
        self.wording = Wording()

    def bills(self, again: Bill) -> Iterator[Loss]:
        """Compare the whole bills."""
        for field in dataclasses.fields(Bill):
            if field.name not in _NOT_JUDGED:
                name = field.name if field.name == "currency" else f"invoice.{field.name}"
                one, other = getattr(self.bill, field.name), getattr(again, field.name)
                shown = name if not isinstance(one, Party) else field.name
                yield from self.values(one, other, shown, f"bill.{field.name}", 0)
        written = list(writing.shares(self.bill))
        for (matter, _, _), other in zip(written, again.matters, strict=True):
            yield from self.parts(matter, other, "matter", 0)
        lines = [line for _, held, _ in written for of in ("fee", "expense") for line in held if segment_of(line) == of]
        told: set[tuple[int, int]] = set()
        for line, back in zip(lines, again.lines, strict=True):
            yield from self.lines(line, back, told)
        people = set(again.timekeepers)
        for keeper in self.bill.timekeepers:
            if keeper not in people and not any(line.timekeeper == keeper for line in self.bill.lines):
                yield self.loss("timekeeper", "timekeeper", 0, keeper.id)

    def lines(self, line: Line, back: Line, told: set[tuple[int, int]]) -> Iterator[Loss]:
        """Compare a line with what came back of it; what was told of its timekeeper is told once."""
        if _PICK(line) != _PICK(back):
            for name, one, other in zip(_JUDGED, _PICK(line), _PICK(back), strict=True):
                yield from self.values(one, other, f"line.{name}", f"line.{name}", line.row)
        if line.matter is None:
            yield self.loss("line.matter", "line.matter", line.row, "")
        pair = (id(line.timekeeper), id(back.timekeeper))
        if pair not in told and line.timekeeper != back.timekeeper:
            told.add(pair)
            yield from self.parts(
                line.timekeeper or Timekeeper(), back.timekeeper or Timekeeper(), "timekeeper", line.row
            )

    def parts(self, one: Any, other: Any, name: str, row: int) -> Iterator[Loss]:
        """Compare two parts attribute by attribute."""
        for field in dataclasses.fields(one):
            path = f"{name}.{field.name}"
            yield from self.values(getattr(one, field.name), getattr(other, field.name), path, path, row)

    def values(self, one: Any, other: Any, name: str, path: str, row: int) -> Iterator[Loss]:
        """Compare two values of any kind; texts may differ by what the table of replacements does."""
        if one == other:
            return
        if isinstance(one, str):
            if self.wording.put(one) != other:
                yield self.loss(name, path, row, one)
            else:
                yield from (self.loss("text", path, row, letter) for letter in self.wording.lost(one))
        elif isinstance(one, tuple) and not isinstance(one, Reference):
            yield from self._tuples(one, other, name, path, row)
        elif dataclasses.is_dataclass(one) and type(one) is type(other) and not isinstance(one, Tax):
            yield from self.parts(one, other, name, row)
        else:
            yield self.loss(name, path, row, one)

    def _tuples(self, one: tuple[Any, ...], other: tuple[Any, ...], name: str, path: str, row: int) -> Iterator[Loss]:
        """Compare two lists, or two named tuples; entries that differ in more than replaced characters are one loss."""
        if len(one) == len(other) and all(self._same(*pair) for pair in zip(one, other, strict=True)):
            for pair in zip(one, other, strict=True):
                yield from self._letters(*pair, path, row)
        else:
            yield self.loss(name, path, row, one)

    def _same(self, one: Any, other: Any) -> bool:
        if one == other:
            return True
        if isinstance(one, str):
            return bool(self.wording.put(one) == other)
        if isinstance(one, tuple):
            return len(one) == len(other) and all(self._same(*pair) for pair in zip(one, other, strict=True))
        if dataclasses.is_dataclass(one):
            return all(
                self._same(getattr(one, each.name), getattr(other, each.name)) for each in dataclasses.fields(one)
            )
        return False

    def _letters(self, one: Any, other: Any, path: str, row: int) -> Iterator[Loss]:
        """Tell the letters that were lost anywhere in a part that otherwise came back."""
        if one == other:
            return
        if isinstance(one, str):
            yield from (self.loss("text", path, row, letter) for letter in self.wording.lost(one))
        elif isinstance(one, tuple):
            for pair in zip(one, other, strict=True):
                yield from self._letters(*pair, path, row)
        elif dataclasses.is_dataclass(one):
            for each in dataclasses.fields(one):
                yield from self._letters(getattr(one, each.name), getattr(other, each.name), path, row)

    def loss(self, name: str, path: str, row: int, value: Any) -> Loss:
        """Make a loss of this bill."""
        return losses.loss(name, self.bill, row, path, value)
