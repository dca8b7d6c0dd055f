from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from practice import package

from ledes.__main__ import main
from ledes.gateway import Account, vendor, vendors


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run the command as people do; give the process, its address and the rest of what it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ledes", "sandbox", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        said = "".join(lines)
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        yield process, address[0], said
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_takes_a_bill_and_stops_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    journal, store = tmp_path / "journal", tmp_path / "store"
    with running("--journal", str(journal), "--store", str(store)) as (process, url, said):
        token = re.search(r"token: (\S+)", said)
        assert token
        vendor("sandbox").deliver(package(), Account(vendor="sandbox", url=url, secret=token[1]))
        assert requests.get(url, timeout=5).status_code == 200
        process.send_signal(how)
        assert process.wait(10) == 0
    assert json.loads(journal.read_text())["outcome"] == "stored"
    assert (store / "portal.db").stat().st_mode & 0o077 == 0


def test_a_token_that_is_set_is_not_printed(tmp_path: Path) -> None:
    settings = tmp_path / "portal.toml"
    settings.write_text('token = "practice-token"\n')
    with running("--portal", str(settings)) as (_, _, said):
        assert "practice-token" not in said


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["sandbox", "--port", str(taken.getsockname()[1])]) == 4
    assert "--port 0" in capsys.readouterr().err


def test_faults_that_make_no_sense_are_a_wrong_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--faults", "late=1"]) == 2
    assert "drop-reply" in capsys.readouterr().err


def test_without_flask_it_says_how_to_get_it(capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert main(["sandbox"]) == 4
    assert "pip install 'ledes[sandbox]'" in capsys.readouterr().err


def test_the_vendors_are_listed_as_they_describe_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendors"]) == 0
    listed = capsys.readouterr().out
    for key, adapter in vendors().items():
        assert re.search(rf"^{key} +{re.escape(adapter.name)} +(submit|by hand)", listed, re.MULTILINE)


def test_one_vendor_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendors", "sandbox"]) == 0
    told = capsys.readouterr().out
    assert "proven 30 seconds after an attempt" in told
    assert re.search(r"Approved with reductions +APPROVED_REDUCED", told)


def test_vendors_are_told_to_programs_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendors", "--json"]) == 0
    told = {each["key"]: each for each in json.loads(capsys.readouterr().out)["vendors"]}
    assert set(told) == set(vendors())
    assert told["sandbox"]["can"]["settles_after"] == 30.0


def test_a_vendor_that_is_not_there_lists_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendors", "nobody"]) == 2
    assert "sandbox" in capsys.readouterr().err
