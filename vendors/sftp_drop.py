"""An SFTP server that a partner empties: for platforms and clients that take e-bills as files.

What is confirmed: nothing of any platform. No vendor documents such a drop, its names or its acknowledgement files in
public; names (`<invoice>_<reference>`, `.ack`, `.err`, `.rej`, `.ack.csv`) are this program's own and can be set. How
it behaves is confirmed against OpenSSH's server (tests/gateway/test_sftp.py): a bill lies there whole and once, also
after a lost line, a full disk, or a kill.

The account: `url = "sftp://host/folder"`. Settings: `user`; `host_key` or `known_hosts_file`; `key_file`; `file_name`,
a template; `extension`; `staging`, a folder for files until they are whole; `picked_up = false` where files stay or go
to one of the folders that `archives` lists; `acknowledgements`, the folder with the partner's answers; `ack_files`,
`ack_columns`, `ack_record`, `ack_statuses`, `ack_dates`; `timeout` in seconds. The account must be allowed to list the
folder, and to read and remove its own files.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import MappingProxyType

from ledes.gateway import Account, Capabilities, drop, place, sftp, stated


class SftpDrop(drop.Drop):
    """Drops files at an SFTP server."""

    key = "sftp_drop"
    name = "SFTP drop"
    can = Capabilities(
        look=True,
        track=True,
        attach=True,
        settles_after=drop.SETTLES_AFTER,
        max_bytes=place.MOST_BYTES,
        bills_per_file="many",
    )

    needs = MappingProxyType({"user": "the name to sign in with"})

    def check(self, account: Account) -> None:
        """Read all that set-up states, and the key file."""
        super().check(account)
        with stated.as_setup():
            sftp.check(account)

    def open(self, account: Account) -> AbstractContextManager[place.Place]:
        """Sign in to the server."""
        return sftp.opened(account)

    def folder(self, account: Account) -> str:
        """Name the folder that bills go to."""
        return sftp.folder(account)

    def needs_secret(self, account: Account) -> bool:
        """Say whether there is a password, or a key with a passphrase."""
        return sftp.needs_secret(account)


VENDOR = SftpDrop()
