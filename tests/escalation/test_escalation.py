"""What is told higher up, when, and to whom."""

from __future__ import annotations

import datetime
import email
import email.policy
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from receiving import Firm, day

from ledes import facts, schemas
from ledes.__main__ import main
from ledes.bill import Bill, Line, Matter
from ledes.escalation import Case, finding
from ledes.ledger.records import Entry, Parcel
from ledes.payments import finance
from ledes.proformas import taking
from ledes.setup.mistakes import Mistakes

HEAD = "Proforma,Client,Matter,Status,Partner,Attorney,Amount,Status Date,Due"
NAMED = """[escalation]
proforma_days = 7
unsent_days = 3
{more}
to = "office@firm.example"
[escalation.attorneys]
"Mira Ashdown" = "ashdown@firm.example"
[escalation.partners]
"Pell, Jo" = ["pell@firm.example", "desk@firm.example"]
[escalation.clients]
tarn = "tarn-team@firm.example"
"""
TODAY = day(30)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path / "firm")


def set_up(firm: Firm, said: str = NAMED, more: str = "") -> None:
    with (firm.root / "ledes.toml").open("a", encoding="utf-8") as out:
        out.write(said.format(more=more))


def proformas(firm: Firm, *rows: str) -> None:
    path = firm.csv("list.csv", HEAD, *rows)
    with firm.writing() as book:
        taking.take(book, firm.home, path, finance.find(firm.root))


def bill(firm: Firm, number: str, fees: str, matter: str, **other: str) -> int:
    of = Matter(firm_id=matter)
    line = Line(number="1", kind="F", matter=of, amount=Decimal(fees), date=day(1, 10))
    made = Bill(number=number, date=day(1), start=day(1, 10), end=day(31, 10), matters=(of,), lines=(line,))
    entry = Entry(
        invoice=number, kind="invoice", digest=number, total=Decimal(fees), currency="USD", facts=facts.of(made)
    )
    stated = {"vendor": "post", "account": "default", "environment": "production", "client": "merrow", **other}
    parcel = Parcel(file_name=f"{number}.txt", format="1998b", content=b"x", entries=(entry,), **stated)
    with firm.writing() as book:
        (found,) = book.record(parcel)
    return int(found.id)


def cases(firm: Firm, today: datetime.date = TODAY) -> list[Case]:
    with firm.reading() as book:
        return list(finding.cases(book, firm.home, today))


def test_a_proforma_is_told_to_the_partner_who_has_it_too_long(firm: Firm) -> None:
    set_up(firm)
    proformas(firm, "P-1,CL,M-1,In Review,Jo Pell,Mira Ashdown,1200.00,2026-11-20,")
    assert cases(firm, day(27)) == []
    (only,) = cases(firm, day(28))
    assert only.fact == "1,200.00 USD, with partner with Jo Pell for 8 days"
    assert only.step == "ask Jo Pell for it"
    assert (only.to, only.over) == (("pell@firm.example", "desk@firm.example"), 1)


@pytest.mark.parametrize(
    ("row", "to"),
    [
        ("P-1,CL,M-1,In Review,,Mira Ashdown,,2026-11-01,", "ashdown@firm.example"),
        ("P-1,TT,M-1,In Review,Unknown One,,,2026-11-01,", "tarn-team@firm.example"),
        ("P-1,CL,M-1,Draft,,,,2026-11-01,", "office@firm.example"),
    ],
)
def test_who_is_told_is_the_first_that_is_named(firm: Firm, row: str, to: str) -> None:
    set_up(firm)
    proformas(firm, row)
    assert [each.to for each in cases(firm)] == [(to,)]


def test_what_is_long_over_is_told_to_all_that_are_named(firm: Firm) -> None:
    set_up(firm, more="higher_days = 10")
    proformas(firm, "P-1,TT,M-1,In Review,Pell Jo,Mira Ashdown,,2026-11-10,")
    assert [len(each.to) for each in cases(firm, day(26))] == [2]
    assert cases(firm, day(27))[0].to == (
        "pell@firm.example",
        "desk@firm.example",
        "ashdown@firm.example",
        "tarn-team@firm.example",
        "office@firm.example",
    )


