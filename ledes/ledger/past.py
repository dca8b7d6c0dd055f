"""What rules may ask of earlier bills to one client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledes.earlier import Earlier, History
from ledes.ledger import moments

if TYPE_CHECKING:
    from ledes.ledger.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Past(History):
    """The earlier bills to a client, without tests and what was replaced or withdrawn.

    `besides` is the vendor and account that are left out: a bill that is being submitted there meets its own earlier
    submissions in the ledger itself, which tells a repeat from a clash.
    """

    ledger: Reader
    client: str
    besides: tuple[str, str] | None = None

    def under_number(self, number: str) -> tuple[Earlier, ...]:
        """List the submissions under an invoice number, newest first."""
        found = self.ledger.submissions(invoices=(number,), client=self.client, open_only=True)
        return tuple(
            Earlier(id=str(each.id), state=each.state, status=each.status, at=moments.parse(each.created))
            for each in reversed(found)
            if each.delivery.environment != "test" and (each.delivery.vendor, each.delivery.account) != self.besides
        )
