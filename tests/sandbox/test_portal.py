from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from practice import content

from ledes.errors import SetupError
from ledes.sandbox.app import application
from ledes.sandbox.journal import Journal
from ledes.sandbox.settings import Settings

Open = Callable[..., Any]
HERE = {"base_url": "http://127.0.0.1:8765"}
TOKEN = {"Authorization": "Bearer practice-token"}


def test_the_moment_until_which_a_sender_wants_it_stored_is_kept(office: Open) -> None:
    here = office()
    assert here.take("k1", expires="2026-11-22T08:59:59Z").status == 409
    assert here.take("k1", expires="2026-11-22T09:00:00+00:00").status == 201


@pytest.mark.parametrize("moment", ["soon", "2026-11-22T09:00:00", "22 Nov 2026"])
def test_a_moment_that_is_none_is_refused(office: Open, moment: str) -> None:
    assert office().take(expires=moment).status == 400


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_delivery_needs_a_key(office: Open, key: str) -> None:
    assert office().take(key).status == 400


def test_only_formats_that_the_portal_takes_get_in(office: Open) -> None:
    assert office(Settings(token="practice-token", formats=("98bi",))).take().status == 422


def test_a_table_is_no_e_bill(office: Open) -> None:
    assert office().take(made=b"Invoice Number,Amount\n1,2\n").status == 422


def test_a_store_that_fails_is_an_error_and_is_noted_as_one(office: Open, monkeypatch: Any, tmp_path: Path) -> None:
    here = office()
    here.portal.journal = Journal(tmp_path / "journal")

    def full(*_args: object, **_options: object) -> object:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(here.store, "add", full)
    assert here.take().status == 500
    line = json.loads((tmp_path / "journal").read_text())
    assert (line["outcome"], line["answer"]) == ("error", "500")


def test_the_same_number_of_another_firm_or_client_is_no_duplicate(office: Open) -> None:
    here = office()
    assert here.take("k1").status == 201
    assert here.take("k2", made=content().replace(b"|CL|", b"|CM|")).status == 201
    assert here.take("k3", made=content().replace(b"12-3456789", b"98-7654321")).status == 201
    assert here.take("k4").status == 409


def test_a_journal_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be written"):
        Journal(tmp_path / "nowhere" / "journal")


@pytest.mark.parametrize("path", ["deliveries?key=k1", "deliveries/P-000001", "events"])
def test_every_question_needs_the_token(office: Open, path: str) -> None:
    client = application(office().portal).test_client()
    assert client.get(f"/v1/{path}", **HERE).status_code == 401
    assert client.get(f"/v1/{path}", headers={"Authorization": "Bearer other"}, **HERE).status_code == 401


def test_a_delivery_can_be_looked_at_by_the_portals_reference(office: Open) -> None:
    here = office()
    here.take()
    client = application(here.portal).test_client()
    found = client.get("/v1/deliveries/P-000001", headers=TOKEN, **HERE).get_json()
    assert found["bills"] == [{"invoice": "1001", "words": ""}]
    for other in ("P-000002", "P-1", "1", "P-00000x", "P-" + "9" * 30):
        assert client.get(f"/v1/deliveries/{other}", headers=TOKEN, **HERE).status_code == 404
        assert client.post(f"/v1/deliveries/{other}/finalize", headers=TOKEN, **HERE).status_code == 404


@pytest.mark.parametrize(
    "query", ["since=yesterday", "after=-1", "after=x", "after=" + "9" * 40, "since=0001-01-01T00:00:00%2B23:00"]
)
def test_a_question_that_makes_no_sense_is_told_so(office: Open, query: str) -> None:
    client = application(office().portal).test_client()
    assert client.get(f"/v1/events?{query}", headers=TOKEN, **HERE).status_code == 400


def test_what_is_too_long_is_turned_away_and_noted(office: Open, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("ledes.sandbox.app.MOST_BYTES", 100)
    here = office()
    here.portal.journal = Journal(tmp_path / "journal")
    client = application(here.portal).test_client()
    headers = {**TOKEN, "Idempotency-Key": "k1"}
    answer = client.post("/v1/deliveries?file_name=b.txt", data=b"x" * 101, headers=headers, **HERE)
    assert answer.status_code == 413
    line = json.loads((tmp_path / "journal").read_text())
    assert (line["key"], line["bytes"], line["outcome"]) == ("k1", 101, "refused")


def test_a_path_that_is_not_there_is_answered_in_json(office: Open) -> None:
    client = application(office().portal).test_client()
    assert client.get("/v1/else", headers=TOKEN, **HERE).get_json() == {"error": "not found"}


@pytest.mark.parametrize("host", ["http://portal.example:8765", "http://10.0.0.1", "http://127.0.0.1.example"])
def test_a_page_under_another_name_is_not_given(office: Open, host: str) -> None:
    client = application(office().portal).test_client()
    assert client.get("/", base_url=host).status_code == 403
    assert client.get("/v1/events", headers=TOKEN, base_url=host).status_code == 403


def test_the_token_is_not_in_what_settings_show() -> None:
    assert "practice-token" not in repr(replace(Settings(), token="practice-token"))
