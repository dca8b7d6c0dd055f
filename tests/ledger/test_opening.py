"""Opening: made on first use, for its owner only, upgraded by a copy, refused when it is newer or something else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledes import ledger
from ledes.errors import Exit, LedgerError, SetupError
from ledes.ledger import sqlite, upgrade, verify
from ledes.ledger.records import Parcel
from ledes.ledger.tables import METADATA


def test_looking_makes_no_ledger(file_url: str, tmp_path: Path) -> None:
    with ledger.reading(file_url) as book:
        assert book.submissions() == ()
    assert list(tmp_path.iterdir()) == []


def test_what_is_made_is_for_its_owner_only(file_url: str, tmp_path: Path) -> None:
    with ledger.writing(file_url):
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes["ledger.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_every_commit_reaches_the_disk(file_url: str) -> None:
    with ledger.writing(file_url) as book, book.asking() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_the_migrations_make_the_tables_that_the_program_uses(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with ledger.writing(url) as book, book.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_ledger_that_is_up_to_date_needs_no_alembic(url: str) -> None:
    with ledger.writing(url):
        pass
    script = (
        f"import sys; from ledes import ledger\nwith ledger.writing({url!r}) as book: book.submissions()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_newer_ledger_is_left_alone(url: str, tamper: Callable[..., None]) -> None:
    with ledger.writing(url):
        pass
    tamper(url, "UPDATE alembic_version SET version_num = '9999'")
    for opened in (ledger.reading, ledger.writing):
        with pytest.raises(LedgerError, match=f"version 9999, newer than {upgrade.CURRENT}") as caught, opened(url):
            pass
        assert caught.value.exit is Exit.LEDGER


def test_an_older_ledger_is_copied_before_it_is_upgraded(
    file_url: str, tmp_path: Path, parcel: Callable[..., Parcel], first_version: Callable[[], None]
) -> None:
    with ledger.writing(file_url) as book:
        book.record(parcel())
    first_version()
    with ledger.reading(file_url) as reader:
        assert len(reader.submissions()) == 1
        assert reader.version() == upgrade.CURRENT
    copy = tmp_path / f"ledger.db.before-{upgrade.CURRENT}"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT invoice FROM submissions").fetchall() == [("1001",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    again = sqlite.copy(tmp_path / "ledger.db", upgrade.CURRENT).name
    assert again == f"ledger.db.before-{upgrade.CURRENT}-2"


def test_the_first_versions_tables_come_out_as_the_program_uses_them(
    file_url: str, parcel: Callable[..., Parcel], first_version: Callable[[], None]
) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with ledger.writing(file_url) as book:
        book.record(parcel())
    first_version()
    with ledger.writing(file_url) as book, book.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert list(verify.problems(book)) == []
        assert book.without_facts() == (1,)


@pytest.mark.parametrize("content", [b"no database at all, but long enough to look at" * 9])
def test_a_file_that_is_no_ledger_is_told(file_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.db").write_bytes(content)
    with pytest.raises(LedgerError, match="cannot be used: file is not a database") as caught, ledger.reading(file_url):
        pass
    assert "copy" in caught.value.hint
    assert (tmp_path / "ledger.db").read_bytes() == content


def test_a_database_of_something_else_is_told(file_url: str, tamper: Callable[..., None]) -> None:
    tamper(file_url, "CREATE TABLE songs (title TEXT)")
    with pytest.raises(LedgerError, match="no ledger"), ledger.writing(file_url):
        pass


@pytest.mark.parametrize("bad", ["postgresql://db/ledes", "sqlite://", "nonsense"])
def test_a_url_that_cannot_be_used_is_a_fault_of_the_set_up(bad: str) -> None:
    with pytest.raises(SetupError), ledger.reading(bad):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such file"), ledger.writing(f"sqlite:///{tmp_path}/gone/ledger.db"):
        pass


def test_a_path_with_a_percent_sign_and_blanks_works(tmp_path: Path) -> None:
    folder = tmp_path / "100 % büro"
    folder.mkdir()
    with ledger.writing(f"sqlite:///{folder}/ledger.db") as book:
        assert book.submissions() == ()
