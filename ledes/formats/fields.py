"""The fields of a delimited e-bill, from its table in `schemas/`, and the reading of one value.

The table gives for each field its name, the bill attribute it holds, type, length, decimals, when it is required,
and whether it is the same on every line of an invoice. Type and length come from LEDES 1998B (Rev 7-2014) and
LEDES 98BI V2 (V5, Rev 1-2020).
"""

from __future__ import annotations

import csv
import datetime
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledes import money, schemas
from ledes.bill import LINE_KINDS
from ledes.finding import ERROR, WARNING, Fault, Severity, fault

ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record: `length` counts characters of a text, digits before the point of a number.

    `required` is `always`, the line kinds that need it, or empty. `same` says how bad it is when the lines of one
    invoice differ in it; `None` where they may.
    """

    index: int
    name: str
    bill: str
    type: str
    length: int
    decimals: int
    required: tuple[str, ...]
    same: Severity | None


@functools.cache
def table(name: str) -> tuple[Field, ...]:
    """Read the fields of a format from `schemas/<name>.csv`."""
    severities = {"": None, "invoice:error": ERROR, "invoice:warning": WARNING}
    with schemas.path(f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return tuple(
            Field(
                index=int(row["number"]) - 1,
                name=row["name"],
                bill=row["bill"],
                type=row["type"],
                length=int(row["length"]),
                decimals=int(row["decimals"] or 0),
                required=LINE_KINDS if row["required"] == ALWAYS else tuple(row["required"].split()),
                same=severities[row["same"]],
            )
            for row in csv.DictReader(stream)
        )


@fault("F001", fix="Fill the field on every line that needs it.", reason="FIELD_REQUIRED")
def blank_required_field(name: str) -> str:
    """A required field holds a value.

    Which fields are required stands in the field table of the format.

    Source: LEDES 1998B, required column; Legal Tracker error 005.
    """
    return f"{name} is blank"


@fault("F002", fix="Shorten the text, or use the number that the client knows.", reason="DESCRIPTION_TOO_LONG")
def overlong_text(length: int, most: int) -> str:
    """A text is no longer than its field.

    Source: LEDES 1998B, types of the fields (Char 20 ...); 15 KB is read as 15 x 1024 bytes.
    """
    return f"the text has {length:,} characters, the field holds {most:,}"


@fault("F003", fix="Write digits with at most one point and a leading minus: -1250.50.", reason="NUMBER_FORMAT")
def malformed_number(text: str, why: str) -> str:
    """A number is digits, at most one point, and a leading minus where it is negative.

    No blanks, thousands separators, currency signs or brackets.

    Source: LEDES 1998B, numeric and currency fields; Legal Tracker error 004.
    """
    return f"'{text[:40]}' is not a number: {why}"


@fault("F004", fix="Round to the decimals that the field holds and compute the line again.", reason="DECIMAL_PLACES")
def too_many_decimals(text: str, count: int, most: int) -> str:
    """A number has no more decimals than its field.

    Source: LEDES 1998B, types of the fields (10.4, 12.4); LEDES 98BI V5, LINE_ITEM_TAX_RATE (0.10).
    """
    return f"{text[:40]} has {count} decimals, the field holds {most}"


@fault("F005", fix="Check the amount; it cannot be meant.", reason="NUMBER_FORMAT")
def too_many_digits(text: str, most: int) -> str:
    """A number has no more digits before the point than its field.

    Whether the 10 of a field of type 10.4 counts all digits is unconfirmed; the wider reading is used.

    Source: LEDES 1998B, types of the fields (10.4, 12.4).
    """
    return f"{text[:40]} has more than {most} digits before the point"


@fault("F006", fix="Write 1250 or 1250.00.", reason="NUMBER_FORMAT", severity=WARNING)
def bare_decimal_point(text: str) -> str:
    """A decimal point has digits on both sides.

    The sample that the standard's own site publishes breaks this, so it is a warning.

    Source: LEDES 1998B, numeric fields; copies of the published sample invoice.
    """
    return f"'{text}' has a point without digits on both sides"


@fault("F007", fix="Take the blanks away.", reason="NUMBER_FORMAT", severity=WARNING)
def padded_value(name: str) -> str:
    """A value has no blanks around it.

    Blanks around a number or a date break its form and are an error of their own.

    Source: Legal Tracker error 004; a vendor's sample row with a blank before the record end.
    """
    return f"{name} begins or ends with a blank"


@fault("F008", fix="Leave the field empty.", reason="FIELD_MISMATCH", severity=WARNING)
def null_word(text: str) -> str:
    """An absent value is an empty field, not a word for nothing.

    Source: Collaborati, LEDES upload requirements (the text NULL is refused).
    """
    return f"the field holds the word '{text}'"


@fault("F009", fix="Use F (fee), E (expense), IF or IE (adjustment of the invoice).", reason="FIELD_MISMATCH")
def unknown_line_type(text: str) -> str:
    """The type of a line is F, E, IF or IE, in capitals.

    Source: LEDES 1998B, field 10.
    """
    return f"'{text[:20]}' is no type of line"


@fault("F010", fix="Use O for the client's own account or T for a third party's.", reason="FIELD_MISMATCH")
def unknown_account_type(text: str) -> str:
    """The account type is O or T.

    Source: LEDES 98BI V2, field 33.
    """
    return f"'{text[:20]}' is no type of account"


@fault("D001", fix="Write the day as YYYYMMDD and check that it exists.", reason="DATE_INVALID")
def impossible_date(text: str, why: str) -> str:
    """A date is eight digits, YYYYMMDD, and a day of the calendar.

    Source: LEDES 1998B, date fields; Legal Tracker error 003.
    """
    return f"'{text[:20]}' is not a date: {why}"


Fell = tuple[Fault, tuple[object, ...]]
Value = tuple[Any, tuple[Fell, ...]]
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_RIGHT_NUMBER = re.compile(r"-?(?=[0-9])0*([0-9]*)(?:\.([0-9]+))?", re.ASCII)
_BARE = re.compile(r"-?(?:[0-9]+\.|\.[0-9]+)", re.ASCII)
NULLS = frozenset({"NULL", "null", "Null", "N/A", "n/a", "None"})
_LEGAL_TRACKER_NONE = "LAW_FIRM_ID"
"""Legal Tracker asks a firm without a federal tax number to write None there."""


def _number(field: Field, text: str) -> Value:
    right = _RIGHT_NUMBER.fullmatch(text)
    if right and len(text) <= money.LONGEST and len(right[1]) <= field.length and len(right[2] or "") <= field.decimals:
        return Decimal(text), ()
    return _odd_number(field, text)


def _odd_number(field: Field, text: str) -> Value:
    fell: list[Fell] = []
    plain = text
    if _BARE.fullmatch(text):
        fell.append((bare_decimal_point, (text,)))
        plain = text.replace("-.", "-0.").removesuffix(".")
        plain = f"0{plain}" if plain.startswith(".") else plain
    if not _NUMBER.fullmatch(plain) or len(plain) > money.LONGEST:
        return None, ((malformed_number, (text, blame(text))),)
    value = money.parse(plain)
    if money.decimals(value) > field.decimals:
        fell.append((too_many_decimals, (text, money.decimals(value), field.decimals)))
    if len(plain.lstrip("-").partition(".")[0].lstrip("0")) > field.length:
        fell.append((too_many_digits, (text, field.length)))
    return value, tuple(fell)


def blame(text: str) -> str:
    """Say in words what keeps a text from being a number."""
    causes = (
        (text != text.strip() or " " in text, "it holds a blank"),
        ("," in text, "it holds a comma"),
        (text.startswith("(") and text.endswith(")"), "a negative is written with a leading minus, not in brackets"),
        (text.endswith("-"), "the minus belongs in front"),
        (text.startswith("+"), "a plus sign is not allowed"),
        (any(sign in text for sign in "$€£¥"), "it holds a currency sign"),
        (text.count(".") > 1, "it has more than one point"),
        (len(text) > money.LONGEST, "it has too many digits"),
    )
    return next((words for holds, words in causes if holds), "it holds other characters than digits")


def _date(field: Field, text: str) -> Value:
    if not (len(text) == field.length and text.isascii() and text.isdigit()):
        digits = sum(letter.isdigit() for letter in text)
        why = f"it has {digits} digits instead of 8" if digits == len(text) else "it holds other characters than digits"
        return None, ((impossible_date, (text, why)),)
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])), ()
    except ValueError:
        return None, ((impossible_date, (text, "there is no such day")),)


def _kind(field: Field, text: str) -> Value:
    if text in LINE_KINDS:
        return text, ()
    return "", ((unknown_line_type, (text,)),)


def _account(field: Field, text: str) -> Value:
    if text in {"O", "T"}:
        return text, ()
    return "", ((unknown_account_type, (text,)),)


def _text(field: Field, text: str) -> Value:
    fell: list[Fell] = []
    size = len(text) if len(text) > field.length or text.isascii() else len(text.encode("utf-8", "surrogateescape"))
    if (size if field.type == "narrative" else len(text)) > field.length:
        fell.append((overlong_text, (len(text), field.length)))
    if text != text.strip():
        fell.append((padded_value, (field.name,)))
    if text in NULLS and field.name != _LEGAL_TRACKER_NONE:
        fell.append((null_word, (text,)))
    return text, tuple(fell)


PARSERS: dict[str, Callable[[Field, str], Value]] = {
    "number": _number,
    "date": _date,
    "kind": _kind,
    "account": _account,
    "text": _text,
    "narrative": _text,
}


def fits(field: Field, text: str) -> bool:
    """Say whether a text could stand in a field: readable and not too long."""
    return not text or not any(each.severity is ERROR for each, _ in PARSERS[field.type](field, text)[1])
