"""Adapters to e-billing platforms, one a file; installed as ledes.vendors."""
