from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from counterpart import sealed
from practice import package

from ledes.errors import SetupError
from ledes.gateway import Absent, Account, Attachment, CannotSay, Doubtful, Found, NotSent, Package, vendor
from ledes.gateway import folder as local
from ledes.gateway.place import Failed

FOLDER = vendor("folder")


def account(path: Path, **settings: str) -> Account:
    return Account(vendor="folder", settings={"folder": str(path), **settings})


def with_files(given: Package, **files: bytes) -> Package:
    made = tuple(
        Attachment(name=f"{name}.pdf", content=content, sha256=hashlib.sha256(content).hexdigest(), invoice="1001")
        for name, content in files.items()
    )
    return replace(given, attachments=made)


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


def break_off(monkeypatch: pytest.MonkeyPatch, what: str, number: int = errno.EIO) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number), "1001_secret_name.txt")

    monkeypatch.setattr(what, fail)


def test_a_bill_lies_there_under_invoice_and_reference(tmp_path: Path) -> None:
    receipt = FOLDER.deliver(package(), account(tmp_path))
    assert names(tmp_path) == ["1001_ref-1.txt"]
    assert (tmp_path / "1001_ref-1.txt").read_bytes() == package().content
    assert receipt.reference == "1001_ref-1.txt"
    assert receipt.at is not None
    assert package().sha256.encode() in receipt.answer


def test_a_number_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    FOLDER.deliver(package(number="../../etc/10 01"), account(inside))
    assert names(inside) == ["etc-10-01_ref-1.txt"]
    assert names(tmp_path) == ["in"]


def test_the_name_follows_the_account(tmp_path: Path) -> None:
    FOLDER.deliver(package(), account(tmp_path, file_name="{client}_{reference}_{invoice}", extension=".LED"))
    assert names(tmp_path) == ["cl_ref-1_1001.LED"]


@pytest.mark.parametrize(
    "template", ["{invoice}", "{invoice}-{reference}", "{reference}{reference}", "{reference}_{total}", "{", "{0}"]
)
def test_a_template_that_would_lose_the_reference_is_refused(tmp_path: Path, template: str) -> None:
    with pytest.raises(NotSent, match=r"file_name of account default of folder must hold \{reference\} once"):
        FOLDER.deliver(package(), account(tmp_path, file_name=template))
    assert names(tmp_path) == []


def test_attachments_lie_beside_their_bill(tmp_path: Path) -> None:
    FOLDER.deliver(with_files(package(), taxi=b"%PDF-1", hotel=b"%PDF-2"), account(tmp_path))
    assert names(tmp_path) == ["1001_ref-1.txt", "1001_ref-1~hotel.pdf", "1001_ref-1~taxi.pdf"]


def test_a_second_hand_over_of_the_same_is_the_first_one(tmp_path: Path) -> None:
    here, sent = account(tmp_path), with_files(package(), taxi=b"%PDF-1")
    first = FOLDER.deliver(sent, here)
    written = (tmp_path / "1001_ref-1.txt").stat().st_ino
    assert FOLDER.deliver(sent, here).reference == first.reference
    assert (tmp_path / "1001_ref-1.txt").stat().st_ino == written


def test_what_lies_there_with_other_contents_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "1001_ref-1.txt").write_bytes(b"theirs")
    with pytest.raises(Doubtful, match="with other contents: it has 6 bytes"):
        FOLDER.deliver(package(), account(tmp_path))
    assert (tmp_path / "1001_ref-1.txt").read_bytes() == b"theirs"


def test_attachments_of_an_attempt_without_its_bill_are_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(NotSent):
        write = local.LocalFolder.write

        def bills_fail(self: local.LocalFolder, folder: str, name: str, content: bytes) -> None:
            if "~" not in name:
                raise Failed("full")
            write(self, folder, name, content)

        patch.setattr(local.LocalFolder, "write", bills_fail)
        FOLDER.deliver(with_files(package(), taxi=b"%PDF-1", hotel=b"%PDF-2", meal=b"%PDF-3"), account(tmp_path))
    kept = (tmp_path / "1001_ref-1~taxi.pdf").stat().st_ino
    (tmp_path / "1001_ref-2~taxi.pdf").write_bytes(b"of another bill")
    FOLDER.deliver(with_files(package(), taxi=b"%PDF-1", hotel=b"%PDF-9"), account(tmp_path))
    assert names(tmp_path) == [
        "1001_ref-1.txt",
        "1001_ref-1~hotel.pdf",
        "1001_ref-1~taxi.pdf",
        "1001_ref-2~taxi.pdf",
    ]
    assert (tmp_path / "1001_ref-1~hotel.pdf").read_bytes() == b"%PDF-9"
    assert (tmp_path / "1001_ref-1~taxi.pdf").stat().st_ino == kept


