"""What can be wrong with the XML of an e-bill: its frame, its elements, and the values of XML's own types."""

from __future__ import annotations

from ledes.finding import NOTE, WARNING, fault


@fault("L101", fix="Export the file again; what stands before the place was read.", reason="FILE_FORMAT")
def broken_xml(fact: str) -> str:
    """A file is well-formed XML to its end.

    Bills that are whole before the place are read; the one in which it breaks off, and what follows, cannot be.

    Source: W3C XML 1.0; LEDES XML 2.x and LEDES 2000 are XML.
    """
    return f"the XML cannot be read from here on: {fact}"


@fault("L102", fix="Name the root element exactly as the version of the standard does.", reason="FILE_FORMAT")
def wrong_root(found: str, wanted: str) -> str:
    """The root element bears the name of the format and its version, in small letters.

    Source: LEDES XML 2.x (ledesxmlebilling2.0, 2.1, 2.2); LEDES 2000 (ledesxml).
    """
    return f"the root element is '{found[:60]}'; the file was read as if it were '{wanted}'"


@fault("L103", fix="Take the DOCTYPE away and write characters instead of entities.", reason="FILE_FORMAT")
def refused_entity(what: str) -> str:
    """A file brings no declarations and no entities of its own.

    They can hide text, read files or grow without end, so none is ever loaded; the plain DOCTYPE of LEDES 2000, which
    only names the standard's own, is let pass and not loaded either.

    Source: design of this program, safety; LEDES 2000, DOCTYPE by system id.
    """
    return what


@fault("L104", fix="Begin the file with <?xml ...?>, without anything before it.", reason="FILE_FORMAT")
def late_declaration(what: str) -> str:
    """The file begins with its XML declaration.

    Source: W3C XML 1.0, section 2.8; Collaborati refuses a file in which something stands before it.
    """
    return what


@fault("L105", fix="Take the element out, or put its value into an extension.", reason="XML_SEGMENT")
def unknown_element(name: str, segment: str) -> str:
    """Every element is one that the standard has.

    Source: LEDES XML 2.2, the 205 elements; LEDES 2000, tables of the platforms.
    """
    return f"the standard has no element '{name[:60]}' in {segment}"


@fault("L106", fix="Move the element to where the standard has it.", reason="XML_SEGMENT")
def misplaced_element(name: str, segment: str, where: str) -> str:
    """Every element stands in the segment that it belongs to.

    Source: LEDES XML 2.2, the 205 elements by segment; LEDES 2000, nesting.
    """
    return f"'{name[:60]}' stands in {segment} and belongs to {where}"


@fault("L107", fix="Keep the element once.", reason="XML_SEGMENT")
def repeated_element(name: str) -> str:
    """An element that may come once comes once.

    The first one counts here; other readers may take the last.

    Source: LEDES XML 2.x, number of times in the segment texts.
    """
    return f"'{name}' stands twice"


@fault("L108", fix="Put the elements into the order of the standard.", reason="XML_SEGMENT", severity=WARNING)
def shuffled_elements(name: str, after: str) -> str:
    """The elements of a segment stand in the order of the standard.

    The order of some elements is known from platforms and generators only, so it is a warning; elements whose place
    nobody could confirm are not judged.

    Source: Collaborati, LEDES XML 2.1 elements; published generators.
    """
    return f"'{name}' stands after '{after}'"


@fault("L109", fix="Export the segment.", reason="XML_SEGMENT")
def missing_segment(name: str, segment: str) -> str:
    """A segment holds the segments and structures that it is made of.

    Source: LEDES XML 2.x, number of times in the segment texts; LEDES 2000, nesting.
    """
    return f"{segment} has no {name}"


@fault("L110", fix="Write the name as the standard does.", reason="XML_SEGMENT")
def misspelt_element(found: str, wanted: str) -> str:
    """The names of elements are written as the standard writes them; XML tells capitals from small letters.

    Source: LEDES XML 2.2, the 205 elements (small letters, but firm_URL).
    """
    return f"'{found[:60]}' should be '{wanted}'"


@fault("L111", fix="Delete the text, or put it into the element that it belongs to.", reason="XML_SEGMENT")
def stray_text(segment: str) -> str:
    """Text stands in the elements that are made for it, not between them.

    Source: LEDES XML 2.x and LEDES 2000 (no mixed content).
    """
    return f"text stands between the elements of {segment}"


@fault("L112", fix="Take the element out, or name the version that has it in the root.", reason="XML_SEGMENT")
def element_of_another_version(name: str, version: str) -> str:
    """Every element is one that this version of the standard has.

    Source: LEDES XML 2.1 and 2.2, the lists of elements and what 2.2 added (tiered taxes).
    """
    return f"LEDES XML {version} has no '{name}'"


