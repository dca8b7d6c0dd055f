"""The conversion of one file of a run, in whichever process is free; files get their names from one of them alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledes.commands.asked import Asked, placed, seen
from ledes.errors import LedesError

if TYPE_CHECKING:
    from ledes.convert import Converter
    from ledes.crew import Crew
    from ledes.delivery import Folder, Staged
    from ledes.finding import Finding
    from ledes.formats.source import Source
    from ledes.show.outputs import Written
    from ledes.workspace import Workspace


class Around(NamedTuple):
    """What a conversion of this run has around it; the process that people see has the folder that is written to."""

    order: Order
    converter: Converter
    folder: Folder | None


class Prepared(NamedTuple):
    """A file that has no name yet, and what is told of it once it has."""

    staged: Staged
    told: Written


class Converted(NamedTuple):
    """What became of one file, and what stopped it before its end."""

    items: Iterable[Written | Prepared | Finding]
    stopped: LedesError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How the files of one run are converted; `staging` is a folder for files that have no name yet."""

    asked: Asked
    target: str | None
    allowed: tuple[str, ...]
    staging: Path

    @contextlib.contextmanager
    def around(self, *, here: bool) -> Iterator[Around]:
        """Open the workspace, in a process that people do not see.

        Raises `SetupError` when the workspace is not there or has mistakes.
        """
        yield self.found(self.asked.home(), None)

    def found(self, home: Workspace | None, folder: Folder | None) -> Around:
        """Say what a conversion has around it in a workspace that is loaded already.

        Raises `UsageError` for a target that there is not.
        """
        from ledes import formats
        from ledes.convert import Converter

        converter = Converter(
            to=formats.named(self.target) if self.target else None,
            find_client=self.asked.find_client(home),
            reading=self.asked.reading(home),
            allowed=self.allowed,
            today=self.asked.today,
        )
        return Around(self, converter, folder)


def convert(around: Around, source: Source, _beside: None) -> Converted:
    """Convert a file: bill by bill as they are asked for where people see it, otherwise into the folder for staging."""
    if around.folder is not None:
        return Converted(_put(around.converter, source, around.folder))
    items: list[Prepared | Finding] = []
    try:
        seen(around.order.asked, source)
        items.extend(_staged(around.converter, source, around.order.staging))
    except LedesError as error:
        return Converted(items, error)
    return Converted(items)


def _put(converter: Converter, source: Source, folder: Folder) -> Iterator[Written | Finding]:
    from ledes import delivery
    from ledes.finding import Finding
    from ledes.show import outputs, progress

    with progress.steps(f"converting {source.name}") as step:
        for item in delivery.behind(converter.outputs(source), folder.put_behind):
            if isinstance(item, Finding):
                yield item
            else:
                output, path = item
                step(output.name)
                yield outputs.written(str(path), output)


def _staged(converter: Converter, source: Source, staging: Path) -> Iterator[Prepared | Finding]:
    from ledes import delivery
    from ledes.finding import Finding
    from ledes.show import outputs

    for item in delivery.behind(
        converter.outputs(source), lambda output, pool: pool.submit(delivery.stage, staging, output)
    ):
        if isinstance(item, Finding):
            yield item
        else:
            output, staged = item
            yield Prepared(staged, outputs.written("", output))


def conversions(crew: Crew[Around], sources: Sequence[Source]) -> Iterator[tuple[Source, Converted]]:
    """Convert the files of a run; give what became of each, in their order."""
    from ledes.show import progress

    sources = placed(crew, sources)
    with progress.together(f"{len(sources)} files", sum(each.size for each in sources), shown=crew.shared) as bar:
        outcomes = crew.each(convert, sources, done=lambda place: bar.advance(sources[place].size))
        for source, outcome in zip(sources, outcomes, strict=True):
            with bar.aside():
                try:
                    yield source, outcome.result()
                except LedesError as error:
                    yield source, Converted((), error)
