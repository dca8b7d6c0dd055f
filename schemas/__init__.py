"""Data that code reads: JSON Schemas, field tables, code sets, rejection patterns."""

from pathlib import Path

FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Give the place of a data file of this folder."""
    return FOLDER / name
