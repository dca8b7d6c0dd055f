"""An SFTP server that bills are dropped at: who it is, how we prove who we are, and how long we wait.

The account's `url` is `sftp://host[:port]/folder` (`/~/folder` starts from the login's own folder). Settings: `user`;
`host_key`, the fingerprint that the partner published (`SHA256:...`), or `known_hosts_file`, a file in OpenSSH's
form; `key_file`, a private key with mode 600, whose passphrase is then the account's secret; without it the secret is
the password. A host whose key is not known before is never trusted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ledes.gateway import Account, NotSent, stated
from ledes.gateway.partner import PORT, Partner, key_text

if TYPE_CHECKING:
    from ledes.gateway.remote import RemoteFolders

CONNECT_SECONDS = 15.0
ANSWER_SECONDS = 30.0
"""Longest wait for a connection or a step of the greeting, and for one answer; the setting `timeout` shortens both."""


def partner(account: Account) -> Partner:
    """Read what set-up states of a server.

    Raises `NotSent` with what is missing or wrong.
    """
    parts = urlsplit(account.url)
    try:
        port = parts.port or PORT
    except ValueError:
        port = 0
    if parts.scheme != "sftp" or not parts.hostname or not port:
        raise NotSent(f"{stated.whose(account)} has no address of the form sftp://host/folder")
    if parts.username or parts.password:
        raise NotSent(f"the address of {stated.whose(account)} names a user or password: the user is a setting")
    return Partner(
        account=account,
        host=parts.hostname,
        port=port,
        user=stated.needed(account, "user", "it is the name to sign in with"),
        fingerprints=stated.several(account, "host_key"),
        known_hosts=stated.file(account, "known_hosts_file"),
        key_file=stated.file(account, "key_file"),
        connect=stated.seconds(account, "timeout", CONNECT_SECONDS),
        answer=stated.seconds(account, "timeout", ANSWER_SECONDS),
    )


def folder(account: Account) -> str:
    """Name the folder of an account, as the server sees it.

    Raises `NotSent` where the address has none.
    """
    path = unquote(urlsplit(account.url).path)
    if path.startswith("/~/"):
        return path[3:].rstrip("/") or "."
    if not path.strip("/"):
        raise NotSent(f"the address of {stated.whose(account)} names no folder: sftp://host/folder, or sftp://host/~/")
    return path.rstrip("/")


def check(account: Account) -> None:
    """Read all that set-up states of a server, and the key file. Raises `NotSent`."""
    asked = partner(account)
    if asked.key_file is not None:
        key_text(asked.key_file)


@contextlib.contextmanager
def opened(account: Account) -> Iterator[RemoteFolders]:
    """Sign in to the server of an account.

    Raises `NotSent` with what stands in the way.
    """
    asked = partner(account)
    # paramiko takes a quarter of a second to load
    from ledes.gateway import remote, ssh

    transport = ssh.connected(asked)
    try:
        folders = remote.opened(transport, asked)
        try:
            yield folders
        finally:
            folders.close()
    finally:
        transport.close()


def needs_secret(account: Account) -> bool:
    """Say whether an account has a password, or a key that is locked by a passphrase."""
    with contextlib.suppress(NotSent):
        path = stated.file(account, "key_file")
        if path is None:
            return True
        from ledes.gateway import ssh

        return ssh.locked(key_text(path))
    return True