def test_a_proforma_is_late_on_the_day_after_it_was_due(firm: Firm) -> None:
    proformas(firm, "P-1,CL,M-1,In Review,Pell,,,2026-11-20,2026-11-21")
    assert cases(firm, day(21)) == []
    assert [each.over for each in cases(firm, day(22))] == [1]


def test_a_final_proforma_without_a_bill_is_unsent(firm: Firm) -> None:
    proformas(firm, "P-1,CL,M-1,Final,,,90.00,2026-11-20,")
    (only,) = cases(firm)
    assert (only.sort, only.over) == ("unsent", 7)
    assert only.fact == "90.00 USD, finalized for 10 days, and no e-bill was made"


def test_a_bill_that_is_made_and_not_sent_is_told_to_the_matters_attorney(firm: Firm) -> None:
    set_up(firm)
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write('[matters."M-1"]\nattorney = "Mira Ashdown"\n')
    id_ = bill(firm, "1001", "450.00", "M-1")
    bill(firm, "1002", "10.00", "M-1", environment="test")
    with firm.reading() as book:
        made = datetime.date.fromisoformat(book.submission(id_).created[:10])
    assert cases(firm, made + datetime.timedelta(days=3)) == []
    (only,) = cases(firm, made + datetime.timedelta(days=4))
    assert (only.about, only.fact) == ("bill 1001", "450.00 USD, ready for 4 days")
    assert only.to == ("ashdown@firm.example",)
    with firm.writing() as book:
        book.note([id_], "ATTEMPT")
        book.note([id_], "RECEIPT", {"reference": "R"})
    assert cases(firm, made + datetime.timedelta(days=4)) == []


def test_a_budget_and_a_cap_are_told_from_the_percentage_on(firm: Firm) -> None:
    set_up(firm, "[escalation]\npercent = {more}\n", "80")
    with (firm.root / "clients" / "merrow.toml").open("a", encoding="utf-8") as out:
        out.write('[matters."M-1"]\nbudget = 1000\nfee_cap = 700\n[matters."M-2"]\nbudget = 1000\n')
    bill(firm, "1001", "799.99", "M-2")
    bill(firm, "1002", "800.00", "M-1")
    found = [(each.matter, each.fact, each.step) for each in cases(firm, day(1, 11)) if each.sort == "budget"]
    assert ("M-1", "80.0 % of the budget used: 800.00 of 1,000.00 USD", "tell the client before it is used up") in found
    assert {matter for matter, _, _ in found} == {"M-1"}
    assert [step for _, fact, step in found if "fee cap" in fact] == [
        "agree on more with the client before the next bill"
    ]


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("[escalation.clients]\nmerow = 'x'\n", "escalation.clients: there is no client 'merow'"),
        ("[portfolios]\nann = ['tran']\n", "portfolios.ann: there is no client 'tran'"),
        ("[portfolios]\ntarn = ['tarn']\n", "portfolios.tarn: bears the key of a client"),
        ("[escalation]\nproforma_days = -1\n", "escalation.proforma_days: is -1"),
        ("[escalation]\nto = []\n", "escalation.to"),
    ],
)
def test_a_mistake_in_the_set_up_is_told_with_its_place(firm: Firm, said: str, fact: str) -> None:
    set_up(firm, said)
    with pytest.raises(Mistakes) as caught:
        firm.home  # noqa: B018
    assert fact in caught.value.message


