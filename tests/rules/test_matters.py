"""Sums of XML bills: of entries, of matters, of the invoice; both readings count where the standard has two."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import matters
import pytest
from matters import VAT, expense, fee, flat, percent, plain, shared, tiered, totals

from ledes.bill import Adjustment, Bill, Line, Tax, Unread

D = Decimal


def told(found: list[tuple[int, str, str]]) -> list[str]:
    return [message for _row, _field, message in found]


def test_a_good_bill_with_everything_breaks_no_rule_but_tells_its_share(fired: Any) -> None:
    assert fired(plain()) == []
    assert fired(shared()) == ["B105", "T120"]
    assert fired(tiered()) == ["T120"]


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"base": D("990.00")}, "T101", "2.00 x 500.00 = 1000.00, the base amount is 990.00"),
        ({"amount": D("990.00"), "total": D("990.00")}, "T103", "the base amount is 1000.00"),
    ],
)
def test_one_wrong_amount_of_an_entry_is_one_finding(
    fired: Any, judge: Any, changes: dict[str, D], code: str, message: str
) -> None:
    lines = (replace(fee("1", "2.00", "1000.00"), **changes), fee("2", "1.00", "500.00"), expense("3", "100.00"))
    bill = plain(lines=lines)
    assert fired(bill) == [code]
    assert told(judge(code, bill))[0].startswith(message)


def discounted(amount: str = "-50.00", **changes: Any) -> Line:
    made = Adjustment(code="FID", kind="Percent", percent=D("0.05"), amount=D(amount))
    stated = {"adjustment": D("-50.00"), "adjustments": (made,), "amount": D("950.00"), "total": D("950.00")}
    return replace(fee("1", "2.00", "1000.00"), **{**stated, **changes})


def test_an_entry_counts_its_listed_discounts(fired: Any, judge: Any) -> None:
    lines = (replace(fee("2", "1.10", "550.00"), base=None), expense("3", "100.00"))
    assert fired(plain(lines=(discounted(), *lines))) == []
    assert fired(plain(lines=(discounted(adjustment=D("-40.00")), *lines))) == ["T102"]
    wrong = plain(lines=(discounted(amount="-60.00"), *lines))
    assert told(judge("B102", wrong)) == ["FID of 0.05 comes to -50.00, its amount is -60.00"]
    assert told(judge("T102", wrong)) == [
        "1 listed discounts and credits add up to -60.00, the entry's sum of them is -50.00"
    ]


def test_an_adjustment_is_listed_where_the_bill_lists_any(fired: Any, judge: Any) -> None:
    unlisted = replace(fee("2", "1.10", "550.00"), adjustment=D("-50.00"), amount=D("500.00"), total=D("500.00"))
    stated = totals(total_detail_fees="1450.00", total_detail_exp="100.00", total_due="1550.00")
    alone = plain(lines=(fee("1", "1.90", "950.00"), unlisted, expense("3", "100.00")), stated=stated, total=D("1550"))
    assert fired(alone) == []
    both = plain(lines=(discounted(), unlisted, expense("3", "100.00")), stated=stated, total=D("1550"))
    assert fired(both) == ["T102"]
    assert told(judge("T102", both)) == ["no discount or credit is listed, the entry's sum of them is -50.00"]


def of_2000(adjusted: str, net: str, due: str, **stated: str) -> Bill:
    """Make a bill with one sum of discounts, as LEDES 2000 has it."""
    shown = {"total_detail_fees": "1500.00", "total_detail_exp": "100.00", "adj_on_fees": adjusted, "adj_on_exp": "0"}
    return plain(stated=totals(**shown, net_fees=net, net_exp="100.00", total_due=due, **stated), total=D(due))


def test_the_one_sum_of_ledes_2000_is_taken_with_either_sign_and_share(fired: Any) -> None:
    assert fired(of_2000("-100.00", "1400.00", "1500.00")) == []
    assert fired(of_2000("100.00", "1400.00", "1500.00")) == []
    assert fired(of_2000("-100.00", "840.00", "940.00", perc_shar_fees="0.6")) == []
    assert fired(of_2000("0", "1800.00", "1900.00", tax_on_fees="300.00")) == ["T120"]
    assert fired(of_2000("0", "1500.00", "1900.00", tax_on_fees="300.00")) == ["T120"]
    assert fired(of_2000("-100.00", "1450.00", "1550.00")) == ["T106"]


def test_bills_of_forms_without_base_amounts_are_judged_as_ever(make: Any, fired: Any) -> None:
    assert fired(make.bill()) == []
    assert fired(make.bill(make.fee(amount=D("640"), total=D("640")))) == ["T001", "T002"]


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("total_detail_fees", "1400.00", "T104"),
        ("total_detail_exp", "101.00", "T104"),
        ("disc_credit_fees", "50.00", "T105"),
        ("disc_cred_total", "-51.00", "T105"),
        ("perc_shar_fees", "0.4", "B107"),
        ("disc_bill_pct_fees", "0.2", "B107"),
        ("disc_bill_pct_exp", "0.1", "B107"),
        ("tax_on_fees", "160.20", "X108"),
        ("tax_on_exp", "1.00", "X108"),
        ("net_fees", "967.00", "T106"),
        ("net_exp", "90.00", "T106"),
        ("funds_applied", "-60.00", "T107"),
        ("total_due", "1001.00", "T107"),
    ],
)
def test_one_wrong_total_of_a_matter_is_one_finding(fired: Any, name: str, wrong: str, code: str) -> None:
    assert [each for each in fired(shared(**{name: wrong})) if each not in {"B105", "T120"}] == [code]


def test_a_wrong_total_is_told_with_what_it_should_be(judge: Any) -> None:
    assert judge("T104", shared(total_detail_fees="1400.00")) == [
        (
            10,
            "matter_total_detail_fees",
            "matter C-2001: the fee entries add up to 1500.00, matter_total_detail_fees is 1400.00",
        )
    ]
    assert told(judge("T106", shared(net_fees="967.00"))) == [
        "matter C-2001: fee entries and discounts come to 806.00, with tax to 967.20, matter_net_fees is 967.00"
    ]
    assert told(judge("T107", shared(total_due="1001.00"))) == [
        "matter C-2001: nets, tax and funds applied come to 1000.00, matter_total_due is 1001.00"
    ]


def test_the_sum_of_discounts_may_hold_the_discounted_bill(judge: Any) -> None:
    assert judge("T105", shared(disc_credit_fees="-134.00", disc_cred_total="-134.00")) == []


def test_the_invoice_total_is_the_sum_of_its_matters(fired: Any, judge: Any) -> None:
    assert fired(plain(total=D("1590.00"))) == ["T108"]
    assert judge("T108", plain(total=D("1590.00"))) == [
        (10, "bill.total", "the matters come to 1600.00, the invoice total is 1590.00")
    ]


def test_without_totals_the_matters_are_computed(fired: Any) -> None:
    bill = shared()
    bare = replace(bill, matters=(replace(bill.matters[0], totals=()),))
    bare = replace(bare, lines=tuple(replace(line, matter=bare.matters[0]) for line in bare.lines))
    assert fired(bare) == ["B105"]
    assert fired(replace(bare, total=D("1067.20"))) == ["B105", "T108"]


def test_tax_may_stand_in_the_nets_or_beside_them_but_not_twice_and_not_nowhere(fired: Any, judge: Any) -> None:
    inside, beside = shared(), shared(net_fees="806.00")
    assert told(judge("T120", inside))[0] == "tax is in the nets of a matter"
    assert told(judge("T120", beside))[0] == "tax is added to the nets of a matter"
    assert fired(beside) == ["B105", "T120"]
    twice, nowhere = shared(total_due="1161.20"), shared(net_fees="806.00", total_due="838.80")
    assert "T107" in fired(twice)
    assert "T107" in fired(nowhere)


def test_a_tiered_tax_may_be_in_the_matter_or_in_the_invoice_or_in_neither_but_not_twice(fired: Any) -> None:
    assert fired(tiered(due="142500.00")) == ["T120"]
    assert fired(tiered(due="142500.00", net="142500.00")) == ["T120"]
    assert fired(tiered(total="125000.00")) == ["T120"]
    assert fired(tiered(due="142500.00", total="160000.00")) == ["T108", "T120"]


@pytest.mark.parametrize(
    ("net", "said"),
    [
        ("806.00", "share and discount multiply"),
        ("750.00", "share and discount add up"),
        ("554.00", "the shared percentage is taken off"),
    ],
)
def test_which_way_share_and_discount_were_taken_is_told(judge: Any, net: str, said: str) -> None:
    unstated = tuple(replace(each, amount=None) if each.percent else each for each in matters.SPLIT)
    bill = shared(adjustments=unstated, net_fees=net)
    assert judge("T106", bill) == []
    assert said in told(judge("T120", bill))


def test_a_discount_that_names_no_side_may_come_before_or_after_the_split(judge: Any) -> None:
    adjustments = (flat("MIA", "-100.00"), percent("MIDB", "0.1", "-140.00"))
    before = shared(adjustments=adjustments, net_fees="1260.00")
    after = shared(adjustments=(adjustments[0], percent("MIDB", "0.1", "-150.00")), net_fees="1250.00")
    assert judge("T106", before) == judge("T106", after) == []
    assert judge("T106", shared(adjustments=adjustments, net_fees="1240.00")) != []
    assert "discounts that name no side come after the split" in told(judge("T120", after))


def test_what_could_not_be_read_is_not_judged(fired: Any) -> None:
    for name in ("matter.totals", "adjustment.amount", "tax.amount", "line.amount", "line"):
        bill = replace(shared(total_due="1.00"), unread=(Unread(10, name),))
        assert fired(bill) == []


def test_every_entry_of_a_matter_counts_for_it_alone(fired: Any) -> None:
    one, other = plain(), plain()
    second = replace(other.matters[0], client_id="C-2002")
    lines = tuple(replace(line, matter=second) for line in other.lines)
    both = replace(one, matters=(*one.matters, second), lines=(*one.lines, *lines), total=D("3200.00"))
    numbered = tuple(replace(line, number=str(at)) for at, line in enumerate(both.lines))
    assert fired(replace(both, lines=numbered)) == []
    assert fired(replace(both, lines=numbered[:-1])) == ["T104"]


def test_taxes_of_entries_without_definitions_are_for_forms_that_have_none(make: Any, fired: Any) -> None:
    assert fired(make.taxed_bill()) == []
    assert VAT.id != Tax().id
