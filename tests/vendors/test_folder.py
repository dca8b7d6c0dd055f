from __future__ import annotations

import errno
from pathlib import Path

import pytest
from dropping import Firm

from ledes.gateway import Account


def firm(tmp_path: Path, **settings: str) -> tuple[Firm, Path]:
    share = tmp_path / "share"
    share.mkdir()
    (share / "KEEP").touch()
    account = Account(vendor="folder", settings={"folder": str(share), "marker": "KEEP", **settings})
    return Firm(tmp_path / "firm", account), share


def bills(share: Path) -> list[Path]:
    return sorted(share.glob("1001_ledes-*.txt"))


def test_a_bill_goes_into_the_folder_without_any_secret_and_its_acknowledgement_is_tracked(tmp_path: Path) -> None:
    office, share = firm(tmp_path)
    assert office.submit().exit == 0
    (bill,) = bills(share)
    assert office.standing() == ("delivered", "")
    bill.with_suffix(".ack").touch()
    office.track()
    assert office.standing() == ("delivered", "RECEIVED")
    bill.with_suffix(".rej").write_text("matter is closed")
    office.track()
    office.track()
    assert office.standing() == ("delivered", "REJECTED")
    assert office.kinds().count("STATUS") == 2


def test_a_share_that_is_not_mounted_leaves_the_bill_for_a_later_run(tmp_path: Path) -> None:
    office, share = firm(tmp_path)
    (share / "KEEP").unlink()
    office.submit()
    assert office.standing() == ("ready", "")
    assert list(share.iterdir()) == []
    (share / "KEEP").touch()
    office.clock.sleep(3600)
    office.submit()
    assert office.standing() == ("delivered", "")


def lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("ledes.gateway.folder.LocalFolder._sync", fail)


def test_a_bill_in_doubt_is_found_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, share = firm(tmp_path)
    with monkeypatch.context() as patch:
        lost(patch)
        office.submit()
    assert office.standing() == ("delivered", "")
    assert len(bills(share)) == 1


def test_a_bill_in_doubt_that_may_have_been_picked_up_is_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, share = firm(tmp_path)

    def taken(*_: object) -> None:
        for bill in bills(share):
            bill.unlink()
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("ledes.gateway.folder.LocalFolder._sync", taken)
    for _ in range(3):
        office.submit()
        office.clock.sleep(3600)
    assert office.standing() == ("in_doubt", "")
    assert office.kinds().count("ATTEMPT") == 1


def test_a_bill_in_doubt_that_is_surely_not_there_is_sent_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, share = firm(tmp_path, picked_up="false")

    def taken(*_: object) -> None:
        for bill in bills(share):
            bill.unlink()
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("ledes.gateway.folder.LocalFolder._sync", taken)
        office.submit()
    assert office.standing() == ("in_doubt", "")
    office.clock.sleep(100)
    office.submit()
    assert office.standing() == ("in_doubt", "")
    office.clock.sleep(200)
    office.submit()
    assert office.standing() == ("delivered", "")
    assert len(bills(share)) == 1
