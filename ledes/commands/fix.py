"""`ledes fix`: mend what can be mended safely in an e-bill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit

if TYPE_CHECKING:
    from ledes.fix import Fixed


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write; otherwise beside FILE, as .fixed."
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--diff", "show_diff", is_flag=True, help="Show line by line what was changed.")
@options.client
@options.as_json
@options.workspace
def command(
    file: str,
    out: Path | None,
    force: bool,
    show_diff: bool,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Mend the form of an e-bill, never what it says, and list each repair and what is left to do.

    Mended are first lines, headers, line ends, blanks, record ends, the punctuation of a published table, and
    separators in numbers where the arithmetic proves them. No amount, day, id or word changes. The result is written
    beside FILE. Exits with 1 when errors are left.

    \b
    Example:
      ledes fix bill.txt
      ledes fix bill.txt --out mended.txt --diff
    """
    from ledes import fix
    from ledes.commands import surroundings
    from ledes.errors import UsageError
    from ledes.formats.source import source
    from ledes.show import repairs

    if file == "-" and out is None:
        raise UsageError("standard input has no name to write beside", hint="name the mended file with --out")
    home = surroundings.workspace(workspace, needed=bool(client_key))
    client = home.client(client_key) if home and client_key else None
    with source(file) as opened:
        fixed = fix.fix(opened, client=client)
        path = str(_put(out or _beside(file), fixed, force)) if fixed.repairs else ""
        with opened.open() as stream:
            changes = list(repairs.unified(file, path, stream.read(), fixed.content)) if show_diff else []
    if as_json:
        options.show_json(repairs.as_data(file, path, fixed, "\n".join(changes) if show_diff else None))
    else:
        options.show(changes)
        options.show(repairs.text(file, path, fixed))
    return Exit.FINDINGS if fixed.after.failed else Exit.DONE


def _beside(file: str) -> Path:
    path = Path(file)
    return path.with_name(f"{path.stem}.fixed{path.suffix}")


def _put(path: Path, fixed: Fixed, force: bool) -> Path:
    """Write the mended file, unless the same bytes are there already."""
    from ledes import delivery
    from ledes.errors import SetupError, UsageError

    try:
        if path.exists():
            if path.read_bytes() == fixed.content:
                return path
            if not force:
                raise UsageError(
                    f"{path} is there already and holds something else",
                    hint="choose another name with --out, or replace it with --force",
                )
        delivery.write(path, fixed.content)
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise SetupError(f"{path}: {why}", hint="choose another file with --out") from error
    return path
