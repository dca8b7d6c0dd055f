from __future__ import annotations

import datetime
import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from ledes import schemas
from ledes.errors import SetupError
from ledes.sandbox.settings import Settings, load


def written(folder: Path, text: str) -> Path:
    path = folder / "portal.toml"
    path.write_text(text)
    return path


def test_the_schema_names_what_the_settings_hold() -> None:
    schema = json.loads(schemas.path("portal.schema.json").read_text())
    assert set(schema["properties"]) == {field.name for field in fields(Settings)}


def test_everything_is_read_with_its_kind(tmp_path: Path) -> None:
    settings = load(
        written(
            tmp_path,
            """
            token = "practice-token"
            words = "Collaborati (Mitratech)"
            delay = 2
            payment_delay = 0.5
            currencies = ["GBP"]
            actions = { TASK_CODE_UNKNOWN = "reduce" }
            [[matters]]
            id = "M-9"
            closed = 2026-03-31
            [[timekeepers]]
            id = "TK1"
            rate = 300.10
            from = 2026-01-01
            """,
        )
    )
    assert (settings.delay, settings.payment_delay, settings.currencies) == (2.0, 0.5, ("GBP",))
    assert settings.matters[0].closed == datetime.date(2026, 3, 31)
    assert (settings.timekeepers[0].rate, settings.timekeepers[0].start) == (
        Decimal("300.10"),
        datetime.date(2026, 1, 1),
    )
    assert [settings.action(reason) for reason in ("TASK_CODE_UNKNOWN", "RATE_OVER_APPROVED", "LINE_MATH")] == [
        "reduce",
        "reduce",
        "reject",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delay = -1", "delay"),
        ("dealy = 1", "dealy"),
        ('token = "short"', "token"),
        ('words = "Nobody"', "no messages of a vendor 'Nobody'"),
        ('currencies = ["Pound"]', "currencies"),
        ('actions = { LINE_MATH = "shout" }', "LINE_MATH"),
        ("[[matters]]\nname = 'x'", "'id' is missing"),
        ("[[matters]]\nid = 'x'\nclosed = 'last week'", "closed"),
        ("[[matters]]\nid = 'x'\nclosed = '2026-02-30'", "day is out of range"),
        ("[[timekeepers]]\nid = 'x'\nrate = 'much'", "rate"),
        ("delay =", "line 1"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SetupError) as error:
        load(written(tmp_path, text))
    assert "portal.toml" in str(error.value)
    assert said in str(error.value)


def test_a_token_that_does_not_fit_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as error:
        load(written(tmp_path, 'token = "has blanks in it"'))
    assert "blanks in it" not in str(error.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"portal\.toml cannot be read"):
        load(tmp_path / "portal.toml")
