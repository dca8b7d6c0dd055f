"""Our own XSD and DTD of the XML formats, made from the tables of their elements.

They prove only that our writer and our tables agree: what the standard's own schemas say is not public.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledes.finding import ERROR
from ledes.formats.xml.elements import ROOT, Dialect, Element

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- {title}: written by ledes from schemas/{table}.csv. It proves only that the writer of this program and this schema
     agree; the order of some elements, their lengths and which of them are required could not be confirmed. -->
"""
_TYPES = """
  <xs:simpleType name="text"><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="number">
    <xs:restriction base="xs:decimal"><xs:pattern value="-?[0-9]+(\\.[0-9]+)?"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="date">
    <xs:restriction base="xs:date"><xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="flag">
    <xs:restriction base="xs:string"><xs:enumeration value="Y"/><xs:enumeration value="N"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="account">
    <xs:restriction base="xs:string"><xs:enumeration value="O"/><xs:enumeration value="T"/></xs:restriction>
  </xs:simpleType>
  <xs:complexType name="extend_header">
    <xs:sequence>
      <xs:element name="extend_data" minOccurs="0" maxOccurs="unbounded">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="ext_name" type="xs:string"/>
            <xs:element name="ext_value" type="xs:string"/>
          </xs:sequence>
        </xs:complexType>
      </xs:element>
    </xs:sequence>
    <xs:attribute name="vendor" type="xs:string"/>
    <xs:attribute name="app" type="xs:string"/>
    <xs:attribute name="sequence" type="xs:string"/>
    <xs:attribute name="date" type="xs:string"/>
  </xs:complexType>
"""


def text(dialect: Dialect) -> str:
    """Write the XSD of a dialect, for files without a namespace."""
    lines = [_HEAD.format(title=dialect.title, table=dialect.table).rstrip("\n")]
    lines.append('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">')
    lines += (f'  <xs:element name="{dialect.root}" type="{ROOT}"/>', _TYPES.strip("\n"))
    for segment, elements in dialect.segments.items():
        kept = [each for each in elements if each.type != "foreign" and each.stands_in(dialect.revisions[-1])]
        lines += _segment(segment, kept, dialect)
    return "\n".join((*lines, "</xs:schema>", ""))


def _segment(segment: str, elements: list[Element], dialect: Dialect) -> Iterator[str]:
    order = "choice" if segment == ROOT else "sequence"
    many = ' maxOccurs="unbounded"' if segment == ROOT else ""
    yield f'  <xs:complexType name="{segment}">'
    yield f"    <xs:{order}{many}>"
    for each in elements:
        yield from _element(each, times("" if segment == ROOT else each.many, needed(each, dialect)))
    yield f"    </xs:{order}>"
    yield "  </xs:complexType>"


def needed(element: Element, dialect: Dialect) -> bool:
    """Say whether an element must be there in every revision of a dialect."""
    return element.required is ERROR and element.stands_in(dialect.revisions[0])


def times(many: str, needed: bool) -> str:
    """Say how often an element may come, as XSD attributes."""
    return ("" if needed else ' minOccurs="0"') + (' maxOccurs="unbounded"' if many else "")


def _element(element: Element, often: str) -> Iterator[str]:
    names = (element.name, *element.also)
    choice = len(names) > 1
    inner = "        " if choice else "      "
    if choice:
        yield f"      <xs:choice{often}>"
        often = ""
    for name in names:
        yield from (inner + line for line in _named(element, name, often))
    if choice:
        yield "      </xs:choice>"


def _named(element: Element, name: str, often: str) -> Iterator[str]:
    if element.of:
        yield f'<xs:element name="{name}" type="{element.of}"{often}/>'
    elif element.type == "item":
        yield f'<xs:element name="{name}" type="xs:positiveInteger"{often}/>'
    elif element.length or element.words or element.decimals is not None:
        yield f'<xs:element name="{name}"{often}>'
        yield f"  <xs:simpleType>{_restricted(element)}</xs:simpleType>"
        yield "</xs:element>"
    else:
        kind = element.type if element.type in {"number", "date", "flag", "account"} else "text"
        yield f'<xs:element name="{name}" type="{kind}"{often}/>'


def _restricted(element: Element) -> str:
    if element.type == "word":
        words = "".join(f'<xs:enumeration value="{word}"/>' for word in element.words)
        return f'<xs:restriction base="xs:string">{words}</xs:restriction>'
    if element.type == "number" and element.words:
        others = "".join(f'<xs:enumeration value="{word}"/>' for word in element.words)
        return (
            f'<xs:union memberTypes="number"><xs:simpleType><xs:restriction base="xs:string">{others}'
            "</xs:restriction></xs:simpleType></xs:union>"
        )
    if element.type == "number":
        return f'<xs:restriction base="number"><xs:fractionDigits value="{element.decimals}"/></xs:restriction>'
    return f'<xs:restriction base="text"><xs:maxLength value="{element.length}"/></xs:restriction>'


def dtd(dialect: Dialect) -> str:
    """Write the DTD of a dialect."""
    lines = [_HEAD.format(title=dialect.title, table=dialect.table).rstrip("\n")]
    declared: set[str] = set()
    for segment, elements in dialect.segments.items():
        tags = (dialect.root,) if segment == ROOT else _tags(dialect, segment)
        inner = ", ".join(_particle(each, dialect) for each in elements if each.type != "foreign")
        lines += (f"<!ELEMENT {tag} ({inner})>" for tag in tags)
        declared.update(tags)
    lines.append("<!ELEMENT extend_header (extend_data*)>")
    lines += (f"<!ATTLIST extend_header {name} CDATA #IMPLIED>" for name in ("vendor", "app", "sequence", "date"))
    lines += ("<!ELEMENT extend_data (ext_name, ext_value)>", "<!ELEMENT ext_name (#PCDATA)>")
    lines.append("<!ELEMENT ext_value (#PCDATA)>")
    simple = dict.fromkeys(name for each in _all(dialect) if each.simple for name in (each.name, *each.also))
    lines += (f"<!ELEMENT {name} (#PCDATA)>" for name in simple if name not in declared)
    return "\n".join((*lines, ""))


def _all(dialect: Dialect) -> list[Element]:
    return [each for elements in dialect.segments.values() for each in elements]


def _tags(dialect: Dialect, segment: str) -> tuple[str, ...]:
    """Name the elements that are made of a segment."""
    return tuple(
        dict.fromkeys(name for each in _all(dialect) if each.of == segment for name in (each.name, *each.also))
    )


def _particle(element: Element, dialect: Dialect) -> str:
    names = (element.name, *element.also)
    name = f"({' | '.join(names)})" if len(names) > 1 else names[0]
    if element.many:
        return name + ("+" if needed(element, dialect) else "*")
    return name + ("" if needed(element, dialect) else "?")
