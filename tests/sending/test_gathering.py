"""Finding what goes along with an input: whose it is, or why nobody can say."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from office import bills, record

from ledes import formats
from ledes.bill import Bill, Party
from ledes.client import Representation
from ledes.errors import InputError
from ledes.formats import Reading
from ledes.formats.source import source
from ledes.sending import beside, gathering
from ledes.sending.gathering import Given


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "bills.txt"
    made.write_bytes(bills(record("2026/1001", "450.00"), record("1002", "50.00")))
    return made


def lay(path: Path, *names: str) -> None:
    for name in names:
        file = beside.folder(path) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"%PDF-1.7")


def gather(path: Path, *options: str) -> Given:
    with source(str(path)) as opened:
        return gathering.gather(opened, options, Reading())


def told(given: Given) -> dict[str, list[tuple[str, str]]]:
    return {number: [(each.path.name, each.line) for each in files] for number, files in given.files.items()}


def test_a_folder_beside_the_input_holds_a_folder_for_each_invoice_and_line(path: Path) -> None:
    lay(path, "1002/copy.pdf", "1002/3/hotel.pdf", "1002/line 4/taxi.pdf")
    given = gather(path)
    assert told(given) == {"1002": [("hotel.pdf", "3"), ("copy.pdf", ""), ("taxi.pdf", "4")]}
    assert given.problems == ()


def test_a_number_that_no_folder_can_bear_is_known_by_its_plain_form(path: Path) -> None:
    lay(path, "2026-1001/copy.pdf")
    assert told(gather(path)) == {"2026/1001": [("copy.pdf", "")]}


def test_without_folder_and_option_nothing_is_said(path: Path) -> None:
    assert gather(path) == Given()


def test_an_empty_folder_says_that_there_are_none(path: Path) -> None:
    (beside.folder(path) / "1002").mkdir(parents=True)
    assert told(gather(path)) == {"1002": []}


def test_litter_and_hidden_files_are_passed_over(path: Path) -> None:
    lay(path, "1002/.DS_Store", "1002/Thumbs.db", ".hidden/x.pdf", "1002/~$copy.docx")
    assert told(gather(path)) == {"1002": []}


def test_a_file_of_an_invoice_that_the_input_does_not_hold_is_told(path: Path) -> None:
    lay(path, "1009/copy.pdf")
    given = gather(path)
    assert [error.message for error in given.problems] == [
        "1009 is given for invoice 1009, which the input does not hold",
        "copy.pdf is given for invoice 1009, which the input does not hold",
    ]
    assert "2026/1001, 1002" in given.problems[0].hint


def test_a_file_for_no_invoice_needs_an_input_of_one_bill(path: Path, tmp_path: Path) -> None:
    lay(path, "copy.pdf")
    (problem,) = gather(path).problems
    assert problem.message == "copy.pdf is given for no invoice, and the input holds 2 bills"
    single = tmp_path / "one.txt"
    single.write_bytes(bills(record("1003", "5.00")))
    lay(single, "copy.pdf")
    assert told(gather(single)) == {"1003": [("copy.pdf", "")]}


def test_two_clients_bills_under_one_number_are_never_mixed_up(tmp_path: Path) -> None:
    path = tmp_path / "bills.json"
    write = formats.named("json").write
    assert write is not None
    twins = [Bill(number="1001", client=Party(id=each), total=Decimal(5)) for each in ("CL", "OTHER")]
    with path.open("wb") as out:
        list(write(twins, out, Representation()))
    lay(path, "1001/copy.pdf")
    given = gather(path)
    assert given.problems
    assert not any(given.files.values())


def test_a_bill_that_cannot_be_read_does_not_make_its_files_homeless(path: Path) -> None:
    broken = record("1005", "5.00").replace("|20261001|20261031|", "|")
    path.write_bytes(bills(record("1002", "50.00"), broken))
    lay(path, "1005/copy.pdf")
    assert gather(path).problems == ()


def test_a_folder_without_a_digit_says_what_kind_of_paper_it_holds(path: Path) -> None:
    lay(path, "1002/3/Receipt/hotel.pdf", "1002/Expert report/opinion.pdf")
    found = gather(path).files["1002"]
    assert [(each.path.name, each.line, each.kind) for each in found] == [
        ("hotel.pdf", "3", "Receipt"),
        ("opinion.pdf", "", "Expert report"),
    ]


@pytest.mark.parametrize("place", ["1002/3/4/copy.pdf", "1002/Receipt/Report/copy.pdf"])
def test_a_file_for_two_lines_or_two_kinds_is_told(path: Path, place: str) -> None:
    lay(path, place)
    with pytest.raises(InputError, match="is given for two"):
        gather(path)


def test_a_link_that_leads_to_no_file_is_told_and_not_left_out(path: Path, tmp_path: Path) -> None:
    lay(path, "1002/copy.pdf")
    for name, target in (("folder", tmp_path), ("gone.pdf", tmp_path / "gone")):
        link = beside.folder(path) / "1002" / name
        link.symlink_to(target)
        assert beside.newest(path) > 0
        with pytest.raises(InputError, match=f"{name} is no file"):
            gather(path)
        link.unlink()


def test_a_folder_that_may_not_be_looked_into_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(top: Path, onerror: Callable[[OSError], None]) -> list[object]:
        onerror(PermissionError(13, "Permission denied"))
        return []

    lay(path, "1002/copy.pdf")
    monkeypatch.setattr(os, "walk", refused)
    with pytest.raises(InputError, match=r"bills\.txt\.attachments cannot be read: permission denied"):
        gather(path)


def test_a_plain_form_that_fits_two_numbers_is_told(path: Path) -> None:
    path.write_bytes(bills(record("2026/1", "450.00"), record("2026 1", "50.00")))
    lay(path, "2026-1/copy.pdf")
    assert "which may be 2026/1 or 2026 1" in gather(path).problems[0].message


def test_a_file_that_is_still_being_written_stops_the_input(path: Path) -> None:
    lay(path, "1002/copy.pdf.part")
    with pytest.raises(InputError, match="still being written"):
        gather(path)


@pytest.mark.parametrize("name", [b"1002/\xff.pdf", b"1002/a\nb.pdf"])
def test_a_name_that_nobody_can_read_is_told_in_plain_letters(path: Path, name: bytes) -> None:
    file = os.path.join(os.fsencode(beside.folder(path)), name)
    os.makedirs(os.path.dirname(file))
    with open(file, "wb"):
        pass
    with pytest.raises(InputError, match="cannot be read") as caught:
        gather(path)
    assert caught.value.message.isascii()
    assert caught.value.message.isprintable()


def test_a_file_too_deep_is_told(path: Path) -> None:
    lay(path, "1002/3/Receipt/more/copy.pdf")
    with pytest.raises(InputError, match="lies too deep"):
        gather(path)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("=1002", {"1002": [("a=b.pdf", "")]}),
        ("=1002/3", {"1002": [("a=b.pdf", "3")]}),
        ("=2026/1001", {"2026/1001": [("a=b.pdf", "")]}),
        ("=2026/1001/line 7", {"2026/1001": [("a=b.pdf", "7")]}),
        ("=2026-1001/7/Receipt", {"2026/1001": [("a=b.pdf", "7")]}),
    ],
)
def test_an_option_names_file_invoice_and_line(
    path: Path, tmp_path: Path, target: str, found: dict[str, list[tuple[str, str]]]
) -> None:
    (tmp_path / "a=b.pdf").write_bytes(b"%PDF-1.7")
    assert told(gather(path, f"{tmp_path / 'a=b.pdf'}{target}")) == found


def test_an_option_that_names_no_file_is_told(path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file gone\.pdf"):
        gather(path, "gone.pdf=1002")


def test_a_change_of_what_goes_along_is_a_change_of_the_input(path: Path) -> None:
    assert beside.sealed(path, "d") == "d"
    lay(path, "1002/copy.pdf")
    first, before = beside.sealed(path, "d"), beside.newest(path)
    assert first != "d"
    later = before + 60
    os.utime(beside.folder(path) / "1002" / "copy.pdf", (later, later))
    assert beside.sealed(path, "d") != first
    assert beside.newest(path) == later
