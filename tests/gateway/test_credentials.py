from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import keyring.errors
import pytest

from ledes.errors import SetupError
from ledes.gateway import Account
from ledes.gateway.credentials import Surroundings, find, secret, unlocked

KEY = "LEDES_SECRET_SANDBOX_EU_1"


def account(**settings: str) -> Account:
    return Account(vendor="sandbox", name="eu-1", settings=settings)


def around(folder: Path | None = None, person: bool = False, answer: str = "", **environment: str) -> Surroundings:
    return Surroundings(environment=environment, folder=folder, person=lambda: person, ask=lambda _prompt: answer)


def private(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def keep(monkeypatch: pytest.MonkeyPatch, value: str | None) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = []

    def get(service: str, user: str) -> str | None:
        asked.append((service, user))
        return value

    monkeypatch.setattr("keyring.get_password", get)
    return asked


def test_each_place_is_asked_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private(tmp_path / "ledes.sandbox.eu-1", "from systemd\n", 0o400)
    private(tmp_path / "token", "from file\n")
    keep(monkeypatch, "from keyring")
    named = account(secret_file="token")
    everything = {"CREDENTIALS_DIRECTORY": str(tmp_path), KEY: "from environment"}
    assert secret(named, around(tmp_path, True, "typed", **everything)) == "from systemd"
    assert secret(named, around(tmp_path, True, "typed", **{KEY: "from environment"})) == "from environment"
    assert secret(named, around(tmp_path, True, "typed")) == "from file"
    assert secret(account(), around(tmp_path, True, "typed")) == "from keyring"
    keep(monkeypatch, None)
    assert secret(account(), around(tmp_path, True, "typed")) == "typed"


def test_no_place_at_all_says_what_to_set() -> None:
    with pytest.raises(SetupError, match="no secret for account eu-1 of sandbox") as error:
        secret(account(), around())
    assert KEY in error.value.hint


def test_the_origin_is_logged_and_the_secret_is_not(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found = find(account(), around(**{KEY: "hush"}))
    assert found.origin == f"the environment variable {KEY}"
    assert KEY in caplog.text
    assert "hush" not in caplog.text + repr(found) + repr(unlocked(account(), around(**{KEY: "hush"})))


def test_a_systemd_folder_without_our_credential_is_passed_over(tmp_path: Path) -> None:
    assert secret(account(), around(CREDENTIALS_DIRECTORY=str(tmp_path), **{KEY: "next"})) == "next"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = private(tmp_path / "token", "hush-hush", mode)
    with pytest.raises(SetupError, match=f"its mode is {mode:03o}") as error:
        secret(account(secret_file=str(path)), around())
    assert error.value.hint == f"run: chmod 600 {path}"
    assert "hush-hush" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (b"two\nlines\n", "line break or control"),
        (b"tab\there", "line break or control"),
        (b"\xff\xfehush", "not UTF-8"),
        (b"x" * 20_000, "more than 16384 bytes"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused_without_showing_it(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SetupError, match=why) as error:
        secret(account(secret_file=str(path)), around())
    assert "hush" not in str(error.value)
    assert "lines" not in str(error.value)


def test_a_named_file_that_is_missing_is_an_error_and_no_reason_to_ask_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read: no such file"):
        secret(account(secret_file="token"), around(tmp_path, True, "typed"))


@pytest.mark.parametrize(
    ("written", "read"), [("hush\n", "hush"), ("hush\r\n", "hush"), (" two words ", " two words ")]
)
def test_only_the_last_line_break_is_no_part_of_the_secret(tmp_path: Path, written: str, read: str) -> None:
    path = tmp_path / "token"
    path.write_bytes(written.encode())
    path.chmod(0o600)
    assert secret(account(secret_file=str(path)), around()) == read


def test_the_keyring_is_not_asked_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keep(monkeypatch, "from keyring")
    with pytest.raises(SetupError):
        secret(account(), around())
    assert asked == []


def test_the_keyring_is_asked_under_cron_when_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keep(monkeypatch, "from keyring")
    assert secret(account(keyring="yes"), around()) == "from keyring"
    assert asked == [("ledes", "sandbox/eu-1")]


def test_a_configured_keyring_that_does_not_work_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_service: str, _user: str) -> str:
        raise keyring.errors.NoKeyringError("no backend; hush")

    monkeypatch.setattr("keyring.get_password", broken)
    with pytest.raises(SetupError, match="NoKeyringError") as error:
        secret(account(keyring="yes"), around())
    assert "hush" not in str(error.value)
    assert secret(account(), around(person=True, answer="typed")) == "typed"


def test_nothing_typed_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, None)
    with pytest.raises(SetupError, match="no secret"):
        secret(account(), around(person=True, answer=""))


def test_a_secret_that_is_known_already_is_not_looked_for() -> None:
    given = Account(vendor="sandbox", secret="given")
    assert unlocked(given, around()) is given


def test_looking_into_the_environment_does_not_import_keyring() -> None:
    code = (
        "import sys; from ledes.gateway import Account; from ledes.gateway.credentials import secret;"
        "assert secret(Account(vendor='v')) == 'x'; assert 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"LEDES_SECRET_V_DEFAULT": "x"})
