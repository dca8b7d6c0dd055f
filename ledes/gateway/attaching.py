"""What goes along with an e-bill: files for the invoice or for a line, and what a platform allows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

MEGABYTE = 1_000_000
"""What platforms call a megabyte may be more, never less."""

FORBIDDEN = frozenset('\\/:*?"<>|')
"""Characters that a file name cannot hold on Windows, where most packages are opened."""

_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_ZIP = (b"PK\x03\x04",)
_TIFF = (b"II*\x00", b"MM\x00*")
BEGINNINGS = {
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), _OFFICE),
    **dict.fromkeys(("docx", "xlsx", "xlsm", "xlsb", "xltx", "pptx", "odt", "ods", "xps", "zip"), _ZIP),
    **dict.fromkeys(("tif", "tiff"), _TIFF),
    **dict.fromkeys(("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "rtf": (b"{\\rtf",),
}
"""How files of a kind begin, by extension."""

TEXTS = frozenset({"txt", "csv", "xml", "htm", "html", "ledes"})
PDF = b"%PDF-"
PDF_WITHIN = 1024
"""Readers take a PDF whose mark stands within its first 1024 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with an e-bill; `line` is the number of the line it proves, empty for the whole invoice.

    `kind` is the platform's word for what it is (receipt, report), where it asks for one.
    """

    name: str
    content: bytes = field(repr=False)
    sha256: str
    invoice: str
    line: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attaching:
    """What a platform allows of attachments; `None` and empty mean that it names no limit.

    `extensions` are written small and without a point. `max_bytes` is for one file, `total_bytes` for those of one
    invoice, `count` how many there may be, `longest_name` in characters. `with_lines` says that one may belong to a
    line, `unique_names` that no two of an invoice may bear the same name or hold the same. `naming` is how a name is
    made where it has to tell the invoice: a template with the fields `{invoice}` and `{name}`.
    """

    extensions: tuple[str, ...] = ()
    max_bytes: int | None = None
    total_bytes: int | None = None
    count: int | None = None
    longest_name: int | None = None
    with_lines: bool = False
    unique_names: bool = False
    naming: str = ""


class Fault(NamedTuple):
    """Why a file cannot go along: the fact, which names it, and the way out."""

    fact: str
    way_out: str


def named(file: Attachment, allowed: Attaching) -> Attachment:
    """Give a file the name that the platform wants; one that tells its invoice already stays.

    >>> receipt = Attachment(name="taxi.pdf", content=b"", sha256="", invoice="1001")
    >>> named(receipt, Attaching(naming="~{invoice}~{name}")).name
    '~1001~taxi.pdf'
    """
    if not allowed.naming:
        return file
    invoice = "".join("-" if letter in FORBIDDEN or letter.isspace() else letter for letter in file.invoice)
    part = next((each for each in allowed.naming.split("{name}") if "{invoice}" in each), "")
    told = part.format(invoice=invoice).strip("-_ ")
    if told in file.name:
        return file
    return replace(file, name=allowed.naming.format(invoice=invoice, name=file.name))


def faults(files: Sequence[Attachment], allowed: Attaching) -> Iterator[Fault]:
    """Name all that a platform would not take of the files that go along with one invoice."""
    for each in files:
        yield from _name(each, allowed)
        yield from _content(each, allowed)
        if each.line and not allowed.with_lines:
            yield Fault(
                f"{each.name} belongs to line {each.line}, and the platform takes files for whole invoices only",
                "give it for the invoice",
            )
    total = sum(len(each.content) for each in files)
    if allowed.total_bytes is not None and total > allowed.total_bytes:
        yield Fault(
            f"the {len(files)} files of invoice {files[0].invoice} have {total:,} bytes together; "
            f"{allowed.total_bytes:,} are allowed",
            "make them smaller, or give fewer",
        )
    if allowed.count is not None and len(files) > allowed.count:
        yield Fault(
            f"invoice {files[0].invoice} has {len(files)} files; at most {allowed.count} may be", "join some of them"
        )
    yield from _twice(files, allowed)


def _name(file: Attachment, allowed: Attaching) -> Iterator[Fault]:
    if not file.name.isprintable() or FORBIDDEN & set(file.name):
        yield Fault(f"the name {file.name!r} holds a character that file names cannot have everywhere", "rename it")
    if allowed.longest_name is not None and len(file.name) > allowed.longest_name:
        yield Fault(
            f"the name {file.name} has {len(file.name)} characters; {allowed.longest_name} are allowed",
            "give it a shorter name",
        )
    ending = extension(file.name)
    if allowed.extensions and ending not in allowed.extensions:
        yield Fault(
            f"{file.name} is no file that the platform takes", f"give it as one of {', '.join(allowed.extensions)}"
        )


def _content(file: Attachment, allowed: Attaching) -> Iterator[Fault]:
    if not file.content:
        yield Fault(f"{file.name} is empty", "save it again, or take it away")
    elif not _is_what_it_says(file):
        yield Fault(
            f"{file.name} does not hold what its name says: it is no .{extension(file.name)} file inside",
            "save it again from the program that made it",
        )
    if allowed.max_bytes is not None and len(file.content) > allowed.max_bytes:
        yield Fault(
            f"{file.name} has {len(file.content):,} bytes; {allowed.max_bytes:,} are allowed",
            "make it smaller, for example by scanning with fewer dots",
        )


def _is_what_it_says(file: Attachment) -> bool:
    ending = extension(file.name)
    if ending == "pdf":
        return PDF in file.content[:PDF_WITHIN]
    if ending in TEXTS:
        # UTF-16 text is full of zero bytes, and says so at its beginning
        return b"\x00" not in file.content or file.content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return ending not in BEGINNINGS or file.content.startswith(BEGINNINGS[ending])


def _twice(files: Sequence[Attachment], allowed: Attaching) -> Iterator[Fault]:
    if not allowed.unique_names:
        return
    names = Counter(each.name.casefold() for each in files)
    for name, count in names.items():
        if count > 1:
            yield Fault(f"{count} files are called {name}, and the platform refuses the second", "rename them")
    first: dict[str, Attachment] = {}
    for each in files:
        before = first.setdefault(each.sha256, each)
        if before is not each and before.name.casefold() != each.name.casefold():
            yield Fault(
                f"{each.name} holds the same as {before.name}, and the platform refuses the second", "take one away"
            )


def extension(name: str) -> str:
    """Give the extension of a file name, small and without a point; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
