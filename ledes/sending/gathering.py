"""What goes along with the bills of an input: found, and brought to its invoice.

A person puts the files into a folder beside the input, named like it with `.attachments` behind, in a folder for each
invoice, and there in one for each line where they prove one; or names them with `--attach`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ledes import delivery
from ledes.bill import Bill
from ledes.errors import Exit, InputError, LedesError
from ledes.formats import Reading
from ledes.formats.source import Source, unfinished

SUFFIX = ".attachments"
LITTER = frozenset({"thumbs.db", "desktop.ini"})
"""What Windows puts into folders; names that begin with a point are passed over too."""

_LINE = re.compile(r"line[ _-]*", re.IGNORECASE)


class AttachmentError(LedesError):
    """A file cannot go along with a bill, or nobody can say with which; the bill waits until that is mended."""

    exit = Exit.FINDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A file that was given: which invoice it was given for (empty: the only one of the input) and which line."""

    path: Path
    invoice: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was given for the bills of one input, by invoice number; an invoice that is not there had nothing said.

    `problems` are files that belong to no bill for sure; while there are any, no bill of the input may go.
    """

    files: Mapping[str, tuple[Loose, ...]] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[LedesError, ...] = ()


def folder(path: Path) -> Path:
    """Name the folder of an input's attachments."""
    return path.with_name(path.name + SUFFIX)


def newest(path: Path) -> float:
    """Say when an input, or anything that goes along with it, changed last."""
    places = [path, folder(path), *folder(path).rglob("*")] if folder(path).is_dir() else [path]
    moments: list[float] = [place.stat().st_mtime for place in places]
    return max(moments)


def sealed(path: Path, digest: str) -> str:
    """Give the digest of an input together with what goes along with it; without anything it is the input's own."""
    if not folder(path).is_dir():
        return digest
    rows = [digest]
    for each in sorted(folder(path).rglob("*")):
        found = each.stat()
        rows.append(f"{each.relative_to(path.parent).as_posix()} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogateescape")).hexdigest()


def gather(opened: Source, options: Sequence[str], reading: Reading) -> Given:
    """Find what goes along with the bills of an input, in its folder and as `--attach` names it.

    Raises `InputError` for a file that is not there or still being written.
    """
    beside = folder(opened.path)
    has_folder = opened.name != "-" and beside.is_dir()
    if not options and not has_folder:
        return Given()
    numbers = _numbers(opened, reading)
    files: dict[str, list[Loose]] = {}
    problems: list[LedesError] = []
    said = {each.name: () for each in beside.iterdir() if each.is_dir()} if has_folder else {}
    loose = [*(_lying(beside) if has_folder else ()), *(_named(each, numbers) for each in options)]
    for invoice in said:
        if _is_ours(invoice):
            _bring(invoice, beside / invoice, numbers, files, problems)
    for each in loose:
        place = _bring(each.invoice, each.path, numbers, files, problems)
        if place:
            files[place].append(each)
    unique = {(error.message, error.hint): error for error in problems}
    return Given(
        files=MappingProxyType({number: tuple(found) for number, found in files.items()}),
        problems=tuple(unique.values()),
    )


def _bring(
    invoice: str, path: Path, numbers: Counter[str], files: dict[str, list[Loose]], problems: list[LedesError]
) -> str:
    """Find the invoice of the input that is meant, and make room for it; empty where none is for sure."""
    try:
        number = _meant(invoice, path, numbers)
    except AttachmentError as error:
        problems.append(error)
        return ""
    files.setdefault(number, [])
    return number


def _meant(invoice: str, path: Path, numbers: Counter[str]) -> str:
    if not invoice:
        if len(numbers) == 1:
            invoice = next(iter(numbers))
        else:
            raise AttachmentError(
                f"{path.name} is given for no invoice, and the input holds {len(numbers)} bills",
                hint=f"put it into a folder with the number of its invoice, or say --attach {path.name}=INVOICE",
            )
    fitting = [invoice] if invoice in numbers else [each for each in numbers if delivery.cleaned(each) == invoice]
    if len(fitting) != 1:
        others = ", ".join(numbers) if len(numbers) <= 8 else f"{len(numbers)} others"
        raise AttachmentError(
            f"{path.name} is given for invoice {invoice}, which the input does not hold",
            hint=f"correct the number; the input holds {others or 'no bill'}",
        )
    if numbers[fitting[0]] > 1:
        raise AttachmentError(
            f"{path.name} is given for invoice {fitting[0]}, and {numbers[fitting[0]]} bills of the input bear that "
            "number",
            hint="put each client's bills into an input of its own",
        )
    return fitting[0]


def _numbers(opened: Source, reading: Reading) -> Counter[str]:
    """Count the bills under each number, and those of which there are only complaints."""
    bills: Counter[str] = Counter()
    complained: set[str] = set()
    with opened.open() as stream:
        for item in opened.format.read(stream, opened.name, reading):
            if isinstance(item, Bill):
                bills[item.number] += 1
            else:
                complained.add(item.bill)
    bills.update(complained - bills.keys() - {""})
    return bills


def _lying(beside: Path) -> Iterator[Loose]:
    """List the files of a folder of attachments, at most two folders deep: invoice, line."""
    for path in sorted(beside.rglob("*")):
        parts = path.relative_to(beside).parts
        if not all(map(_is_ours, parts)) or path.is_dir():
            continue
        if unfinished(path.name):
            raise InputError(f"{path.name} is still being written", hint="wait until it is whole, or take it away")
        if len(parts) > 3:
            raise InputError(
                f"{path.relative_to(beside.parent)} lies too deep", hint="put it into <invoice> or <invoice>/<line>"
            )
        invoice, line = (*parts[:-1], "", "")[:2]
        yield Loose(path=path, invoice=invoice, line=_LINE.sub("", line, count=1))


def _is_ours(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.lower() not in LITTER


def _named(option: str, numbers: Counter[str]) -> Loose:
    """Read FILE, FILE=INVOICE or FILE=INVOICE/LINE; numbers of invoices may hold a slash themselves."""
    if Path(option).is_file():
        return Loose(path=Path(option))
    name, equals, target = option.rpartition("=")
    if not equals or not Path(name).is_file():
        raise InputError(
            f"there is no file {name or option}", hint="name it as FILE, FILE=INVOICE or FILE=INVOICE/LINE"
        )
    invoice, slash, line = target.rpartition("/")
    if slash and target not in numbers:
        return Loose(path=Path(name), invoice=invoice, line=_LINE.sub("", line, count=1))
    return Loose(path=Path(name), invoice=target)
