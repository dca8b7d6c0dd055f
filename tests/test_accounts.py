"""Accounts and their secrets: where each comes from, until when it holds, how one is stored; never what it is."""

from __future__ import annotations

import datetime
import io
import json
import os
import stat
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import keyring
import keyring.backend
import pytest
from office import Office

from ledes import accounts, gateway
from ledes.__main__ import main
from ledes.commands import surroundings
from ledes.errors import Exit, SetupError
from ledes.gateway import credentials
from ledes.track import track

SECRET = "hush-hush-7"
TODAY = datetime.date(2026, 11, 22)
Say = Callable[..., tuple[int, str, str]]


class Box(keyring.backend.KeyringBackend):
    """A keyring in memory; one that is `deaf` forgets at once."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, *, deaf: bool = False) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.deaf = deaf

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.deaf:
            self.kept[service, username] = password


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Box:
    made = Box()
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    monkeypatch.setattr(keyring, "set_password", made.set_password)
    return made


@pytest.fixture
def say(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.setattr(gateway, "vendors", lambda: {"post": office.adapter})
    monkeypatch.setattr(surroundings, "today", lambda: TODAY)

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main([*arguments, "--workspace", str(office.root)])
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        return status, said.out, said.err

    return run


def set_up(office: Office, text: str) -> None:
    path = office.root / "ledes.toml"
    path.write_text(path.read_text("utf-8").partition("[[accounts]]")[0] + text, "utf-8")


def account(**settings: str) -> str:
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    return f'[[accounts]]\nvendor = "post"\nurl = "https://127.0.0.1"\n[accounts.settings]\n{lines}'


def data(text: str) -> list[dict[str, Any]]:
    said = json.loads(text)
    schema = json.loads(resources.files("ledes.schemas").joinpath("accounts.schema.json").read_text("utf-8"))
    jsonschema.validate(said, schema)
    rows: list[dict[str, Any]] = said["accounts"]
    return rows


def test_the_places_of_secrets_are_told_and_what_lacks_one(office: Office, say: Say) -> None:
    set_up(office, account() + account().replace("[[accounts]]", '[[accounts]]\nname = "eu"'))
    status, out, _ = say("accounts")
    assert status == Exit.FINDINGS
    assert "the environment variable LEDES_SECRET_POST_DEFAULT" in out
    assert "post eu: there is no secret\n  try: store one: ledes login post --account eu\n" in out
    first, second = data(say("accounts", "--json")[1])
    assert (first["clients"], first["trouble"]) == (["merrow"], None)
    assert (second["account"], second["origin"], second["trouble"]) == ("eu", None, "there is no secret")


def test_an_account_that_needs_no_secret_has_no_trouble(
    office: Office, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    monkeypatch.setattr(type(office.adapter), "needs_secret", lambda _self, _account: False)
    set_up(office, account())
    status, out, _ = say("accounts")
    assert (status, "needs none" in out) == (Exit.DONE, True)


def test_mailboxes_are_accounts_too_where_they_are_on_a_server(office: Office, say: Say) -> None:
    boxes = (
        '[[mailboxes]]\nname = "status"\nurl = "imaps://mail.example/INBOX"\nuser = "billing"\n'
        '[[mailboxes]]\nname = "saved"\nurl = "mails"\n'
    )
    set_up(office, boxes)
    (row,) = data(say("accounts", "--json")[1])
    assert (row["vendor"], row["account"]) == ("mailbox", "status")
    assert row["hint"] == "store one: ledes login mailbox --account status"


@pytest.mark.parametrize(
    ("day", "words", "status"),
    [
        ("2027-06-30", "2027-06-30", Exit.DONE),
        ("2026-12-06", "2026-12-06 (expires in 14 days)", Exit.DONE),
        ("2026-11-23", "2026-11-23 (expires tomorrow)", Exit.DONE),
        ("2026-11-20", "2026-11-20 (expired 2 days ago)", Exit.FINDINGS),
    ],
)
def test_the_end_of_a_secret_is_told_before_it_comes(
    office: Office, say: Say, day: str, words: str, status: Exit
) -> None:
    set_up(office, account(secret_expires=day))
    exit_status, out, _ = say("accounts")
    assert (exit_status, words in out) == (status, True)


def test_a_run_says_that_a_secret_ends_soon(office: Office) -> None:
    soon = (office.clock.at + datetime.timedelta(days=3)).date()
    set_up(office, account(secret_expires=soon.isoformat()))
    notes = track(office.home, around=office.around()).notes
    assert notes == ["the secret of account default of post expires in 3 days"]
    late = (office.clock.at + datetime.timedelta(days=15)).date()
    set_up(office, account(secret_expires=late.isoformat()))
    assert track(office.home, around=office.around()).notes == []


def test_the_end_of_a_client_certificate_counts_too(office: Office, say: Say, tmp_path: Path) -> None:
    import subprocess

    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=firm"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *made, *files], check=True, capture_output=True)
    set_up(office, account(cert_file=f'"{tmp_path}/cert.pem"'))
    (standing,) = accounts.listed(office.home)
    ends = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=3)
    assert standing.expires == ends
    set_up(office, account(cert_file=f'"{tmp_path}/key.pem"'))
    assert "certificate of account default of post cannot be read" in say("accounts")[1]


def test_a_day_that_is_none_is_told(office: Office, say: Say) -> None:
    set_up(office, account(secret_expires='"soon"'))
    status, out, _ = say("accounts")
    assert status == Exit.FINDINGS
    assert "secret_expires of account default of post is no day" in out


def test_a_secret_goes_into_the_keyring_and_is_found_there(
    office: Office, say: Say, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    set_up(office, account(keyring="true"))
    status, out, _ = say("login", "post", typed=f"{SECRET}\r\n")
    assert (status, out) == (Exit.DONE, "the secret of account default of post is in the keyring\n")
    assert box.kept == {("ledes", "post/default"): SECRET}
    assert data(say("accounts", "--json")[1])[0]["origin"] == "the keyring"


def test_what_comes_before_the_keyring_is_told(office: Office, say: Say, box: Box) -> None:
    set_up(office, account())
    _, out, _ = say("login", "post", typed=SECRET)
    assert "under cron it is found only with keyring = true" in out
    assert "note: the environment variable LEDES_SECRET_POST_DEFAULT comes before it" in out


def test_a_keyring_that_keeps_nothing_is_told(office: Office, say: Say, box: Box) -> None:
    box.deaf = True
    set_up(office, account())
    status, _, err = say("login", "post", typed=SECRET)
    assert status == Exit.SETUP
    assert err == (
        "error: the keyring cannot be used: it does not keep what is put into it\n"
        "  try: write a secret file instead: add --file\n"
    )


def test_no_keyring_at_all_is_told(office: Office, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring.errors

    def nobody(*_: str) -> None:
        raise keyring.errors.NoKeyringError(f"no backend for {SECRET}")

    monkeypatch.setattr(keyring, "set_password", nobody)
    set_up(office, account())
    status, _, err = say("login", "post", typed=SECRET)
    assert (status, "cannot be used: NoKeyringError" in err) == (Exit.SETUP, True)


def test_a_secret_file_is_written_for_its_owner_only(office: Office, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDES_SECRET_POST_DEFAULT")
    set_up(office, account())
    status, out, _ = say("login", "post", "--file", typed=SECRET)
    path = office.root / "secrets" / "ledes.post.default"
    assert status == Exit.DONE
    assert 'write secret_file = "secrets/ledes.post.default" into its settings' in out
    assert path.read_text("utf-8") == f"{SECRET}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    set_up(office, account(secret_file='"secrets/ledes.post.default"'))
    assert data(say("accounts", "--json")[1])[0]["origin"] == f"the file {path}"
    assert say("login", "post", "--file", typed="another")[0] == Exit.DONE
    assert path.read_text("utf-8") == "another\n"


def test_a_file_system_that_lets_others_read_gets_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(office, account())
    seen = os.fstat

    def open_to_all(file: int) -> os.stat_result:
        found = list(seen(file))
        found[0] |= 0o044
        return os.stat_result(found)

    monkeypatch.setattr(os, "fstat", open_to_all)
    stated = accounts.one(office.home, "post", "", "production")
    with pytest.raises(SetupError, match="could be read by others, and nothing was written"):
        accounts.keep_in_file(stated, SECRET, office.home)
    assert list((office.root / "secrets").iterdir()) == []


@pytest.mark.parametrize("typed", ["", "\n", "   \n", "tab\there", "x" * 20_000])
def test_what_is_no_secret_is_not_stored(office: Office, say: Say, box: Box, typed: str) -> None:
    set_up(office, account())
    status, _, err = say("login", "post", typed=typed)
    assert (status, box.kept) == (Exit.SETUP, {})
    assert "it must be one line of plain text" in err


@pytest.mark.parametrize("arguments", [("post", "--account", "eu"), ("post", "--environment", "test")])
def test_an_account_that_is_not_set_up_is_told(office: Office, say: Say, arguments: tuple[str, ...]) -> None:
    set_up(office, account())
    status, _, err = say("login", *arguments, typed=SECRET)
    assert status == Exit.SETUP
    assert "ledes.toml has no account" in err
    assert "it has post default (production)" in err


@pytest.mark.parametrize(("vendor", "way"), [("pst", "did you mean 'post'"), ("nobody", "use one of ")])
def test_a_vendor_that_there_is_none_of_is_told_before_its_accounts(
    office: Office, say: Say, vendor: str, way: str
) -> None:
    set_up(office, account())
    status, _, err = say("login", vendor, typed=SECRET)
    assert status == Exit.USAGE
    assert f"there is no vendor '{vendor}'" in err
    assert way in err


def test_the_only_account_of_a_vendor_needs_no_name(office: Office, say: Say, box: Box) -> None:
    set_up(office, account().replace("[[accounts]]", '[[accounts]]\nname = "eu"'))
    assert say("login", "post", typed=SECRET)[0] == Exit.DONE
    assert list(box.kept) == [(credentials.SERVICE, "post/eu")]