def test_the_command_lists_by_whom_to_tell(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    around = ["escalate", "--workspace", str(firm.root)]
    assert main(around) == 0
    assert capsys.readouterr().out == "nothing is late, and no budget or cap is near\n"
    proformas(firm, "P-1,CL,M-1,In Review,Jo Pell,,,2026-01-20,", "P-2,TT,M-1,Final,,,,2026-01-20,")
    assert main(around) == 0
    assert capsys.readouterr().out.startswith("nobody is named for these")
    set_up(firm)
    assert main(around) == 0
    out = capsys.readouterr().out
    assert out.index("to desk@firm.example") < out.index("to pell@firm.example") < out.index("to tarn-team")
    assert main([*around, "--json", "--client", "tarn"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("escalate.schema.json").read_text("utf-8")))
    assert [each["to"] for each in said["cases"]] == [["tarn-team@firm.example"]]


def drafted(folder: Path) -> dict[str, str]:
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(folder.iterdir())
    ]
    assert all(mail["X-Unsent"] == "1" and mail["Date"] is None for mail in mails)
    return {str(mail["To"]): str(mail.get_content()) for mail in mails}


def test_a_draft_is_written_to_each_person_with_their_cases_alone(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(firm)
    proformas(firm, "P-1,CL,M-1,In Review,Jo Pell,,1200.00,2026-01-20,", "P-2,TT,,Final,,,,2026-01-20,")
    around = ["escalate", "--workspace", str(firm.root), "--drafts", str(tmp_path / "out")]
    assert main(around) == 0
    assert capsys.readouterr().out.endswith("nothing was sent: read, change and send them yourself\n")
    told = drafted(tmp_path / "out")
    assert set(told) == {"pell@firm.example", "desk@firm.example", "tarn-team@firm.example"}
    assert (
        "proforma P-1, client merrow, matter M-1: 1,200.00 USD, with partner with Jo Pell" in told["pell@firm.example"]
    )
    assert "Next: ask Jo Pell for it" in told["pell@firm.example"]
    assert "P-2" not in told["pell@firm.example"]
    assert "P-2" in told["tarn-team@firm.example"]
    assert "P-1" not in told["tarn-team@firm.example"]
    assert main([*around, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("escalate.schema.json").read_text("utf-8")))
    assert [(each["address"], each["cases"]) for each in said["drafts"]] == [
        ("desk@firm.example", 1), ("pell@firm.example", 1), ("tarn-team@firm.example", 1),
    ]  # fmt: skip


def test_a_draft_that_was_worked_on_is_not_written_over(firm: Firm, tmp_path: Path) -> None:
    set_up(firm)
    proformas(firm, "P-2,TT,,Final,,,,2026-01-20,")
    around = ["escalate", "--workspace", str(firm.root), "--drafts", str(tmp_path / "out")]
    assert [main(around), main(around)] == [0, 0]
    (path,) = (tmp_path / "out").iterdir()
    before = path.read_bytes()
    path.write_bytes(before + b"and a word of my own\r\n")
    assert main(around) == 2
    assert path.read_bytes().endswith(b"of my own\r\n")
    assert main([*around, "--force"]) == 0
    assert path.read_bytes() == before


def test_people_who_are_written_alike_have_drafts_of_their_own(firm: Firm, tmp_path: Path) -> None:
    set_up(firm, "[escalation]\n{more}\n", 'to = ["Jo Pell <pell@firm.example>", "pell@other.example", "Desk of Jo"]')
    proformas(firm, "P-2,TT,,Final,,,,2026-01-20,")
    assert main(["escalate", "--workspace", str(firm.root), "--drafts", str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out").iterdir())) == 3
    told = drafted(tmp_path / "out")
    assert set(told) == {"Jo Pell <pell@firm.example>", "pell@other.example", "None"}
    assert told["Jo Pell <pell@firm.example>"].startswith("Dear Jo Pell,")
    assert told["None"].startswith("Dear Desk of Jo,")


def test_what_nobody_is_named_for_is_told_and_not_drafted(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proformas(firm, "P-2,TT,,Final,,,,2026-01-20,")
    assert main(["escalate", "--workspace", str(firm.root), "--drafts", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("nobody is named for these")
    assert not (tmp_path / "out").exists()
