"""Several accounts at one vendor: chosen by the client, or by the matter, and never both for one bill."""

from __future__ import annotations

import pytest
from office import Office, record

from ledes import accounts
from ledes.errors import Exit
from ledes.sending.outcome import Outcome
from ledes.submit import Request, submit

EU = '\n[[accounts]]\nvendor = "post"\nname = "eu"\nurl = "{url}"\n'
MATTERS = '[matters."F-2"]\nvendor_account = "eu"\n'


def set_up(office: Office, client: str = MATTERS) -> None:
    office.set_up(client)
    path = office.root / "ledes.toml"
    path.write_text(path.read_text("utf-8") + EU.format(url=office.platform.url), "utf-8")


def of(number: str, matter: str) -> str:
    return record(number, "450.00").replace("|F-1|", f"|{matter}|").replace("TK1", f"TK{number}")


@pytest.fixture
def firm(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("LEDES_SECRET_POST_EU", "s3cret-of-the-test")
    set_up(office)
    return office


def send(office: Office, *records: str, name: str = "a.txt") -> Outcome:
    return submit(office.home, Request(inputs=(office.file(name, *records),)), office.around())


def routes(office: Office) -> list[tuple[str, str, str]]:
    return [(each.invoice, each.delivery.account, each.state) for each in office.submissions()]


def test_a_bill_goes_through_the_account_of_its_matter(firm: Office) -> None:
    assert send(firm, of("1001", "F-1"), of("1002", "F-2")).exit is Exit.DONE
    assert sorted(routes(firm)) == [("1001", "default", "delivered"), ("1002", "eu", "delivered")]
    assert sorted(firm.platform.invoices()) == ["1001", "1002"]


def test_a_bill_that_was_sent_through_the_account_of_its_matter_is_known_again(firm: Office) -> None:
    send(firm, of("1002", "F-2"))
    again = send(firm, of("1002", "F-2"), name="copy.txt")
    assert (again.exit, again.findings) == (Exit.DONE, [])
    assert sorted(firm.platform.invoices()) == ["1002"]


def test_a_matter_that_moves_to_another_account_takes_no_bill_along_twice(firm: Office) -> None:
    send(firm, of("1002", "F-2"))
    set_up(firm, "")
    moved = send(firm, of("1002", "F-2"), name="copy.txt")
    assert [finding.name for _, finding in moved.findings] == ["invoice-number-used-before"]
    assert sorted(firm.platform.invoices()) == ["1002"]
    assert routes(firm) == [("1002", "eu", "delivered")]


def test_a_bill_over_matters_of_two_accounts_is_not_sent(firm: Office) -> None:
    both = record("1001", "450.00").replace("|450.00|20261001", "|900.00|20261001")
    lines = (both, both.replace("|F-1|", "|F-2|").replace("For services|1|", "For services|2|").replace("TK1", "TK2"))
    outcome = send(firm, *lines)
    assert outcome.exit is Exit.SETUP
    assert outcome.problems[0].message == (
        "client 'merrow': matters of one file go through the accounts default and eu"
    )
    assert sorted(firm.platform.invoices()) == []


def test_an_account_that_ledes_toml_does_not_have_is_told(firm: Office) -> None:
    set_up(firm, MATTERS.replace("eu", "asia"))
    outcome = send(firm, of("1002", "F-2"))
    assert outcome.exit is Exit.SETUP
    assert "goes to the account post asia (production), which ledes.toml does not have" in outcome.problems[0].message


def test_the_clients_of_an_account_are_those_of_its_matters_too(firm: Office) -> None:
    found = {
        each.account.name: each.clients for each in accounts.listed(firm.home) if each.account.environment != "test"
    }
    assert found == {"default": ("merrow",), "eu": ("merrow",)}
