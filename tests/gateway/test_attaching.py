"""What a platform allows of attachments: each limit refuses, names the file, and says the way out."""

from __future__ import annotations

import hashlib

import pytest

from ledes.gateway.attaching import Attaching, Attachment, faults, named

PDF = b"%PDF-1.7 ..."


def file(name: str = "copy.pdf", content: bytes = PDF, line: str = "") -> Attachment:
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(name=name, content=content, sha256=digest, invoice="1001", line=line)


def facts(*files: Attachment, **allowed: object) -> list[str]:
    return [fault.fact for fault in faults(files, Attaching(**allowed))]  # type: ignore[arg-type]


def test_where_nothing_is_limited_a_sound_file_goes() -> None:
    assert facts(file(), file("sheet.xlsx", b"PK\x03\x04"), file("note.txt", b"paid")) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("copy.pdf", b"MZ\x90\x00"),
        ("copy.pdf", b"<html>not found</html>"),
        ("photo.jpg", PDF),
        ("scan.tiff", PDF),
        ("sheet.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("letter.doc", b"PK\x03\x04"),
        ("note.txt", b"a\x00b"),
        ("NOTE.PNG", PDF),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(name: str, content: bytes) -> None:
    (fact,) = facts(file(name, content))
    assert fact.startswith(f"{name} does not hold what its name says")


def test_text_in_utf_16_is_text() -> None:
    assert facts(file("note.txt", "paid".encode("utf-16"))) == []


@pytest.mark.parametrize(
    ("files", "allowed", "fact"),
    [
        ([file(content=b"")], {}, "copy.pdf is empty"),
        ([file("taxi.exe", b"MZ")], {"extensions": ("pdf",)}, "taxi.exe is no file that the platform takes"),
        ([file()], {"max_bytes": 11}, "copy.pdf has 12 bytes; 11 are allowed"),
        (
            [file(), file("b.pdf", PDF + b".")],
            {"total_bytes": 24},
            "the 2 files of invoice 1001 have 25 bytes together; 24 are allowed",
        ),
        ([file(), file("b.pdf")], {"count": 1}, "invoice 1001 has 2 files; at most 1 may be"),
        ([file()], {"longest_name": 7}, "the name copy.pdf has 8 characters; 7 are allowed"),
        (
            [file(line="3")],
            {},
            "copy.pdf belongs to line 3, and the platform takes files for whole invoices only",
        ),
        (
            [file(), file("COPY.pdf", PDF + b".")],
            {"unique_names": True},
            "2 files are called copy.pdf, and the platform refuses the second",
        ),
        (
            [file(), file("b.pdf")],
            {"unique_names": True},
            "b.pdf holds the same as copy.pdf, and the platform refuses the second",
        ),
        ([file("a:b.pdf")], {}, "the name 'a:b.pdf' holds a character that file names cannot have everywhere"),
    ],
)
def test_each_limit_names_the_file_and_the_fact(files: list[Attachment], allowed: dict[str, object], fact: str) -> None:
    assert facts(*files, **allowed) == [fact]


def test_every_fault_says_the_way_out() -> None:
    allowed = Attaching(extensions=("pdf",), max_bytes=1, total_bytes=1, count=1, longest_name=1, unique_names=True)
    found = list(faults([file("a\n.exe", b"MZ", "1"), file("b.pdf", b""), file("B.pdf", b"")], allowed))
    assert len(found) > 8
    assert all(fault.way_out for fault in found)


@pytest.mark.parametrize(
    ("naming", "name", "made"),
    [
        ("~{invoice}~{name}", "taxi.pdf", "~1001~taxi.pdf"),
        ("~{invoice}~{name}", "~1001~taxi.pdf", "~1001~taxi.pdf"),
        ("{invoice}-{name}", "taxi.pdf", "1001-taxi.pdf"),
        ("{invoice}-{name}", "Copy of 1001.pdf", "Copy of 1001.pdf"),
        ("{name}", "taxi.pdf", "taxi.pdf"),
        ("", "taxi.pdf", "taxi.pdf"),
    ],
)
def test_a_name_that_has_to_tell_the_invoice_does(naming: str, name: str, made: str) -> None:
    assert named(file(name), Attaching(naming=naming)).name == made
