"""Any platform that has no file of its own here: a person uploads the bill.

Nothing is known of the platform, so nothing is confirmed, and nothing is refused on its behalf; formats, names and
numbers are as the client's profile has them. The account's `url` says where it is.
"""

from __future__ import annotations

from ledes.gateway import Attaching
from ledes.gateway.portal import Portal

VENDOR = Portal(
    key="by_hand",
    name="Any other platform, by hand",
    bills_per_file="many",
    settings={"platform": "platform"},
    steps=(
        "upload the file, and the attachments where the platform takes them",
        "read what the platform says, and do the second step where it has one: on several, an upload alone submits "
        "nothing",
    ),
    unconfirmed=("everything about the platform: ask the client for its guide",),
    attaching=Attaching(with_lines=True),
)
