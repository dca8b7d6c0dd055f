"""A mail server on a free port of this machine that keeps what it takes and misbehaves to order."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import email
import email.message
import email.policy
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from counterpart import SECRET, closed_port
from relay import Relay, relay

from ledes.gateway import Account

USER = "billing"
TOKEN = "t0ken-of-this-test"


@dataclass(slots=True)
class Mailbox:
    """What a server took, and how it answers: `answers` by stage (`MAIL`, `RCPT <address>`, `DATA`).

    `keeps` stores a mail whatever is answered then; `waits` is in seconds, before the answer to the contents.
    """

    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    keeps: bool = False
    waits: float = 0.0
    hooks: list[Any] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get("MAIL", "")
        if not answer:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answers.get(f"RCPT {address}", "")
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "")
        if self.keeps or not answer:
            self.mails.append(bytes(envelope.content or b""))
            self.recipients.append(list(envelope.rcpt_tos))
        for hook in self.hooks:
            hook()
        await asyncio.sleep(self.waits)
        return answer or "250 2.0.0 queued as 7F3A"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        said = base64.b64decode(args[1]).decode()
        self.signed_in.append(said)
        if said == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
            return AuthResult(success=True, handled=False, auth_data=LoginPassword(b"", b""))
        # as Google and Microsoft do: the reason first, and the refusal after an empty answer
        await server.challenge_auth(b'{"status":"401"}', log_client_response=False)
        return AuthResult(success=False, handled=False)

    def read(self, index: int = -1) -> email.message.EmailMessage:
        """Give one mail, taken apart."""
        return email.message_from_bytes(self.mails[index], policy=email.policy.default)

    def files(self) -> list[tuple[str, bytes]]:
        """Give the names and contents of all that was attached, mail by mail."""
        return [
            (part.get_filename() or "", part.get_content())
            for index in range(len(self.mails))
            for part in self.read(index).iter_attachments()
        ]

    def sign_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        """Let in who knows the secret."""
        self.signed_in.append(given.login.decode())
        return AuthResult(success=(given.login, given.password) == (USER.encode(), SECRET.encode()), handled=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A running server behind a line that can be cut."""

    box: Mailbox
    line: Relay
    certificate: Path | None
    implicit: bool

    def account(self, *, vendor: str = "email", secret: str = SECRET, **settings: str) -> Account:
        """Give an account that gets through; settings that are empty are left out."""
        stated = {"from": "Billing <billing@firm.example>", "to": "ebills@client.example", **settings}
        if self.certificate:
            user = "" if self.implicit else USER
            stated |= {"ca_file": str(self.certificate), "user": user, "tls": "true", **settings}
        return Account(
            vendor=vendor,
            url=f"{'smtps' if self.implicit else 'smtp'}://localhost:{self.line.port}",
            settings=MappingProxyType({key: value for key, value in stated.items() if value}),
            secret=secret,
        )


@contextlib.contextmanager
def mailserver(
    folder: Path, *, encrypted: bool = False, implicit: bool = False, most: int | None = 33_554_432
) -> Iterator[MailServer]:
    """Run a server; `encrypted` demands STARTTLS and a password, `implicit` speaks TLS from the first byte."""
    box = Mailbox()
    options: dict[str, Any] = {"data_size_limit": most}
    pem = certificate(folder) if encrypted or implicit else None
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        options |= {"ssl_context": context} if implicit else {"tls_context": context, "require_starttls": True}
        options |= {"authenticator": box.sign_in, "auth_required": True} if encrypted else {}
    controller = Controller(box, hostname="127.0.0.1", port=closed_port(), **options)
    controller.start()
    try:
        with relay(controller.port) as line:
            yield MailServer(box=box, line=line, certificate=pem, implicit=implicit)
    finally:
        controller.stop(no_assert=True)


def certificate(folder: Path, *names: str) -> Path:
    """Write a key and a certificate of this machine's names, signed by itself, into one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    known = [x509.DNSName(each) for each in names or ("localhost",)]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([*known, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
