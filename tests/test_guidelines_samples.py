"""The profiles that come with the program can be read; two that contradict each other give two valid files."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from ebills import INTERNATIONAL, TAXED, file, read, record

from ledes import guidelines
from ledes.bill import Bill, Party
from ledes.client import Client
from ledes.convert import Converter, Output
from ledes.finding import ERROR, WARNING
from ledes.formats.source import in_memory
from ledes.guidelines.examples import tried
from ledes.guidelines.gaps import gaps
from ledes.setup import profiles
from ledes.validate import Checked, check

TODAY = datetime.date(2026, 11, 20)
PLATFORMS = ("legal-tracker", "collaborati", "brightflag", "corridor", "counsellink", "counselgo")
Make = Callable[[str], Client]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a client of a base, which takes LEDES 98BI."""

    def made(base: str) -> Client:
        path = tmp_path / f"of-{base}.toml"
        path.write_text(f'base = "{base}"\nids = ["C01"]\nformat = "98bi"\n[rules]\n{OFF.get(base, "")}')
        return profiles.client(path, guidelines.around(tmp_path, Party()))

    return made


OFF = {"corporation-vat": "missing-purchase-order = 'off'\nwrong-client-entity = 'off'\nmissing-tax-number = 'off'\n"}


def international(**changes: str) -> str:
    sums = {"INVOICE_TOTAL": "1236.00", "INVOICE_NET_TOTAL": "1030.00", "INVOICE_TAX_TOTAL": "206.00"}
    countries = {"LAW_FIRM_COUNTRY": "GBR", "CLIENT_COUNTRY": "GBR", "LAW_FIRM_ID": "GB000000587"}
    return record(TAXED, INTERNATIONAL, **{**sums, **countries, **changes})


def adjustment(number: str, units: str, rate: str, tax: str, total: str, text: str) -> str:
    nobody = ("LINE_ITEM_TASK_CODE", "LINE_ITEM_ACTIVITY_CODE", "TIMEKEEPER_ID", "TIMEKEEPER_LAST_NAME")
    return international(
        **dict.fromkeys((*nobody, "TIMEKEEPER_NAME", "TIMEKEEPER_FIRST_NAME", "TIMEKEEPER_CLASSIFICATION"), ""),
        EXP_FEE_INV_ADJ_TYPE="IF",
        LINE_ITEM_NUMBER=number,
        LINE_ITEM_NUMBER_OF_UNITS=units,
        LINE_ITEM_UNIT_COST=rate,
        LINE_ITEM_ADJUSTMENT_AMOUNT="",
        LINE_ITEM_TAX_TOTAL=tax,
        LINE_ITEM_TOTAL=total,
        LINE_ITEM_DESCRIPTION=text,
    )


BILL = file(
    international(),
    adjustment("2", "1", "500.00", "100.00", "600.00", "Flat fee for the claim"),
    adjustment("3", "1", "-100.00", "-20.00", "-120.00", "Discount on invoice 1000, as agreed"),
    layout=INTERNATIONAL,
)


def judged(content: bytes, client: Client) -> Checked:
    return check(in_memory("bill.txt", content), find_client=lambda _bill: client, today=TODAY)


def written(client: Client) -> Output:
    run = Converter(find_client=lambda _bill: client, scope="all", today=TODAY)
    found = list(run.outputs(in_memory("bill.txt", BILL)))
    (output,) = (each for each in found if isinstance(each, Output))
    assert [each for each in found if not isinstance(each, Output)] == []
    return output


@pytest.mark.parametrize("key", guidelines.sample_keys())
def test_a_profile_can_be_read_and_says_nothing_that_cannot_be_meant(key: str) -> None:
    client = guidelines.profile(key, None)
    assert [each for each in gaps(client, TODAY) if each.severity is ERROR] == []


@pytest.mark.parametrize("key", guidelines.sample_keys())
def test_the_examples_of_a_profile_are_as_it_says(key: str) -> None:
    assert [each.problems for each in tried(guidelines.profile(key, None), TODAY) if each.problems] == []


def test_each_platform_has_a_base_that_names_its_formats_and_takes_no_side_of_a_client() -> None:
    for key in PLATFORMS:
        base = guidelines.profile(key, None)
        assert base.formats
        assert not (base.format or base.ids or base.currency or base.vendor or base.name)


@pytest.mark.parametrize("key", [*PLATFORMS, "insurer", "corporation-vat", "fdic", "us-1998b"])
def test_a_profile_says_where_its_demands_come_from(key: str) -> None:
    head = (guidelines.sample_folder() / f"{key}.toml").read_text("utf-8").partition("\n[")[0]
    assert "Sources: " in head


def test_what_stands_commented_out_in_a_profile_could_be_switched_on(tmp_path: Path) -> None:
    for key in PLATFORMS:
        text = (guidelines.sample_folder() / f"{key}.toml").read_text("utf-8")
        head, _, rules = text.partition("[rules]\n")
        switched = [line.removeprefix("# ") if " = " in line else line for line in rules.splitlines()]
        path = tmp_path / f"{key}-all.toml"
        path.write_text(f"{head}[rules]\n" + "\n".join(line for line in switched if "For clients on" not in line))
        assert profiles.client(path, guidelines.around(tmp_path, Party())).rules


def test_two_profiles_that_contradict_each_other_give_two_valid_files_of_one_bill(make: Make) -> None:
    one, other = make("brightflag"), make("corporation-vat")
    first, second = written(one), written(other)
    assert first.content != second.content
    for output, client in ((first, one), (second, other)):
        report = judged(output.content, client)
        assert [case.finding for case in report.cases if case.finding.severity >= WARNING] == []
        assert (report.standard, report.client) == ("conforms", "acceptable")


def test_a_file_in_another_form_goes_as_it_is_where_no_rule_of_the_client_minds(tmp_path: Path) -> None:
    path = tmp_path / "easy.toml"
    path.write_text('ids = ["C01"]\nformat = "98bi"\n[representation]\ncountry = "alpha2"\n')
    output = written(profiles.client(path, guidelines.around(tmp_path, Party())))
    assert (output.unchanged, output.content) == (True, BILL)


def test_each_of_the_two_would_refuse_the_file_of_the_other(make: Make) -> None:
    one, other = make("brightflag"), make("corporation-vat")
    assert {"X205"} <= {case.finding.rule for case in judged(written(other).content, one).cases}
    assert {"X205", "I221"} <= {case.finding.rule for case in judged(written(one).content, other).cases}


def test_the_two_files_say_the_same_money_in_other_fields(make: Make) -> None:
    def fields(output: Output) -> list[tuple[object, ...]]:
        return [(line.units, line.rate, line.adjustment, line.amount) for line in again(output).lines]

    first, second = fields(written(make("brightflag"))), fields(written(make("corporation-vat")))
    assert [row[:3] for row in first[1:]] != [row[:3] for row in second[1:]]
    assert [row[3] for row in first] == [row[3] for row in second]
    assert [row[2] for row in second[1:]] == [row[3] for row in second[1:]]


def again(output: Output) -> Bill:
    (bill,), found = read(output.content, "98bi")
    assert {each.rule for each in found} <= {"L007"}
    return bill
