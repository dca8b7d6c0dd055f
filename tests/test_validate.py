"""A file gets one verdict for each scope; equal findings are one case; what could not be asked is said."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest
from ebills import FEE, TAXED, file, record

from ledes import validate
from ledes.bill import Bill
from ledes.client import Client, RuleSetting
from ledes.errors import InputError, SetupError
from ledes.finding import Severity
from ledes.formats.delimited.layouts import LEDES98BI
from ledes.formats.source import in_memory, source
from ledes.validate import Checked


def check(content: bytes, client: Client | None = None, scope: str = "all") -> Checked:
    return validate.check(in_memory("bill.txt", content), find_client=lambda _bill: client, scope=scope)


def codes(report: Checked) -> list[str]:
    return [case.finding.rule for case in report.cases]


EXPECTED = {
    "ledes-1998b/travisbashor_b47a6a5_ledes_official_sample.txt": ("conforms", ["L004", "F006"]),
    "ledes-1998b/mikewagner_ledes.txt": ("fails", ["L007", "I101", "I102", "F006", "L022"]),
    "ledes-1998b/lexvector_compliance_audit_example.txt": ("unreadable", ["L030"]),
    "ledes-1998b/emtcmca_skill_example_21_columns.txt": ("fails", ["L015", "L014", "L017", "L004", "P001", "P002"]),
    "ledes-1998b/mitratech_corridor_discount_line.fragment.txt": ("fails", ["L012", "F007"]),
    "ledes-98bi/travisbashor_ledes_98BI_official_sample.txt": (
        "fails",
        ["P002", "T003", "X001", "X002", "X001", "P002", "X001", "X001"],
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_published_files_get_their_verdict(name: str, reference_files: Path) -> None:
    standard, expected = EXPECTED[name]
    report = check((reference_files / name).read_bytes())
    assert (report.standard, codes(report)) == (standard, expected)


def test_made_up_rows_get_precise_findings_and_no_traceback(reference_files: Path) -> None:
    report = check((reference_files / "ledes-1998b/zumzie_readme_fake_data.txt").read_bytes())
    assert report.standard == "fails"
    assert [(case.finding.rule, case.finding.row) for case in report.cases][:2] == [("L010", 1), ("L030", 3)]
    assert {skipped.layer for skipped in report.skipped} == {"arithmetic"}


def test_equal_findings_are_one_case_with_their_rows() -> None:
    report = check(file(*[record(FEE, LINE_ITEM_NUMBER=str(n), TIMEKEEPER_CLASSIFICATION="AT") for n in range(1, 4)]))
    (case,) = [case for case in report.cases if case.finding.rule == "P001"]
    assert (case.rows, case.count) == ((3, 4, 5), 3)


def test_a_thousand_rows_are_listed_and_all_are_counted() -> None:
    lines = [record(FEE, LINE_ITEM_NUMBER=str(n), TIMEKEEPER_CLASSIFICATION="AT") for n in range(1500)]
    (case,) = [case for case in check(file(*lines)).cases if case.finding.rule == "P001"]
    assert (len(case.rows), case.count) == (1000, 1500)


@pytest.mark.parametrize(("name", "expected"), [("LINE_ITEM_TOTAL", ("T001", 3)), ("INVOICE_TOTAL", ("T002", 3))])
def test_a_wrong_amount_is_told_once_by_the_column_of_the_format(name: str, expected: tuple[str, int]) -> None:
    report = check(file(record(FEE, **{name: "631.00"})))
    assert [(case.finding.rule, case.finding.row, case.finding.field) for case in report.cases] == [(*expected, name)]


def test_without_a_client_nothing_is_asked_for_it() -> None:
    report = check(file(record(FEE)))
    assert (report.standard, report.client, report.skipped) == ("conforms", "not asked", ())


def test_a_client_refuses_what_its_profile_rejects_and_takes_what_it_switches_off() -> None:
    client = Client(key="c", ids=("C01",), tasks=frozenset({"L110"}))
    report = check(file(record(FEE)), client)
    assert (report.standard, report.client) == ("conforms", "refused")
    assert "C010" in codes(report)
    lenient = dataclasses.replace(client, rules={"C010": RuleSetting(level="off")})
    assert check(file(record(FEE)), lenient).client == "acceptable"


def test_a_profile_lowers_a_rule_to_a_warning() -> None:
    client = Client(key="c", rules={"T002": RuleSetting(level="warn"), "T001": RuleSetting(level="info")})
    report = check(file(record(FEE, LINE_ITEM_TOTAL="631.00")), client)
    assert [(case.finding.rule, case.finding.severity) for case in report.cases] == [("T001", Severity.NOTE)]
    assert report.standard == "conforms"
    report = check(file(record(FEE, INVOICE_TOTAL="631.00")), client)
    assert [(case.finding.rule, case.finding.severity) for case in report.cases] == [("T002", Severity.WARNING)]


def test_an_option_of_a_profile_reaches_its_rule() -> None:
    setting = RuleSetting(options={"tolerance": Decimal("1.00")})
    client = Client(key="c", rules={"T001": setting, "T002": RuleSetting(level="off")})
    assert codes(check(file(record(FEE, LINE_ITEM_TOTAL="631.00")), client)) == []


def test_an_option_that_a_rule_does_not_have_is_a_mistake_of_the_profile() -> None:
    client = Client(key="c", rules={"T001": RuleSetting(options={"tolerence": Decimal(1)})})
    with pytest.raises(SetupError, match="T001 has no option tolerence"):
        check(file(record(FEE)), client)


def test_what_a_rule_needs_and_is_not_there_makes_it_skipped_never_passed() -> None:
    report = check(file(record(FEE)), Client(key="c"))
    assert "I010" in {skipped.rule for skipped in report.skipped}


def test_a_lost_record_keeps_the_sums_from_being_judged() -> None:
    report = check(file(record(FEE, INVOICE_TOTAL="900.00"), "20261105|1001|x[]"))
    assert codes(report) == ["L030"]
    assert [(skipped.layer, skipped.why) for skipped in report.skipped] == [
        ("arithmetic", "a record of the bill could not be read")
    ]


def test_an_unreadable_amount_gives_one_finding() -> None:
    assert codes(check(file(record(FEE, LINE_ITEM_TOTAL="6 30")))) == ["F003"]
    assert codes(check(file(record(FEE, LINE_ITEM_DATE="20261131")))) == ["D001"]
    assert codes(check(file(record(FEE, EXP_FEE_INV_ADJ_TYPE="FEE")))) == ["F009"]
    assert codes(check(file(record(FEE, LINE_ITEM_UNIT_COST="$350")))) == ["F003"]


def test_a_blank_required_field_gives_one_finding() -> None:
    for name in ("INVOICE_DATE", "INVOICE_NUMBER", "CLIENT_ID", "INVOICE_TOTAL", "LINE_ITEM_TOTAL", "LAW_FIRM_ID"):
        assert codes(check(file(record(FEE, **{name: ""})))) == ["F001"], name
    assert codes(check(file(record(TAXED, LEDES98BI, INVOICE_CURRENCY=""), layout=LEDES98BI))) == ["F001"]


def test_an_invoice_torn_apart_is_one_finding_and_no_wrong_sums() -> None:
    one = record(FEE, INVOICE_TOTAL="1260.00")
    report = check(file(one, record(FEE, INVOICE_NUMBER="1002"), one.replace("|1|F|", "|2|F|")))
    assert codes(report) == ["L033"]


def test_bills_that_are_judged_together_are_told_in_the_order_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        record(FEE, INVOICE_NUMBER=str(1000 + at), LINE_ITEM_TOTAL="631.00" if at % 3 else "630.00", **more)
        for at, more in enumerate([{}, {"CLIENT_ID": ""}, {"LINE_ITEM_DATE": "20261131"}, {}] * 5)
    ]
    content = file(*rows[:7], "20261105|1006|x[]", *rows[7:])
    reports = []
    for lines in (1, 3, 1000):
        monkeypatch.setattr(validate, "AT_ONCE", lines)
        reports.append(check(content, client=Client(key="c")))
    assert reports[0] == reports[1] == reports[2]
    assert len(reports[0].bills) == len(rows)
    assert {"F001", "D001", "L030", "T001"} <= set(codes(reports[0]))


def test_a_file_of_no_known_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0 Dear Sirs")
    with source(str(path)) as opened, pytest.raises(InputError, match="no form that ledes reads"):
        validate.check(opened)


def test_rules_run_on_a_bill_in_memory() -> None:
    assert [finding.rule for finding in validate.verify(Bill(number="1", currency="XXA"))] == ["C001", "I002"]
