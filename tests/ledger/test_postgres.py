"""A ledger on a server: made and upgraded by a person only, its password never in the address, its errors in words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from postgres import PASSWORD, Server

from ledes import ledger
from ledes.errors import LedgerError, SetupError
from ledes.ledger import opening, upgrade, verify
from ledes.ledger.records import Parcel


def tcp(server: Server, database: str, user: str = "biller") -> str:
    return f"postgresql+psycopg://{user}@127.0.0.1:{server.port}/{database}"


@pytest.fixture
def biller(database_server: Server) -> Server:
    """Give the server a user with a password."""
    if not database_server.say("SELECT 1 FROM pg_roles WHERE rolname = 'biller'"):
        database_server.say(f"CREATE ROLE biller SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
    return database_server


def test_a_ledger_is_made_by_a_person_only(database_server: Server, parcel: Callable[..., Parcel]) -> None:
    url = database_server.url(database_server.database())
    with ledger.reading(url) as reader:
        assert (reader.submissions(), reader.there) == ((), False)
    assert not ledger.exists(url)
    with pytest.raises(LedgerError, match="holds no ledger yet") as caught, ledger.writing(url):
        pass
    assert caught.value.hint == "make it: ledes ledger upgrade"
    assert opening.bring_up(url) == ("", upgrade.CURRENT)
    with ledger.writing(url) as book:
        book.record(parcel())
        assert list(verify.problems(book)) == []


def test_an_older_ledger_waits_for_a_person(server_url: str, tamper: Callable[..., None]) -> None:
    tamper(server_url, "UPDATE alembic_version SET version_num = '0001'")
    for opened in (ledger.reading, ledger.writing):
        with pytest.raises(LedgerError, match="version 0001, older than") as caught, opened(server_url):
            pass
        assert "ledes ledger upgrade" in caught.value.hint


def test_the_first_version_is_brought_up_in_one_transaction(server_url: str, tamper: Callable[..., None]) -> None:
    from ledes.ledger import facttables, gatewaytables, linetables, moneytables

    later = (*facttables.KEPT, *gatewaytables.MADE, *moneytables.MADE, *linetables.MADE)
    drops = [f"DROP TABLE {table}" for table in later]
    columns = (
        "ALTER TABLE submissions DROP COLUMN uptime",
        "ALTER TABLE checkpoints DROP COLUMN client_last, DROP COLUMN client_events",
    )
    tamper(server_url, *drops, *columns, "UPDATE alembic_version SET version_num = '0001'")
    assert opening.bring_up(server_url) == ("0001", upgrade.CURRENT)
    assert opening.bring_up(server_url) == (upgrade.CURRENT, upgrade.CURRENT)
    with ledger.writing(server_url) as book:
        assert list(verify.problems(book)) == []


def test_not_even_truncating_takes_events_away(server_url: str, parcel: Callable[..., Parcel]) -> None:
    with ledger.writing(server_url) as book:
        book.record(parcel())
        with pytest.raises(LedgerError, match="append-only"), book.changing() as connection:
            connection.exec_driver_sql("TRUNCATE events")


def test_every_commit_reaches_the_disk_whatever_the_servers_default(database_server: Server) -> None:
    name = database_server.database(database_server.pattern)
    database_server.say(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with ledger.writing(database_server.url(name)) as book, book.asking() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


@pytest.mark.parametrize("variable", ["LEDES_SECRET_LEDGER_DEFAULT", "PGPASSWORD"])
def test_the_password_comes_from_where_secrets_are_kept(
    biller: Server, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    url = tcp(biller, biller.database(biller.pattern))
    monkeypatch.setenv(variable, PASSWORD)
    with ledger.writing(url) as book:
        assert book.submissions() == ()
        assert PASSWORD not in repr(book.engine.url)


def test_the_password_comes_from_pgpass_and_systemd_too(
    biller: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = tcp(biller, biller.database(biller.pattern))
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:*:*:biller:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    with ledger.reading(url) as reader:
        assert reader.there
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    (tmp_path / "ledes.ledger.default").write_text(PASSWORD)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with ledger.reading(url) as reader:
        assert reader.there


def test_a_role_with_the_rights_of_the_manual_can_work_and_cannot_undo(
    biller: Server, parcel: Callable[..., Parcel], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = biller.database(biller.pattern)
    if not biller.say("SELECT 1 FROM pg_roles WHERE rolname = 'ledes_worker'"):
        biller.say(f"CREATE ROLE ledes_worker LOGIN PASSWORD '{PASSWORD}'")
    manual = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    for grant in re.findall(r"^GRANT .*;$", manual, re.MULTILINE):
        biller.say(grant, name)
    monkeypatch.setenv("LEDES_SECRET_LEDGER_DEFAULT", PASSWORD)
    with ledger.writing(tcp(biller, name, "ledes_worker")) as book:
        (submission,) = book.record(parcel())
        with book.claim(submission.delivery.id, 1) as other:
            assert other == ""
            book.note([submission.id], "ATTEMPT")
            book.note([submission.id], "RECEIPT", {"reference": "P-1"}, blob=b"thanks")
        book.take("a.txt", "digest", "taken")
        assert book.checkpoint()
        for statement in ("DELETE FROM events", "TRUNCATE events", "ALTER TABLE events DISABLE TRIGGER ALL"):
            with pytest.raises(LedgerError, match=r"permission denied|must be owner"), book.changing() as connection:
                connection.exec_driver_sql(statement)


def test_a_password_in_the_address_is_refused_and_not_repeated(biller: Server) -> None:
    with pytest.raises(SetupError, match="holds a password") as caught:
        ledger.exists(f"postgresql+psycopg://biller:{PASSWORD}@127.0.0.1/ledes")
    assert PASSWORD not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("address", "password", "said", "hint"),
    [
        ("biller@127.0.0.1:{port}/{name}", "wrong", "password authentication failed", "LEDES_SECRET_LEDGER_DEFAULT"),
        ("biller@127.0.0.1:{port}/{name}", "", "no password supplied", "LEDES_SECRET_LEDGER_DEFAULT"),
        ("biller@127.0.0.1:{port}/nowhere", PASSWORD, "database .nowhere. does not exist", "createdb nowhere"),
        ("postgres@/{name}?host=/nowhere", "", "No such file", "check that the server runs"),
        ("postgres@127.0.0.1:1/{name}", "", "refused", "check that the server runs"),
        ("nobody@/{name}?host={top}&port={port}", "", "role .nobody. does not exist", "check the user"),
    ],
)
def test_what_stands_in_the_way_is_told_in_words(
    biller: Server, monkeypatch: pytest.MonkeyPatch, address: str, password: str, said: str, hint: str
) -> None:
    filled = address.format(port=biller.port, name=biller.pattern, top=biller.top)
    monkeypatch.setenv("LEDES_SECRET_LEDGER_DEFAULT", password)
    with pytest.raises(LedgerError, match=said) as caught, ledger.writing(f"postgresql+psycopg://{filled}"):
        pass
    assert hint in caught.value.hint
    assert "wrong" not in caught.value.message + caught.value.hint


def test_without_its_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from ledes import ledger\nfrom ledes.errors import SetupError\n"
        "try: ledger.exists('postgresql+psycopg://db/ledes')\n"
        "except SetupError as error: print(error.hint)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == 'python -m pip install "ledes[postgresql]"'


def test_what_a_connection_lost_in_the_middle_broke_off_is_done_again_once(
    database_server: Server, parcel: Callable[..., Parcel], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = database_server.database(database_server.pattern)
    with ledger.writing(database_server.url(name)) as book:
        (submission,) = book.record(parcel())
        once = book._once
        cuts = iter(("before", "after"))

        def cut(work: object) -> object:
            when = next(cuts, "")
            if when == "before":
                with book.engine.connect() as connection:
                    database_server.disconnect(name)
                    connection.exec_driver_sql("SELECT 1")
            done = once(work)  # type: ignore[arg-type]
            if when == "after":
                with book.engine.connect() as connection:
                    database_server.disconnect(name)
                    connection.exec_driver_sql("SELECT 1")
            return done

        monkeypatch.setattr(book, "_once", cut)
        book.note([submission.id], "ATTEMPT")
        assert [event.kind for event in book.events(submission.id)] == ["CREATED", "ATTEMPT"]


def test_a_ledger_on_a_server_that_restarts_goes_on(
    database_server: Server, server_url: str, parcel: Callable[..., Parcel]
) -> None:
    with ledger.writing(server_url) as book:
        (submission,) = book.record(parcel())
        database_server.restart()
        book.note([submission.id], "ATTEMPT")
        database_server.stop()
        database_server.start()
        book.note([submission.id], "RECEIPT", {"reference": "P-1"})
        assert book.submission(submission.id).state == "delivered"
        assert list(verify.problems(book)) == []


def test_what_no_database_holds_as_text_is_kept_readable(url: str, parcel: Callable[..., Parcel]) -> None:
    with ledger.writing(url) as book:
        (submission,) = book.record(parcel())
        book.note([submission.id], "ATTEMPT")
        (refused,) = book.note([submission.id], "REFUSED", {"words": "bad \0 byte, half \ud800 a letter"})
        assert refused.standing.words == "bad ␀ byte, half ? a letter"
        assert list(verify.problems(book)) == []
