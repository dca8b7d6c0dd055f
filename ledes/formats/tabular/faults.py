"""What can be wrong with a table as a whole: its form, its headings, its rows."""

from __future__ import annotations

from collections.abc import Sequence

from ledes.finding import NOTE, WARNING, fault

_NAMED = 12
"""Names that one message lists at most."""


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


@fault("L200", layer="bytes", fix="Export the table again as CSV or XLSX.", reason="FILE_FORMAT")
def unreadable_table(fact: str) -> str:
    """A table is text in UTF-8, UTF-16 or cp1252, or an XLSX workbook that opens.

    Source: RFC 4180; ECMA-376.
    """
    return f"the table cannot be read: {fact}"


@fault(
    "L201",
    fix="Give --map NAME, or make a map with `ledes map new FILE`; `ledes map` lists the maps.",
    reason="FILE_FORMAT",
)
def unknown_headings(nearest: str, missing: Sequence[str]) -> str:
    """A table has a row of headings, among its first 20 rows, that a map knows.

    Source: schemas/map.schema.json.
    """
    if not nearest:
        return "no row of headings is known to any map"
    return f"no map fits; the nearest, {nearest}, lacks {_list(missing)}"


@fault(
    "L202", fix="Export the columns, or name their headings in the map; `ledes map check` helps.", reason="FILE_FORMAT"
)
def missing_heading(name: str, missing: Sequence[str], similar: Sequence[str]) -> str:
    """A table has every heading that the chosen map cannot do without.

    Source: schemas/map.schema.json, `required`.
    """
    hint = f"; similar headings are {_list(similar)}" if similar else ""
    return f"the map {name} needs the heading{'s' if len(missing) > 1 else ''} {_list(missing)}{hint}"


@fault("L203", fix="Take one of the columns out of the export, or rename it.", reason="COLUMN_COUNT")
def doubled_heading(names: Sequence[str]) -> str:
    """No heading that is read stands in a table twice, for nobody can tell which column is meant.

    Source: schemas/map.schema.json.
    """
    return f"more than one column is called {_list(names)}"


@fault("L204", fix="State them with --set NAME=VALUE, or add them to the map or the export.", reason="FIELD_REQUIRED")
def missing_bill_value(needed: Sequence[str], profile: Sequence[str]) -> str:
    """A table and what is set beside it give what every bill has: its number, date, period and matter.

    Exports of single entries (a proforma grid, an activities list) know nothing of the invoice they end up on. What
    a client's profile can state is only reminded of.

    Source: LEDES 1998B, required fields 1, 2, 4, 6 and 7.
    """
    also = f"; {_list(profile)} too, unless the client's profile states it" if profile else ""
    return f"neither the table nor --set gives {_list(needed)}{also}"


@fault("L205", fix="Export the table again with texts in quotes, or mend the row.", reason="COLUMN_COUNT")
def wrong_cell_count(fact: str) -> str:
    """A row has as many cells as there are headings.

    A delimiter or a line break in a text that is not in quotes moves every cell after it.

    Source: RFC 4180, section 2.
    """
    return fact


@fault("L206", fix="Double each quote inside a quoted text, and close every quote.", reason="FILE_FORMAT")
def stray_quote(fact: str) -> str:
    """Quotes open and close whole cells, and are doubled inside them.

    A quote that is never closed swallows the rows after it, so nothing of such a file is trusted.

    Source: RFC 4180, section 2.
    """
    return fact


@fault("L207", fix="State the form: --set table.dates=%m/%d/%Y (month first) or %d/%m/%Y.", reason="DATE_INVALID")
def ambiguous_dates(forms: Sequence[str], mixed: bool) -> str:
    """The dates of a table are in one form that can be told.

    03/04/2026 is in March or in April; where no other date of the table shows which, nobody can tell.

    Source: schemas/map.schema.json, `forms.dates`.
    """
    rivals = " and ".join(forms)
    return f"the dates are partly {rivals}" if mixed else f"the dates may be {rivals}, and none of them shows which"


@fault("L208", fix="Fill in the invoice number, or take the row out of the export.", reason="FIELD_REQUIRED")
def missing_invoice_number() -> str:
    """Every entry names the invoice it belongs to.

    The bill of the row before is held back, for the entry may be its own.

    Source: LEDES 1998B, field 2.
    """
    return "the row names no invoice"


@fault("L209", fix="Say which with --map NAME.", reason="FILE_FORMAT")
def rival_maps(names: Sequence[str]) -> str:
    """One map fits a table better than all others.

    Source: schemas/map.schema.json.
    """
    return f"the maps {_list(names)} fit equally well"


@fault("L210", fix="Nothing; another map can be named with --map.", reason="INFO_ONLY", severity=NOTE)
def chosen_map(name: str, where: str) -> str:
    """Which map a table was read with is told.

    Source: schemas/map.schema.json.
    """
    return f"read with the map {name}, headings in {where}"


@fault("L211", fix="Nothing, if these rows are not to be billed.", reason="INFO_ONLY", severity=NOTE)
def skipped_rows(count: int, heading: str) -> str:
    """Rows that the map leaves out are counted.

    Source: schemas/map.schema.json, `skip`.
    """
    return f"{count} row{'s' if count != 1 else ''} left out because of {heading}"


@fault("L212", fix="Nothing, if this is a total or small print; else fill the row.", reason="INFO_ONLY", severity=NOTE)
def left_row(what: str) -> str:
    """A row that is no entry, such as a total at the end of a report, is told.

    Source: exports of billing systems end in totals, page numbers and dates of printing.
    """
    return f"the row is taken for {what} and left out"


@fault("L213", fix="Nothing, or name the columns in a map.", reason="INFO_ONLY", severity=NOTE)
def unread_columns(names: Sequence[str]) -> str:
    """Columns that no part of a bill is read from are told.

    Source: schemas/map.schema.json.
    """
    return f"not read: {_list(names)}"


@fault(
    "L214",
    fix="Put the sheets into one, or read each with a map that names it.",
    reason="FILE_FORMAT",
    severity=WARNING,
)
def other_sheet(names: Sequence[str], sheet: str) -> str:
    """A workbook has one sheet of entries.

    Source: ECMA-376; one sheet is read.
    """
    return f"sheet {sheet} is read; {_list(names)} could be read too"


@fault(
    "L215", layer="bytes", fix="Export in UTF-8, or look at the accented letters.", reason="INFO_ONLY", severity=NOTE
)
def guessed_encoding() -> str:
    """A text file is in UTF-8, or says what else it is in.

    Source: RFC 3629; exports of older Windows programs are in cp1252.
    """
    return "the file is not in UTF-8 and is read as cp1252"


@fault("L216", fix="Export the entries too.", reason="FILE_FORMAT")
def empty_table() -> str:
    """A table has entries under its headings.

    Source: RFC 4180.
    """
    return "there is no entry under the headings"


@fault("L217", fix="Nothing; --set table.dates=FORM states another.", reason="INFO_ONLY", severity=NOTE)
def proven_dates(form: str, rivals: Sequence[str], count: int) -> str:
    """Where a map allows rival forms of dates, the one that the dates prove is told.

    Source: schemas/map.schema.json, `forms.dates`.
    """
    others = " or ".join(each for each in rivals if each != form)
    return f"the dates are read as {form}, for {count} of them cannot be {others}"