@fault("L113", fix="List the timekeeper in the matter.", reason="TIMEKEEPER_MISSING", severity=WARNING)
def unlisted_timekeeper(number: str, level: str) -> str:
    """Who worked on a matter is listed in its timekeeper summary, with the level at the line.

    Source: LEDES XML 2.x, tksum; whether each one must be listed is unconfirmed, so it is a warning.
    """
    listed = f" with the level '{level}'" if level else ""
    return f"timekeeper '{number}' is not listed in the matter{listed}"


@fault("L114", fix="Number the elements through the file, each with its own.", reason="FILE_FORMAT", severity=WARNING)
def wrong_item_number(what: str) -> str:
    """The item number of an element is a whole number that no other element of the file has.

    Platforms name the place of an error by it.

    Source: LEDES XML 2.x, file_item_nbr; Legal Tracker reports errors by it.
    """
    return what


@fault("L115", fix="Give each invoice a number of its own, or keep one of the two.", reason="INVOICE_DUPLICATE")
def doubled_invoice(number: str) -> str:
    """No invoice stands in a file twice.

    Source: LEDES XML 2.x, inv_id.
    """
    return f"invoice {number} stands in the file twice"


@fault("L116", fix="Save the file as UTF-8.", reason="FILE_FORMAT", severity=WARNING, layer="bytes")
def other_encoding(name: str) -> str:
    """The file is UTF-8 text.

    Source: LEDES XML 2.x, encoding; Collaborati.
    """
    return f"the file is encoded as {name}"


@fault("L117", fix="Name each timekeeper of the matter once.", reason="FIELD_MISMATCH", severity=WARNING)
def doubled_timekeeper(number: str) -> str:
    """An entry of the timekeeper summary differs from every other in name, level or rate.

    Source: LEDES XML 2.x, tksum (the same tk_id may come again with another name, level or rate).
    """
    return f"timekeeper '{number}' is listed twice in the same words"


@fault("L118", fix="Mend the faults that are told, and check again.", reason="FILE_FORMAT")
def untold_faults(count: int) -> str:
    """Every fault of a bill is told; those beyond twenty thousand are only counted.

    Source: the memory that a check may take is bounded.
    """
    return f"{count:,} more faults are not listed"


@fault("F101", fix="Write one of the words that the standard has.", reason="FIELD_MISMATCH")
def unlisted_word(text: str, known: str) -> str:
    """A value that is chosen from a few is one of them.

    Capitals make no difference when reading; the standard's own text mixes them.

    Source: LEDES XML 2.2 (Y and N, Increase and Decrease, Percent and Flat, Fee and Exp, Pre-Split, Post-Split, NA).
    """
    return f"'{text[:40]}' is none of {known}"


@fault("D101", fix="Write the day in the form of the standard and check that it exists.", reason="DATE_INVALID")
def impossible_xml_date(text: str, why: str) -> str:
    """A date is written YYYY-MM-DD, in LEDES 2000 YYYYMMDD, and is a day of the calendar.

    Source: LEDES XML 2.x, dates (ISO); LEDES 2000, dates.
    """
    return f"'{text[:20]}' is not a date: {why}"


@fault("D102", layer="structure", fix="Write the day in the form of the standard.", reason="DATE_INVALID")
def other_date_form(text: str, wanted: str) -> str:
    """A date has the one form that its format asks for.

    A form that can only be read in one way is read; the platforms may not.

    Source: LEDES XML 2.x (YYYY-MM-DD), LEDES 2000 (YYYYMMDD); a public generator mixes both.
    """
    return f"'{text[:20]}' is not written {wanted}"


@fault("F023", fix="Try it with the platform's test account first.", reason="INFO_ONLY", severity=WARNING)
def unconfirmed_form(title: str, what: str) -> str:
    """What is written in a form that nobody could confirm is said to be so.

    Source: the standard's own documents of these formats are not public; see the table of formats.
    """
    return f"{title} is written as an experiment; unconfirmed: {what}"


@fault("F024", fix="Nothing; the format has its own order and no numbers of lines.", reason="INFO_ONLY", severity=NOTE)
def reordered_lines(count: int) -> str:
    """Where a format has another order of lines or no numbers for them, that is said.

    XML holds the fees of a matter before its expenses and counts elements instead of lines.

    Source: LEDES XML 2.x, matter (fee 0..n, expense 0..n), file_item_nbr.
    """
    return f"{count} lines are written in another order or without their line numbers"
