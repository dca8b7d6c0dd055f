"""Bills between the formats that tax and discount by line and those that do so by matter, through whole files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import hypothesis
import pytest
import strategies
from ebills import EXPENSE, TAXED, file, read, record
from hypothesis import HealthCheck, settings
from matters import bill, fee, shared, tiered, totals

from ledes import convert, recasting
from ledes.bill import Address, Bill, Contact, Matter, Party, Tax
from ledes.client import Client, Representation
from ledes.convert import Output
from ledes.errors import SetupError, UsageError
from ledes.finding import Finding
from ledes.formats import Reading, formats, given, named
from ledes.formats.delimited.layouts import LEDES98BI
from ledes.formats.source import in_memory
from ledes.rules import rules
from ledes.setup import profiles

D = Decimal
GIVEN = {
    "firm.address.line1": "1 Quay Street",
    "firm.address.city": "Bristol",
    "firm.address.phone": "+44 117 496 0000",
    "firm.contact.last": "Marsh",
    "firm.contact.first": "Ivo",
    "firm.contact.email": "billing@example.com",
    "client.other_id": "V-17",
    "client.address.line1": "9 Dock Road",
    "client.address.city": "Hull",
    "client.address.country": "GB",
    "client.address.phone": "+44 117 496 0002",
    "tax.registration": "GB 000 0000 00",
    "tax.country": "GB",
}
WHERE = Address(line1="1 Quay Street", city="Bristol", region="Avon", postcode="BS1", country="GBR", phone="+44 117")
FIRM = Party(id="00-1", name="Example LLP", address=WHERE, contact=Contact(last="M", first="I", email="b@example.com"))
CLIENT = Party(id="C204", other_id="V-17", name="Tidewater Ltd", address=WHERE)


def run(
    content: bytes,
    to: str,
    sets: Mapping[str, str] | None = None,
    allowed: tuple[str, ...] = (),
    client: Client | None = None,
) -> tuple[list[Output], list[Finding]]:
    items = list(
        convert.outputs(
            in_memory("month", content),
            to=named(to),
            find_client=lambda _bill: client,
            reading=Reading(sets=sets or {}),
            allowed=allowed,
        )
    )
    outputs = [item for item in items if isinstance(item, Output)]
    return outputs, [item for item in items if isinstance(item, Finding)]


def xml(one: Bill, key: str = "xml2.1") -> bytes:
    """Write a bill with everything that XML asks for beside its sums."""
    matters = [replace(each, firm_id="2001", client_id="C-2001", name="Lease", account="O") for each in one.matters]
    places = {id(matter): place for place, matter in enumerate(one.matters)}
    lines = (replace(line, matter=matters[places[id(line.matter)]]) for line in one.lines)
    whole = replace(one, firm=FIRM, client=CLIENT, description="May", matters=tuple(matters), lines=tuple(lines))
    out = io.BytesIO()
    form = named(key)
    assert form.write
    list(form.write([whole], out, Representation()))
    return out.getvalue()


def bills(content: bytes, key: str) -> list[Bill]:
    return read(content, key)[0]


BLANK = {"TIMEKEEPER_ID": "", "TIMEKEEPER_NAME": "", "TIMEKEEPER_LAST_NAME": "", "TIMEKEEPER_FIRST_NAME": ""}
TAXED_EXPENSE = {**TAXED, **{name: value for name, value in EXPENSE.items() if name != "INVOICE_TOTAL"}, **BLANK}
FIXED = {
    **TAXED_EXPENSE,
    "EXP/FEE/INV_ADJ_TYPE": "IF",
    "LINE_ITEM_UNIT_COST": "",
    "LINE_ITEM_ADJUSTMENT_AMOUNT": "-50.00",
    "LINE_ITEM_EXPENSE_CODE": "",
    "LINE_ITEM_DESCRIPTION": "Courtesy discount",
}


def international() -> bytes:
    """Write a 98BI bill of a taxed fee, a taxed expense at another rate, and an untaxed discount."""
    sums = {"INVOICE_TOTAL": "1401.02", "INVOICE_TAX_TOTAL": "191.02", "INVOICE_NET_TOTAL": "1210.00"}
    second = {"LINE_ITEM_TAX_RATE": "0.1032", "LINE_ITEM_TAX_TOTAL": "65.02", "LINE_ITEM_TOTAL": "695.02"}
    third = {
        "LINE_ITEM_TAX_RATE": "",
        "LINE_ITEM_TAX_TYPE": "",
        "LINE_ITEM_TAX_TOTAL": "0",
        "LINE_ITEM_TOTAL": "-50.00",
    }
    lines = (TAXED, {**TAXED_EXPENSE, **second}, {**FIXED, **third})
    numbered = ({**line, **sums, "LINE_ITEM_NUMBER": str(at)} for at, line in enumerate(lines, start=1))
    return file(*(record(line, LEDES98BI) for line in numbered), layout=LEDES98BI)


def test_what_98bi_cannot_state_is_asked_with_the_name_that_gives_it() -> None:
    outputs, found = run(international(), "xml2.1")
    assert outputs == []
    assert {finding.rule for finding in found} == {"F001"}
    asked = {finding.fix.partition("--set ")[2].partition("=")[0] for finding in found}
    assert asked == set(GIVEN)


def test_a_98bi_bill_becomes_xml_that_conforms_and_comes_back() -> None:
    (output,), found = run(international(), "xml2.1", GIVEN)
    assert found == []
    assert output.losses == ()
    (made,) = bills(output.content, "xml2.1")
    assert (made.total, made.tax) == (D("1401.02"), D("191.02"))
    (matter,) = made.matters
    assert {each.name: each.value for each in matter.totals}["matter_total_due"] == D("1401.02")
    assert [(each.code, each.amount, each.note) for each in matter.adjustments] == [
        ("MIA", D("-50.00"), "Courtesy discount")
    ]
    assert [(tax.id, tax.rate, tax.country) for tax in made.taxes] == [
        ("VAT-20", D("0.2"), "GB"),
        ("VAT-10.32", D("0.1032"), "GB"),
    ]
    (back,), _found = run(output.content, "98bi", GIVEN, ("firm", "client", "invoice.taxes"))
    (again,), (first,) = bills(back.content, "98bi"), bills(international(), "98bi")
    assert [(x.kind, x.amount, x.tax, x.description, x.date) for x in again.lines] == [
        (x.kind, x.amount, x.tax, x.description, x.date) for x in first.lines
    ]
    assert (again.total, again.tax, again.net) == (first.total, first.tax, first.net)


def test_every_step_into_xml_is_told() -> None:
    (output,), _found = run(international(), "xml2.1", GIVEN)
    assert [finding.message for finding in output.replacements] == [
        "matter CM-7: the lines' tax 'VAT-20' is summed up as 126.00",
        "matter CM-7: the lines' tax 'VAT-10.32' is summed up as 65.02",
        "the IF line of -50.00 is written as MIA of its matter",
        "adjustments of fee entries are listed as FIA, flat",
        "timekeepers are listed with the rates of their fees",
        "matter CM-7: its totals are computed, 1401.02 is due for it",
    ]


def test_a_profile_states_what_xml_asks_of_taxes_and_where_tax_stands() -> None:
    of_taxes = {"registration": "R1", "VAT-20": {"country": "GB"}, "VAT-10.32": {"country": "FR", "registration": "R2"}}
    stated = profiles.given({"ids": ["C01"], "tax": of_taxes}, Party())
    rest = {name: value for name, value in GIVEN.items() if not name.startswith("tax.")}
    client = Client(key="c", representation=Representation(given={**rest, **stated}, xml_net_tax="beside"))
    (output,), found = run(international(), "xml2.1", client=client)
    assert found == []
    (made,) = bills(output.content, "xml2.1")
    assert [(tax.registration, tax.country) for tax in made.taxes] == [("R1", "GB"), ("R2", "FR")]
    stated = {each.name: each.value for each in made.matters[0].totals}
    assert (stated["matter_net_fees"], stated["matter_tax_on_fees"]) == (D("580.00"), D("126.00"))
    assert (stated["matter_net_exp"], stated["matter_total_due"]) == (D("630.00"), D("1401.02"))


def test_a_profile_may_hold_a_table_of_taxes(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    of_matter = '[matters."7".managing_contact]\nlast = "Marsh"\n[matters."7"]\nfinal = false\n'
    of_taxes = '[tax]\ncountry = "GB"\n[tax."VAT-20"]\nregistration = "R1"\n'
    path.write_text(f'{of_matter}{of_taxes}[representation]\nxml_net_tax = "in"\n')
    around = profiles.Surroundings(folder=tmp_path, firm=Party(), formats=tuple(formats()), checks=tuple)
    with pytest.raises(SetupError, match="xml_net_tax"):
        profiles.client(path, around)
    path.write_text(path.read_text().replace('"in"', '"beside"'))
    stated = profiles.client(path, around).representation.given
    assert stated["tax.VAT-20.registration"] == "R1"
    assert (stated["matter.7.final"], stated["matter.7.managing_contact.last"]) == ("false", "Marsh")


def test_discounts_shares_and_tax_of_a_matter_become_lines_and_no_total_moves() -> None:
    (output,), _found = run(xml(shared()), "98bi", allowed=("all",))
    (made,) = bills(output.content, "98bi")
    assert made.total == D("1000.00")
    assert [(line.kind, line.amount, line.tax) for line in made.lines] == [
        ("F", D("1000.00"), D("200.00")),
        ("F", D("500.00"), D("100.00")),
        ("E", D("100.00"), D("0")),
        ("IF", D("-100.00"), D("-20.00")),
        ("IF", D("-560.00"), D("-112.00")),
        ("IF", D("-84.00"), D("-16.80")),
        ("IF", D("50.00"), D("10.00")),
        ("IF", D("-67.20"), D("0")),
    ]
    assert (made.tax, made.net) == (D("161.20"), D("838.80"))
    assert [line.description for line in made.lines[3:6]] == [
        "Adjustment of the bill",
        "Shared fee 60 %",
        "Discount on the bill 10 %",
    ]


def test_a_bill_in_which_tax_stands_beside_the_nets_comes_to_the_same() -> None:
    (output,), _found = run(xml(shared(net_fees="806.00")), "98bi", allowed=("all",))
    assert bills(output.content, "98bi")[0].total == D("1000.00")


def test_1998b_takes_the_tax_of_a_matter_where_the_profile_names_a_code() -> None:
    refused, found = run(xml(shared()), "1998b", allowed=("all",))
    assert refused == []
    assert "T010" in {finding.rule for finding in found}
    client = Client(key="c", representation=Representation(tax_code="E124"))
    (output,), _found = run(xml(shared()), "1998b", allowed=("all",), client=client)
    (made,) = bills(output.content, "1998b")
    assert made.total == D("1000.00")
    assert [(line.amount, line.expense) for line in made.lines][-1] == (D("161.20"), "E124")


WITHHELD = Tax(id="W", registration="1", kind="IR", rate=D("0.1"), country="BRA", withheld=True)


def withheld() -> Bill:
    summary = Tax(id="W", base=D("1000.00"), amount=D("-100.00"), expense_base=D("0.00"), expense_amount=D("0.00"))
    stated = {
        "total_detail_fees": "1000.00",
        "total_detail_exp": "0.00",
        "tax_on_fees": "-100.00",
        "net_fees": "900.00",
        "total_due": "900.00",
    }
    matter = Matter(tax_summaries=(summary,), totals=totals(**stated))
    line = fee("1", "2.00", "1000.00")
    return bill(line, matter=matter, total=D("900.00"), tax=D("-100.00"), taxes=(WITHHELD,))


def test_a_withheld_tax_has_no_place_on_lines_but_may_be_a_line() -> None:
    refused, found = run(xml(withheld()), "98bi", allowed=("all",))
    assert refused == []
    assert [(finding.rule, finding.message) for finding in found if finding.severity > 1] == [
        ("T010", "LEDES 98BI V2 has no place for the tax of -100.00")
    ]
    client = Client(key="c", representation=Representation(tax_code="E124"))
    (output,), _found = run(xml(withheld()), "98bi", allowed=("all",), client=client)
    (made,) = bills(output.content, "98bi")
    assert [(line.kind, line.amount, line.tax) for line in made.lines] == [
        ("F", D("1000.00"), D("0")),
        ("E", D("-100.00"), D("0")),
    ]
    assert made.total == D("900.00")


@pytest.mark.parametrize(
    ("one", "amounts"),
    [
        (tiered(), [D("125000.00"), D("17500.00")]),
        (tiered(due="142500.00"), [D("125000.00"), D("17500.00")]),
        (tiered(total="125000.00"), [D("125000.00")]),
    ],
)
def test_a_tiered_tax_becomes_a_line_where_the_invoice_total_holds_it(one: Bill, amounts: list[Decimal]) -> None:
    client = Client(key="c", representation=Representation(tax_code="E124"))
    (output,), _found = run(xml(one, "xml2.2"), "98bi", allowed=("all",), client=client)
    (made,) = bills(output.content, "98bi")
    assert [line.amount for line in made.lines] == amounts
    assert made.total == one.total


def two_taxes() -> Bill:
    gst = Tax(id="G", registration="1", kind="GST", rate=D("0.05"), country="CAN")
    qst = Tax(id="Q", registration="1", kind="QST", rate=D("0.1"), country="CAN", on_tax="G")
    summaries = (Tax(id="G", base=D(1000), amount=D(50)), Tax(id="Q", base=D(1050), amount=D(105)))
    stated = {"total_detail_fees": "1000.00", "total_detail_exp": "0.00", "tax_on_fees": "155.00"}
    matter = Matter(tax_summaries=summaries, totals=totals(**stated, net_fees="1155.00", total_due="1155.00"))
    line = fee("1", "2", "1000", gst, qst)
    return bill(line, matter=matter, total=D(1155), tax=D(155), taxes=(gst, qst))


def test_98bi_has_no_place_for_two_taxes_on_a_line_and_1998b_for_none_but_as_a_line() -> None:
    refused, found = run(xml(two_taxes()), "98bi", allowed=("firm", "client"))
    assert refused == []
    assert "98BI V2 has no place for line.taxes" in " ".join(finding.message for finding in found)
    client = Client(key="c", representation=Representation(tax_code="E124"))
    (output,), _found = run(xml(two_taxes()), "1998b", allowed=("all",), client=client)
    (made,) = bills(output.content, "1998b")
    assert [line.amount for line in made.lines] == [D(1000), D("155.00")]


def test_xml_goes_into_another_version_of_itself_as_it_is() -> None:
    (output,), found = run(xml(shared()), "xml2.2", allowed=("all",))
    assert [finding for finding in found if finding.severity > 2] == []
    (made,), (first,) = bills(output.content, "xml2.2"), bills(xml(shared()), "xml2.1")
    assert replace(made, row=0, source="") == replace(first, row=0, source="")


def test_json_holds_an_xml_bill_whole() -> None:
    (output,), _found = run(xml(shared()), "json")
    (made,), (first,) = bills(output.content, "json"), bills(xml(shared()), "xml2.1")
    assert made == first


def test_a_98bi_bill_stays_byte_for_byte_in_98bi() -> None:
    (output,), _found = run(international(), "98bi")
    assert output.content == international()
    assert output.replacements == ()


MORE = {
    **GIVEN,
    "matter.account": "O",
    "matter.final": "false",
    "matter.managing_contact.last": "Marsh",
    "matter.managing_contact.first": "Ivo",
    "matter.managing_contact.email": "billing@example.com",
    "matter.client_contact.last": "Dale",
    "matter.client_contact.first": "Una",
    "matter.client_contact.email": "legal@example.com",
}


@pytest.mark.parametrize("through", ["xml2.2", "xml2.1", "xml2.0", "2000", "json"])
@pytest.mark.parametrize("end", ["98bi", "1998b", "xml2.2", "json"])
@pytest.mark.parametrize(("content", "due"), [(international(), "1401.02"), (xml(shared()), "1000.00")])
def test_no_total_moves_through_any_two_forms(content: bytes, due: str, through: str, end: str) -> None:
    client = Client(key="c", representation=Representation(tax_code="E124"))
    (first,), _found = run(content, through, MORE, ("all",), client)
    (second,), _found = run(first.content, end, MORE, ("all",), client)
    assert [each.total for each in bills(second.content, end)] == [D(due)]


def test_what_ledes_2000_states_as_one_sum_is_listed_again() -> None:
    (output,), _found = run(xml(shared()), "2000", MORE, ("all",))
    (made,) = bills(output.content, "2000")
    stated = {each.name: each.value for each in made.matters[0].totals}
    assert (stated["matter_adj_on_fees"], stated["matter_net_fees"]) == (D("-761.20"), D("900.00"))
    (again,), _found = run(output.content, "xml2.1", MORE, ("all",))
    (back,) = bills(again.content, "xml2.1")
    assert [(each.code, each.amount) for each in back.matters[0].adjustments] == [("MIA", D("-761.20"))]


def test_contacts_of_a_matter_may_be_given_for_one_or_for_all() -> None:
    one = bill(fee("1", "1.00", "500.00"), matter=Matter(firm_id="7.1"))
    for name in ("matter.managing_contact.last", "matter.7.1.managing_contact.last"):
        assert given.known(name)
        assert given.fill(one, {name: "Marsh"}).matters[0].managing_contact.last == "Marsh"
    assert given.fill(one, {"matter.8.managing_contact.last": "Marsh"}) == one
    assert not given.known("matter.managing_contact.age")
    with pytest.raises(UsageError, match="no value"):
        given.fill(one, {"tax.V.age": "3"})


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@hypothesis.given(strategies.bills())
def test_any_bill_can_be_judged_and_recast(one: Bill) -> None:
    for each in rules():
        if each.scope == "standard" and not each.needs:
            list(each.function(one))
    for key in ("xml2.2", "2000", "98bi", "1998b", "json"):
        made, _said = recasting.recast(one, named(key), Representation(tax_code="E124"), {"tax.country": "GB"})
        assert made.total == one.total
