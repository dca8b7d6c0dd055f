"""Files that commands write beside what they print: a page, a CSV table, a workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ledes.errors import SetupError, UsageError

if TYPE_CHECKING:
    from ledes.formats import Reading
    from ledes.formats.source import Source
    from ledes.show.findingslines import Lines
    from ledes.validate import Checked, FindClient

out_file = click.Path(path_type=Path, dir_okay=False)


def chosen(inputs: Iterable[str], **outs: Path | None) -> dict[str, Path]:
    """Gather the files that were asked for, by the names of their options.

    Raises `UsageError` where two are the same file, or one is an input.
    """
    found = {name: path for name, path in outs.items() if path is not None}
    if len({path.resolve() for path in found.values()}) < len(found):
        raise UsageError("two options name the same file", hint="give each a name of its own")
    from ledes.formats.source import inputs as spread

    read = {Path(each).resolve() for each in spread(tuple(inputs)) if each != "-"} if found else set()
    for name, path in found.items():
        if path.resolve() in read:
            raise UsageError(f"{path} is an input itself", hint=f"give another name with --{name}")
    return found


@contextlib.contextmanager
def written(path: Path, option: str) -> Iterator[BinaryIO]:
    """Open a file for writing; it takes its name when it is whole.

    Raises `SetupError` when it cannot be written.
    """
    from ledes import delivery

    try:
        with delivery.whole(path) as stream:
            yield stream
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(f"{path}: {why}", hint=f"give another name with --{option}") from error


def findings(
    outs: Mapping[str, Path],
    sources: Iterable[Source],
    reports: Iterable[Checked],
    find_client: FindClient | None,
    reading: Reading,
) -> None:
    """Write what a check found, with the lines that it names, which are read once more."""
    from ledes.commands import surroundings
    from ledes.show import findingspage, findingssheet, sheetfiles

    files = tuple(_lines(sources, reports, find_client, reading))
    for option, path in outs.items():
        with written(path, option) as stream:
            if option == "html":
                findingspage.write(stream, files, surroundings.today().isoformat())
            elif option == "csv":
                sheetfiles.write_csv(stream, findingssheet.sheet(files))
            else:
                sheetfiles.write_xlsx(stream, findingssheet.sheet(files))


def _lines(
    sources: Iterable[Source], reports: Iterable[Checked], find_client: FindClient | None, reading: Reading
) -> Iterator[Lines]:
    from ledes import formats, validate
    from ledes.show.findingslines import Lines

    known = {(each.name, each.sha256): each for each in sources}
    for report in reports:
        bills = validate.bills(known[report.name, report.sha256], find_client=find_client, reading=reading)
        yield Lines(report, bills, formats.named(report.format).fields)
