"""What was asked of a command, in words that another process, or another machine, finds the same around itself with."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ledes.commands import surroundings
from ledes.errors import InputError

if TYPE_CHECKING:
    import datetime

    from ledes.bill import Bill
    from ledes.client import Client
    from ledes.crew import Crew
    from ledes.formats import Reading
    from ledes.formats.source import Source
    from ledes.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where and how a run reads its files; `run` tells it apart from a later one that asks for the same.

    `far` says that machines may do it that have other files under the same names.
    """

    run: str
    workspace: Path | None
    client: str | None
    map: str
    settings: tuple[str, ...]
    today: datetime.date
    far: bool

    def home(self) -> Workspace | None:
        """Load the workspace.

        Raises `SetupError` when it is not there or has mistakes.
        """
        from ledes.workspace import load

        return load(self.workspace) if self.workspace else None

    def find_client(self, home: Workspace | None) -> Callable[[Bill], Client | None] | None:
        """Say how a bill's client is found."""
        return surroundings.find_client(home, self.client)

    def reading(self, home: Workspace | None) -> Reading:
        """Gather what readers are told beside the file."""
        return surroundings.reading(home, self.map, self.settings)


def asked(home: Workspace | None, *, client: str | None, map_name: str, settings: tuple[str, ...], jobs: str) -> Asked:
    """Say what was asked for, whatever folder the process is in that reads it."""
    import uuid

    from ledes.crew import SCHEDULERS

    return Asked(
        run=uuid.uuid4().hex,
        workspace=home.root if home else None,
        client=client,
        map=os.fspath(Path(map_name).resolve()) if map_name and Path(map_name).is_file() else map_name,
        settings=settings,
        today=surroundings.today(),
        far=jobs.startswith(SCHEDULERS),
    )


def placed(crew: Crew[object], sources: Sequence[Source]) -> Sequence[Source]:
    """Say where the files of a run are for those who read them: others may be in another folder."""
    return [replace(each, path=each.path.resolve()) for each in sources] if crew.shared else sources


def seen(asked: Asked, source: Source) -> None:
    """Make sure that a far machine sees the file that was meant.

    Raises `InputError` when it sees none, or another one.
    """
    if not asked.far:
        return
    import hashlib

    try:
        with source.path.open("rb") as stream:
            same = hashlib.file_digest(stream, "sha256").hexdigest() == source.sha256
    except OSError:
        same = False
    if not same:
        raise InputError(
            f"{source.name}: a worker of the cluster does not see this file as {source.path}",
            hint="put it into a folder that all machines share under one path",
        )
