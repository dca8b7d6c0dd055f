from __future__ import annotations

from dataclasses import replace

import pytest
from practice import package

from ledes.gateway import Account, Attachment, naming

HERE = Account(vendor="folder")


def templated(template: str) -> Account:
    return Account(vendor="folder", settings={"file_name": template})


def test_a_long_number_is_cut_and_the_reference_never() -> None:
    made = naming.stem(package("ledes-" + "0" * 24, number="9" * 200), HERE)
    assert len(made) == naming.LONGEST
    assert made.endswith("_ledes-" + "0" * 24)


def test_a_delivery_of_several_bills_says_how_many() -> None:
    several = replace(package(), invoices=("1001", "1002", "1003"))
    assert naming.final(several, HERE) == "1001_and_2_more_ref-1.txt"


@pytest.mark.parametrize("hostile", ["../../../etc/passwd", "a/b\\c", "\x00\n|", "ä€", "-rf", "...", "C:*?"])
def test_no_number_makes_a_name_that_is_more_than_a_name(hostile: str) -> None:
    made = naming.final(package(number=hostile), HERE)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert made[0] not in ".-"
    assert ".." not in made


def test_attachments_of_one_name_get_different_ones() -> None:
    file = Attachment(name="taxi.pdf", content=b"1", sha256="", invoice="1001")
    assert naming.beside(replace(package(), attachments=(file, file)), HERE) == (
        "1001_ref-1~taxi.pdf",
        "1001_ref-1~2-taxi.pdf",
    )


@pytest.mark.parametrize(
    "template", ["{invoice}_{reference}", "{reference}", "{client}.{reference}_{invoice}", "x_{reference}"]
)
@pytest.mark.parametrize("ending", [".ack", ".txt.err", ".REJ", ""])
def test_the_reference_is_read_back_from_what_bears_the_name(template: str, ending: str) -> None:
    account = templated(template)
    assert naming.reference(naming.stem(package(), account) + ending, account) == "ref-1"


@pytest.mark.parametrize("name", ["other.ack", "1001.ack", "_.ack", "1001_ref-1~taxi.ack", ""])
def test_no_reference_is_read_from_what_is_not_ours(name: str) -> None:
    assert naming.reference(name, HERE) == ""


def test_every_passing_name_is_another_and_known_as_ours() -> None:
    first, second = naming.unfinished("1001_ref-1.txt"), naming.unfinished("1001_ref-1.txt")
    assert first != second
    assert naming.is_unfinished(first, "ref-1")
    assert not naming.is_unfinished(first, "ref-2")
    assert not naming.is_bill(first, "ref-1")
