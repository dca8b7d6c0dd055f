"""Maps are checked when they are read, chosen by their headings, and proposed from a file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ledes.__main__ import main
from ledes.bill import Bill
from ledes.errors import SetupError, UsageError
from ledes.finding import Finding
from ledes.formats import Reading, named
from ledes.formats.tabular import dateforms, maps
from ledes.formats.tabular.proposal import propose

SAMPLES = Path(__file__).parents[2] / "samples" / "tables"

OWN = """
title = "Our system"
required = ["line.date", "line.description"]
period = "lines"

[columns]
invoice.number = "Rechnungs-Nr"
invoice.date = "Datum der Rechnung"
matter.firm_id = "Akte"
line.date = "Tag"
line.units = "Minuten"
line.rate = "Satz"
line.description = "Text"
line.kind = "Art"

[forms]
dates = ["%d.%m.%Y"]
decimal = ","
thousands = "."
units = "minutes"
negatives = "parentheses"
signs = ["EUR"]

[words.line.kind]
F = ["", "Zeit"]
E = ["Auslage"]

[constants]
currency = "EUR"

[defaults]
timekeeper.id = "XX"
"""
EXPORT = """Rechnungs-Nr;Datum der Rechnung;Akte;Tag;Minuten;Satz;Text;Art
R-1;31.10.2026;A 12;05.10.2026;90;1.200,50 EUR;Klage;
R-1;31.10.2026;A 12;07.10.2026;2;(3,10);Gutschrift;Auslage
"""


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_every_ready_map_is_sound_and_says_what_it_is_for() -> None:
    found = maps.every()
    assert [each.name for each in found] == ["3e-proforma", "clio-activities", "freshbooks", "generic"]
    assert all(each.title and each.required for each in found)


def test_a_map_of_ones_own_reads_its_forms_and_words(tmp_path: Path) -> None:
    path = write(tmp_path, OWN)
    for reading in (Reading(map=str(path)), Reading(map="own", maps=(str(path),)), Reading(maps=(str(path),))):
        parts = list(named("csv").read(io.BytesIO(EXPORT.encode()), "export", reading))
        (bill,) = [each for each in parts if isinstance(each, Bill)]
        assert [(line.kind, str(line.units), str(line.rate)) for line in bill.lines] == [
            ("F", "1.5", "1200.50"),
            ("E", "2", "-3.10"),
        ]
        assert (bill.currency, str(bill.total), bill.timekeepers[0].id) == ("EUR", "1794.55", "XX")
        assert str(bill.start) == "2026-10-05"


def test_two_maps_that_fit_equally_are_not_chosen_between(tmp_path: Path) -> None:
    paths = (str(write(tmp_path, OWN)), str(write(tmp_path, OWN, "other.toml")))
    parts = list(named("csv").read(io.BytesIO(EXPORT.encode()), "export", Reading(maps=paths)))
    assert [each.rule for each in parts if isinstance(each, Finding)] == ["L209"]


def test_a_named_map_that_misses_a_heading_names_it_and_what_is_like_it(tmp_path: Path) -> None:
    path = write(tmp_path, OWN)
    content = EXPORT.replace(";Text;", ";Texte;").encode()
    (finding,) = named("csv").read(io.BytesIO(content), "export", Reading(map=str(path)))
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.row) == ("L202", 1)
    assert "Text" in finding.message
    assert "similar headings are Texte" in finding.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns]\nline.datum = 'x'", ["columns", "line.datum", "line.date"]),
        ("[columns]\nline.date = 5", ["line.date"]),
        ("colums = 1", ["colums", "columns"]),
        ("[columns]\nline.date = 'x'\n[forms]\ndates = ['%q']", ["forms.dates", "%q"]),
        ("[columns]\nline.date = 'x'\n[[extract]]\ncolumn = 'y'\npattern = '('", ["extract entry 1"]),
        ("[columns]\nline.date = 'x'\n[[extract]]\ncolumn = 'y'\npattern = '(?P<line__dat>.)'", ["line__dat"]),
        ("[columns]\nline.date = 'x'\n[constants]\ninvoice.date = 'soon'", ["constants.invoice.date"]),
        ("[columns]\nline.date = 'x'\n[words.line]\nkind = 'F'", ["words.line.kind"]),
        ("[columns\n", ["line 1"]),
    ],
)
def test_a_mistake_in_a_map_names_file_key_and_what_is_allowed(tmp_path: Path, text: str, words: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SetupError) as raised:
        maps.load(path)
    said = f"{raised.value.message} {raised.value.hint}"
    assert "own.toml" in said
    for word in words:
        assert word in said


def test_a_map_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no map 'acme'") as raised:
        maps.find("acme")
    assert "generic" in raised.value.hint


@pytest.mark.parametrize(
    ("one", "other"),
    [("Invoice #", "invoice no"), ("INVOICE_NUMBER", "Invoice Number"), ("Discount %", "discount percent")],
)
def test_headings_are_compared_without_case_blanks_and_punctuation(one: str, other: str) -> None:
    assert maps.key(one) == maps.key(other)


def test_a_date_of_seven_digits_is_no_date() -> None:
    assert dateforms.parse("2003125", "%Y%m%d") is None


def test_a_proposed_map_reads_the_file_that_it_was_made_from(tmp_path: Path) -> None:
    content = (SAMPLES / "generic.csv").read_bytes()
    path = write(tmp_path, propose(io.BytesIO(content), "csv", "generic.csv").text)
    ready, proposed = (
        [each for each in named("csv").read(io.BytesIO(content), "x", Reading(map=name)) if isinstance(each, Bill)]
        for name in ("generic", str(path))
    )
    assert ready == proposed


def test_a_proposal_says_how_sure_it_is_and_what_it_does_not_know() -> None:
    text = (
        "Invoice Nmbr,Work Date,Hours,Zorblat,Typ\n"
        "1,03/04/2026,1.5,hello there and everywhere,Zeit\n"
        '2,05/06/2026,"1,200.50",and more words than before,Fee\n'
    )
    said = propose(io.BytesIO(text.encode()), "csv", "x.csv").text
    assert "like 'INVOICE_NUMBER', check it" in said
    assert 'line.date = "Work Date"' in said
    assert "AMBIGUOUS" in said
    assert '"%m/%d/%Y", "%d/%m/%Y"' in said
    assert 'thousands = ","' in said
    assert '# ["Zeit"]' in said
    assert 'F = ["Fee"]' in said
    assert 'line.description = "Zorblat"' in said


def test_the_command_lists_proposes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map"]) == 0
    assert "freshbooks" in capsys.readouterr().out
    export = write(tmp_path, EXPORT, "export.csv")
    made = tmp_path / "maps" / "made.toml"
    assert main(["map", "new", str(export), "--out", str(made)]) == 0
    assert maps.load(made).columns
    assert main(["map", "new", str(export), "--out", str(made)]) == 2
    capsys.readouterr()
    own = write(tmp_path, OWN)
    assert main(["map", "check", str(own), str(export)]) == 0
    out = capsys.readouterr().out
    assert "line.date" in out
    assert "column D" in out
    assert "invoice R-1: 2 lines, 1794.55 EUR" in out
    assert main(["map", "check", "generic", str(export)]) == 1
    assert main(["map", "values"]) == 0
    assert "client.address.city" in capsys.readouterr().out


def test_the_command_refuses_what_is_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = write(tmp_path, '{"ledes": 1, "bills": []}', "bills.json")
    assert main(["map", "new", str(document)]) == 3
    assert "is no table" in capsys.readouterr().err
