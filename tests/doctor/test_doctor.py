"""`ledes doctor` tells what is in order and what to do, changes nothing, sends nothing."""

from __future__ import annotations

import datetime
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import jsonschema
import pytest

from ledes import doctor, schemas
from ledes.__main__ import main
from ledes.doctor import books, keys, machine, reach
from ledes.gateway import Account
from ledes.ledger import opening
from ledes.setup import start
from ledes.workspace import load

NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    start.make(tmp_path / "firm")
    return tmp_path / "firm"


def signs(root: Path, **more: bool) -> list[tuple[str, str, str]]:
    found = doctor.examine(doctor.Surroundings(root=root, patience=1, **more))  # type: ignore[arg-type]
    return [(each.area, each.level, each.fact) for each in found]


def levels(root: Path, area: str) -> set[str]:
    return {level for where, level, _ in signs(root) if where == area}


def test_a_new_workspace_has_nothing_that_fails(firm: Path) -> None:
    assert not [each for each in signs(firm) if each[1] == "fail"]
    assert any(where == "ledger" and "not made yet" in fact for where, _, fact in signs(firm))


def test_a_mistake_in_set_up_fails_with_its_place(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (firm / "ledes.toml").write_text("[firm]\nname = 7\n", "utf-8")
    assert main(["doctor", "--workspace", str(firm)]) == 4
    said = capsys.readouterr().out
    assert "fail  set-up: " in said
    assert "firm.name" in said
    assert "try: " in said


def test_a_missing_account_of_a_client_fails(firm: Path) -> None:
    path = firm / "clients" / "zandoria.toml"
    path.write_text(path.read_text("utf-8").replace('vendor = "sandbox"', 'vendor = "folder"'), "utf-8")
    assert levels(firm, "set-up") == {"ok", "fail"}


@pytest.mark.skipif(os.name != "posix", reason="rights of owners are POSIX's")
def test_a_secret_that_others_can_read_fails(firm: Path) -> None:
    (firm / "portal.token").chmod(0o644)
    assert levels(firm, "secrets") == {"fail"}


def test_a_secret_is_never_shown(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--workspace", str(firm), "--json"])
    said = capsys.readouterr()
    assert (firm / "portal.token").read_text("utf-8").strip() not in said.out + said.err


def test_json_has_its_schema(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--workspace", str(firm), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("doctor.schema.json").read_text("utf-8")))
    assert said["ok"]


@pytest.mark.skipif(os.name != "posix", reason="rights of owners are POSIX's")
def test_an_outbox_for_everybody_is_a_warning(firm: Path) -> None:
    (firm / "outbox").chmod(0o755)
    assert levels(firm, "folders") == {"ok", "warn"}


def test_a_missing_folder_is_a_warning(firm: Path) -> None:
    (firm / "receipts").rmdir()
    assert levels(firm, "folders") == {"ok", "warn"}


def test_a_ledger_is_gone_through(firm: Path) -> None:
    opening.bring_up(load(firm).ledger_url)
    facts = [fact for area, _, fact in signs(firm) if area == "ledger"]
    assert any("as this program writes it" in fact for fact in facts)
    assert any(fact.endswith("0 events: whole") for fact in facts)


def test_a_broken_ledger_fails(firm: Path) -> None:
    (firm / "ledger.db").write_bytes(b"this is no database at all, only words" * 200)
    assert "fail" in levels(firm, "ledger")


def test_looking_makes_no_ledger_and_no_file(firm: Path) -> None:
    before = sorted(firm.rglob("*"))
    signs(firm)
    assert sorted(firm.rglob("*")) == before


@pytest.mark.parametrize(
    ("version", "good"),
    [((3, 40, 1), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 51, 2), False), ((3, 51, 3), True)],
)
def test_the_fault_of_sqlite_is_known_by_version(version: tuple[int, ...], good: bool) -> None:
    assert books.mended(version) is good


def test_a_network_drive_is_known_by_the_longest_mount() -> None:
    mounts = "a / ext4 rw 0 0\nnas:/x /srv nfs4 rw 0 0\nb /srv/my\\040disk xfs rw 0 0\n"
    assert books.filesystem(Path("/srv/ledger.db"), mounts) == "nfs4"
    assert books.filesystem(Path("/srv/my disk/ledger.db"), mounts) == "xfs"


@pytest.mark.parametrize(("free", "level"), [(50_000_000, "fail"), (500_000_000, "warn"), (5_000_000_000, "ok")])
def test_little_room_is_told(free: int, level: str) -> None:
    assert machine.room(free).level == level


def test_packages_are_held_to_their_bounds() -> None:
    assert machine.unfit("click", ">=8,<9") == ""
    assert "is needed" in machine.unfit("click", ">=99")
    assert "not installed" in machine.unfit("no-such-package-here", "")


def test_a_keyring_that_is_wanted_and_missing_fails() -> None:
    assert keys.keyring_sign("", wanted=True).level == "fail"
    assert keys.keyring_sign("", wanted=False).level == "ok"


class Answering(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]]
    date = "Fri, 20 Nov 2026 12:00:30 GMT"

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.send_response_only(401)
        self.send_header("Date", self.date)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Kind(Answering):
        asked: list[tuple[str, str, str]] = []  # noqa: RUF012 - one list for one test

    running = HTTPServer(("127.0.0.1", 0), Kind)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def tried(url: str, now: datetime.datetime = NOW) -> list[tuple[str, str]]:
    account = Account(vendor="folder", url=url, secret="s3cret")
    return [(each.area, each.level) for each in reach.tried(account, lambda: now, lambda: 0.0, 1.0)]


def test_a_server_is_asked_for_its_headers_without_signing_in(server: HTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/api/v2?token=x"
    assert tried(url) == [("network", "ok"), ("clock", "ok")]
    assert server.RequestHandlerClass.asked == [("HEAD", "/", "")]  # type: ignore[attr-defined]


def test_a_clock_that_is_wrong_is_a_warning(server: HTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}"
    assert tried(url, NOW + datetime.timedelta(minutes=10)) == [("network", "ok"), ("clock", "warn")]


def test_any_other_address_gets_a_connection_only(server: HTTPServer) -> None:
    assert tried(f"sftp://127.0.0.1:{server.server_port}/in") == [("network", "ok")]


def test_a_closed_port_fails_and_says_so(server: HTTPServer) -> None:
    port = server.server_port
    server.shutdown()
    server.server_close()
    assert tried(f"http://127.0.0.1:{port}") == [("network", "fail")]
    assert tried(f"smtp://127.0.0.1:{port}") == [("network", "fail")]


def test_a_folder_that_is_not_there_fails(tmp_path: Path) -> None:
    assert tried(str(tmp_path)) == [("network", "ok")]
    assert tried(str(tmp_path / "gone")) == [("network", "fail")]


def test_without_the_option_nobody_is_asked(firm: Path) -> None:
    assert next(fact for area, _, fact in signs(firm) if area == "network").startswith("not asked")
    asked = [fact for area, _, fact in signs(firm, network=True) if area == "network"]
    assert asked
    assert "not asked" not in asked[0]
