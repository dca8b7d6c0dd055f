"""A folder that a partner, or a program of the firm, empties: for hand-over through a network share.

What is confirmed: nothing of any platform. No vendor documents a folder drop with acknowledgement files; the names
(`<invoice>_<reference>`, `.ack`, `.err`, `.rej`, `.ack.csv`) are this program's own and can be set. That a file is
whole and there once is confirmed on real file systems (tests/gateway/test_folder.py).

Settings: `folder`; `marker`, a file without which the share counts as not mounted; `file_name`, a template;
`extension`; `staging`, a folder for files until they are whole; `picked_up = false` where files stay or go to one of
the folders that `archives` lists; `acknowledgements`, the folder with the partner's answers; `ack_files`,
`ack_columns`, `ack_record`, `ack_statuses`, `ack_dates`. Folders other than `folder` may be stated as seen from it. An
account needs no secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from ledes.gateway import Account, Capabilities, NotSent, drop, place, stated
from ledes.gateway import folder as local


class Folder(drop.Drop):
    """Writes into a folder of this machine."""

    key = "folder"
    name = "Folder"
    can = Capabilities(
        look=True,
        track=True,
        attach=True,
        settles_after=drop.SETTLES_AFTER,
        max_bytes=place.MOST_BYTES,
        bills_per_file="many",
    )

    needs = MappingProxyType({"folder": "the absolute path of the folder that bills go to"})

    @contextmanager
    def open(self, account: Account) -> Iterator[place.Place]:
        """Reach the folder."""
        yield local.opened(account)

    def folder(self, account: Account) -> str:
        """Name the folder that bills go to."""
        return str(local.named(account))

    def certain(self, account: Account) -> bool:
        """Believe in absence only where a share that is not mounted would be told from an empty one."""
        found = super().certain(account)
        if found and not stated.text(account, "marker"):
            raise NotSent(
                f"picked_up = false of {stated.whose(account)} needs a marker, the name of a file that always lies in "
                "the folder: else a share that is not mounted would look like an empty one"
            )
        return found

    def needs_secret(self, account: Account) -> bool:
        """Say that no account does."""
        return False


VENDOR = Folder()
