"""A mail server of this machine; that mails came back is read elsewhere."""

from __future__ import annotations

from bymail import ByMail


class Email(ByMail):
    key = "email"
    words = ("Undeliverable",)


COUNTERPART = Email()
