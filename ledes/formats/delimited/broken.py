"""What can be broken about the records of a delimited e-bill: the faults of structure below its header."""

from __future__ import annotations

from ledes.finding import WARNING, fault


@fault("L020", fix="End every record with [].", reason="FILE_FORMAT")
def missing_record_end(found: int, wanted: int) -> str:
    """A record ends in [].

    Source: LEDES 1998B and 98BI V2, record structure.
    """
    cut = "" if found == wanted else f", and breaks off after {found} of {wanted} fields"
    return f"the record does not end in []{cut}"


@fault("L021", fix="Take the blanks away.", reason="FILE_FORMAT", severity=WARNING)
def text_after_record_end(count: int) -> str:
    """Nothing but the line break follows the [] that ends a record.

    Source: LEDES 1998B and 98BI V2, record structure.
    """
    return f"{count} blank{'s' if count > 1 else ''} after the []"


@fault("L022", fix="Delete the line.", reason="FILE_FORMAT", severity=WARNING)
def blank_line() -> str:
    """There are no blank lines.

    Source: real files end in them; strict readers take a blank line for a record of one field.
    """
    return "the line is blank"


@fault("L023", fix="Put each record on a line of its own.", reason="FILE_FORMAT", severity=WARNING)
def missing_line_break(count: int) -> str:
    """Each record stands on a line of its own.

    Source: LEDES 1998B ends a record by []; every real file breaks the line after it, and readers rely on it.
    """
    return f"{count} records stand on one line"


@fault("L024", fix="Replace the pipe in the text by a slash.", reason="COLUMN_COUNT")
def pipe_in_text(name: str, more: int) -> str:
    """No text holds a pipe, for it separates the fields and cannot be escaped.

    Source: LEDES 1998B, record structure; Brightflag and Bill4Time name it as the usual cause of a wrong field count.
    """
    return f"a pipe inside {name} makes {more} field{'s' if more > 1 else ''} too many"


@fault("L025", fix="Replace the line break in the text by a blank.", reason="FILE_FORMAT")
def line_break_in_text(name: str, lines: int) -> str:
    """No text holds a line break.

    Source: LEDES 1998B, record structure.
    """
    return f"a line break inside {name} tears the record over {lines} lines"


@fault("L026", fix="Write () instead of [] in texts.", reason="FILE_FORMAT")
def bracket_pair_in_text(name: str) -> str:
    """No text holds [], for it ends the record.

    Source: LEDES 1998B, record structure.
    """
    return f"[] stands inside {name}"


@fault("L027", fix="Write ( and ) in texts.", reason="FILE_FORMAT", severity=WARNING)
def bracket_in_text(name: str) -> str:
    """A text holds no square brackets.

    The standard reserves only the pair; several tools refuse each of them.

    Source: practice of generators and checkers.
    """
    return f"a square bracket stands inside {name}"


@fault("L028", fix="Export every field, empty ones too.", reason="COLUMN_COUNT")
def missing_field(names: str, found: int, wanted: int) -> str:
    """A record has a value, or nothing between two pipes, for every field.

    Source: LEDES 1998B (24 fields), 98BI V2 (52 fields).
    """
    return f"{found} fields instead of {wanted}: by the values around it, {names} is missing"


@fault("L029", fix="Take the second value away.", reason="COLUMN_COUNT")
def doubled_field(name: str, found: int, wanted: int) -> str:
    """No value of a record stands twice.

    Source: LEDES 1998B (24 fields), 98BI V2 (52 fields).
    """
    return f"{found} fields instead of {wanted}: {name} stands twice"


@fault(
    "L030",
    fix="Compare the line with the header; look for a pipe in a text or a forgotten field.",
    reason="COLUMN_COUNT",
)
def wrong_field_count(found: int, wanted: int, until: str) -> str:
    """A record has as many fields as the format has columns.

    Source: LEDES 1998B (24 fields), 98BI V2 (52 fields).
    """
    return f"{found} fields instead of {wanted}; the values fit the columns up to {until}, then in no way or in several"


@fault("L031", fix="Keep one first line and one header a file.", reason="FILE_FORMAT")
def second_heading(what: str) -> str:
    """The first line and the header stand once, at the top.

    Source: LEDES 1998B and 98BI V2, lines 1 and 2; files pasted together break it.
    """
    return f"{what} stands again among the records"


@fault("L032", fix="Export the lines of the invoice.", reason="FILE_FORMAT")
def no_records() -> str:
    """A file holds at least one record.

    Source: LEDES 1998B, line 3 on.
    """
    return "there are no records"
