"""Bills that a command reviews against their client's terms: read, with the client and what is known beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import click

from ledes.commands import options, surroundings
from ledes.errors import Exit, InputError, LedesError, SetupError

if TYPE_CHECKING:
    from ledes.bill import Bill
    from ledes.client import Client
    from ledes.earlier import History, Others
    from ledes.examination import Surroundings
    from ledes.finding import Finding
    from ledes.formats import Reading
    from ledes.formats.source import Source

    Seen = tuple[Bill, Client | None, Surroundings]


class Reviewed(NamedTuple):
    """A bill with its client; `history` leaves out the bills of this run, `others` are those."""

    source: str
    bill: Bill
    client: Client
    history: History
    others: Others | None


def bills(
    inputs: tuple[str, ...],
    find_client: Callable[[Bill], Client | None] | None,
    reading: Reading,
    history: Callable[[Client], History] | None,
    exits: list[Exit],
) -> Iterator[Reviewed]:
    """Read the bills of files and folders whose clients are known.

    Tells of what cannot be opened or read and of bills without a client on standard error, and adds the exit status
    of each to `exits`; the others go on.
    """
    from ledes import validate
    from ledes.formats.source import inputs as spread
    from ledes.show import progress

    with contextlib.ExitStack() as stack:
        sources = list(surroundings.opened(spread(inputs), stack, exits))
        index = None
        for each in sources:
            with progress.bar(f"{each.name}: first look", each.size) as watch:
                looked = [replace(each, watch=watch)]
                index = validate.survey(looked, find_client=find_client, reading=reading, index=index)
        for each in sources:
            try:
                read = validate.reviewed(each, find_client=find_client, reading=reading, history=history, others=index)
                yield from _known(each, read, exits)
            except LedesError as error:
                exits.append(options.told(error))


def _known(source: Source, read: Iterable[Finding | Seen], exits: list[Exit]) -> Iterator[Reviewed]:
    """Give the bills of one file whose client is known, and tell of what else is in it."""
    from ledes.earlier import Unbilled
    from ledes.finding import ERROR, Finding
    from ledes.show.findings import counted

    faults = seen = 0
    for item in read:
        if isinstance(item, Finding):
            faults += item.severity is ERROR
            continue
        seen += 1
        bill, client, around = item
        if client is None:
            exits.append(options.told(_unknown(source.name, bill)))
        else:
            yield Reviewed(source.name, bill, client, around.history or Unbilled(), around.others)
    if not seen:
        hint = f"ledes validate {source.name} says what is wrong with it"
        exits.append(options.told(InputError(f"{source.name} holds no bill that can be read", hint=hint)))
    elif faults:
        click.echo(
            f"warning: {source.name} has {counted(faults, 'fault')}; what may be hidden by it is not counted", err=True
        )
        click.echo(f"  try: ledes validate {source.name}", err=True)


def _unknown(name: str, bill: Bill) -> SetupError:
    number = f"invoice {bill.number}" if bill.number else "the bill"
    if not bill.client.id:
        return SetupError(f"{name}: {number} names no client", hint="name it with --client KEY")
    return SetupError(
        f"{name}: no profile has the CLIENT_ID '{bill.client.id}' of {number}",
        hint="add it to `ids` in clients/<key>.toml, or name the client with --client KEY",
    )
