"""The money of every report, added up another way: from the bills as they were invented, without the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pastfirm
import pytest

from ledes import ledger, money, workspace
from ledes.reports import Answer, Asked, named, reports
from ledes.show.sheet import Sheet

CURRENCIES = ("EUR", "GBP", "USD")
TEST = "X1"
Made = Callable[..., Answer]


@pytest.fixture
def made(past: pastfirm.Past) -> Made:
    """Make a report of the firm with a past."""

    def make(name: str, **given: Any) -> Answer:
        home = workspace.load(past.root)
        asked = Asked(**{"today": pastfirm.TODAY, **given})
        with ledger.reading(home.ledger_url) as book:
            return named(name).make(book, home, asked)

    return make


def table(answer: Answer, key: str) -> Sheet:
    (found,) = (each for each in answer.tables if each.key == key)
    return found


def column(sheet: Sheet, name: str) -> int:
    return [each.name for each in sheet.columns].index(name)


def sums(sheet: Sheet, name: str) -> dict[str, Decimal]:
    """Add a column up by currency, from the rows."""
    found: dict[str, Decimal] = {}
    for row in sheet.rows:
        key, value = str(row[column(sheet, "currency")]), row[column(sheet, name)]
        assert isinstance(value, Decimal)
        found[key] = found.get(key, Decimal(0)) + value
    return found


def stated(sheet: Sheet, name: str) -> dict[str, Any]:
    """Read the sums that a table states."""
    return {str(row[column(sheet, "currency")]): row[column(sheet, name)] for row in sheet.totals}


def known(past: pastfirm.Past, what: str) -> dict[str, Decimal]:
    return {currency: past.total(currency, what) for currency in CURRENCIES}


@pytest.mark.parametrize("start", ["invoice", "acceptance", "due"])
def test_ageing_adds_up_to_what_is_open_from_whatever_day(start: str, made: Made, past: pastfirm.Past) -> None:
    answer = made("ageing", options={"from": start})
    clients = table(answer, "clients")
    assert sums(clients, "open") == stated(clients, "open") == known(past, "open")
    steps = [each.name for each in clients.columns if each.name.startswith("b")]
    for row in (*clients.rows, *clients.totals):
        values = [row[column(clients, name)] for name in steps]
        assert sum(values) == row[column(clients, "open")]  # type: ignore[arg-type]
    for way in ("invoice", "acceptance", "due"):
        assert stated(table(answer, "starts"), way) == known(past, "open")
    assert sums(table(answer, "invoices"), "open") == known(past, "open")


def test_ageing_puts_each_invoice_into_the_step_of_its_age(made: Made, past: pastfirm.Past) -> None:
    rows = table(made("ageing", options={"from": "invoice"}), "invoices")
    ages = {str(row[0]): row[column(rows, "from_invoice")] for row in rows.rows}
    assert ages == {each.number: (pastfirm.TODAY - each.date).days for each in past.truths if each.open}
    due = {str(row[0]): row[column(rows, "due")] for row in rows.rows}
    assert {due[each.number] is None for each in past.truths if each.open and each.payer.terms is None} == {True}


def test_outstanding_adds_up_by_client_by_matter_and_by_attorney(made: Made, past: pastfirm.Past) -> None:
    answer = made("outstanding")
    for key in ("clients", "attorneys", "matters", "invoices"):
        assert sums(table(answer, key), "open") == known(past, "open"), key
    by_attorney = table(answer, "attorneys")
    found = {(str(row[0]), str(row[1])): row[column(by_attorney, "open")] for row in by_attorney.rows}
    wanted: dict[tuple[str, str], Decimal] = {}
    for each in past.truths:
        if each.open:
            key = (each.attorney, each.payer.currency)
            wanted[key] = wanted.get(key, Decimal(0)) + each.open
    assert found == wanted
    for row in by_attorney.rows:
        assert sum(row[3:8]) == row[2]  # type: ignore[arg-type]


def test_a_statement_carries_forward_and_ends_with_what_is_open(made: Made, past: pastfirm.Past) -> None:
    accounts = table(made("statement"), "accounts")
    assert [sums(accounts, name) for name in ("billed", "paid", "written_off", "open")] == [
        known(past, what) for what in ("billed", "paid", "written_off", "open")
    ]
    since = pastfirm.TODAY.replace(month=6, day=1)
    for answer in (made("statement", since=since), made("statement", client="orme", since=since)):
        later = table(answer, "accounts")
        for row in later.rows:
            before, billed, paid, given_up, left = (value for value in row[2:] if isinstance(value, Decimal))
            assert before + billed - paid - given_up == left
        for sheet in answer.tables[1:]:
            assert list(sheet.rows)[-1][-1] == sheet.totals[0][-1]
    orme = [each for each in past.truths if each.payer.key == "orme"]
    (lines,) = made("statement", client="orme").tables[1:]
    assert lines.totals[0][-1] == sum(each.open for each in orme)


def test_the_months_of_a_statement_add_up_to_its_accounts(made: Made) -> None:
    since = pastfirm.TODAY.replace(month=pastfirm.TODAY.month - 5, day=4)
    answer = made("statement", since=since)
    accounts = table(answer, "accounts")
    for chart in answer.charts:
        assert len(chart.labels) == 6
        for each, name in zip(chart.series, ("billed", "paid", "written_off"), strict=True):
            drawn = sum((value for value in each.values if value is not None), Decimal(0))
            assert drawn == stated(accounts, name)[chart.unit]
    assert [chart.unit for chart in answer.charts] == sorted(stated(accounts, "open"))


def test_a_statement_of_an_earlier_day_knows_nothing_later(made: Made, past: pastfirm.Past) -> None:
    until = pastfirm.TODAY.replace(month=3, day=31)
    accounts = table(made("statement", until=until), "accounts")
    open_then = dict.fromkeys(CURRENCIES, Decimal(0))
    for each in past.truths:
        if each.date <= until:
            paid = sum((amount for day, amount in each.payments if day <= until), Decimal(0))
            gone = [event for event in each.events if event[2] == "WRITTEN_OFF" and event[1].date() <= until]
            open_then[each.payer.currency] += each.billed - paid - (each.written_off if gone else 0)
    assert sums(accounts, "open") == open_then


def test_rejections_count_every_version_and_first_pass_every_invoice_once(made: Made, past: pastfirm.Past) -> None:
    answer = made("rejections")
    sent = [each for each in past.truths if each.sent]
    clients = table(answer, "clients")
    (together,) = clients.totals
    at_first = sum(bool(each.rejected) for each in sent)
    taken = sum(each.accepted is not None and not each.rejected for each in sent)
    assert together[1:5] == (len(sent), taken, at_first, len(sent) - taken - at_first)
    assert together[5] == money.half_up(Decimal(taken) / (taken + at_first), 3)
    every = table(answer, "rejections")
    words = Counter(word for each in sent for _, word in each.rejected)
    assert len(list(every.rows)) == sum(words.values())
    reasons = table(answer, "reasons")
    times = Counter[str]()
    for row in reasons.rows:
        times[str(row[0])] += int(str(row[3]))
    assert times == {
        "TASK_CODE_UNKNOWN": words[pastfirm.REJECTIONS[0]],
        "RATE_OVER_APPROVED": words[pastfirm.REJECTIONS[1]],
        "LINE_DATE_OUTSIDE_PERIOD": words[pastfirm.REJECTIONS[2]],
        "INVOICE_DUPLICATE": words[pastfirm.REJECTIONS[3]],
        "not recognised": words[pastfirm.REJECTIONS[4]],
    }
    rejected = dict.fromkeys(CURRENCIES, Decimal(0))
    for each in sent:
        rejected[each.payer.currency] += each.billed * len(each.rejected)
    assert sums(reasons, "amount") == {key: value for key, value in rejected.items() if value}


def test_realization_follows_every_line_and_adds_up_to_the_invoices(made: Made, past: pastfirm.Past) -> None:
    answer = made("realization")
    approved, cut = dict.fromkeys(CURRENCIES, Decimal(0)), dict.fromkeys(CURRENCIES, Decimal(0))
    for each in past.truths:
        approved[each.payer.currency] += each.approved or 0
        cut[each.payer.currency] += sum(each.cut.values())
    for key in ("clients", "people", "codes", "parts"):
        sheet = table(answer, key)
        assert sums(sheet, "billed") == known(past, "billed"), key
        assert sums(sheet, "paid") == known(past, "paid"), key
        assert sums(sheet, "approved") == approved, key
        assert sums(sheet, "cut") == cut, key
        assert sums(sheet, "hours") == known(past, "hours"), key


def test_what_was_cut_of_a_line_is_taken_from_its_timekeeper_and_code(made: Made, past: pastfirm.Past) -> None:
    people = table(made("realization"), "people")
    wanted: dict[tuple[str, str], Decimal] = {}
    for each in past.truths:
        lines = {line.number: line for line in each.bill.lines}
        for number, amount in each.cut.items():
            person = lines[number].timekeeper
            assert person is not None
            key = (f"{person.id} {person.name}", each.payer.currency)
            wanted[key] = wanted.get(key, Decimal(0)) + amount
    cuts = {(str(row[0]), str(row[1])): row[column(people, "cut")] for row in people.rows}
    assert {key: value for key, value in cuts.items() if value} == wanted


def test_days_are_counted_between_the_moments(made: Made, past: pastfirm.Past) -> None:
    rows = table(made("days"), "invoices")
    found = {str(row[0]): dict(zip([each.name for each in rows.columns], row, strict=True)) for row in rows.rows}
    for each in past.truths:
        row = found[each.number]
        assert row["sending"] == ((each.sent - each.date).days if each.sent else None)
        assert row["acceptance"] == ((each.accepted - each.sent).days if each.accepted and each.sent else None)
        full = each.approved is not None and each.paid >= each.approved
        if full and each.written_off == 0:
            assert row["whole"] == (each.payments[-1][0] - each.date).days


def test_budgets_count_what_was_billed_before_tax(made: Made, past: pastfirm.Past) -> None:
    answer = made("budgets")
    budgets, others = table(answer, "budgets"), table(answer, "others")
    found = {str(row[1]): row[column(budgets, "billed")] for row in budgets.rows}
    found |= {str(row[1]): row[column(others, "billed")] for row in others.rows}
    wanted: dict[str, Decimal] = {}
    for each in past.truths:
        if each.standing != "rejected":
            net = sum((line.amount or Decimal(0) for line in each.bill.lines), Decimal(0))
            wanted[each.matter] = wanted.get(each.matter, Decimal(0)) + net
    assert found == wanted
    accruals = table(answer, "accruals")
    assert sorted(str(row[-1]) for row in accruals.rows) == ["billed since", "not billed yet"]
    counted = [row for row in budgets.rows if row[column(budgets, "accrued")]]
    accrued = [row[column(accruals, "amount")] for row in accruals.rows if row[-1] == "not billed yet"]
    unlimited = [row[column(others, "accrued")] for row in others.rows if row[column(others, "accrued")]]
    assert [row[column(budgets, "accrued")] for row in counted] + unlimited == accrued


def test_a_forecast_is_tried_on_the_past_and_lies_near_it(made: Made, past: pastfirm.Past) -> None:
    answer = made("forecast")
    tried = table(answer, "money")
    came = {(str(row[0]), str(row[1])): row[column(tried, "came")] for row in tried.rows}
    wanted = dict.fromkeys(came, Decimal(0))
    for each in past.truths:
        for day, amount in each.payments:
            key = (f"{day:%Y-%m}", each.payer.currency)
            if key in wanted:
                wanted[key] += amount
    assert len(came) == 18
    assert all(abs(value - wanted[key]) <= 1 for key, value in came.items() if isinstance(value, Decimal))
    inside = [row[column(tried, "inside")] for row in tried.rows]
    assert inside.count("yes") >= 13
    dollars = {each.title: each.value for each in answer.figures if each.title.endswith("USD")}
    (error,) = dollars.values()
    assert isinstance(error, Decimal)
    assert error < Decimal("0.2")
    for row in table(answer, "foreseen").rows:
        low, mean, high = (value for value in row[5:8] if isinstance(value, Decimal))
        assert 0 <= low <= mean <= high


def test_a_forecast_draws_this_month_as_a_whole(made: Made, past: pastfirm.Past) -> None:
    answer = made("forecast")
    this = f"{pastfirm.TODAY:%Y-%m}"
    for currency in CURRENCIES:
        rest = next(row for row in table(answer, "foreseen").rows if row[:2] == (f"rest of {this}", currency))[6]
        (chart,) = (each for each in answer.charts if each.title.startswith("Money") and each.unit == currency)
        there = sum(
            (
                amount
                for each in past.truths
                if each.payer.currency == currency
                for day, amount in each.payments
                if f"{day:%Y-%m}" == this
            ),
            Decimal(0),
        )
        drawn = chart.series[1].values[chart.labels.index(this)]
        assert isinstance(drawn, Decimal)
        assert isinstance(rest, Decimal)
        assert abs(drawn - rest - there) <= 1


def test_a_week_holds_what_happened_in_it(made: Made, past: pastfirm.Past) -> None:
    week = table(made("weekly"), "week")
    since = pastfirm.TODAY.replace(day=14)
    wanted: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for each in past.truths:
        happened = [("money came", day, amount) for day, amount in each.payments]
        happened += [("invoice dated", each.date, each.billed)]
        happened += [("rejected or refused", day, each.billed) for day, _ in each.rejected]
        happened += [("reached the platform", each.sent, each.billed)] if each.sent else []
        for what, day, amount in happened:
            if since <= day <= pastfirm.TODAY:
                count, so_far = wanted.get((what, each.payer.currency), (0, Decimal(0)))
                wanted[what, each.payer.currency] = (count + 1, so_far + amount)
    ours = {what for what, _ in wanted}
    found = {(str(row[0]), str(row[1])): (row[2], row[3]) for row in week.rows if row[0] in ours and row[2]}
    assert found == wanted


def test_what_was_accepted_and_given_up_is_counted_over_any_span(made: Made, past: pastfirm.Past) -> None:
    answer = made("weekly", since=min(each.date for each in past.truths), until=pastfirm.TODAY)
    wanted: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for each in past.truths:
        happened = []
        if each.accepted is not None and each.approved is not None:
            happened.append(
                ("accepted with cuts" if each.approved < each.billed else "accepted in full", each.approved)
            )
        if each.written_off:
            happened.append(("written off", each.written_off))
        for what, amount in happened:
            count, so_far = wanted.get((what, each.payer.currency), (0, Decimal(0)))
            wanted[what, each.payer.currency] = (count + 1, so_far + amount)
    ours = {what for what, _ in wanted}
    week = table(answer, "week")
    assert {(str(row[0]), str(row[1])): (row[2], row[3]) for row in week.rows if row[0] in ours} == wanted
    standing = table(answer, "open")
    assert sums(standing, "open") == known(past, "open")
    assert all(sum(row[2:]) == row[1] for row in standing.rows)  # type: ignore[arg-type]


def test_proformas_say_at_whom_they_lie(made: Made) -> None:
    answer = made("proformas")
    holders = table(answer, "holders")
    assert {str(row[0]): (row[2], row[3], row[4]) for row in holders.rows} == {
        "S. Okoro": (1, 1, Decimal("8100.00")),
        "billing": (2, 0, Decimal("2400.50")),
    }
    assert [row[0] for row in table(answer, "proformas").rows] == ["P1", "P2", "P3"]


@pytest.mark.parametrize("name", [key for key in reports() if key != "rule-gaps"])
def test_a_test_delivery_counts_in_no_report(name: str, made: Made) -> None:
    for sheet in made(name).tables:
        assert not [row for row in sheet.rows if TEST in row], sheet.key


@pytest.mark.parametrize("name", [key for key in reports() if key != "rule-gaps"])
def test_a_report_of_one_client_names_no_other(name: str, made: Made) -> None:
    others = {payer.name for payer in pastfirm.PAYERS if payer.key != "kestrelby"} - {""} | {"gone"}
    for sheet in made(name, client="kestrelby").tables:
        assert not others & {cell for row in sheet.rows for cell in row if isinstance(cell, str)}, sheet.key
        if any(each.name == "currency" for each in sheet.columns):
            assert {row[column(sheet, "currency")] for row in sheet.rows} <= {"GBP"}, sheet.key
