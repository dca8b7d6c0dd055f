"""Walk through a JSON document of bills one bill at a time, so that memory holds one bill and not the file."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, BinaryIO, NamedTuple

BLOCK = 1 << 16
BLANKS = " \t\n\r"


class Number(str):
    """A JSON number as it was written; read as text, because a float would change amounts."""

    __slots__ = ()


class Keys(dict[str, Any]):
    """A JSON object that remembers which of its keys stood there more than once."""

    repeated: tuple[str, ...] = ()

    @classmethod
    def pairs(cls, pairs: list[tuple[str, Any]]) -> Keys:
        """Make one from key and value pairs; the last value of a repeated key stays, as everywhere in JSON."""
        keys = cls(pairs)
        if len(keys) != len(pairs):
            names = [name for name, _value in pairs]
            keys.repeated = tuple(sorted({name for name in names if names.count(name) > 1}))
        return keys


class BrokenJson(Exception):
    """The text is not JSON from a place on; line and column count from 1."""

    def __init__(self, line: int, column: int, what: str) -> None:
        super().__init__(f"line {line}, column {column}: {what}")
        self.line = line
        self.column = column
        self.what = what


class Part(NamedTuple):
    """One key of the document with its value; `bills` comes empty, then once for each bill, as `listed`."""

    key: str
    value: Any
    listed: bool = False


_DECODER = json.JSONDecoder(
    object_pairs_hook=Keys.pairs, parse_float=Number, parse_int=Number, parse_constant=Number, strict=False
)


class _Text:
    """The document as far as it has been read and not yet used."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self.text = ""
        self.at = 0
        self.line = 1
        self.column = 1
        self.ended = False

    def more(self) -> bool:
        """Read on, twice as much as is waiting; say whether anything came."""
        self._drop()
        while not self.ended:
            block = self.stream.read(max(BLOCK, len(self.text)))
            self.ended = not block
            try:
                text = self.decoder.decode(block, final=self.ended)
            except UnicodeDecodeError as error:
                self.at = len(self.text)
                raise self.broken(f"byte 0x{error.object[error.start]:02X} is not UTF-8") from None
            if text:
                self.text += text
                return True
        return False

    def _drop(self) -> None:
        used = self.text[: self.at]
        lines = used.count("\n")
        self.column = len(used) - used.rfind("\n") if lines else self.column + len(used)
        self.line += lines
        self.text = self.text[self.at :]
        self.at = 0

    def broken(self, what: str, at: int | None = None) -> BrokenJson:
        """Make the error for a place in the text."""
        self.at = self.at if at is None else at
        self._drop()
        return BrokenJson(self.line, self.column, what)

    def peek(self) -> str:
        """Give the next character that is no blank; `""` at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in BLANKS:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Take one of the expected characters."""
        found = self.peek()
        if not found:
            raise self.broken(f"the text ends where {' or '.join(expected)} is expected")
        if found not in expected:
            raise self.broken(f"{' or '.join(expected)} is expected")
        self.at += 1
        return found

    def value(self) -> Any:
        """Take a whole value, reading on as far as it needs."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except JSONDecodeError as error:
                ahead = error.pos - self.at
                if not self.more():
                    raise self.broken(error.msg.lower(), self.at + ahead) from None
            except RecursionError:
                raise self.broken("values are nested too deeply") from None
            else:
                if end < len(self.text) or not self.more():
                    self.at = end
                    return value

    def key(self) -> str:
        """Take a key and its colon."""
        if self.peek() != '"':
            raise self.broken("a key in quotes is expected")
        key = str(self.value())
        self.take(":")
        return key


def walk(stream: BinaryIO) -> Iterator[Part]:
    """Yield the parts of a JSON object in their order; the elements of `bills` one by one.

    Raises `BrokenJson` where the text stops being a JSON object in UTF-8; what came before has been yielded.
    """
    text = _Text(stream)
    text.take("{")
    if text.peek() == "}":
        text.take("}")
    else:
        yield from _pairs(text)
    if text.peek():
        raise text.broken("something follows the end of the document")


def _pairs(text: _Text) -> Iterator[Part]:
    while True:
        key = text.key()
        if key == "bills" and text.peek() == "[":
            yield from _elements(text)
        else:
            yield Part(key, text.value())
        if text.take(",}") == "}":
            return


def _elements(text: _Text) -> Iterator[Part]:
    text.take("[")
    yield Part("bills", [])
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        yield Part("bills", text.value(), listed=True)
        if text.take(",]") == "]":
            return
