"""Checking a file against an XSD that somebody has, block by block, so that memory stays flat."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes import schemas
from ledes.errors import InputError
from ledes.finding import Finding, Where, fault
from ledes.formats.source import Source
from ledes.formats.xml import prolog
from ledes.formats.xml.elements import Dialect
from ledes.formats.xml.opening import FormlessXmlError, ends, pulls

if TYPE_CHECKING:
    from lxml.etree import XMLSchema

MOST = 1000
"""Violations of one file that are told; the schema cannot be meant where there are more."""

BLOCK = 1 << 16
_NAMESPACE = re.compile(r"\{[^{}]*\}")
_LONG = re.compile(r"(: '.{40}).+?(' is not )", re.DOTALL)
_ELEMENT = re.compile(r"Element '([^']*)'")


@fault("L150", fix="Compare the element with the schema that was named.", reason="XML_SEGMENT")
def schema_violation(what: str) -> str:
    """A file follows the XSD that it is checked against.

    The schema is the one that the user names with --xsd, such as the standard's own; its words are told as they are.
    Which namespace our writer uses is chosen in the client's profile (xml_namespace under [representation]).

    Source: W3C XML Schema 1.0; the schema that was named.
    """
    return what


def load(path: Path) -> XMLSchema:
    """Read an XSD, without fetching anything from elsewhere.

    Raises `InputError` when it cannot be opened or is no schema.
    """
    from lxml import etree

    try:
        with path.open("rb") as stream:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            return etree.XMLSchema(etree.parse(stream, parser, base_url=str(path.with_name("within.xsd"))))
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {(error.strerror or '').lower()}") from error
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        why = str(error).partition("\n")[0]
        raise InputError(
            f"{path} is no XSD that can be used: {why}", hint="name the .xsd file of the standard"
        ) from error


def own(dialect: Dialect, namespace: str = "") -> XMLSchema:
    """Read our own XSD of a dialect, for files in a namespace or in none."""
    from lxml import etree

    path = schemas.path(f"ledes-xml-{dialect.version}.xsd")
    if not namespace:
        return load(path)
    within = (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}" xmlns="{namespace}" '
        f'elementFormDefault="qualified"><xs:include schemaLocation="{path.name}"/></xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(within.encode(), base_url=str(path.with_name("within.xsd"))))


def against(source: Source, path: Path) -> Iterator[Finding]:
    """Tell where an input does not follow an XSD that somebody names.

    Raises `InputError` when the input is no XML, or the XSD cannot be used.
    """
    if "xml" not in source.format.extensions:
        raise InputError(f"{source.name} is no XML", hint="a schema is for LEDES XML and LEDES 2000")
    schema, wanted = load(path), target(path)
    with source.open() as stream:
        start = prolog.read(stream)
        if start.root and start.namespace != wanted:
            yield schema_violation(Where(start.lines + 1, start.name), _other_namespace(start.namespace, wanted))
            return
        stream.seek(0)
        yield from violations(stream, schema)


def target(path: Path) -> str:
    """Give the namespace that an XSD is made for; empty where it is for files in none."""
    return str(_tree(path).getroot().get("targetNamespace") or "")


def _tree(path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with path.open("rb") as stream:
        return etree.parse(stream, parser, base_url=str(path))


def _other_namespace(found: str, wanted: str) -> str:
    shown = [f"the namespace '{each}'" if each else "no namespace" for each in (found, wanted)]
    return f"the file is in {shown[0]}, the schema is for files in {shown[1]}"


def violations(stream: BinaryIO, schema: XMLSchema) -> Iterator[Finding]:
    """Tell where a file does not follow a schema; that it is not well-formed is told by its reader.

    The parser does not say in which line a violation stands, so a file that has any is read once more, line by line.
    """
    from lxml import etree

    start = prolog.read(stream)
    if start.subset or (start.broken and not start.root):
        return
    try:
        for node in ends(stream, schema=schema):
            node.clear()
        return
    except FormlessXmlError:
        return
    except etree.XMLSyntaxError:
        stream.seek(start.skipped)
    yield from _line_by_line(stream, schema, start.lines)


def _line_by_line(stream: BinaryIO, schema: XMLSchema, skipped: int) -> Iterator[Finding]:
    from lxml import etree

    parser = pulls(schema=schema)
    row, told = skipped + 1, 0
    try:
        for block in iter(functools.partial(stream.readline, BLOCK), b""):
            parser.feed(block)
            for _, done in parser.read_events():
                node: Any = done
                node.clear()
            log = parser.feed_error_log
            for entry in list(log)[told:] if len(log) > told else ():
                told += 1
                if entry.domain_name == "SCHEMASV":
                    yield _violation(row, entry.message)
            if told >= MOST:
                return
            row += block.endswith(b"\n")
    except etree.XMLSyntaxError:
        return


def _violation(row: int, message: str) -> Finding:
    plain = _LONG.sub(r"\1...\2", _NAMESPACE.sub("", message)).rstrip(". ")
    named = _ELEMENT.search(plain)
    return schema_violation(Where(row, named[1] if named else ""), plain[:1].lower() + plain[1:])
