"""What XML asks about the invented firm and its clients, and 1998B has no place for."""

from __future__ import annotations

_ADDRESS = {
    "address.line1": "1 Quay Street",
    "address.city": "Harlow Springs",
    "address.region": "OH",
    "address.postcode": "45000",
    "address.country": "USA",
    "address.phone": "+1 614 555 0100",
    "contact.last": "Dunmore",
    "contact.first": "Celeste",
    "contact.email": "bills@bench.example",
    "name": "Bench & Bench LLP",
}
STATED = {
    **{f"{who}.{name}": value for who in ("firm", "client") for name, value in _ADDRESS.items()},
    "client.other_id": "V-20417",
    "client.tax_id": "00-1040417",
    "currency": "USD",
    "matter.account": "O",
    "matter.name": "Services of October 2026",
}
"""Values under the names that `--set` takes."""


def options() -> list[str]:
    """Give the values as options of `ledes convert`."""
    return [part for name, value in STATED.items() for part in ("--set", f"{name}={value}")]
