"""Letters from templates: the same words in every form, and mistakes in a template told with their place."""

from __future__ import annotations

import email
import email.policy
import io
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from ledes.errors import SetupError
from ledes.letters import Letter, compose, document, draft, letterhead, plain
from ledes.show.sheet import MONEY, Column, Sheet

COLUMNS = (Column("invoice", "Invoice"), Column("open", "Open", MONEY))
TABLE = Sheet(
    title="Open",
    columns=COLUMNS,
    rows=(("2026-1001", Decimal("1250.00")), ("2026-1002", Decimal("80.50"))),
    totals=(("Total", Decimal("1330.50")),),
)
LETTER = Letter(subject="Statement", before=("Dear Ms Doe",), table=TABLE, after=("With kind regards\nLena",))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "templates" / "own.txt"
    path.parent.mkdir()
    path.write_text("Subject: To {{ name }}\n\nDear {{ name }}\nline two\n\n{{ table }}\n\nBye\n", "utf-8")
    return path


def test_values_the_table_and_paragraphs_find_their_places(template: Path, tmp_path: Path) -> None:
    found = compose(tmp_path, "own", {"name": "Merrow & Sons <Ltd>"}, TABLE)
    assert (found.subject, found.before, found.after) == (
        "To Merrow & Sons <Ltd>",
        ("Dear Merrow & Sons <Ltd>\nline two",),
        ("Bye",),
    )
    assert found.table is TABLE


def test_the_firms_own_template_goes_before_the_sample(tmp_path: Path) -> None:
    values = {"firm": {}, "client": {}}
    with pytest.raises(SetupError, match=r"templates/statement.txt"):
        compose(tmp_path, "statement", values)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "statement.txt").write_text("Subject: Ours\nHello\n", "utf-8")
    assert compose(tmp_path, "statement", values).subject == "Ours"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hello\n", "line 1: states no subject"),
        ("Subject:\nHello\n", "line 1: states no subject"),
        ("Subject: x\n{{ nobody }}\n", "'nobody' is undefined"),
        ("Subject: x\n{% if %}\n", "line 2: expected an expression"),
        ("Subject: x\n{{ table }}\n{{ table }}\n", "holds {{ table }} twice"),
        ("Subject: x\n{{ name.__class__.__mro__ }}\n", "cannot be filled in"),
        ("Subject: x\n{{ 1 / 0 }}\n", "cannot be filled in: ZeroDivisionError"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_place(
    template: Path, tmp_path: Path, written: str, said: str
) -> None:
    template.write_text(written, "utf-8")
    with pytest.raises(SetupError) as caught:
        compose(tmp_path, "own", {"name": "x"})
    assert said in caught.value.message
    assert caught.value.message.startswith("templates/own.txt")
    assert caught.value.hint


def test_a_template_that_is_not_there_or_no_text_is_told(template: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"there is no template templates/none\.txt"):
        compose(tmp_path, "none", {})
    template.write_bytes(b"Subject: \xff\n")
    with pytest.raises(SetupError, match="is no text in UTF-8"):
        compose(tmp_path, "own", {})


def test_the_text_aligns_the_table() -> None:
    assert plain.written(LETTER).decode() == (
        "Dear Ms Doe\n\n"
        "Invoice        Open\n-------------------\n2026-1001  1,250.00\n2026-1002     80.50\n"
        "-------------------\nTotal      1,330.50\n\n"
        "With kind regards\nLena\n"
    )


def test_the_document_holds_paragraphs_and_a_table_with_numbers_at_the_right() -> None:
    made = docx.Document(io.BytesIO(document.written(LETTER)))
    assert [each.text for each in made.paragraphs if each.text] == ["Dear Ms Doe", "With kind regards\nLena"]
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Invoice", "Open"],
        ["2026-1001", "1,250.00"],
        ["2026-1002", "80.50"],
        ["Total", "1,330.50"],
    ]
    assert str(table.rows[1].cells[1].paragraphs[0].alignment) == "RIGHT (2)"
    assert made.core_properties.author == ""


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert document.written(LETTER) == document.written(LETTER)


def test_a_letterhead_lends_its_page(tmp_path: Path) -> None:
    head = tmp_path / "templates" / "letterhead.docx"
    head.parent.mkdir()
    assert letterhead(tmp_path) is None
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Ashdown & Pell"
    made.save(str(head))
    assert letterhead(tmp_path) == head
    found = docx.Document(io.BytesIO(document.written(LETTER, head)))
    assert found.sections[0].header.paragraphs[0].text == "Ashdown & Pell"
    head.write_bytes(b"no document")
    with pytest.raises(SetupError, match=r"letterhead\.docx is no Word document"):
        document.written(LETTER, head)


def test_a_draft_waits_to_be_sent() -> None:
    raw = draft.written(
        LETTER,
        sender=("Lena Harrowgate", "billing@firm.example"),
        to=("Müller, Jörg", "j.mueller@client.example"),
        attached=[("statement.docx", b"PK")],
    )
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["X-Unsent"], mail["Date"], mail["Message-ID"]) == ("1", None, None)
    assert mail["To"] == '"Müller, Jörg" <j.mueller@client.example>'
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == plain.body(LETTER)
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("statement.docx", b"PK")
    again = draft.written(
        LETTER,
        sender=("Lena Harrowgate", "billing@firm.example"),
        to=("Müller, Jörg", "j.mueller@client.example"),
        attached=[("statement.docx", b"PK")],
    )
    assert raw == again


def test_a_subject_or_name_cannot_smuggle_a_header_in() -> None:
    sly = Letter(subject="Statement of account", before=("x",))
    raw = draft.written(sly, sender=("a\r\nBcc: x@y.example", "a@b.example"), to=("", ""))
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Bcc"] is None
    assert mail["To"] is None


def test_numbers_keep_a_line_and_long_texts_share_the_rest_of_the_page() -> None:
    columns = (Column("line", "Line"), Column("why", "Your reason"), Column("cut", "Cut", MONEY))
    rows = (("2", "Timekeeper rate exceeds the negotiated rate of 300.00/hr", Decimal("1234567.89")),)
    letter = Letter(subject="Appeal", before=(), table=Sheet(title="Cuts", columns=columns, rows=rows))
    made = docx.Document(io.BytesIO(document.written(letter)))
    line, why, cut = (each.width or 0 for each in made.tables[0].columns)
    assert cut > len("1,234,567.89") * document.LETTER
    assert line < cut < why
    page = made.sections[0]
    sides = (page.left_margin or 0) + (page.right_margin or 0)
    assert line + why + cut <= (page.page_width or 0) - sides
