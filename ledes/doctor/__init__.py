"""Is everything in order here? Looks at set-up, ledger, secrets, machine and, when asked to, at who can be reached."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ledes.doctor.sign import BAD as BAD
from ledes.doctor.sign import FINE as FINE
from ledes.doctor.sign import WORRYING as WORRYING
from ledes.doctor.sign import Sign as Sign
from ledes.doctor.sign import bad, fine
from ledes.errors import LedesError

if TYPE_CHECKING:
    from ledes.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is looked at: a folder, the moment, and whether others may be asked. `patience` is seconds for each."""

    root: Path | None = None
    network: bool = False
    patience: float = 5.0
    clock: Callable[[], datetime.datetime] = field(default=lambda: datetime.datetime.now(datetime.UTC))
    uptime: Callable[[], float] = field(default=time.monotonic)


def examine(around: Surroundings) -> Iterator[Sign]:
    """Yield what was found, in the order in which a person would mend it; nothing is changed, nothing is sent."""
    from ledes.doctor import books, keys, machine, papers, reach

    yield from machine.versions()
    yield from machine.clock()
    home: Workspace | None = None
    try:
        home = papers.workspace(around.root)
    except LedesError as error:
        yield bad("set-up", error.message, error.hint)
    if home is None:
        return
    yield from papers.signs(home)
    yield from machine.disk(home.root)
    for area, look in (("ledger", books.signs), ("secrets", keys.signs)):
        try:
            yield from look(home, around.clock())
        except LedesError as error:
            yield bad(area, error.message, error.hint)
    if around.network:
        yield from reach.signs(home, around.clock, around.uptime, around.patience)
    else:
        yield fine("network", "not asked: ledes doctor --network tries the address of each account")
