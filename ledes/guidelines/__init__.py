"""What a client asks, as its profile holds it: looked through for gaps, tried on examples, and put into words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledes.bill import Party
from ledes.client import Client
from ledes.errors import SetupError
from ledes.setup import profiles
from ledes.setup.mistakes import nearest

if TYPE_CHECKING:
    from ledes.workspace import Workspace


def profile(key: str, home: Workspace | None) -> Client:
    """Find a profile by its key: in the workspace, else among the samples that profiles inherit from.

    Raises `SetupError` that names the nearest one, and `Mistakes` where a sample cannot be read.
    """
    if home and key in home.clients:
        return home.clients[key]
    samples = sample_keys()
    if key in samples:
        return profiles.client(sample_folder() / f"{key}.toml", around(sample_folder()))
    known = (*(home.clients if home else ()), *samples)
    meant = nearest(key, known)
    hint = f"did you mean {meant!r}?" if meant else f"use one of {', '.join(known)}; or make one: ledes client new"
    raise SetupError(f"there is no client {key!r}", hint=hint)


def sample_folder() -> Path:
    """Give the folder of the profiles that come with the program."""
    from ledes.samples import clients

    return Path(clients.__file__).parent


def sample_keys() -> tuple[str, ...]:
    """List the profiles that come with the program."""
    return tuple(path.stem for path in sorted(sample_folder().glob("*.toml")))


def around(folder: Path, firm: Party | None = None) -> profiles.Surroundings:
    """Say what a profile is read against, outside of a workspace too."""
    from ledes import catalogue, formats

    return profiles.Surroundings(
        folder=folder,
        firm=firm or Party(),
        formats=tuple(key for key, each in formats.formats().items() if each.write is not None),
        checks=lambda: tuple(catalogue.catalogue().values()),
    )
