"""`ledes client`: what it prints for people and programs, and how it exits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ebills import FEE, file, record

from ledes import schemas
from ledes.__main__ import main

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ledes.toml").write_text('[firm]\nid = "1"\nname = "Firm"\n')
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "north.toml").write_text(
        'name = "North & Sons"\nids = ["C01"]\nformat = "1998b"\ncurrency = "USD"\n'
        '[rules]\ntime-off-step = { step = 0.5 }\n[[examples]]\nfile = "good.txt"\nmust = "pass"\n'
    )
    (tmp_path / "clients" / "good.txt").write_bytes(file(record(FEE)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*words: str) -> tuple[int, str, str]:
        status = main(["client", *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def shaped(text: str, schema: str) -> Any:
    said = json.loads(text)
    jsonschema.validate(said, json.loads(schemas.path(schema).read_text("utf-8")))
    return said


def test_without_a_subcommand_the_clients_are_listed(say: Say) -> None:
    status, out, _ = say()
    assert status == 0
    assert out.split() == ["north", "1998b", "North", "&", "Sons"]


def test_check_is_content_with_a_profile_that_lacks_nothing_needed(say: Say) -> None:
    status, out, _ = say("check", "north")
    assert status == 0
    assert "north: vendor: note is not there: bills are made, not sent\n  try: ledes vendors" in out
    assert re.search(r"north: \d notes\n\Z", out)


def test_check_exits_with_1_where_something_is_missing(say: Say, home: Path) -> None:
    (home / "clients" / "bare.toml").write_text('format = "1998b"\n')
    status, out, _ = say("check", "bare", "--json")
    assert status == 1
    said = shaped(out, "client-check.schema.json")
    assert said["client"] == "bare"
    assert said["counts"]["warning"] == 2
    assert {each["place"] for each in said["gaps"] if each["severity"] == "warning"} == {"ids", "currency"}


def test_check_tells_a_profile_that_cannot_be_read_as_what_it_is(say: Say, home: Path) -> None:
    (home / "clients" / "bare.toml").write_text('formt = "1998b"\n')
    status, _, err = say("check", "bare")
    assert status == 4
    assert "did you mean 'format'?" in err


def test_test_tries_the_examples(say: Say) -> None:
    assert say("test", "north") == (0, "north: good.txt: as expected\n", "")
    said = shaped(say("test", "north", "--json")[1], "client-test.schema.json")
    assert said["examples"][0]["passed"] is True


def test_test_exits_with_1_where_an_example_is_not_as_expected(say: Say, home: Path) -> None:
    path = home / "clients" / "north.toml"
    path.write_text(path.read_text().replace('"pass"', '"fail"'))
    status, out, _ = say("test", "north")
    assert status == 1
    assert out == "north: good.txt: not as expected\n  it must fail, and has no error\n"


def test_test_says_so_where_there_are_no_examples(say: Say) -> None:
    assert "has no [[examples]]" in say("test", "us-1998b")[1]


def test_explain_prints_the_guidelines_and_the_checklist(say: Say) -> None:
    status, out, _ = say("explain", "north")
    assert status == 0
    assert out.startswith("Guidelines of North & Sons (north)\n")
    assert "  E200  refused     The time of a fee is a whole number of the client's steps. (step: 0.5)\n" in out
    assert "[x] the LEDES version that it takes" in out
    assert "[ ] the timekeepers that it approved" in out
    assert "R902" in out
    assert "P010" not in out
    assert max(map(len, out.splitlines())) <= 96


def test_explain_names_on_request_what_waits_for_the_client(say: Say) -> None:
    assert "  P010  refused " in say("explain", "north", "--all")[1]


def test_explain_keeps_to_its_json_schema(say: Say) -> None:
    said = shaped(say("explain", "north", "--json")[1], "client-explain.schema.json")
    assert said["name"] == "North & Sons"
    assert {"code": "E200", "outcome": "refused"}.items() <= next(
        point for section in said["guidelines"] for point in section["points"] if point["code"] == "E200"
    ).items()


def test_explain_writes_a_page_that_needs_nothing_else(say: Say, home: Path) -> None:
    assert say("explain", "north", "--html", "north.html")[:2] == (0, "north.html: guidelines of North & Sons\n")
    page = (home / "north.html").read_text("utf-8")
    assert "<h2>North &amp; Sons</h2>" in page
    assert "step: 0.5" in page
    assert not re.search(r"<script|<link|src=|https?://|@import", page)
    assert not list(home.glob("*.part"))


def test_a_profile_that_comes_with_ledes_is_explained_without_a_workspace(
    say: Say, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))
    status, out, _ = say("explain", "fdic")
    assert status == 0
    assert "D211  refused     Work and costs are billed before they are old. (days: 62)" in out
    assert say("test", "fdic")[0] == 0


def test_an_unknown_client_is_answered_with_the_nearest(say: Say) -> None:
    status, _, err = say("explain", "nort")
    assert status == 4
    assert "did you mean 'north'?" in err


def test_new_writes_a_profile_from_options(say: Say, home: Path) -> None:
    status, out, _ = say("new", "east", "--id", "77", "--base", "corridor", "--format", "1998B", "--days", "30")
    assert (status, out.splitlines()[0]) == (0, "clients/east.toml: look it through, then")
    assert say("check", "east")[0] == 1
    assert say("explain", "east")[0] == 0
    before = (home / "clients" / "east.toml").read_bytes()
    assert say("new", "east", "--id", "78")[0] == 2
    assert (home / "clients" / "east.toml").read_bytes() == before


def test_new_asks_nothing_where_nobody_can_answer(say: Say, home: Path) -> None:
    status, _, err = say("new", "east")
    assert status == 2
    assert "there is no terminal to ask on" in err
    assert not (home / "clients" / "east.toml").exists()


@pytest.mark.parametrize("hours", ["x", "-1", "1e3", "1,5"])
def test_new_takes_plain_numbers_only(say: Say, hours: str) -> None:
    assert say("new", "east", "--id", "77", "--hours", hours)[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")
def test_new_asks_on_a_terminal(home: Path) -> None:
    answers = "East Ltd\n77 78\n\n1998b\n\nusd\nnew\ny\nsoon\n30\n\n0.1\n"
    leader, follower = os.openpty()
    os.write(leader, answers.encode())
    words = [sys.executable, "-m", "ledes", "client", "new", "east"]
    done = subprocess.run(words, stdin=follower, capture_output=True, text=True, cwd=home, timeout=60)
    os.close(leader)
    os.close(follower)
    assert done.returncode == 0, done.stderr
    assert "'soon' is no such number" in done.stdout
    text = (home / "clients" / "east.toml").read_text("utf-8")
    for line in ('name = "East Ltd"', 'ids = ["77", "78"]', 'currency = "USD"', 'number_on_resending = "new"'):
        assert line in text
    assert "late-invoice = { days = 30 }" in text
    assert "day-too-long" not in text