@pytest.mark.parametrize("what", ["os.fsync", "os.scandir"])
def test_a_failure_before_the_file_has_its_name_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with monkeypatch.context() as patch, pytest.raises(NotSent, match="input/output error") as caught:
        break_off(patch, what)
        FOLDER.deliver(package(), account(tmp_path))
    assert "1001" not in "".join(traceback.format_exception(caught.value))
    assert names(tmp_path) == []


def test_a_name_that_is_not_given_surely_was_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(NotSent, match="give a file its name"):
        break_off(patch, "pathlib.Path.rename", errno.EACCES)
        FOLDER.deliver(package(), account(tmp_path))
    assert names(tmp_path) == []


def test_a_name_that_may_not_be_on_the_disk_is_doubtful_and_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = account(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(Doubtful, match="after the file was to get its name"):
        break_off(patch, "ledes.gateway.folder.LocalFolder._sync")
        FOLDER.deliver(package(), here)
    found = FOLDER.look("ref-1", here)
    assert isinstance(found, Found)
    assert found.receipt.reference == "1001_ref-1.txt"


def test_a_share_that_cannot_sync_folders_is_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def files_only(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EINVAL, "no folders")
        sync(handle)

    monkeypatch.setattr("os.fsync", files_only)
    assert FOLDER.deliver(package(), account(tmp_path)).reference == "1001_ref-1.txt"


def test_bytes_that_came_back_other_than_they_went_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledes.gateway.folder.LocalFolder.read", lambda *_: b"x" * len(package().content))
    with pytest.raises(NotSent, match="or other ones"):
        FOLDER.deliver(package(), account(tmp_path))
    assert names(tmp_path) == []


def test_who_took_too_long_does_not_give_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 121.0])
    monkeypatch.setattr(
        "ledes.gateway.folder.opened", lambda _account: local.LocalFolder(tmp_path, lambda: next(moments))
    )
    with pytest.raises(NotSent, match="took longer than 120 seconds"):
        FOLDER.deliver(package(), account(tmp_path))
    assert names(tmp_path) == []


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 16 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small disk; a limit on file sizes is tried instead")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_keeps_nothing_half_written(small: Path) -> None:
    big = sealed(package(), b"x" * 40_000)
    with pytest.raises(NotSent, match="no space left on device"):
        FOLDER.deliver(big, account(small))
    assert names(small) == []
    assert FOLDER.deliver(package(), account(small)).reference == "1001_ref-1.txt"


def test_a_limit_on_file_sizes_keeps_nothing_half_written(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import resource, signal, sys
        sys.path.insert(0, "tests")
        from practice import package
        from counterpart import sealed
        from ledes.gateway import Account, NotSent, vendor
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            vendor("folder").deliver(
                sealed(package(), b"x" * 40_000), Account(vendor="folder", settings={"folder": sys.argv[1]})
            )
        except NotSent as error:
            print(error)
        """
    )
    ran = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "file too large" in ran.stdout
    assert names(tmp_path) == []


def test_a_kill_in_the_middle_leaves_nothing_that_a_partner_would_take(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys
        sys.path.insert(0, "tests")
        from practice import package
        from ledes.gateway import Account, vendor
        os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        vendor("folder").deliver(package(), Account(vendor="folder", settings={"folder": sys.argv[1]}))
        """
    )
    ran = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False)
    assert ran.returncode == -signal.SIGKILL
    (left,) = names(tmp_path)
    assert left.startswith(".")
    assert left.endswith(".part")
    assert isinstance(FOLDER.look("ref-1", account(tmp_path)), Absent)
    assert names(tmp_path) == []


def test_a_half_written_file_of_an_earlier_attempt_is_cleared_before_the_next(tmp_path: Path) -> None:
    (tmp_path / ".1001_ref-1.txt.0badcafe.part").write_bytes(b"half")
    (tmp_path / ".1001_ref-12.txt.0badcafe.part").write_bytes(b"of another bill")
    FOLDER.deliver(package(), account(tmp_path))
    assert names(tmp_path) == [".1001_ref-12.txt.0badcafe.part", "1001_ref-1.txt"]


def test_files_lie_in_a_folder_of_their_own_until_they_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "work").mkdir()
    here = account(tmp_path / "in", staging="../work")
    seen: list[list[str]] = []
    move = local.LocalFolder.move

    def watched(self: local.LocalFolder, old: tuple[str, str], new: tuple[str, str]) -> None:
        seen.append([*names(tmp_path / "in"), "|", *(name[-5:] for name in names(tmp_path / "work"))])
        move(self, old, new)

    monkeypatch.setattr(local.LocalFolder, "move", watched)
    FOLDER.deliver(with_files(package(), taxi=b"%PDF-1"), here)
    assert seen == [["|", ".part"], ["1001_ref-1~taxi.pdf", "|", ".part"]]
    assert names(tmp_path / "in") == ["1001_ref-1.txt", "1001_ref-1~taxi.pdf"]
    (tmp_path / "work" / ".1002_ref-2.txt.0badcafe.part").write_bytes(b"half")
    assert isinstance(FOLDER.look("ref-2", here), Absent)
    assert names(tmp_path / "work") == []


