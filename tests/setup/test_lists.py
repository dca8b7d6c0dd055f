"""What a client agreed to, in its profile and in tables beside it: read exactly, every wrong value told."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ledes.bill import Matter, Party
from ledes.client import Client, Discount, ExpenseTerms, MatterTerms, Rate, Tier
from ledes.setup import profiles
from ledes.setup.mistakes import Mistakes

DAY = datetime.date
Load = Callable[..., Client]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loaded(profile: str, **tables: str) -> Client:
        (tmp_path / "acme.toml").write_text(profile, "utf-8")
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        around = profiles.Surroundings(folder=tmp_path, firm=Party(), formats=("1998b", "98bi"), checks=lambda: ())
        return profiles.load(around)["acme"]

    return loaded


def told(load: Load, profile: str, **tables: str) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        load(profile, **tables)
    assert all(each.remedy for each in caught.value.mistakes)
    return [str(each).partition(": ")[2] for each in caught.value.mistakes]


def test_rates_stand_in_a_table_by_person_class_and_matter(load: Load) -> None:
    headings = "timekeeper,classification,matter,rate,from,to,currency\n"
    table = f"{headings}RQ,,M-1,625.00,2026-01-01,,GBP\n,PARTNR,,700,,,\n,,,650,,,\n"
    assert load('[rates]\nfile = "r.csv"\n', r=table).rates == (
        Rate(timekeeper="RQ", matter="M-1", rate=Decimal("625.00"), start=DAY(2026, 1, 1), currency="GBP"),
        Rate(classification="PARTNR", rate=Decimal(700)),
        Rate(rate=Decimal(650)),
    )


def test_rates_may_stand_in_the_profile(load: Load) -> None:
    said = '[[rates]]\ntimekeeper = "RQ"\nrate = 625.50\nto = 2026-12-31\n'
    assert load(said).rates == (Rate(timekeeper="RQ", rate=Decimal("625.50"), end=DAY(2026, 12, 31)),)


def test_two_rates_for_one_person_on_one_day_are_told(load: Load) -> None:
    table = "timekeeper,rate,from\nRQ,600,2026-01-01\nRQ,625,2026-06-01\n"
    fact = "row 3: 'RQ' has two rates on one day, also in row 2"
    assert told(load, '[rates]\nfile = "r.csv"\n', r=table) == [fact]
    assert load('[rates]\nfile = "r.csv"\n', r=table.replace("RQ,625", "BK,625")).rates


def test_what_is_wrong_with_rates_is_told_by_row_and_column(load: Load) -> None:
    table = "timekeeper,rate,currency\nRQ,,USD\nBK,12,usd\n"
    assert told(load, '[rates]\nfile = "r.csv"\n', r=table) == [
        "row 2, column rate: is empty",
        "row 3, column currency: is 'usd', not a currency",
    ]


def test_a_matter_is_found_by_the_firms_number_and_by_the_clients(load: Load) -> None:
    table = "id,client_id,budget,phase L100,flat,final,opened\nM-1,C-9,5000,1200.50,300,yes,2026-01-31\n"
    client = load('[matters]\nfile = "m.csv"\n', m=table)
    expected = MatterTerms(
        firm_id="M-1",
        client_id="C-9",
        opened=DAY(2026, 1, 31),
        final=True,
        budget=Decimal(5000),
        phases={"L100": Decimal("1200.50")},
        flat_fees={"": Decimal(300)},
    )
    assert client.terms(Matter(firm_id="M-1")) == client.terms(Matter(client_id="C-9")) == expected
    assert client.terms(Matter(firm_id="M-2")) is None


def test_the_profile_goes_before_its_table_cell_by_cell(load: Load) -> None:
    own = '[matters."M-1"]\nbudget = 7000\nphases = { L200 = 10 }\n[matters."M-2"]\nfee_cap = 9.5\n'
    said = f'[matters]\nfile = "m.csv"\n{own}'
    client = load(said, m="id,client_id,budget\nM-1,C-9,5000\n")
    assert [(each.firm_id, each.client_id, each.budget, each.fee_cap) for each in client.matters] == [
        ("M-1", "C-9", Decimal(7000), None),
        ("M-2", "", None, Decimal("9.5")),
    ]
    assert client.matters[0].phases == {"L200": Decimal(10)}


def test_what_was_agreed_for_a_matter_is_no_value_of_its_bills(load: Load) -> None:
    given = load('[matters."M-1"]\nname = "Lease"\nbudget = 7000\nopened = 2026-01-31\n').representation.given
    assert dict(given) == {"matter.M-1.name": "Lease"}


def test_what_is_wrong_with_matters_is_told(load: Load) -> None:
    table = (
        "id,client_id,code_set,opened,closed,grace_days,budget_on\n"
        "M-1,C-1,litigatoin,2026-02-01,2026-01-01,x,\n"
        "M-2,C-1,,,,,fee\n"
        "M-3,,,,,,\n"
        "M-3,,,,,,\n"
    )
    assert told(load, '[matters]\nfile = "m.csv"\n', m=table) == [
        "row 2: closes on 2026-01-01 before it opens on 2026-02-01",
        "row 2, column grace_days: is 'x', not a whole number",
        "row 2, column code_set: there is no set of codes 'litigatoin'",
        "row 3, column budget_on: there is no kind of budget 'fee'",
        "row 5: the number 'M-3' stands also in row 4",
    ]


def test_an_unknown_heading_of_matters_is_told_and_one_of_a_phase_is_not(load: Load) -> None:
    assert told(load, '[matters]\nfile = "m.csv"\n', m="id,phas L100\nM-1,5\n") == [
        "row 1: there is no column 'phas l100'"
    ]


def test_expenses_say_what_is_paid_of_each_code(load: Load) -> None:
    table = "code,unit_price,banned,review,place,from\nE101,0.10,,,,\nE103,,yes,,,\nE110,250,,true,Leeds,2026-01-01\n"
    assert load('[expenses]\nfile = "e.csv"\n', e=table).expense_terms == (
        ExpenseTerms(code="E101", unit_price=Decimal("0.10")),
        ExpenseTerms(code="E103", banned=True),
        ExpenseTerms(code="E110", unit_price=Decimal(250), review=True, place="Leeds", start=DAY(2026, 1, 1)),
    )


def test_one_code_twice_for_one_place_and_day_is_told(load: Load) -> None:
    table = "code,place,unit_price\nE110,Leeds,200\nE110,York,100\nE110,Leeds,210\n"
    assert told(load, '[expenses]\nfile = "e.csv"\n', e=table) == [
        "row 4: 'E110', 'Leeds' stands twice for one day, also in row 2"
    ]


def test_a_flag_is_yes_or_no(load: Load) -> None:
    assert told(load, '[expenses]\nfile = "e.csv"\n', e="code,banned\nE103,perhaps\n") == [
        "row 2, column banned: is 'perhaps', not yes or no"
    ]


def test_discounts_are_read_with_their_tiers_in_order(load: Load) -> None:
    said = (
        '[[discounts]]\npercent = 7.5\nform = "line"\n'
        "[[discounts]]\ntiers = [{ above = 3000, percent = 10 }, { above = 1000, percent = 5 }]\n"
        'matters = ["M-1"]\nfrom = 2026-01-01\n'
    )
    tiers = (Tier(Decimal(1000), Decimal(5)), Tier(Decimal(3000), Decimal(10)))
    assert load(said).discounts == (
        Discount(percent=Decimal("7.5"), form="line"),
        Discount(tiers=tiers, matters=("M-1",), start=DAY(2026, 1, 1)),
    )


def test_a_discount_has_a_percentage_or_tiers(load: Load) -> None:
    said = '[[discounts]]\non = "all"\n[[discounts]]\npercent = 5\ntiers = [{ above = 0, percent = 5 }]\n'
    assert told(load, said) == [
        "discounts entry 1: states neither a percent nor tiers",
        "discounts entry 2: states both a percent and tiers",
    ]


def test_timekeepers_have_a_year_of_admission_and_matters(load: Load) -> None:
    table = "id,admitted,matters\nRQ,2011,M-1; M-2\nIV,,\n"
    found = load('[timekeepers]\nfile = "t.csv"\n', t=table).timekeepers
    assert [(each.admitted, each.matters) for each in found] == [(2011, ("M-1", "M-2")), (None, ())]
    assert told(load, '[timekeepers]\nfile = "t.csv"\n', t="id,admitted\nRQ,11\n") == [
        "row 2, column admitted: is 11, not a year"
    ]


def test_days_formats_and_steps_of_a_profile_are_read(load: Load) -> None:
    said = (
        'formats = ["1998B", "98bi"]\nholidays = [2026-12-25]\n'
        "guidelines_until = 2026-12-31\nbudget_steps = [90, 75.5]\npayment_days = 45\n"
        '[matters."2041-007"]\nattorney = "A. Pell"\n'
    )
    client = load(said)
    assert client.formats == ("1998b", "98bi")
    assert client.holidays == {DAY(2026, 12, 25)}
    assert client.guidelines_until == DAY(2026, 12, 31)
    assert client.budget_steps == (Decimal("75.5"), Decimal(90))
    assert client.payment_days == 45
    assert [each.attorney for each in client.matters] == ["A. Pell"]


def test_wrong_days_and_formats_are_told(load: Load) -> None:
    assert told(load, 'formats = ["98bii"]\nholidays = ["2026-02-30"]\n') == [
        "holidays: holds '2026-02-30', not a day",
        "formats: there is no format '98bii'",
    ]


def test_a_table_that_is_not_there_is_told_with_the_nearest_name(load: Load) -> None:
    assert told(load, '[rates]\nfile = "rates.csv"\n', rate="rate\n1\n") == [
        "rates.file: there is no file 'rates.csv' here"
    ]


def test_a_workbook_holds_matters_with_their_days_and_amounts(load: Load, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "m.xlsx") as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["ID", "budget", "final", "opened", "phase L100"])
        sheet.write_row(1, 0, [41, 5000.25, True])
        sheet.write_datetime(1, 3, datetime.datetime(2026, 1, 31), day)  # noqa: DTZ001
        sheet.write(1, 4, 1200)
    (terms,) = load('[matters]\nfile = "m.xlsx"\n').matters
    assert (terms.firm_id, terms.budget, terms.final, terms.opened) == (
        "41",
        Decimal("5000.25"),
        True,
        DAY(2026, 1, 31),
    )
    assert terms.phases == {"L100": Decimal(1200)}


def test_a_table_of_a_base_lies_beside_the_base(load: Load, tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text('[expenses]\nfile = "e.csv"\n', "utf-8")
    assert load('base = "house"\n', e="code\nE101\n").expense_terms == (ExpenseTerms(code="E101"),)
