"""The check of one file of a run, in whichever process is free; what it needs is found there by the run's order."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledes.commands import options, surroundings
from ledes.commands.asked import Asked, placed, seen
from ledes.errors import Exit, InputError, LedesError
from ledes.standing import standing

if TYPE_CHECKING:
    from ledes.bill import Bill
    from ledes.client import Client
    from ledes.crew import Crew
    from ledes.crew.pieces import Done
    from ledes.formats import Reading
    from ledes.formats.source import Source
    from ledes.others import Index
    from ledes.rules import History
    from ledes.validate import Checked
    from ledes.workspace import Workspace


class Around(NamedTuple):
    """What a check of this run has around it; `here` is the process that people see."""

    order: Order
    here: bool
    find_client: Callable[[Bill], Client | None] | None
    reading: Reading
    history: Callable[[Client], History] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How the files of one run are checked."""

    asked: Asked
    scope: str | None
    schema: Path | None
    most_rows: int

    @contextlib.contextmanager
    def around(self, *, here: bool) -> Iterator[Around]:
        """Open the workspace and its ledger.

        Raises `SetupError` when the workspace is not there or has mistakes.
        """
        with self.found(self.asked.home(), here=here) as around:
            yield around

    @contextlib.contextmanager
    def found(self, home: Workspace | None, *, here: bool) -> Iterator[Around]:
        """Open the ledger of a workspace that is loaded already."""
        with surroundings.history(None if self.scope == "standard" else home, aloud=here) as history:
            yield Around(self, here, self.asked.find_client(home), self.asked.reading(home), history)


def look(around: Around, source: Source, _beside: None) -> Index:
    """Read a file for what the bills of the run hold for each other."""
    from ledes import validate

    with _watched(around, source, f"{source.name}: first look") as watched:
        return validate.survey([watched], find_client=around.find_client, reading=around.reading)


def check(around: Around, source: Source, others: Index | None) -> Checked:
    """Check a file, with what the bills of the run hold for each other.

    Raises `InputError` when it is in no known form.
    """
    from ledes import validate

    order = around.order
    with _watched(around, source, source.name) as watched:
        return validate.check(
            watched,
            find_client=around.find_client,
            scope=order.scope or "all",
            reading=around.reading,
            history=around.history,
            others=others,
            today=order.asked.today,
            schema=order.schema,
            most_rows=order.most_rows,
        )


@contextlib.contextmanager
def _watched(around: Around, source: Source, label: str) -> Iterator[Source]:
    """Show how far a file is read, where people see it and no bar stands for all files together."""
    from ledes.show import progress

    if not around.here:
        seen(around.order.asked, source)
        yield source
        return
    with progress.bar(label, source.size) as watch:
        yield replace(source, watch=watch)


def others(crew: Crew[Around], sources: Sequence[Source], done: Done) -> Index:
    """Gather what the bills of a run hold for each other; `done` is told the place of each file that was read."""
    from ledes.others import Index

    index = Index()
    for outcome in crew.each(look, sources, done=done):
        # the check of that file will say it
        with contextlib.suppress(InputError):
            found = outcome.result()
            with standing():
                index.join(found)
    with standing():
        index.settle()
    return index


def reports(crew: Crew[Around], sources: Sequence[Source], exits: list[Exit], *, compared: bool) -> Iterator[Checked]:
    """Check the files of a run; give what was found in each, in their order.

    Tells of what cannot be checked on standard error, and adds its exit status to `exits`. `compared` says that the
    bills of the run are compared with each other.
    """
    from ledes.show import progress

    sources = placed(crew, sources)
    total = sum(each.size for each in sources) * (2 if compared else 1)
    with progress.together(f"{len(sources)} files", total, shown=crew.shared) as bar:

        def done(place: int) -> None:
            bar.advance(sources[place].size)

        index = others(crew, sources, done) if compared else None
        for outcome in crew.each(check, sources, index, done=done):
            with bar.aside():
                try:
                    yield outcome.result()
                except LedesError as error:
                    exits.append(options.told(error))