def test_what_is_not_seen_may_have_been_picked_up(tmp_path: Path) -> None:
    seen = FOLDER.look("ref-1", account(tmp_path))
    assert isinstance(seen, CannotSay)
    assert str(tmp_path) in seen.page
    assert "ref-1" in seen.page


def test_absence_is_believed_where_nothing_is_picked_up_and_the_share_is_surely_there(tmp_path: Path) -> None:
    here = account(tmp_path, picked_up="false", marker="KEEP")
    with pytest.raises(NotSent, match="KEEP: the share is not mounted"):
        FOLDER.look("ref-1", here)
    (tmp_path / "KEEP").touch()
    assert isinstance(FOLDER.look("ref-1", here), Absent)


def test_absence_is_never_believed_of_a_share_that_nothing_marks(tmp_path: Path) -> None:
    with pytest.raises(NotSent, match="needs a marker"):
        FOLDER.look("ref-1", account(tmp_path, picked_up="false"))


def test_what_went_to_an_archive_is_found_there(tmp_path: Path) -> None:
    (tmp_path / "done").mkdir()
    here = account(tmp_path, archives="done, old")
    FOLDER.deliver(package(), here)
    (tmp_path / "1001_ref-1.txt").rename(tmp_path / "done" / "20261122-1001_REF-1.TXT.bak")
    found = FOLDER.look("ref-1", here)
    assert isinstance(found, Found)
    assert package().sha256.encode() in found.receipt.answer


@pytest.mark.parametrize(
    "other", ["1001_ref-1~taxi.pdf", "1001_ref-1.ack", "1001_ref-1.txt.err", "1001_ref-12.txt", "1001_xref-1.txt"]
)
def test_only_the_bill_itself_counts_as_the_bill(tmp_path: Path, other: str) -> None:
    (tmp_path / other).write_bytes(b"something")
    assert isinstance(FOLDER.look("ref-1", account(tmp_path)), CannotSay)


def test_an_empty_file_under_our_name_is_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "1001_ref-1.txt").touch()
    seen = FOLDER.look("ref-1", account(tmp_path, picked_up="false", marker="1001_ref-1.txt"))
    assert isinstance(seen, CannotSay)
    assert seen.page.endswith("it is empty")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "has no setting folder"),
        ({"folder": "drop"}, "is no absolute path"),
        ({"folder": "/nowhere/to/be/found"}, "make it, or mount the share"),
        ({"folder": "/tmp", "picked_up": "maybe"}, "neither true nor false"),
    ],
)
def test_a_mistake_in_the_set_up_is_told_before_anything_is_written(settings: dict[str, str], said: str) -> None:
    broken = Account(vendor="folder", settings=settings)
    with pytest.raises(NotSent, match=said):
        FOLDER.deliver(package(), broken)
    if "nowhere" not in settings.get("folder", ""):
        with pytest.raises(SetupError, match=said):
            FOLDER.check(broken)


def test_an_account_that_states_all_is_good_though_its_share_is_away(tmp_path: Path) -> None:
    FOLDER.check(account(tmp_path / "away", marker="KEEP", picked_up="false", file_name="{reference}"))


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(NotSent, match=r"cannot write a file in .*: permission denied"):
        break_off(patch, "pathlib.Path.open", errno.EACCES)
        FOLDER.deliver(package(), account(tmp_path))


def test_a_folder_too_full_to_look_through_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledes.gateway.place.MOST_FILES", 2)
    for number in range(4):
        (tmp_path / str(number)).touch()
    with pytest.raises(NotSent, match="more than 2 files"):
        FOLDER.look("ref-1", account(tmp_path))


def test_a_file_that_vanishes_while_the_folder_is_listed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> os.stat_result:
        raise FileNotFoundError

    (tmp_path / "1001_ref-1.txt").write_bytes(b"x")
    real = list(os.scandir(tmp_path))
    monkeypatch.setattr("os.scandir", lambda _: [*real, SimpleNamespace(name="gone", is_file=lambda: True, stat=gone)])
    assert isinstance(FOLDER.look("ref-1", account(tmp_path)), Found)


def test_no_account_needs_a_secret(tmp_path: Path) -> None:
    assert not FOLDER.needs_secret(account(tmp_path))
