"""`ledes validate --xsd` checks an XML e-bill against a schema that somebody has."""

from __future__ import annotations

from pathlib import Path

import pytest
from xmlbills import BILL, write

from ledes import schemas
from ledes.__main__ import main
from ledes.client import Representation

SCHEMA = str(schemas.path("ledes-xml-2.2.xsd"))


def put(folder: Path, content: bytes, name: str = "bill.xml") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_violation_is_a_finding_with_line_and_element(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, _ = write(BILL, how=Representation(xml_namespace="none"))
    path = put(tmp_path, content.replace(b">A102<", b">A102-and-more<"))
    assert main(["validate", path, "--xsd", SCHEMA]) == 1
    row = content[: content.index(b"<task_activity>")].count(b"\n") + 1
    assert f"{path}:{row}:task_activity: error L150 element 'task_activity'" in capsys.readouterr().out


def test_without_violation_nothing_of_the_schema_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, _ = write(BILL, how=Representation(xml_namespace="none"))
    main(["validate", put(tmp_path, content), "--xsd", SCHEMA])
    assert "L150" not in capsys.readouterr().out


def test_another_namespace_is_named_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path, write(BILL)[0])
    assert main(["validate", path, "--xsd", SCHEMA]) == 1
    said = "in the namespace 'http://www.ledes.org/LEDES22.xsd', the schema is for files in no namespace"
    assert said in capsys.readouterr().out


def test_a_schema_is_for_xml_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", put(tmp_path, b"LEDES1998B[]\n", "bill.txt"), "--xsd", SCHEMA]) == 3
    assert "is no XML" in capsys.readouterr().err


def test_what_is_no_schema_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path, write(BILL)[0])
    assert main(["validate", path, "--xsd", path]) == 3
    assert "is no XSD that can be used" in capsys.readouterr().err
