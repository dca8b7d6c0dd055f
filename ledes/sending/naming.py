"""The names and numbers under which e-bills go to platforms that are particular about them."""

from __future__ import annotations

from pathlib import PurePath

from ledes.client import Client
from ledes.errors import SetupError
from ledes.gateway import Adapter
from ledes.gateway.portal import Portal


def named(name: str, client: Client, adapter: Adapter, replaces: int | None) -> str:
    """Give a file the extension that the platform takes, and a new name where it corrects another.

    Raises `SetupError` where the client's profile asks for an extension that the platform does not take.
    """
    if not isinstance(adapter, Portal):
        return name
    path = PurePath(name)
    asked = client.representation.extension.removeprefix(".").lower()
    if adapter.extensions and path.suffix.removeprefix(".").lower() not in adapter.extensions:
        if asked:
            raise SetupError(
                f"{adapter.name} takes files that end in .{' or .'.join(adapter.extensions)}, and the profile of "
                f"{client.key!r} asks for .{asked}",
                hint=f"take extension out of clients/{client.key}.toml",
            )
        path = path.with_suffix(f".{adapter.extensions[0]}")
    if adapter.new_file_name and replaces is not None:
        path = path.with_stem(f"{path.stem}-r{replaces}")
    return path.name


def numbered(adapter: Adapter, new: str, old: str) -> tuple[str, ...]:
    """Say that a corrected bill has another number than the platform wants: the profile allows it, a person decides."""
    if not isinstance(adapter, Portal) or adapter.number in ("", "same" if new == old else "new"):
        return ()
    bears = f"bears {new} again" if new == old else f"bears {new} instead of {old}"
    wants = "a new number" if adapter.number == "new" else "the same number"
    return (f"{adapter.name} wants {wants} on a corrected bill, and this one {bears}: {adapter.resubmitting}",)
