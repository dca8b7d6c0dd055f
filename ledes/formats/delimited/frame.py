"""The records of a delimited e-bill: found line by line, put together where they were torn, never lost in silence."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterator
from typing import BinaryIO

from ledes.finding import Finding, Where
from ledes.formats import letters
from ledes.formats.delimited import broken, heading
from ledes.formats.delimited.alignment import align
from ledes.formats.delimited.heading import END, Heading, Layout
from ledes.formats.delimited.records import Record, Stretch, together
from ledes.formats.fields import Field, fits
from ledes.formats.letters import Plain, Text

MOST_LINES = 60
"""A record torn over more lines than this is not put together again."""

SPARE = 6
"""Pipes that a torn record may hold beyond its due, because its text holds them too."""

MOST_ALIGNED = 2_000
"""Records of a wrong length that are looked at closely in one file, wide ones counting more; the rest are counted."""

_BEGINS_RECORD = re.compile(r"[0-9]{6,8}\|[^|]*\|[^|]*\|")
_GLUED = re.compile(r"\[\](?=[^|]*(?:\|[^|]*){10})")


class Frame:
    """The records of one file. Holds the lines that were looked at ahead of time."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self.layout = layout
        self.ahead: deque[Plain | Text | Finding] = deque()
        self.blocks = letters.blocks(stream)
        self.heading = Heading(len(layout.fields))
        self.fields: tuple[Field, ...] = layout.fields
        self.aligned = 0
        self.cut = False

    def __iter__(self) -> Iterator[Record | Finding]:
        for item in self.stretches():
            yield from item.records() if isinstance(item, Stretch) else [item]

    def stretches(self) -> Iterator[Stretch | Record | Finding]:
        """Give the records and findings in their order, records together where nothing is odd about them."""
        if not (yield from self._begin()):
            return
        pipes, opening = self.heading.width - 1, self.layout.opening
        empty = True
        while (line := self._take()) is not None:
            if isinstance(line, Plain):
                if found := not self.heading.places and together(line, pipes + 1, opening):
                    empty = False
                    yield from found
                    continue
                if halves := line.halves():
                    self.ahead.extendleft(reversed(halves))
                    continue
                line = next(line.lines())
            if isinstance(line, Finding):
                yield line
                continue
            text = line.text
            plain = text.endswith(END) and text.count("|") == pipes and "0" <= text[0] <= "9"
            if plain and "[" not in (body := text[:-2]) and "]" not in body:
                empty = False
                yield self._placed(Record(line.row, body.split("|"), not line.plain, line.guessed))
                continue
            for item in self._odd(line):
                empty = empty and isinstance(item, Finding)
                yield self._placed(item) if isinstance(item, Record) else item
        if empty and not self.cut:
            yield broken.no_records(Where())

    def _take(self) -> Plain | Text | Finding | None:
        item = self.ahead.popleft() if self.ahead else next(self.blocks, None)
        self.cut = self.cut or (isinstance(item, Finding) and item.rule == letters.endless_line.code)
        return item

    def _rest(self) -> Iterator[Text | Finding]:
        while (item := self._take()) is not None:
            while isinstance(item, Plain):
                halves = item.halves()
                if halves is None:
                    item = next(item.lines())
                else:
                    self.ahead.appendleft(halves[1])
                    item = halves[0]
            yield item

    def _next(self) -> Generator[Finding, None, Text | None]:
        """Take the next line that is not blank."""
        for line in self._rest():
            if isinstance(line, Finding):
                yield line
            elif heading.blank(line.text):
                yield broken.blank_line(Where(line.row))
            else:
                return line
        return None

    def _begin(self) -> Generator[Finding, None, bool]:
        line = yield from self._next()
        if line is None:
            return False
        rest = yield from heading.first_line(line.row, line.text, self.layout)
        if rest is not None:
            headless = rest == line.text and heading.names_known(rest, self.layout) < 3
            self.ahead.appendleft(line._replace(text=rest))
            if headless:
                yield heading.missing_header(Where(line.row), "the first line and the column names are missing")
                return True
        line = yield from self._next()
        if line is None:
            yield broken.no_records(Where())
            return False
        text, glued = self._unglue(line)
        sample = yield from self._sample()
        self.heading, record = yield from heading.header(line.row, text, self.layout, sample)
        if glued:
            self.ahead.appendleft(line._replace(text=glued))
        if record is not None:
            self.ahead.appendleft(line._replace(text=record))
        self.fields = self.heading.expected or self.layout.fields
        return True

    def _unglue(self, line: Text) -> tuple[str, str]:
        """Part a header line from the record that stands on the same line."""
        cut = _GLUED.search(line.text)
        if cut is None or heading.names_known(line.text[: cut.start()], self.layout) < 3:
            return line.text, ""
        if heading.names_known(line.text[cut.end() :], self.layout):
            return line.text, ""
        return line.text[: cut.end()], line.text[cut.end() :]

    def _sample(self) -> Generator[Finding, None, list[str]]:
        """Look at the first record without taking it."""
        line = yield from self._next()
        if line is None:
            return []
        self.ahead.appendleft(line)
        return line.text.strip().removesuffix(END).split("|")

    def _placed(self, record: Record) -> Record:
        """Bring the values of a file with columns of its own into the order of the standard."""
        places = self.heading.places
        if places is None or not record.cells:
            return record
        cells = ["" if place is None else record.cells[place] for place in places]
        missing = tuple(index for index, place in enumerate(places) if place is None or place in record.missing)
        return record._replace(cells=cells, missing=missing)

    def _odd(self, line: Text) -> Iterator[Record | Finding]:
        """Put right, and tell, a line that is not simply a record."""
        if heading.blank(line.text):
            yield broken.blank_line(Where(line.row))
            return
        if line.text.startswith("LEDES") and line.text.rstrip().endswith(END) and "|" not in line.text:
            yield broken.second_heading(Where(line.row), "the first line")
            return
        if heading.names_known(line.text, self.layout) > 10:
            yield broken.second_heading(Where(line.row), "the header")
            return
        stripped = line.text.rstrip()
        if stripped.endswith(END) and stripped != line.text:
            blanks = len(line.text) - len(stripped)
            yield broken.text_after_record_end(Where(line.row, bill=self._number(stripped)), blanks)
        if stripped.endswith(END):
            yield from self._whole(line, stripped[:-2])
        else:
            yield from self._torn(line)

    def _whole(self, line: Text, body: str) -> Iterator[Record | Finding]:
        """Judge a line that ends in []."""
        pieces = body.split(END)
        if len(pieces) > 1 and all(piece.count("|") == self.heading.width - 1 for piece in pieces):
            yield broken.missing_line_break(Where(line.row), len(pieces))
            for piece in pieces:
                yield Record(line.row, piece.split("|"), not line.plain, line.guessed)
            return
        yield from self._fitted(line, body.split("|"))

    def _torn(self, line: Text) -> Iterator[Record | Finding]:
        """Join a record that was torn over several lines; tell one that has no end."""
        parts = [line]
        room = self.heading.width - 1 - line.text.count("|")
        while len(parts) < MOST_LINES:
            following = next(self._rest(), None)
            if following is None:
                break
            if isinstance(following, Finding):
                yield following
                continue
            ends = following.text.rstrip().endswith(END)
            room -= following.text.count("|")
            if room < -SPARE or _BEGINS_RECORD.match(following.text) or following.text.startswith("LEDES"):
                self.ahead.appendleft(following)
                break
            parts.append(following)
            if ends:
                break
        yield from self._joined(parts)

    def _joined(self, parts: list[Text]) -> Iterator[Record | Finding]:
        line = parts[0]
        number = self._number(line.text)
        if parts[-1].text.rstrip().endswith(END):
            cells = "\n".join(part.text for part in parts).rstrip()[:-2].split("|")
            torn = next((index for index, cell in enumerate(cells) if "\n" in cell), 0)
            name = self.fields[torn].name if torn < len(self.fields) else "a text"
            yield broken.line_break_in_text(Where(line.row, name, number), name, len(parts))
            guessed = any(part.guessed for part in parts)
            yield from self._fitted(line._replace(plain=False, guessed=guessed), cells)
            return
        self.ahead.extendleft(reversed(parts[1:]))
        cells = line.text.rstrip().split("|")
        yield broken.missing_record_end(Where(line.row, bill=number), len(cells), self.heading.width)
        if len(cells) == self.heading.width:
            yield from self._fitted(line, cells)
        else:
            yield Record(line.row, [], bill=number)

    def _fitted(self, line: Text, cells: list[str]) -> Iterator[Record | Finding]:
        """Give a record with too many or too few values back its fields, if there is one way to do it."""
        where = Where(line.row, bill=self._number("|".join(cells[:3])))
        missing: tuple[int, ...] = ()
        if len(cells) != self.heading.width:
            found = len(cells)
            self.aligned += 1 + max(0, found - self.heading.width) ** 2 // 100
            way = align(cells, self.fields) if self.aligned <= MOST_ALIGNED else None
            if way is None:
                pairs = zip(self.fields, cells, strict=False)
                name = next((field.name for field, cell in pairs if not fits(field, cell)), self.fields[-1].name)
                yield broken.wrong_field_count(where._replace(field=name), found, self.heading.width, name)
                yield Record(line.row, [], bill=where.bill)
                return
            cells, missing = way.cells, way.missing
            if way.missing:
                names = ", ".join(self.fields[index].name for index in way.missing)
                yield broken.missing_field(
                    where._replace(field=self.fields[way.missing[0]].name), names, found, self.heading.width
                )
            for index in way.split:
                name = self.fields[index].name
                yield broken.pipe_in_text(where._replace(field=name), name, cells[index].count("|"))
            for index in way.doubled:
                name = self.fields[index].name
                yield broken.doubled_field(where._replace(field=name), name, found, self.heading.width)
        for field, cell in zip(self.fields, cells, strict=True):
            if END in cell:
                yield broken.bracket_pair_in_text(where._replace(field=field.name), field.name)
            elif "[" in cell or "]" in cell:
                yield broken.bracket_in_text(where._replace(field=field.name), field.name)
        yield Record(line.row, cells, not line.plain, line.guessed, missing)

    def _number(self, text: str) -> str:
        """Guess the invoice number of a record that may be broken further on."""
        place = self.heading.places[1] if self.heading.places else 1
        cells = text.split("|", 3)
        return cells[place].strip() if place is not None and place < len(cells) - 1 else ""
