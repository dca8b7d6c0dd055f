"""The bytes of a text e-bill: its lines, how they end, and the characters they hold."""

from __future__ import annotations

import codecs
import functools
import io
import itertools
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from ledes.finding import NOTE, WARNING, Finding, Where, fault

LONGEST = 1 << 20
"""Bytes of the longest line that is read; the longest possible record of 98BI has about 33,000."""

HEAD = 4096
BLOCK = 1 << 15
"""Bytes that are looked at together: some hundred records."""

LEAST = 1 << 10
"""Bytes of a block that is not parted further."""

ASCII = "the standard is ASCII"
_PRINTABLE = bytes(range(0x20, 0x7F))


class Text(NamedTuple):
    """One physical line without its end. `plain`: nothing but printable ASCII. `guessed`: not ASCII and not UTF-8."""

    row: int
    text: str
    plain: bool
    guessed: bool = False


class Plain(NamedTuple):
    """Whole lines of nothing but printable ASCII, each with LF at its end: the row of the first, and how many."""

    row: int
    size: int
    text: str

    def lines(self) -> Iterator[Text]:
        """Give them one by one."""
        for row, text in enumerate(self.text.split("\n")[:-1], self.row):
            yield Text(row, text, True)

    def halves(self) -> tuple[Plain, Plain] | None:
        """Part them near the middle; `None` where there is one line only."""
        if self.size == 1:
            return None
        cut = self.text.find("\n", len(self.text) // 2) + 1
        if cut == len(self.text):
            cut = self.text.rfind("\n", 0, -1) + 1
        first = self.text[:cut]
        count = first.count("\n")
        return Plain(self.row, count, first), Plain(self.row + count, self.size - count, self.text[cut:])


@fault("L001", layer="bytes", fix="Export the bill again; nothing was written.", reason="FILE_FORMAT")
def empty_file() -> str:
    """A file holds something.

    Source: LEDES 1998B, file structure.
    """
    return "the file is empty"


@fault("L002", layer="bytes", fix="Save the file again as ASCII, ANSI (Windows-1252) or UTF-8.", reason="FILE_FORMAT")
def two_byte_text() -> str:
    """The text is stored one byte a character, not as UTF-16 (Windows calls it Unicode).

    Source: LEDES 1998B (ASCII); Collaborati, upload requirements (ANSI for 1998B and 98BI).
    """
    return "the file is UTF-16 text, two bytes a character"


@fault("L003", layer="bytes", fix="Save without byte order mark.", reason="FILE_FORMAT", severity=WARNING)
def byte_order_mark() -> str:
    """The file begins with its first line, not with an invisible mark.

    Source: LEDES 1998B, first line; the mark is not ASCII.
    """
    return "the file begins with a byte order mark, which hides the first line from strict readers"


@fault(
    "L004",
    layer="bytes",
    fix="Replace it with plain characters; converting does so for punctuation and says which.",
    reason="FILE_FORMAT",
    severity=WARNING,
)
def non_ascii_character(shown: str, read_as: str) -> str:
    """A text holds ASCII characters only.

    Even the sample that the standard's own site publishes holds a curly quote, so it is a warning.

    Source: LEDES 1998B, character set.
    """
    return f"{shown}; {ASCII}{read_as}"


@fault("L005", layer="bytes", fix="Export the bill again in one encoding.", reason="FILE_FORMAT")
def undecodable_character(shown: str) -> str:
    """Every character can be read.

    Source: LEDES 1998B, character set.
    """
    return f"{shown}, which is neither ASCII, UTF-8 nor Windows-1252"


@fault("L006", layer="bytes", fix="Delete the character.", reason="FILE_FORMAT")
def control_character(shown: str) -> str:
    """A text holds no control characters, tabs included.

    Source: LEDES 1998B, character set; practice of the platforms: a tab becomes a blank.
    """
    return f"{shown}, a control character"


@fault("L007", layer="bytes", fix="Nothing, unless the client asks for LF alone.", reason="INFO_ONLY", severity=NOTE)
def windows_line_end() -> str:
    """Lines end in LF; CR LF is as usual and is taken everywhere we know of.

    Source: LEDES 1998B names no line end; both occur in published samples.
    """
    return "lines end in CR LF"


@fault("L008", layer="bytes", fix="Save with LF or CR LF line ends.", reason="FILE_FORMAT", severity=WARNING)
def lone_carriage_return() -> str:
    """Lines do not end in a lone CR, as on very old Macs.

    Source: LEDES 1998B names no line end; strict readers see one single line.
    """
    return "lines end in CR alone"


@fault(
    "L009", layer="bytes", fix="Check that this is an e-bill; records end in [] and a line break.", reason="FILE_FORMAT"
)
def endless_line(most: int) -> str:
    """A line is no longer than the longest record can be.

    Source: LEDES 98BI V2, lengths of the fields.
    """
    return f"the line has more than {most:,} bytes; reading stopped here"


def lines(stream: BinaryIO) -> Iterator[Text | Finding]:
    """Read the lines of a rewindable stream, with what is odd about its bytes said once."""
    for item in blocks(stream):
        if isinstance(item, Plain):
            yield from item.lines()
        else:
            yield item


def blocks(stream: BinaryIO) -> Iterator[Plain | Text | Finding]:
    """Read the lines of a rewindable stream as `lines` does, but together where there is nothing to say of them."""
    head = stream.read(HEAD)
    stream.seek(0)
    if not head:
        yield empty_file(Where())
        return
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or head[1:2] == b"\0" or head[:1] == b"\0":
        yield two_byte_text(Where(1))
        return
    if head.startswith(codecs.BOM_UTF8):
        yield byte_order_mark(Where(1))
        stream.seek(len(codecs.BOM_UTF8))
    if b"\r" in head and b"\n" not in head:
        yield lone_carriage_return(Where(1))
        yield from _decoded(_split_at_carriage_returns(stream), 1, told=False)
        return
    row, windows = 1, False
    for block, text in itertools.chain.from_iterable(map(_looked_at, _whole_lines(stream))):
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        returns = b"\r\n" in block
        if text:
            if returns and not windows:
                yield windows_line_end(Where(row))
            yield Plain(row, count, text)
        elif not (yield from _decoded(io.BytesIO(block), row, told=windows)):
            return
        row, windows = row + count, windows or returns


def _looked_at(block: bytes) -> Iterator[tuple[bytes, str]]:
    """Part a block around what is not plain in it; give the parts, each with its text where that is plain."""
    text = _plain(block)
    cut = block.find(b"\n", len(block) // 2) + 1
    if text or len(block) < LEAST or cut in {0, len(block)}:
        yield block, text
        return
    yield from _looked_at(block[:cut])
    yield from _looked_at(block[cut:])


def _plain(block: bytes) -> str:
    """Give the text of lines that are printable ASCII and end alike, each with LF; nothing where one is not."""
    ended = block if block.endswith(b"\n") else block + b"\n"
    ends = ended.translate(None, _PRINTABLE)
    if len(block) > LONGEST or ends.strip(b"\r\n"):
        return ""
    if b"\r" not in ends:
        return ended.decode("ascii")
    together = ended.count(b"\r\n") == ended.count(b"\n") == ended.count(b"\r")
    return ended.decode("ascii").replace("\r\n", "\n") if together else ""


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Read blocks that end where a line ends; the last line of one may be longer than `LONGEST` by a byte."""
    while block := stream.read(BLOCK):
        if not block.endswith(b"\n"):
            block += stream.readline(LONGEST + 1 - (len(block) - block.rfind(b"\n") - 1))
        yield block


def _decoded(raws: Iterable[bytes], first: int, *, told: bool) -> Generator[Text | Finding, None, bool]:
    """Give lines one by one, the first with its row; say whether reading goes on. `told`: CR LF was told already."""
    for row, raw in enumerate(raws, first):
        if len(raw) > LONGEST:
            yield endless_line(Where(row), LONGEST)
            return False
        if raw.endswith(b"\r\n"):
            body = raw[:-2]
            if not told:
                told = True
                yield windows_line_end(Where(row))
        else:
            body = raw.removesuffix(b"\n")
        if body.isascii():
            text = body.decode("ascii")
            yield Text(row, text, text.isprintable())
        else:
            yield Text(row, *_guess(body))
    return True


def _guess(body: bytes) -> tuple[str, bool, bool]:
    try:
        return body.decode("utf-8"), False, False
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="surrogateescape"), False, True


def _split_at_carriage_returns(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    for block in iter(functools.partial(stream.read, LONGEST), b""):
        *whole, rest = (rest + block).split(b"\r")
        yield from whole
        if len(rest) > LONGEST:
            break
    if rest:
        yield rest


def odd_characters(text: str, guessed: bool, where: Where) -> Iterator[Finding]:
    """Tell each character of a text that is not printable ASCII; line breaks have a finding of their own."""
    for letter in sorted(
        {letter for letter in text if not (letter.isascii() and letter.isprintable()) and letter != "\n"}
    ):
        shown = f"the text holds {_shown(letter)}"
        if "\udc80" <= letter <= "\udcff":
            yield undecodable_character(where, f"the text holds the byte {ord(letter) - 0xDC00:#04x}")
        elif unicodedata.category(letter) == "Cc":
            yield control_character(where, shown)
        else:
            yield non_ascii_character(where, shown, ", and the file was read as Windows-1252" if guessed else "")


def _shown(letter: str) -> str:
    name = unicodedata.name(letter, "").lower()
    visible = f"'{letter}' " if letter.isprintable() else ""
    return f"{visible}U+{ord(letter):04X}{' ' + name if name else ''}"
