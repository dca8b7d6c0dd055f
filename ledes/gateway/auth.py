"""How a vendor knows the firm: chosen by the adapter, or by the account's setting `auth`.

* `bearer`: the secret as a token in the header Authorization.
* `basic`: the setting `user` and the secret.
* `key`: the secret in a header of its own, which the setting `key_header` names.
* `oauth2`: a token that is fetched for the setting `client_id` and the secret: see `ledes.gateway.oauth`.
* `certificate`: nothing but the client certificate. `none`: nothing at all.

With any of them the settings `cert_file` and `key_file` (PEM; the key readable by its owner only) add a client
certificate.
"""

from __future__ import annotations

import base64
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from ledes.gateway import Account, NotSent
from ledes.gateway.exchange import Pass

KINDS = ("bearer", "basic", "key", "oauth2", "certificate", "none")

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What the name of a header may be made of. Source: RFC 9110, section 5.6.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """One way of showing who we are.

    `header` is where a key goes. For OAuth2: `token_url` is where tokens are fetched, `client` (`basic`, `body`) how
    the client shows itself there, `scope` and `audience` what it asks for.
    """

    kind: str = "bearer"
    header: str = ""
    user: str = ""
    token_url: str = ""
    client_id: str = ""
    client: str = "basic"
    scope: str = ""
    audience: str = ""

    def of(self, account: Account) -> Auth:
        """Give the way of an account: this one, with what the account's settings say otherwise.

        Raises `NotSent` when the settings name no such way, or leave out what it needs.
        """
        said = account.settings
        names = {"kind": "auth", "header": "key_header", "client": "client_auth"}
        found = {each: said.get(names.get(each, each), "") or getattr(self, each) for each in self.__slots__}
        auth = replace(self, **found)
        if auth.kind not in KINDS:
            raise _lacking(account, f"there is no auth {_short(auth.kind)}; there are {', '.join(KINDS)}")
        for kind, need in (("basic", "user"), ("key", "header"), ("oauth2", "token_url"), ("oauth2", "client_id")):
            if auth.kind == kind and not getattr(auth, need):
                raise _lacking(account, f"auth {kind} needs the setting {names.get(need, need)}")
        if auth.kind == "key" and not _TOKEN.fullmatch(auth.header):
            raise _lacking(account, "key_header is no name of a header")
        if auth.client not in {"basic", "body"}:
            raise _lacking(account, f"there is no client_auth {_short(auth.client)}; there are basic, body")
        if auth.kind == "certificate" and not said.get("cert_file"):
            raise _lacking(account, "auth certificate needs the setting cert_file")
        return auth


def shown(auth: Auth, account: Account, token: str = "") -> Pass:
    """Give what goes along with each request; `token` is the one that was fetched, with OAuth2.

    Raises `NotSent` when the secret cannot be put into a header, or the certificate cannot be used.
    """
    secret, headers = account.secret, {}
    if auth.kind in {"bearer", "key"} and not (secret.isascii() and (secret or "-").isprintable()):
        raise NotSent(f"the secret of account {account.name} of {account.vendor} holds characters no header can carry")
    if auth.kind == "bearer" and secret:
        headers = {"Authorization": f"Bearer {secret}"}
    elif auth.kind == "oauth2" and token:
        headers = {"Authorization": f"Bearer {token}"}
    elif auth.kind == "key":
        headers = {auth.header: secret}
    elif auth.kind == "basic":
        headers = {"Authorization": basic(auth.user, secret, account)}
    return Pass(
        headers=headers, secrets=(secret, token, *map(_word, headers.values())), certificate=certificate(account)
    )


def _word(header: str) -> str:
    return header.rpartition(" ")[2]


def basic(user: str, secret: str, account: Account) -> str:
    """Write the value of a header Authorization.

    Raises `NotSent` when the user holds a colon. Source: RFC 7617.
    """
    if ":" in user:
        raise NotSent(f"the user of account {account.name} of {account.vendor} holds a colon")
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"


def certificate(account: Account) -> tuple[str, str] | None:
    """Find the client certificate of an account and its key; `None` when its settings name none.

    Raises `NotSent` when a file is missing, or others may read the key.
    """
    names = account.settings.get("cert_file", ""), account.settings.get("key_file", "")
    if not any(names):
        return None
    if not all(names):
        raise _lacking(account, "cert_file and key_file go together")
    paths = tuple(Path(name).expanduser() for name in names)
    for path in paths:
        if not path.is_file():
            raise _lacking(account, f"there is no file {path}")
    mode = paths[1].stat().st_mode
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _lacking(account, f"{paths[1]} may be read by others: its mode is {stat.S_IMODE(mode):03o}, not 600")
    return str(paths[0]), str(paths[1])


def _lacking(account: Account, what: str) -> NotSent:
    return NotSent(f"account {account.name} of {account.vendor}: {what}")


def _short(word: str) -> str:
    return repr(word) if len(word) <= 20 else "of that name"
