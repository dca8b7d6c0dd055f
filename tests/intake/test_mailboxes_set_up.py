"""[[mailboxes]] in ledes.toml: what they hold, and how their mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledes import workspace
from ledes.gateway.mailbox import Mailbox
from ledes.setup.mistakes import Mistakes
from ledes.workspace import Workspace

FIRM = 'firm = {id = "F1", name = "Quillon"}\n'
SERVER = '[[mailboxes]]\nname = "status"\nurl = "imaps://mail.example/INBOX"\nuser = "billing"\n'


def load(root: Path, text: str) -> Workspace:
    (root / "ledes.toml").write_text(FIRM + text, "utf-8")
    return workspace.load(root)


def test_a_mailbox_is_on_a_server_or_a_folder_of_the_workspace(tmp_path: Path) -> None:
    text = SERVER + '[mailboxes.settings]\nsecret_file = "mail.secret"\n[[mailboxes]]\nname = "saved"\nurl = "mails"\n'
    server, folder = load(tmp_path, text).mailboxes
    assert isinstance(server, Mailbox)
    assert (server.folder, server.account.vendor, server.account.name) == (None, "mailbox", "status")
    assert server.settings["secret_file"] == str(tmp_path / "mail.secret")
    assert folder.folder == tmp_path / "mails"


def test_pattern_files_lie_in_a_folder_that_may_be_another(tmp_path: Path) -> None:
    for name in ("patterns", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.toml").touch()
    assert load(tmp_path, "").patterns == (str(tmp_path / "patterns" / "a.toml"),)
    assert load(tmp_path, 'folders = {patterns = "elsewhere"}').patterns == (str(tmp_path / "elsewhere" / "a.toml"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[mailboxes]]\nname = "a"', "mailboxes entry 1: 'url' is missing"),
        ('[[mailboxes]]\nurl = "mails"', "mailboxes entry 1: 'name' is missing"),
        ('[[mailboxes]]\nname = "A box"\nurl = "mails"', "mailboxes entry 1: name: is 'A box'"),
        (SERVER.replace("imaps", "imap"), "mailboxes entry 1: url: would be reached without encryption"),
        (SERVER.replace("imaps", "https"), "mailboxes entry 1: url: is no address of a mail server"),
        (
            SERVER.replace("mail.example", "ann:word@mail.example"),
            "mailboxes entry 1: url: the address holds a password",
        ),
        (SERVER.replace("mail.example", "ann@mail.example"), "mailboxes entry 1: url: holds a user name or a password"),
        (SERVER.replace('user = "billing"\n', ""), "mailboxes entry 1: names no user"),
        (SERVER + SERVER, "mailboxes entry 2: is a second mailbox 'status'"),
        (SERVER + 'password = "x"', "mailboxes entry 1: password: secrets do not belong into set-up files"),
        (SERVER + 'vendors = "post"', "mailboxes entry 1: vendors: is 'post'"),
        (SERVER + 'environment = "live"', "mailboxes entry 1: environment: is 'live'"),
    ],
)
def test_mistakes_are_told_with_a_way_out(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Mistakes) as found:
        load(tmp_path, text)
    assert told in str(found.value)
    assert all(mistake.remedy for mistake in found.value.mistakes)
