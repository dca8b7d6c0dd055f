"""What can be wrong with a single cell of a table."""

from __future__ import annotations

from ledes.finding import NOTE, fault


@fault("F200", fix="Write digits, or declare separators and signs in the map.", reason="NUMBER_FORMAT")
def unreadable_number(fact: str) -> str:
    """A number is digits in the form that the map declares.

    Source: schemas/map.schema.json, `forms`.
    """
    return fact


@fault("F201", fix="Write a date that exists, in a form that the map declares.", reason="DATE_INVALID")
def unreadable_date(fact: str) -> str:
    """A date exists and is in a form that the map declares.

    Source: schemas/map.schema.json, `forms.dates`.
    """
    return fact


@fault("F202", fix="Add the word to the map's words, or correct the cell.", reason="FILE_FORMAT")
def unknown_word(fact: str) -> str:
    """A word for the kind of a line, or for yes and no, is one that the map knows.

    Source: schemas/map.schema.json, `words`.
    """
    return fact


@fault("F203", fix="Write the cell in the form of the map's pattern, or change the pattern.", reason="FILE_FORMAT")
def unlike_pattern(values: str) -> str:
    """A cell that holds several values fits the pattern that takes them apart.

    Source: schemas/map.schema.json, `extract`.
    """
    return f"the text does not fit the map's pattern, so {values} cannot be read from it"


@fault("F204", fix="Give all rows of the invoice the same value.", reason="FIELD_MISMATCH")
def differing_value(first: int) -> str:
    """What belongs to the whole invoice is the same in all of its rows.

    Source: LEDES 1998B, field 1 (only the first value met counts), field 5 (same value on each).
    """
    return f"the value differs from that in row {first} of the same invoice"


@fault("F205", fix="Round the value in the system that bills, where the client agrees.", reason="DECIMAL_PLACES")
def endless_decimals(fact: str) -> str:
    """Amounts, hours and rates have at most four decimals, tax rates ten.

    Spreadsheets show two and keep fifteen digits; rounding here would change the bill.

    Source: LEDES 1998B, numeric 10.4 and currency 12.4; LEDES 98BI V5, field 48.
    """
    return fact


@fault("F206", fix="Open the workbook, let it compute, mend the formula, and save it.", reason="FILE_FORMAT")
def broken_cell(fact: str) -> str:
    """A cell of a sheet holds a value: no error, and no formula that was never computed.

    Source: ECMA-376, part 1, 18.3.1.4 (cell).
    """
    return f"the cell holds {fact}"


@fault("F207", fix="Nothing, or bill in hours of two decimals.", reason="INFO_ONLY", severity=NOTE)
def rounded_time(hours: str) -> str:
    """Time that is no whole ten-thousandth of an hour is rounded half up, and told.

    Source: LEDES 1998B, field 11 (numeric 10.4).
    """
    return f"the time is rounded to {hours} hours"


@fault("F208", fix="Write the name as Last, First.", reason="TIMEKEEPER_NAME_FORMAT", severity=NOTE)
def undivided_name() -> str:
    """A name can be divided into first and last name.

    Source: LEDES 1998B, field 22 (Last, First); schemas/map.schema.json, `forms.names`.
    """
    return "the name is kept as written, for where the last name begins cannot be told"


@fault("F209", fix="Format the column as text in the sheet, and enter the value again.", reason="FILE_FORMAT")
def damaged_text(fact: str) -> str:
    """Numbers and codes of a sheet are kept as text.

    A spreadsheet cuts numbers after 15 digits and turns what looks like a date into one.

    Source: ECMA-376; binary numbers of 64 bits hold 15 digits.
    """
    return f"the cell holds {fact}"
