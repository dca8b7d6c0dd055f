"""The workspace: found, loaded, and every mistake in ledes.toml told with its way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledes import workspace
from ledes.bill import Bill, Party
from ledes.errors import SetupError
from ledes.gateway import Account
from ledes.setup.mistakes import Mistakes
from ledes.workspace import Workspace

FIRM = 'firm = {id = "F1", name = "Quillon"}\n'


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Workspace]:
    def made(text: str = FIRM, **clients: str) -> Workspace:
        (tmp_path / "ledes.toml").write_text(text, "utf-8")
        (tmp_path / "clients").mkdir(exist_ok=True)
        for key, profile in clients.items():
            (tmp_path / "clients" / f"{key}.toml").write_text(profile, "utf-8")
        return workspace.load(tmp_path)

    return made


Make = Callable[..., Workspace]


def test_the_least_that_a_workspace_says_is_the_firm(make: Make, tmp_path: Path) -> None:
    here = make()
    assert (here.firm.id, here.firm.name) == ("F1", "Quillon")
    assert (here.inbox, here.outbox, here.receipts) == tuple(tmp_path / n for n in ("inbox", "outbox", "receipts"))
    assert (here.quiet_seconds, here.ledger_url) == (60, f"sqlite:///{tmp_path}/ledger.db")
    assert (dict(here.clients), here.accounts, here.maps) == ({}, (), ())


def test_everything_may_lie_elsewhere(make: Make, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "own.toml").touch()
    here = make(
        f"quiet_seconds = 0\n{FIRM}"
        'ledger.path = "sub/l.db"\nfolders = {inbox = "in", outbox = "/srv/out", maps = "m"}\n'
    )
    assert here.quiet_seconds == 0
    assert here.ledger_url == f"sqlite:///{tmp_path}/sub/l.db"
    assert (here.inbox, here.outbox) == (tmp_path / "in", Path("/srv/out"))
    assert here.maps == (str(tmp_path / "m" / "own.toml"),)


def test_a_shared_ledger_is_named_by_its_address(make: Make) -> None:
    assert make(FIRM + 'ledger.url = "postgresql+psycopg://db/ledes"').ledger_url == "postgresql+psycopg://db/ledes"


def test_the_firm_has_its_address_and_contact(make: Make) -> None:
    firm = make('[firm]\nid="1"\nname="Łuk & Żur"\naddress={city="Łódź"}\ncontact={last="Nowak"}\n').firm
    assert (firm.name, firm.address.city, firm.contact.last) == ("Łuk & Żur", "Łódź", "Nowak")


def test_a_client_is_found_by_key_or_by_the_number_in_a_bill(make: Make) -> None:
    here = make(acme='ids = ["00123"]', bolt='ids = ["7", "8"]')
    assert here.client("acme").ids == ("00123",)
    found = here.client_of(Bill(client=Party(id="8")))
    assert found is not None
    assert found.key == "bolt"
    assert here.client_of(Bill(client=Party(id="123"))) is None
    assert here.client_of(Bill()) is None


def test_a_client_that_is_not_there_names_those_that_are(make: Make) -> None:
    here = make(acme="", bolt="")
    with pytest.raises(SetupError, match="there is no client 'acmee'") as caught:
        here.client("acmee")
    assert caught.value.hint == "did you mean 'acme'?"
    with pytest.raises(SetupError) as caught:
        here.client("zz")
    assert caught.value.hint == "use one of acme, bolt; or make clients/<key>.toml"


ACCOUNTS = """
[[accounts]]
vendor = "v"
url = "https://host/api"
settings = {secret_file = "s.token", finalize = true, port = 22}
[[accounts]]
vendor = "v"
environment = "test"
"""


def test_a_client_goes_through_the_account_of_its_vendor_name_and_environment(make: Make, tmp_path: Path) -> None:
    here = make(FIRM + ACCOUNTS, live='vendor = "v"', trial='vendor = "v"\nenvironment = "test"')
    assert here.account(here.client("live")) == Account(
        vendor="v",
        url="https://host/api",
        settings={"secret_file": str(tmp_path / "s.token"), "finalize": "true", "port": "22"},
    )
    assert here.account(here.client("trial")).environment == "test"


def test_an_account_that_is_not_there_is_told_when_it_is_needed(make: Make) -> None:
    here = make(FIRM + ACCOUNTS, eu='vendor = "v"\naccount = "eu"', none="")
    with pytest.raises(SetupError, match=r"client 'eu' goes to the account v eu \(production\)"):
        here.account(here.client("eu"))
    with pytest.raises(SetupError, match="the profile of 'none' names no vendor"):
        here.account(here.client("none"))


def test_what_is_given_names_the_firm_and_the_client(make: Make) -> None:
    here = make(acme='name = "Acme"')
    assert dict(here.given(here.client("acme"))) == {
        "firm.id": "F1",
        "firm.name": "Quillon",
        "client.name": "Acme",
    }


def test_a_workspace_is_found_upwards_from_the_working_directory(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert workspace.find(None).root == tmp_path


def test_no_workspace_anywhere_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert workspace.nearest_root(tmp_path) is None
    with pytest.raises(SetupError, match="there is no workspace here") as caught:
        workspace.find(None)
    assert "ledes init DIR" in caught.value.hint


def test_a_folder_named_as_workspace_must_be_one_itself(make: Make, tmp_path: Path) -> None:
    make()
    (tmp_path / "inbox").mkdir()
    with pytest.raises(SetupError, match="is no workspace: it holds no"):
        workspace.find(tmp_path / "inbox")


MISTAKES = {
    "no firm": ("quiet_seconds = 1", "ledes.toml: 'firm' is missing", ""),
    "a firm without number": ('firm.name = "Q"', "ledes.toml: firm: 'id' is missing", ""),
    "a number as number": ('firm = {id = 12, name = "Q"}', "ledes.toml: firm.id: is 12", "write the firm's number"),
    "a country in words": (
        '[firm]\nid = "1"\nname = "Q"\naddress.country = "England"',
        "ledes.toml: firm.address.country: is 'England'",
        "write a country code of two or three capitals, such as US or USA",
    ),
    "seconds below zero": (f"quiet_seconds = -1\n{FIRM}", "ledes.toml: quiet_seconds: is -1", "write a whole number"),
    "half a second": (f"quiet_seconds = 0.5\n{FIRM}", "ledes.toml: quiet_seconds: is 0.5", "write a whole number"),
    "a key behind a table's head": (
        '[firm]\nid = "1"\nname = "Q"\nquiet_seconds = 1',
        "ledes.toml: firm: there is no key 'quiet_seconds'",
        "known are id,",
    ),
    "a ledger in two places": (
        FIRM + 'ledger = {path = "a.db", url = "postgresql://db/x"}',
        "ledes.toml: ledger: states both a path and a url",
        "keep the one",
    ),
    "a ledger file by its address": (
        FIRM + 'ledger.url = "sqlite:///ledger.db"',
        "ledes.toml: ledger.url: names a file",
        'write path = "ledger.db" instead',
    ),
    "a ledger's address with a password": (
        FIRM + 'ledger.url = "postgresql+psycopg://me:hunter2@db/ledes"',
        "ledes.toml: ledger.url: the address holds a password",
        "put it into the environment variable",
    ),
    "an account without vendor": (
        FIRM + '[[accounts]]\nname = "x"',
        "ledes.toml: accounts entry 1: 'vendor' is missing",
        "write the key of a vendor",
    ),
    "a password in an account": (
        FIRM + '[[accounts]]\nvendor = "v"\nsettings = {password = "hunter2"}',
        "ledes.toml: accounts entry 1: settings.password: secrets do not belong into set-up files",
        "put it into the environment variable LEDES_SECRET_<VENDOR>_<ACCOUNT>",
    ),
    "a token beside an account": (
        FIRM + '[[accounts]]\nvendor = "v"\ntoken = "hunter2"',
        "ledes.toml: accounts entry 1: token: secrets do not belong into set-up files",
        "put it into",
    ),
    "an address with a password": (
        FIRM + '[[accounts]]\nvendor = "v"\nurl = "https://me:hunter2@host/"',
        "ledes.toml: accounts entry 1: url: the address holds a password",
        "put it into",
    ),
    "an address without scheme": (
        FIRM + '[[accounts]]\nvendor = "v"\nurl = "host/path"',
        "ledes.toml: accounts entry 1: url: is 'host/path'",
        "write an address such as https://host/path",
    ),
    "an account twice": (
        FIRM + '[[accounts]]\nvendor = "v"\n[[accounts]]\nvendor = "v"\nname = "default"',
        "ledes.toml: accounts entry 2: is a second account 'default' of v for production",
        "give one of them another name or environment",
    ),
    "one account in single brackets": (
        FIRM + '[accounts]\nvendor = "v"',
        "ledes.toml: accounts: is a table",
        "write a list: [[accounts]] in double brackets, one for each",
    ),
    "a list as a setting": (
        FIRM + '[[accounts]]\nvendor = "v"\nsettings = {hosts = ["a"]}',
        "ledes.toml: accounts entry 1: settings.hosts: is a list",
        "write a text, a whole number, or true or false",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_the_workspace_is_told_with_place_fact_and_way_out(case: str, make: Make) -> None:
    text, message, hint = MISTAKES[case]
    with pytest.raises(Mistakes) as caught:
        make(text)
    assert caught.value.message.startswith(message)
    assert caught.value.hint.startswith(hint)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"


def test_mistakes_in_accounts_and_clients_are_told_together(make: Make) -> None:
    account = '[[accounts]]\nvendor = "v"\n'
    with pytest.raises(Mistakes) as caught:
        make(FIRM + account + account, acme='format = "pdf"')
    assert [each.file for each in caught.value.mistakes] == ["ledes.toml", "clients/acme.toml"]
