"""Accruals are sent and tracked like bills, through an account of their own, and never taken for invoices."""

from __future__ import annotations

import pytest
from office import Office, record

from ledes import ledger, workspace
from ledes.errors import SetupError
from ledes.submit import Request, submit

TERMS = '[accruals]\ndue_day = 3\naccount = "accruals"\n'
SECOND = '[[accounts]]\nvendor = "post"\nname = "accruals"\nurl = "{url}"\n'
MAP = """[columns]
"invoice.number" = "No"
"invoice.kind" = "Type"
"invoice.date" = "Date"
"invoice.start" = "From"
"invoice.end" = "To"
"invoice.description" = "Text"
"invoice.total" = "Total"
"client.id" = "Client"
"matter.firm_id" = "Matter"
"matter.client_id" = "Their matter"
"line.kind" = "Kind"
"line.date" = "Day"
"line.units" = "Hours"
"line.rate" = "Rate"
"line.total" = "Amount"
"line.task" = "Task"
"line.activity" = "Activity"
"timekeeper.id" = "Who"
"timekeeper.name" = "Name"
"timekeeper.classification" = "Class"
"line.description" = "Narrative"
[constants]
"firm.id" = "12-3456789"
"""
ROWS = (
    "No,Type,Date,From,To,Text,Total,Client,Matter,Their matter,"
    "Kind,Day,Hours,Rate,Amount,Task,Activity,Who,Name,Class,Narrative\n"
    "{number},accrual,2026-11-01,2026-10-01,2026-10-31,Work not billed yet,450.00,CL,F-1,M-9,"
    'F,2026-10-03,1,450.00,450.00,L110,A101,TK1,"Doe, Ann",PT,Review of pleadings\n'
)


@pytest.fixture
def accruing(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("LEDES_SECRET_POST_ACCRUALS", "s3cret-of-the-test")
    office.set_up(TERMS)
    path = office.root / "ledes.toml"
    path.write_text(path.read_text("utf-8") + SECOND.format(url=office.platform.url), "utf-8")
    (office.root / "maps").mkdir()
    (office.root / "maps" / "accrual.toml").write_text(MAP, "utf-8")
    return office


def accrual(office: Office, number: str = "A-10") -> str:
    path = office.root / "elsewhere" / f"{number}.csv"
    path.write_text(ROWS.format(number=number), "utf-8")
    return str(path)


def sent(office: Office) -> list[tuple[str, str, str, str]]:
    return [(each.invoice, each.kind, each.delivery.account, each.state) for each in office.submissions()]


def test_an_accrual_goes_through_its_own_account_and_the_bill_through_the_other(accruing: Office) -> None:
    inputs = (accrual(accruing), accruing.file("bill.txt", record("1001", "450.00")))
    outcome = submit(accruing.home, Request(inputs=inputs), accruing.around())
    assert [(each.message, each.hint) for each in outcome.problems] == []
    assert sent(accruing) == [("A-10", "accrual", "accruals", "delivered"), ("1001", "invoice", "default", "delivered")]
    with ledger.reading(accruing.home.ledger_url) as book:
        assert book.submission(1).delivery.format == "1998b"


def test_bills_and_accruals_never_share_a_file(accruing: Office) -> None:
    accruing.set_up(TERMS + '[representation]\nbills_per_file = "many"\n')
    path = accruing.root / "ledes.toml"
    path.write_text(path.read_text("utf-8") + SECOND.format(url=accruing.platform.url), "utf-8")
    accruing.can(bills_per_file="many")
    mixed = accruing.root / "elsewhere" / "mixed.csv"
    more = ROWS.format(number="1001").splitlines()[1].replace("accrual", "invoice").replace("pleadings", "exhibits")
    mixed.write_text(f"{ROWS.format(number='A-10')}{more}\n", "utf-8")
    submit(accruing.home, Request(inputs=(str(mixed),)), accruing.around())
    assert sorted(sent(accruing)) == [
        ("1001", "invoice", "default", "delivered"),
        ("A-10", "accrual", "accruals", "delivered"),
    ]


def test_without_an_account_of_its_own_it_is_not_sent_as_if_it_were_a_bill(accruing: Office) -> None:
    accruing.set_up("[accruals]\ndue_day = 3\n")
    outcome = submit(accruing.home, Request(inputs=(accrual(accruing),)), accruing.around())
    assert sent(accruing) == []
    assert [(finding.rule, finding.message) for _, finding in outcome.findings if finding.rule == "L040"] == [
        ("L040", "LEDES 1998B has no place for invoice.kind")
    ]


def test_an_account_that_takes_the_invoices_takes_no_accruals(accruing: Office) -> None:
    accruing.set_up('[accruals]\ndue_day = 3\naccount = "default"\n')
    with pytest.raises(SetupError, match="through which the invoices go: an accrual would be taken for one"):
        workspace.load(accruing.root)
