"""The names and numbers under which e-bills go to platforms that are particular about them."""

from __future__ import annotations

from pathlib import PurePath

from ledes.client import Client
from ledes.errors import RefusedError, SetupError
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


def allowed(adapter: Adapter | None, new: str, old: str, client: Client) -> None:
    """Check the number of a corrected bill: the profile says which, else the platform, else it keeps the old one.

    Raises `RefusedError`.
    """
    ruling = adapter.number if isinstance(adapter, Portal) and not client.number_on_resending else ""
    wanted = client.number_on_resending or ruling or "same"
    who = adapter.name if ruling and adapter is not None else f"client {client.key}"
    if wanted == "new" and new == old:
        raise RefusedError(
            f"{who} wants a new number on a corrected bill, and this one bears {new} again",
            hint="give the corrected bill a new invoice number",
        )
    if wanted == "same" and new != old:
        raise RefusedError(
            f"{who} wants the same number on a corrected bill: {old}, not {new}",
            hint=f'give the corrected bill the number {old}, or write number_on_resending = "new" into the profile',
        )


def numbered(adapter: Adapter, new: str, old: str) -> tuple[str, ...]:
    """Say that a corrected bill has another number than the platform wants: the profile allows it, a person decides."""
    if not isinstance(adapter, Portal) or adapter.number in ("", "same" if new == old else "new"):
        return ()
    bears = f"bears {new} again" if new == old else f"bears {new} instead of {old}"
    wants = "a new number" if adapter.number == "new" else "the same number"
    return (f"{adapter.name} wants {wants} on a corrected bill, and this one {bears}: {adapter.resubmitting}",)
