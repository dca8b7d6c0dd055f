"""Whatever stands in a set-up file, it is read or its mistakes are told: no traceback, and no secret in the words."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledes import schemas, setup
from ledes.bill import Party
from ledes.errors import SetupError
from ledes.setup import profiles, roster

KEYS = st.sampled_from(
    [
        "base",
        "name",
        "ids",
        "format",
        "currency",
        "client",
        "matters",
        "codes",
        "timekeepers",
        "rules",
        "file",
        "api_key",
    ]
)
WORDS = st.text("abzAZ09 ._-/\\\"'é=[]{}#,;\n\r\t\0", max_size=12)
VALUES = st.one_of(
    WORDS.map(repr), st.integers().map(str), st.sampled_from(["true", "nan", "-inf", "1e999", "2026-02-29", "07:32:00"])
)
NESTED = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda each: "{" + ", ".join(f"{key} = {value}" for key, value in each.items()) + "}"
        ),
    ),
    max_leaves=8,
)
TOML = st.dictionaries(KEYS, NESTED, max_size=4).map(lambda said: "\n".join(f"{k} = {v}" for k, v in said.items()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clients")


@settings(max_examples=300, deadline=None)
@given(content=st.one_of(TOML.map(str.encode), st.binary(max_size=60)))
def test_any_profile_is_read_or_refused(content: bytes, folder: Path) -> None:
    (folder / "any.toml").write_bytes(content)
    around = profiles.Surroundings(folder=folder, firm=Party(), formats=("1998b",), checks=lambda: ())
    try:
        profiles.load(around)
    except SetupError as error:
        assert error.message


@settings(max_examples=200, deadline=None)
@given(content=st.one_of(st.binary(max_size=60), WORDS.map(lambda text: f"id,rate,from\n{text}\n".encode())))
def test_any_table_of_timekeepers_is_read_or_refused(content: bytes, folder: Path) -> None:
    path = folder / "any.csv"
    path.write_bytes(content)
    try:
        roster.read(path, "any.csv")
    except SetupError as error:
        assert error.message


@pytest.mark.parametrize("name", ["workspace.schema.json", "client.schema.json"])
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schemas.path(name).read_text("utf-8")))


def test_the_schemas_ask_for_the_firm_and_nothing_else() -> None:
    assert [str(each) for each in setup.check({}, "workspace.schema.json", "w")] == ["w: 'firm' is missing"]
    assert [*setup.check({}, "client.schema.json", "c")] == []
