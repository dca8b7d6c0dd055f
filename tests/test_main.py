"""Whatever happens, a person gets a line, a program gets a status, and nobody's data gets out."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from ebills import FEE, file, record

from ledes import validate
from ledes.__main__ import ledes, main
from ledes.errors import Exit, worst

LEDES = [sys.executable, "-m", "ledes"]


def test_an_error_goes_to_standard_error_and_as_json_to_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["status", "--json"]) == 4
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert (error["exit"], bool(error["message"]), bool(error["hint"])) == (4, True, True)
    assert said.err.startswith(f"error: {error['message']}\n  try: ")


def test_a_bug_is_one_line_and_a_log_without_anybodys_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "the confidential strategy"

    def stumble(*_args: object, **_more: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr(validate, "check", stumble)
    bill = tmp_path / "bill.txt"
    bill.write_bytes(file(record(FEE)))
    assert main(["validate", str(bill)]) == Exit.BUG
    said = capsys.readouterr().err
    (log,) = re.findall(r"written down in (\S+)", said)
    written = Path(log).read_text("utf-8")
    Path(log).unlink()
    assert "RuntimeError" in written
    assert "stumble" in written
    assert "confidential" not in written + said


SLIPS = (
    (["nonsense"], "there is no command 'nonsense'", "ledes --help lists them"),
    (["validte", "x"], "there is no command 'validte'", "did you mean 'validate'? ledes --help lists them"),
    (["--jsn"], "ledes has no option --jsn", "ledes [OPTIONS] COMMAND [ARGS]...; ledes --help lists the options"),
    (
        ["validate", "--jsn"],
        "ledes validate has no option --jsn",
        "did you mean --json? ledes validate --help lists the options",
    ),
    (
        ["pay", "1001", "5.00", "--refrence", "CHQ-1"],
        "ledes pay has no option --refrence",
        "did you mean --reference? ledes pay --help lists the options",
    ),
    (["client", "chek"], "ledes client has no command 'chek'", "did you mean 'check'? ledes client --help lists them"),
    (["mail", "try"], "ledes mail has no command 'try'", "ledes mail --help lists them"),
    (
        ["report", "ageing", "--since", "yesterday"],
        "invalid value for '--since': 'yesterday' is no day such as 2026-01-31",
        "ledes report ageing [OPTIONS]; ledes report ageing --help says more",
    ),
    (
        ["validate"],
        "missing argument 'INPUT...'",
        "ledes validate [OPTIONS] INPUT...; ledes validate --help says more",
    ),
)


@pytest.mark.parametrize(("words", "fact", "remedy"), SLIPS)
def test_a_slip_of_the_keyboard_is_told_with_the_way_out(
    words: list[str], fact: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err == f"error: {fact}\n  try: {remedy}\n"


def test_a_slip_is_told_to_a_program_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["exit"] == 2


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    writer = subprocess.Popen([*LEDES, "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.readline()
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait() in {0, 1}


def test_ctrl_c_stops_with_130() -> None:
    waiting = subprocess.Popen([*LEDES, "validate", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    waiting.send_signal(signal.SIGINT)
    assert waiting.stderr is not None
    assert b"stopped" in waiting.stderr.read()
    assert waiting.wait() == 130


def test_the_worst_of_a_batch_is_what_its_caller_hears() -> None:
    assert worst([Exit.DONE, Exit.FINDINGS, Exit.INPUT]) is Exit.INPUT
    assert worst([Exit.REFUSED, Exit.UNREACHED, Exit.INPUT]) is Exit.UNREACHED
    assert worst([Exit.LEDGER, Exit.SETUP, Exit.UNREACHED]) is Exit.LEDGER
    assert worst([]) is Exit.DONE


def test_every_command_takes_a_workspace() -> None:
    context = click.Context(ledes)
    for name in ledes.list_commands(context):
        command = ledes.get_command(context, name)
        assert command is not None
        below = list(getattr(command, "commands", {}).values()) or [command]
        for each in (*below, command):
            assert any(parameter.name == "workspace" for parameter in each.params), f"{name} {each.name}"
