"""What is due by when: from profiles, platforms, promises, accounts and proformas."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import jsonschema
import pytest
from receiving import TODAY, Firm, day

from ledes import schemas
from ledes.__main__ import main
from ledes.deadlines import Deadline, finding
from ledes.errors import SetupError
from ledes.payments import chasing, finance, noting
from ledes.payments.balance import Payment
from ledes.payments.finding import Subject
from ledes.proformas import taking

LATE = '[rules.D210]\ndays = 60\nsince = "invoice date"\n[rules.S202]\ndays = 30\n'
MONTHS = "[rules.D210]\ndays = 90\n"


def agreed(firm: Firm, said: str, client: str = "merrow") -> None:
    with (firm.root / "clients" / f"{client}.toml").open("a", encoding="utf-8") as out:
        out.write(said)


def found(firm: Firm, today: datetime.date = TODAY) -> dict[str, Deadline]:
    with firm.reading() as book:
        return {f"{each.kind} {each.invoice}".strip(): each for each in finding.deadlines(book, firm.home, today)}


def promise(firm: Firm, id_: int | None, *parts: tuple[str, datetime.date]) -> None:
    with firm.writing() as book:
        of = Subject("merrow", book.submission(id_) if id_ else None)
        sums = [(Decimal(amount), by) for amount, by in parts]
        chasing.promise(book, of, sums, "lh", currency="USD", whom="Nils", today=day(1))


def test_a_rejected_invoice_is_due_so_many_days_after_its_date(either: Firm) -> None:
    agreed(either, LATE)
    id_ = either.bill("1001", dated=day(5, 10))
    assert found(either) == {}
    either.status(id_, "REJECTED", at=day(20))
    assert found(either)["filing 1001"].day == day(4, 12)
    assert found(either)["filing 1001"].step == f"correct and resubmit with --replaces {id_}"
    assert found(either)["appeal 1001"].what == "appeal"


def test_a_test_has_no_deadline(firm: Firm) -> None:
    agreed(firm, LATE)
    firm.status(firm.bill("1001", environment="test"), "REJECTED")
    assert found(firm) == {}


def test_an_outcome_is_noted_before_the_platform_deletes_it(firm: Firm) -> None:
    id_ = firm.bill("1001", vendor="collaborati")
    firm.bill("1002")
    firm.status(id_, "APPROVED", "1000.00", at=day(10))
    (only,) = found(firm).values()
    assert (only.kind, only.day) == ("deletion", day(10) + datetime.timedelta(60))
    assert only.what == "note the outcome: Collaborati (Mitratech) may delete it 60 days after it is done"
    firm.status(id_, "PAID", "1000.00", at=day(12))
    assert found(firm) == {}


def test_a_promise_is_due_until_its_money_came(either: Firm) -> None:
    id_ = either.bill("1001")
    promise(either, id_, ("400.00", day(20)))
    assert found(either, day(19))["promise 1001"].what == "400.00 USD promised by Nils"
    assert found(either, day(19))["promise 1001"].step.startswith("look whether it came")
    assert found(either, day(25))["promise 1001"].step.startswith("ask where it is")
    with either.writing() as book:
        came = Payment(day=day(20), amount=Decimal("400.00"), by="lh")
        noting.pay(book, "1001", came, today=TODAY)
    assert found(either) == {}


def test_each_part_of_a_plan_is_due_for_itself(firm: Firm) -> None:
    firm.bill("1001")
    promise(firm, None, ("500.00", day(20)), ("500.00", day(20, 12)))
    with firm.reading() as book:
        days = [each.day for each in finding.deadlines(book, firm.home, day(2))]
    assert days == [day(20), day(20, 12)]


def test_the_bill_of_a_proforma_is_due_by_the_end_of_its_period(firm: Firm) -> None:
    agreed(firm, MONTHS)
    path = firm.csv(
        "list.csv",
        "Proforma,Client,Matter,Status,Partner,Period End",
        "P-1,CL,M-1,In Review,Pell,2026-10-31",
        "P-2,TT,T-1,In Review,Pell,2026-10-31",
    )
    with firm.writing() as book:
        taking.take(book, firm.home, path, finance.find(firm.root))
    (only,) = found(firm).values()
    assert (only.day, only.client) == (day(31, 10) + datetime.timedelta(90), "merrow")
    assert (only.what, only.step) == ("file the bill of proforma P-1", "it is with partner, with Pell")


def test_an_accrual_is_due_until_it_was_sent(firm: Firm) -> None:
    profile = firm.root / "clients" / "merrow.toml"
    profile.write_text(profile.read_text().replace("[client", "[accruals]\ndue_day = 3\n[client", 1))
    with firm.reading() as book:
        both = finding.deadlines(book, firm.home, TODAY)
    assert [(each.what, each.day) for each in both if each.left(TODAY) > -30] == [
        ("send the accrual of 2026-10", day(3)),
        ("send the accrual of 2026-11", day(3, 12)),
        ("send the accrual of 2026-12", day(3, 1).replace(year=2027)),
    ]
    firm.bill("A-10", "500.00", kind="accrual", dated=day(30))
    with firm.reading() as book:
        left = finding.with_stuck(book, firm.home, book.clock() + datetime.timedelta(days=5))
    assert "send the accrual of 2026-11" not in {each.what for each in left}
    assert {each.kind for each in left} == {"accrual"}


def test_what_was_paid_or_given_up_has_no_deadline(firm: Firm) -> None:
    agreed(firm, LATE)
    id_ = firm.bill("1001", dated=day(5, 10))
    firm.status(id_, "SHORT_PAID", "990.00", at=day(20))
    assert found(firm)["appeal 1001"].submission
    with firm.writing() as book:
        book.note([id_], "WRITTEN_OFF", {"amount": 100000, "currency": "USD", "by": "lh", "reason": "small"})
    assert found(firm) == {}


def test_a_cut_that_was_given_up_is_not_appealed_and_the_bill_waits_for_its_money_alone(firm: Firm) -> None:
    agreed(firm, LATE)
    id_ = firm.bill("1001", dated=day(5, 10))
    firm.status(id_, "APPROVED_REDUCED", "990.00", at=day(20))
    with firm.writing() as book:
        later = book.clock() + datetime.timedelta(days=9)
        said = {"currency": "USD", "by": "lh", "reason": "small"}
        for amount, kinds in ((40_000, {"appeal"}), (60_000, set())):
            book.note([id_], "WRITTEN_OFF", {**said, "amount": amount})
            assert {each.kind for each in finding.with_stuck(book, firm.home, later)} == kinds


def test_a_secret_and_that_of_a_mailbox_are_due(firm: Firm) -> None:
    with (firm.root / "ledes.toml").open("a", encoding="utf-8") as out:
        out.write('[[accounts]]\nvendor = "post"\nsettings.secret_expires = 2026-12-24\n')
        out.write('[[mailboxes]]\nname = "in"\nurl = "imaps://mail.example/INBOX"\nuser = "b"\n')
        out.write("settings.secret_expires = 2026-12-01\n")
    with firm.reading() as book:
        both = finding.deadlines(book, firm.home, TODAY)
    assert [(each.day, each.account) for each in both] == [
        (day(1, 12), "mailbox in (production)"),
        (day(24, 12), "post default (production)"),
    ]


def test_an_end_that_is_no_day_is_told(firm: Firm) -> None:
    with (firm.root / "ledes.toml").open("a", encoding="utf-8") as out:
        out.write('[[accounts]]\nvendor = "post"\nsettings.secret_expires = "soon"\n')
    with pytest.raises(SetupError, match="secret_expires of account default of post is no day"):
        found(firm)


def test_a_bill_that_stands_still_is_listed_with_its_days(firm: Firm) -> None:
    id_ = firm.bill("1001")
    firm.status(firm.bill("1002"), "APPROVED")
    with firm.reading() as book:
        moved = book.clock()
        early = finding.with_stuck(book, firm.home, moved + datetime.timedelta(hours=47))
        (late,) = finding.with_stuck(book, firm.home, moved + datetime.timedelta(hours=73))
    assert early == ()
    assert (late.kind, late.submission.id if late.submission else 0) == ("stuck", id_)
    assert late.what == "look after it: delivered for 3 days"


def test_the_command_shows_what_is_near_and_what_is_over(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    today = datetime.datetime.now().astimezone().date()
    for name, days in (("a", -3), ("b", 5), ("c", 90)):
        with (firm.root / "ledes.toml").open("a", encoding="utf-8") as out:
            ends = today + datetime.timedelta(days)
            out.write(f'[[accounts]]\nvendor = "post"\nname = "{name}"\nsettings.secret_expires = {ends}\n')
    around = ["--workspace", str(firm.root)]
    assert main(["due", *around]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[1:3] for line in shown[1:]] == [["3", "days"], ["5", "days"]]
    assert main(["due", "--within", "1", "--json", *around]) == 0
    said = json.loads(capsys.readouterr().out)
    jsonschema.validate(said, json.loads(schemas.path("due.schema.json").read_text("utf-8")))
    assert [each["left"] for each in said["deadlines"]] == [-3]
    assert main(["due", "--client", "tarn", "--within", "0", *around]) == 0
    assert capsys.readouterr().out == "nothing is due within 0 days\n"
