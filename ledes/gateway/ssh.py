"""A line to an SSH server whose key is known before, signed in; loaded only when one is opened."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
from pathlib import Path

import paramiko
from paramiko.hostkeys import HostKeyEntry, InvalidHostKey

from ledes.gateway import NotSent, stated
from ledes.gateway.partner import PORT, Partner, key_text

KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
RSA = ("rsa-sha2-512", "rsa-sha2-256")
"""How an RSA key, called ssh-rsa in known_hosts files, may sign."""

# Without it, what the library tells of a line that broke would go to standard error beside our own words.
logging.getLogger("paramiko").addHandler(logging.NullHandler())


def connected(partner: Partner) -> paramiko.Transport:
    """Connect, make sure of the host's key, and sign in.

    Raises `NotSent`: until here, no file was spoken of.
    """
    transport, problem = None, ""
    try:
        line = socket.create_connection((partner.host, partner.port), timeout=partner.connect)
        transport = _transport(line, partner)
        transport.start_client(timeout=partner.connect)
        _check_host(transport.get_remote_server_key(), partner)
        _sign_in(transport, partner)
    except NotSent as error:
        problem = str(error)
    except paramiko.AuthenticationException:
        who = partner.account.name
        problem = f"{partner.host} did not let account {who} in: it does not accept {_credentials(partner)}"
    except TimeoutError:
        problem = f"{partner.host} did not answer in {partner.connect:g} seconds"
    except (OSError, EOFError, paramiko.SSHException, ValueError):
        problem = f"no SFTP connection to {partner.host} port {partner.port} could be made"
    else:
        return transport
    if transport is not None:
        transport.close()
    # Raised out here, where no exception of the library becomes its context.
    raise NotSent(problem)


def locked(text: str) -> bool:
    """Say whether a private key wants a passphrase."""
    try:
        _key(text, None)
    except paramiko.PasswordRequiredException:
        return True
    except NotSent:
        return False
    return False


def _transport(line: socket.socket, partner: Partner) -> paramiko.Transport:
    # each request waits for an answer; held back to be sent with others, each would cost 40 milliseconds
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    transport = paramiko.Transport(line)
    transport.banner_timeout = partner.connect
    transport.handshake_timeout = partner.connect
    transport.auth_timeout = partner.connect
    known = _known(partner)
    if known:
        # so that the server shows the key that is known, and not another of its keys
        options = transport.get_security_options()
        wanted = [each for kind in known for each in (RSA if kind == "ssh-rsa" else (kind,))]
        first = [each for each in wanted if each in options.key_types]
        options.key_types = (*first, *(each for each in options.key_types if each not in first))
    return transport


def _lines(partner: Partner) -> list[str]:
    """Give the lines of the file of known hosts; raises `NotSent` where it cannot be read."""
    if partner.known_hosts is None:
        return []
    with contextlib.suppress(OSError, ValueError):
        return partner.known_hosts.read_text("utf-8").splitlines()
    raise NotSent(f"the file of known hosts {partner.known_hosts} cannot be read")


def _known(partner: Partner) -> dict[str, paramiko.PKey]:
    """Give the known keys of the host by their kind."""
    name = partner.host if partner.port == PORT else f"[{partner.host}]:{partner.port}"
    found: dict[str, paramiko.PKey] = {}
    for line in _lines(partner):
        # the library stumbles over lines with a mark, @revoked or @cert-authority, and over keys that are cut short
        with contextlib.suppress(InvalidHostKey, paramiko.SSHException, ValueError):
            entry = None if line.lstrip().startswith(("#", "@")) else HostKeyEntry.from_line(line.strip())
            if entry is not None and entry.key is not None and _names(entry, name):
                found[entry.key.get_name()] = entry.key
    return found


def _names(entry: HostKeyEntry, host: str) -> bool:
    """Say whether an entry is about a host, whose name may stand there hashed."""
    return any(
        each == host or (each.startswith("|1|") and paramiko.HostKeys.hash_host(host, each) == each)
        for each in entry.hostnames or ()
    )


def _revoked(key: paramiko.PKey, partner: Partner) -> bool:
    """Say whether the file of known hosts withdraws a key."""
    return any(line.startswith("@revoked") and key.get_base64() in line.split() for line in _lines(partner))


def _check_host(key: paramiko.PKey, partner: Partner) -> None:
    shown = key.fingerprint
    known = _known(partner)
    if _revoked(key, partner):
        raise NotSent(f"{partner.host} shows a host key that {partner.known_hosts} calls revoked: {shown}")
    if shown in partner.fingerprints or known.get(key.get_name()) == key:
        return
    where = f"{partner.host} port {partner.port}"
    if partner.fingerprints or known:
        expected = ", ".join((*partner.fingerprints, *(each.fingerprint for each in known.values())))
        raise NotSent(
            f"{where} shows another host key than the known one: {key.get_name()} {shown}, known is {expected}; "
            "ask the partner before you trust it"
        )
    raise NotSent(
        f"the host key of {where} is not known: it is {key.get_name()} {shown}; when the partner confirms it, write "
        f'host_key = "{shown}" into the settings of {stated.whose(partner.account)}'
    )


def _sign_in(transport: paramiko.Transport, partner: Partner) -> None:
    if partner.key_file is None:
        more = transport.auth_password(partner.user, partner.account.secret)
    else:
        more = transport.auth_publickey(partner.user, _own_key(partner.key_file, partner))
    if more:
        raise NotSent(f"{partner.host} asks for more than {_credentials(partner)}: {', '.join(more)}")


def _own_key(path: Path, partner: Partner) -> paramiko.PKey:
    text = key_text(path)
    with contextlib.suppress(paramiko.PasswordRequiredException):
        return _key(text, partner.account.secret or None)
    raise NotSent(f"the key file {path} is locked, and {stated.whose(partner.account)} has no secret to open it with")


def _key(text: str, passphrase: str | None) -> paramiko.PKey:
    for kind in KINDS:
        try:
            return kind.from_private_key(io.StringIO(text), passphrase)
        except paramiko.PasswordRequiredException:
            raise
        except (paramiko.SSHException, ValueError, TypeError, IndexError):
            continue
    raise NotSent("the key file holds no key that can be used, or the account's secret does not open it")


def _credentials(partner: Partner) -> str:
    return "its key" if partner.key_file is not None else "its password"
