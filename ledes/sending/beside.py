"""The folder of an input's attachments: what lies in it, and whether it changed.

It stands beside the input and is named like it with `.attachments` behind. In it is a folder for each invoice, and in
that, where needed, one for each line and one for each kind of paper.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ledes.errors import InputError
from ledes.formats.source import unfinished

SUFFIX = ".attachments"
DEEPEST = 3
LITTER = frozenset({"thumbs.db", "desktop.ini"})
"""What Windows puts into folders; names that begin with a point are passed over too."""

_LINE = re.compile(r"line[ _-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A file that was given, and for what: an invoice (empty: the only one of the input), a line, a kind of paper."""

    path: Path
    invoice: str = ""
    line: str = ""
    kind: str = ""


def folder(path: Path) -> Path:
    """Name the folder of an input's attachments."""
    return path.with_name(path.name + SUFFIX)


def newest(path: Path) -> float:
    """Say when an input, or anything that goes along with it, changed last.

    Raises `OSError` when that cannot be seen.
    """
    moments: list[float] = [path.stat().st_mtime, *(each.lstat().st_mtime for each in _everything(folder(path)))]
    return max(moments)


def sealed(path: Path, digest: str) -> str:
    """Give the digest of an input together with what goes along with it; without anything it is the input's own.

    Of what goes along names, sizes and times count: reading all of it in every run would take long.
    Raises `OSError` when it cannot be seen.
    """
    rows = [digest]
    for each in _everything(folder(path)):
        found = each.lstat()
        rows.append(f"{each.relative_to(path.parent).as_posix()} {found.st_size} {found.st_mtime_ns}")
    if len(rows) == 1:
        return digest
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogateescape")).hexdigest()


def invoices(path: Path) -> tuple[str, ...]:
    """Name the folders of invoices that an input has beside it, empty ones too."""
    found = (each for each in folder(path).iterdir() if each.is_dir()) if folder(path).is_dir() else ()
    return tuple(sorted(each.name for each in found if _is_ours(each.name)))


def homeless(inbox: Path) -> tuple[str, ...]:
    """Name the folders of attachments in an inbox beside which there is no input."""
    found = (each for each in inbox.glob(f"*{SUFFIX}") if each.is_dir() and _is_ours(each.name))
    return tuple(sorted(each.name for each in found if not each.with_name(each.name.removesuffix(SUFFIX)).exists()))


def lying(path: Path) -> Iterator[Loose]:
    """List the files beside an input.

    Raises `InputError` for one that nobody can place or read, or that is still being written: it may not be left out.
    """
    top = folder(path)
    try:
        found = _everything(top)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InputError(f"{top.name} cannot be read: {why}", hint="check the rights of the folder") from error
    for each in found:
        parts = each.relative_to(top).parts
        if not all(map(_is_ours, parts)) or (each.is_dir() and not each.is_symlink()):
            continue
        if any(not part.isprintable() for part in parts):
            raise InputError(f"the name {'/'.join(parts)!a} cannot be read", hint="give it a name of plain letters")
        if unfinished(each.name):
            raise InputError(f"{each.name} is still being written", hint="wait until it is whole, or take it away")
        if not each.is_file():
            raise InputError(f"{each.name} is no file", hint="put the file itself there instead of a link to a folder")
        if len(parts) - 1 > DEEPEST:
            said = each.relative_to(top.parent)
            raise InputError(f"{said} lies too deep", hint="put it into <invoice>/ or <invoice>/<line>/")
        invoice, *below = (*parts[:-1], "")
        yield placed(each, invoice, below)


def placed(path: Path, invoice: str, below: Iterable[str]) -> Loose:
    """Say what a file is for: of the names below the invoice, one without a digit is a kind of paper, others a line.

    >>> placed(Path("taxi.pdf"), "1001", ("line 14", "Receipt")).line
    '14'
    """
    named = [each for each in below if each]
    lines = [_LINE.sub("", each, count=1) for each in named if any(letter.isdigit() for letter in each)]
    kinds = [each for each in named if not any(letter.isdigit() for letter in each)]
    if len(lines) > 1 or len(kinds) > 1:
        twice = "two lines" if len(lines) > 1 else "two kinds of paper"
        raise InputError(f"{path.name} is given for {twice}", hint="give it for <invoice>/<line>/<kind>")
    return Loose(path=path, invoice=invoice, line="".join(lines), kind="".join(kinds))


def _everything(top: Path) -> list[Path]:
    """List all that lies in a folder, however deep; nothing where there is none."""

    def refused(error: OSError) -> None:
        # os.walk would leave out what it may not look into, and nobody would notice.
        raise error

    if not top.is_dir():
        return []
    found = [top]
    for place, folders, files in os.walk(top, onerror=refused):
        found += [Path(place, name) for name in (*folders, *files)]
    return sorted(found)


def _is_ours(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.lower() not in LITTER
