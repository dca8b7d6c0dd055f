"""`ledes convert`: turn finalized bills into e-bills, or e-bills into another format."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, LedesError, worst

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledes.commands.converting import Converted
    from ledes.delivery import Folder
    from ledes.finding import Finding
    from ledes.show.outputs import Written


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--to",
    "target",
    metavar="FORMAT",
    help="1998b, 98bi, 2000, xml2.0, xml2.1, xml2.2 or json; by default what the client's profile says.",
)
@options.client
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write to.")
@options.map_name
@options.settings
@options.allow_loss
@options.jobs
@click.option("--force", is_flag=True, help="Replace a file of the same name that holds something else.")
@options.as_json
@options.workspace
def command(
    inputs: tuple[str, ...],
    target: str | None,
    client_key: str | None,
    out: Path | None,
    map_name: str,
    settings: tuple[str, ...],
    allowed: tuple[str, ...],
    jobs: str,
    force: bool,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Turn bills into e-bills: one file a bill, checked before it is written.

    INPUT is a file, a folder, or - for standard input: a CSV or XLSX export, or an e-bill in any format. What the
    target needs and the input lacks comes from the client's profile or --set; nothing is invented. What the target
    has no place for is listed, and refused unless --allow-loss names it.

    \b
    Example:
      ledes convert month.csv --to 1998b --out outbox
      ledes convert bill.txt --to 98bi --set currency=USD --set matter.account=O
    """
    from ledes import crew, delivery
    from ledes.commands import converting, surroundings
    from ledes.commands.asked import asked
    from ledes.formats.source import inputs as spread

    home = surroundings.workspace(workspace, needed=bool(client_key) or not target)
    folder = delivery.Folder(out or (home.outbox if home else Path.cwd()), force=force)
    outputs: list[Written] = []
    findings: list[Finding] = []
    exits: list[Exit] = []
    with contextlib.ExitStack() as stack:
        sources = list(surroundings.opened(spread(inputs), stack, exits))
        order = converting.Order(
            asked=asked(home, client=client_key, map_name=map_name, settings=settings, jobs=jobs),
            target=target,
            allowed=allowed,
            staging=stack.enter_context(delivery.staging(folder.path)) if jobs != "1" else folder.path,
        )
        around = order.found(home, folder)
        workers = stack.enter_context(crew.called(jobs, order, around, most=len(sources)))
        for source, converted in converting.conversions(workers, sources):
            exits.append(_one(source.name, converted, folder, outputs, findings, as_json))
    if as_json:
        from ledes.show import outputs as shown

        options.show_json(shown.as_data(outputs, findings))
    return worst(exits)


def _one(
    name: str,
    converted: Converted,
    folder: Folder,
    outputs: list[Written],
    findings: list[Finding],
    as_json: bool,
) -> Exit:
    """Tell what became of one file; files that another process wrote get their names here."""
    from ledes.commands.converting import Prepared
    from ledes.finding import ERROR, Finding
    from ledes.show import outputs as shown

    against: list[Finding] = []
    before = len(outputs)
    try:
        for item in converted.items:
            if isinstance(item, Finding):
                against.append(item)
            elif isinstance(item, Prepared):
                outputs.append(replace(item.told, path=str(folder.put(item.staged))))
            else:
                outputs.append(item)
        if converted.stopped:
            raise converted.stopped
    except LedesError as error:
        return options.told(error)
    finally:
        findings += against
        for file in outputs[before:]:
            _show(shown.text(file), as_json)
        _show(shown.against(name, against), as_json)
    return Exit.FINDINGS if any(finding.severity is ERROR for finding in against) else Exit.DONE


def _show(lines: Iterable[str], as_json: bool) -> None:
    if not as_json:
        options.show(lines)
