"""Records of a delimited e-bill, one by one or many together."""

from __future__ import annotations

from typing import NamedTuple

from ledes.formats.letters import Plain

MOST_APART = 4
"""Records that begin alike are worth parting from those around them where they are at least so many on average."""

_DIGITS = frozenset("0123456789")


class Record(NamedTuple):
    """The values of one record in the order of the standard; none where it could not be read.

    `missing` are the fields that had no place in it; `odd` says that it holds more than printable ASCII.
    """

    row: int
    cells: list[str]
    odd: bool = False
    guessed: bool = False
    missing: tuple[int, ...] = ()
    bill: str = ""


class Stretch(NamedTuple):
    """Records on consecutive lines that have nothing odd about them; the first is on `row`.

    `head` holds the values that all of them begin with, or none; `rests` what follows in each.
    """

    row: int
    head: list[str]
    rests: list[list[str]]

    def records(self) -> list[Record]:
        """Give them one by one."""
        return [Record(row, self.head + rest) for row, rest in enumerate(self.rests, self.row)]

    def first(self) -> Record:
        """Give the first of them."""
        return Record(self.row, self.head + self.rests[0])

    def halves(self) -> tuple[Stretch, Stretch]:
        """Part them in the middle."""
        half = len(self.rests) // 2
        return self._replace(rests=self.rests[:half]), Stretch(self.row + half, self.head, self.rests[half:])


def together(lines: Plain, width: int, opening: int) -> list[Stretch]:
    """Take lines apart that are all records of so many fields as the standard has them; nothing where one is not.

    The first `opening` fields are mostly the same on many records: those are parted from the rest once for all.
    """
    text, count = lines.text, lines.size
    bodies = text.split("[]\n")
    if not len(bodies) - 1 == count == text.count("[") == text.count("]"):
        return []
    bodies.pop()
    found: list[Stretch] = []
    start = 0
    while start < count:
        head = bodies[start].split("|", opening)[:opening]
        begins = "|".join(head) + "|"
        end = start + 1
        while end < count and bodies[end].startswith(begins):
            end += 1
        cut = len(begins)
        found.append(Stretch(lines.row + start, head, [body[cut:].split("|") for body in bodies[start:end]]))
        start = end
        if len(found) > 2 + start // MOST_APART:
            found = [Stretch(lines.row, [], [body.split("|") for body in bodies])]
            break
    return found if all(_whole(each, width) for each in found) else []


def _whole(stretch: Stretch, width: int) -> bool:
    """Say whether each record has all fields, and begins with a digit as dates do."""
    if set(map(len, stretch.rests)) != {width - len(stretch.head)}:
        return False
    return _DIGITS.issuperset([(stretch.head or rest)[0][:1] for rest in stretch.rests[: 1 if stretch.head else None]])
