"""Sending: from a written e-bill to a delivery on record, from there to the vendor, once, and what it says of it."""
