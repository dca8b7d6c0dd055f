"""What an adapter cannot use is told before an attempt: the bill stays ready, and the others go on."""

from __future__ import annotations

from office import Office, record
from post import Post

from ledes.errors import Exit, SetupError
from ledes.gateway import Account, Package
from ledes.sending.outcome import Outcome
from ledes.submit import Request, submit


class Choosy(Post):
    """Takes no bill whose number ends in 9."""

    def examine(self, package: Package, account: Account) -> None:
        if package.invoices[0].endswith("9"):
            raise SetupError(f"invoice {package.invoices[0]} lacks its other half", hint="attach it")


def send(office: Office, *numbers: str) -> Outcome:
    files = tuple(office.file(f"{number}.txt", record(number, "450.00")) for number in numbers)
    return submit(office.home, Request(inputs=files), office.around(failures=1))


def test_no_attempt_is_noted_and_nothing_is_waited_for(office: Office) -> None:
    office.adapter = Choosy()
    outcome = send(office, "1009")
    assert outcome.exit is Exit.SETUP
    assert [(each.message, each.hint) for each in outcome.problems] == [
        ("invoice 1009 lacks its other half", "attach it")
    ]
    assert office.standing() == [("1009", "ready", "")]
    assert office.kinds() == ["CREATED"]
    assert office.platform.received == 0


def test_the_account_does_not_rest_for_it(office: Office) -> None:
    office.adapter = Choosy()
    send(office, "1009", "1019", "1001")
    assert office.standing() == [("1009", "ready", ""), ("1019", "ready", ""), ("1001", "delivered", "")]


def test_it_is_sent_when_it_can_be_used(office: Office) -> None:
    office.adapter = Choosy()
    send(office, "1009")
    office.can()
    assert send(office, "1009").exit is Exit.DONE
    assert office.kinds() == ["CREATED", "ATTEMPT", "RECEIPT"]
