"""`ledes init`: a workspace that works at once, wherever the program is installed."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ledes import setup, workspace
from ledes.__main__ import main
from ledes.setup import start

PROJECT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "practice"
    assert main(["init", str(folder)]) == 0
    return folder


def test_a_new_workspace_loads_and_holds_bills_and_three_clients(made: Path) -> None:
    here = workspace.load(made)
    assert {client.format for client in here.clients.values()} == {"1998b", "98bi"}
    assert len(here.clients) == 3
    assert {path.suffix for path in here.inbox.iterdir()} == {".csv", ".xlsx"}
    assert here.quiet_seconds == 0
    assert len(here.maps) == 1


def test_every_client_has_what_98bi_asks_of_firm_client_and_matter(made: Path) -> None:
    parts = ("name", "address.line1", "address.city", "address.region", "address.postcode", "address.country")
    for client in workspace.load(made).clients.values():
        given = client.representation.given
        wanted = {"currency", "firm.id", "client.id", "client.tax_id"}
        wanted |= {f"{party}.{part}" for party in ("firm", "client") for part in parts}
        assert wanted <= set(given)
        assert {name.rpartition(".")[2] for name in given if name.startswith("matter.")} >= {
            "name",
            "client_id",
            "account",
        }


def test_every_client_goes_to_the_practice_portal_on_this_machine(made: Path) -> None:
    here = workspace.load(made)
    assert {here.account(client).url for client in here.clients.values()} == {"http://127.0.0.1:8765"}


def test_account_and_portal_share_a_token_that_only_the_owner_may_read(made: Path) -> None:
    here = workspace.load(made)
    token = Path(here.accounts[0].settings["secret_file"])
    portal = made / "portal.toml"
    assert tomllib.loads(portal.read_text())["token"] == token.read_text().strip()
    assert len(token.read_text().strip()) > 40
    assert start.TOKEN not in portal.read_bytes()
    assert [mode(path) for path in (token, portal)] == [0o600, 0o600]


def test_every_workspace_has_a_token_of_its_own(made: Path, tmp_path: Path) -> None:
    main(["init", str(tmp_path / "other")])
    assert (made / "portal.token").read_text() != (tmp_path / "other" / "portal.token").read_text()


def test_folders_for_bills_and_receipts_are_the_owners_only(made: Path) -> None:
    assert [mode(made / name) for name in ("inbox", "outbox", "receipts")] == [0o700] * 3


def test_the_portals_settings_fit_their_schema(made: Path) -> None:
    portal = setup.parse(made / "portal.toml", "portal.toml")
    assert [*setup.check(portal, "portal.schema.json", "portal.toml")] == []


def test_the_portal_knows_less_than_the_profiles_as_in_life(made: Path) -> None:
    portal = setup.parse(made / "portal.toml", "portal.toml")
    rates = {each["id"]: each["rate"] for each in portal["timekeepers"]}
    approved = {each.id: each for client in workspace.load(made).clients.values() for each in client.timekeepers}
    assert "MC" in approved
    assert "MC" not in rates
    assert {person for person, rate in rates.items() if rate < (approved[person].rate or 0)} == {"TF"}


def test_nothing_half_written_is_left(made: Path) -> None:
    assert [path.name for path in made.rglob("*") if path.name.startswith(".") or path.suffix in {".py", ".tmp"}] == []


def test_it_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", str(tmp_path / "my practice")])
    said = capsys.readouterr().out
    assert f"cd '{tmp_path}/my practice'" in said
    assert "ledes sandbox --portal portal.toml" in said


def test_an_empty_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == 0


def test_a_folder_with_files_is_refused_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["init", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_force_replaces_files_of_the_same_name_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "ledes.toml").write_text("???")
    assert main(["init", str(tmp_path), "--force"]) == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert workspace.load(tmp_path).firm.id


def test_a_file_is_no_place_for_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert main(["init", str(tmp_path / "file")]) == 2


def test_a_name_with_letters_of_any_script_is_taken(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "Übung Ź")]) == 0
    assert workspace.load(tmp_path / "Übung Ź").clients


INSTALLED = """
import sys
sys.meta_path = [each for each in sys.meta_path if not each.__module__.startswith("__editable__")]
sys.path.insert(0, "site")
from ledes.__main__ import main
status = main(["init", "made"])
from ledes.samples import start
print("samples of", start.__file__)
sys.exit(status)
"""
"""Run the command without the checkout, from a tree as a wheel unpacks it."""


def test_it_works_from_an_installed_tree_too(tmp_path: Path) -> None:
    leave = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(PROJECT / "ledes", tmp_path / "site" / "ledes", ignore=leave)
    for name in ("vendors", "schemas", "samples"):
        shutil.copytree(PROJECT / name, tmp_path / "site" / "ledes" / name, ignore=leave)
    run = [sys.executable, "-c", INSTALLED]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"samples of {Path('site', 'ledes', 'samples')}" in done.stdout.replace(f"{tmp_path}/", "")
    assert workspace.load(tmp_path / "made").clients


def test_a_practice_platform_that_is_not_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ledes.commands import init

    monkeypatch.setattr(init, "find_spec", lambda _name: None)
    assert main(["init", str(tmp_path / "firm"), "--yes"]) == 0
    assert "pip install 'ledes[sandbox]'" in capsys.readouterr().out
