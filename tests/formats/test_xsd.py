"""Our own XSDs: all our XML follows them, they are what the tables say, and other people's schemas can be used."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import xmlbills
from hypothesis import HealthCheck, given, settings
from xmlbills import BILL, write

from ledes import samples, schemas
from ledes.bill import Bill, Contact, Party
from ledes.client import Representation
from ledes.errors import InputError
from ledes.finding import Finding
from ledes.formats import named
from ledes.formats.ledesxml import DIALECTS, XML21, XML22, meant
from ledes.formats.source import in_memory
from ledes.formats.xml import prolog, xsd, xsdcheck

QUICK = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
OFFICIAL = os.environ.get("LEDES_OFFICIAL_SCHEMAS", "")
"""A folder with the standard's own schemas, where somebody has them."""

SAMPLES = sorted(
    path for path in Path(samples.__file__).parent.rglob("*.xml") if not {"bad", "2000"}.intersection(path.parts)
)
FILLED = dataclasses.replace(
    BILL,
    firm=dataclasses.replace(BILL.firm, remit_address=xmlbills.ADDRESS, url="http://www.example.com"),
    client=dataclasses.replace(BILL.client, contact=Contact(last="Doe", first="Ann", email="ann@example.com")),
    taxed_party=Party(name="Widgets SA", tax_id="FR1", address=xmlbills.ADDRESS),
)


def told(content: bytes, schema: object) -> list[Finding]:
    return list(xsdcheck.violations(in_memory("bill.xml", content).open(), schema))  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.version)
def test_our_own_schemas_are_made_from_the_table(dialect: object, request: pytest.FixtureRequest) -> None:
    path = schemas.path(f"ledes-xml-{dialect.version}.xsd")  # type: ignore[attr-defined]
    text = xsd.text(dialect)  # type: ignore[arg-type]
    if request.config.getoption("--update"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.version)
@pytest.mark.parametrize("how", [Representation(), Representation(xml_namespace="none")], ids=["namespace", "none"])
def test_what_we_write_follows_our_own_schema(dialect: object, how: Representation) -> None:
    namespace = "" if how.xml_namespace else dialect.namespace  # type: ignore[attr-defined]
    content, _ = write(FILLED, dialect.key, how)  # type: ignore[attr-defined]
    schema = xsdcheck.own(dialect, namespace)  # type: ignore[arg-type]
    assert told(content, schema) == []
    assert told(content.replace(b"units>", b"hours>"), schema) != []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_good_sample_follows_our_own_schema(path: Path) -> None:
    content = path.read_bytes()
    dialect = meant(content[: prolog.LONGEST])
    assert dialect is not None
    namespace = dialect.namespace if dialect.namespace.encode() in content else ""
    assert told(content, xsdcheck.own(dialect, namespace)) == []


VALUE = ("value", "length", "pattern", "facet", "missing child", "not expected")
"""Words of violations that a bill with blank or odd values may have; none of them speaks of a name we made up."""


@given(bill=xmlbills.bills())
@QUICK
def test_whatever_a_bill_holds_its_elements_stand_where_the_schema_has_them(bill: Bill) -> None:
    content, _ = write(bill)
    messages = [finding.message for finding in told(content, xsdcheck.own(XML22, XML22.namespace))]
    assert all(any(word in message.lower() for word in VALUE) for message in messages)
    known = {name for segment in XML22.segments.values() for each in segment for name in (each.name, *each.also)}
    known |= {"extend_header", "extend_data", "ext_name", "ext_value"}
    fields = {finding.field for finding in told(content, xsdcheck.own(XML22, XML22.namespace))}
    assert fields <= known


def test_a_violation_has_its_line_and_element_and_no_long_text() -> None:
    content, _ = write(BILL)
    wrong = content.replace(b">350<", b">" + b"secret " * 20 + b"<")
    found = told(wrong, xsdcheck.own(XML22, XML22.namespace))
    row = content[: content.index(b"<tk_rate>")].count(b"\n") + 1
    assert [(each.row, each.field) for each in found[:1]] == [(row, "tk_rate")]
    assert len(found[0].message) < 160
    assert "{" not in found[0].message


def test_a_file_of_another_version_does_not_follow() -> None:
    content, _ = write(BILL, "xml2.2")
    (finding,) = told(content, xsdcheck.own(XML21, XML21.namespace))
    assert "no matching global" in finding.message.lower()


def test_a_file_that_breaks_off_is_left_to_its_reader() -> None:
    content, _ = write(BILL)
    assert told(content[:-200], xsdcheck.own(XML22, XML22.namespace)) == []


def test_what_is_no_schema_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        xsdcheck.load(tmp_path / "none.xsd")
    for content in (b"<a/>", b"not XML", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'):
        path = tmp_path / "wrong.xsd"
        path.write_bytes(content)
        with pytest.raises(InputError, match="is no XSD"):
            xsdcheck.load(path)


def official() -> Iterator[tuple[str, Path]]:
    for dialect in DIALECTS:
        for path in sorted(Path(OFFICIAL).glob("*.xsd")) if OFFICIAL else ():
            if dialect.version.replace(".", "") in path.name.replace(".", ""):
                yield dialect.key, path


@pytest.mark.skipif(not OFFICIAL, reason="LEDES_OFFICIAL_SCHEMAS names no folder with the standard's own schemas")
def test_what_we_write_follows_the_standards_own_schemas() -> None:
    found = list(official())
    assert found, "the folder holds no .xsd file with 20, 21 or 22 in its name"
    for key, path in found:
        schema = xsdcheck.load(path)
        namespace = xsdcheck.target(path)
        content, _ = write(FILLED, key, Representation(xml_namespace=namespace or "none"))
        assert told(content, schema) == [], path.name
        assert named(key)
