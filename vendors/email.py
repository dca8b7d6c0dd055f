"""Mail to a partner who takes e-bills as attachments.

What is confirmed: nothing of any one platform; analytics vendors are known to take LEDES files at an address for each
client. How it behaves is confirmed against a real mail server (tests/gateway/test_mail.py): a bill counts as delivered
when the firm's server answered 250 to the whole mail. What happens behind that server comes back by mail, if at all.

The account: `url = "smtp://host:587"` or `"smtps://host:465"`. Settings: `from`; `to` and `cc`, with commas between
addresses and `{client}` for the client's key; `reply_to`; `subject`; `user`; `ca_file`; `max_bytes`; `timeout`.
That a mail came back is read from the mailbox once its senders are stated there.
"""

from __future__ import annotations

from ledes.gateway import Capabilities, mail


class Email(mail.ByMail):
    """Sends mail."""

    key = "email"
    name = "Mail"
    can = Capabilities(attach=True, bills_per_file="many")


VENDOR = Email()
