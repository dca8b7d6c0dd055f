"""Sending: from a written e-bill to a delivery on record, and from there to the vendor, once, whatever happens."""
