"""Taxes of XML: what they are charged on, what they come to, tiers, withholding, and taxes on taxes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from matters import TIERED, TIERS, VAT, bill, expense, fee, flat, shared, tiered, totals

from ledes.bill import Bill, Matter, Tax, Tier

D = Decimal
GST = Tax(id="G", kind="GST", rate=D("0.05"), country="CA")
QST = Tax(id="Q", kind="QST", rate=D("0.1"), country="CA", locality="QC", on_tax="G")
WITHHELD = Tax(id="W", kind="IR", rate=D("0.015"), country="BR", withheld=True)


def told(found: list[tuple[int, str, str]]) -> list[str]:
    return [message for _row, _field, message in found]


def summary(tax: Tax, base: str, amount: str, **expenses: str) -> Tax:
    of_expenses = {name: D(value) for name, value in expenses.items()}
    return replace(Tax(id=tax.id, base=D(base), amount=D(amount)), **of_expenses)


def charged(*summaries: Tax, taxes: tuple[Tax, ...], on: tuple[Tax, ...], tax: str, **stated: str) -> Bill:
    """Make a bill of 1000.00 of fees, with taxes; the nets hold them."""
    due = str(D("1000.00") + D(tax))
    shown = {"total_detail_fees": "1000.00", "tax_on_fees": tax, "net_fees": due, "total_due": due, **stated}
    matter = Matter(firm_id="2001", client_id="C-2001", tax_summaries=summaries, totals=totals(**shown))
    return bill(fee("1", "2.00", "1000.00", *on), matter=matter, total=D(due), tax=D(tax), taxes=taxes)


ON_TAX = {"taxes": (GST, QST), "on": (GST, QST), "tax": "155.00"}


def test_a_tax_on_a_tax_is_charged_on_both(fired: Any, judge: Any) -> None:
    good = charged(summary(GST, "1000.00", "50.00"), summary(QST, "1050.00", "105.00"), **ON_TAX)
    assert fired(good) == ["T120"]
    wrong = charged(summary(GST, "1000.00", "50.00"), summary(QST, "1000.00", "105.00"), **ON_TAX)
    assert [each for each in fired(wrong) if each != "T120"] == ["X105"]
    assert told(judge("X105", wrong)) == [
        "matter C-2001: tax 'Q' is charged on 1050.00 of fee entries and discounts, tax_total_detail_fees is 1000.00"
    ]


def test_a_chain_of_taxes_that_names_itself_ends(judge: Any) -> None:
    one, other = replace(GST, on_tax="Q"), QST
    judge("X105", charged(summary(one, "1.00", "1.00"), taxes=(one, other), on=(one,), tax="1.00"))


def test_a_withheld_tax_is_charged_on_everything_and_has_a_minus(fired: Any, judge: Any) -> None:
    good = charged(summary(WITHHELD, "1000.00", "-15.00"), taxes=(WITHHELD,), on=(), tax="-15.00")
    assert fired(good) == ["T120"]
    base = charged(summary(WITHHELD, "900.00", "-15.00"), taxes=(WITHHELD,), on=(), tax="-15.00")
    assert [each for each in fired(base) if each != "T120"] == ["X106"]
    sign = charged(summary(WITHHELD, "1000.00", "15.00"), taxes=(WITHHELD,), on=(), tax="15.00")
    assert [each for each in fired(sign) if each != "T120"] == ["X107"]
    assert told(judge("X107", sign)) == ["matter C-2001: 1000.00 x 0.015 = -15.00, total_tax_on_fees of 'W' is 15.00"]
    named = charged(summary(WITHHELD, "1000.00", "-15.00"), taxes=(WITHHELD,), on=(WITHHELD,), tax="-15.00")
    assert [each for each in fired(named) if each != "T120"] == ["X114"]


def test_discounts_and_the_split_count_for_what_a_tax_is_charged_on(fired: Any, judge: Any) -> None:
    untaxed = shared(adjustments=tuple(replace(each, taxes=()) for each in shared().matters[0].adjustments))
    assert told(judge("X105", untaxed)) == [
        "matter C-2001: tax 'V' is charged on 810.00 of fee entries and discounts, tax_total_detail_fees is 806.00"
    ]


@pytest.mark.parametrize(("amount", "right"), [("0.02", True), ("0.00", True), ("0.01", True), ("0.03", False)])
def test_tax_may_be_rounded_item_by_item_either_way(judge: Any, amount: str, right: bool) -> None:
    lines = [fee("1", "1.00", "0.10", VAT, rate=D("0.10")), fee("2", "1.00", "0.10", VAT, rate=D("0.10"))]
    tax = replace(VAT, rate=D("0.05"))
    stated = Matter(tax_summaries=(Tax(id="V", base=D("0.20"), amount=D(amount)),))
    one = bill(*lines, matter=stated, taxes=(tax,), total=D("0.20") + D(amount), tax=D(amount))
    assert (judge("X107", one) == []) is right


def test_the_tax_of_a_bill_is_that_of_its_matters(fired: Any, judge: Any) -> None:
    wrong = replace(shared(), tax=D("160.00"))
    assert [each for each in fired(wrong) if each not in {"B105", "T120"}] == ["X109"]
    assert told(judge("X109", wrong)) == ["the taxes of matters and tiers add up to 161.20, the tax total is 160.00"]


def test_a_tax_that_nobody_defined_is_told_wherever_it_is_named(judge: Any) -> None:
    nobody = Tax(id="N")
    matter = Matter(adjustments=(flat("MIA", "-1.00", "pre", nobody),), tax_summaries=(nobody,))
    wrong = bill(fee("1", "1.00", "500.00", nobody), matter=matter, taxes=(replace(QST, on_tax="N"),))
    assert [(field, said) for _row, field, said in judge("X101", wrong)] == [
        ("tax.id", "a line names the tax 'N', which is not defined"),
        ("tax.id", "a discount names the tax 'N', which is not defined"),
        ("tax.id", "a summary names the tax 'N', which is not defined"),
        ("tax.on_tax", "a tax names the tax 'N', which is not defined"),
    ]


def test_an_id_stands_for_one_tax(judge: Any) -> None:
    twice = replace(shared(), taxes=(VAT, replace(VAT, rate=D("0.05"))))
    assert told(judge("X102", twice)) == ["the tax 'V' is defined twice, with the rates 0.2 and 0.05"]


def test_payment_terms_go_with_untaxed_bills_only(judge: Any) -> None:
    assert told(judge("X103", replace(shared(), payment_terms="10.00/30"))) == [
        "the bill has the payment terms '10.00/30' and tax of 161.20"
    ]
    free = replace(shared(summaries=(summary(VAT, "0.00", "0.00"),)), payment_terms="10.00/30", tax=D("0.00"))
    assert judge("X103", free) == []


def test_a_tax_that_entries_name_is_summed_up(judge: Any) -> None:
    bare = replace(shared(), matters=(replace(shared().matters[0], tax_summaries=()),))
    bare = replace(bare, lines=tuple(replace(line, matter=bare.matters[0]) for line in bare.lines))
    assert told(judge("X113", bare)) == ["matter C-2001: the tax 'V' has no summary"]


def with_tier(place: int, **changes: Any) -> Bill:
    changed = tuple(replace(tier, **changes) if at == place else tier for at, tier in enumerate(TIERS))
    return tiered(replace(TIERED, tiers=changed))


def test_the_standards_own_tiers_come_to_its_own_sum(fired: Any) -> None:
    assert fired(tiered()) == ["T120"]


@pytest.mark.parametrize(
    ("place", "changes", "code", "message"),
    [
        (3, {"base": D("20000.00")}, "X110", "25000.00 of 125000.00 lies in tier 4 of the tax 'R'"),
        (3, {"amount": D("4374.00")}, "X110", "25000.00 x 0.175 = 4375.00, the tax of tier 4"),
        (2, {"low": D("60000.00")}, "X111", "tier 3 of the tax 'R' begins at 60000.00, the tier before it ends"),
        (4, {"high": D("900000.00")}, "X111", "the last tier of the tax 'R' ends at 900000.00"),
    ],
)
def test_a_wrong_tier_is_told(
    fired: Any, judge: Any, place: int, changes: dict[str, D], code: str, message: str
) -> None:
    wrong = with_tier(place, **changes)
    unless = {"X110": {"X112"}}.get(code, set())
    assert [each for each in fired(wrong) if each not in {"T120", *unless}] == [code]
    assert told(judge(code, wrong))[0].startswith(message)


def test_a_tier_that_is_not_listed_is_missed(fired: Any) -> None:
    assert "X111" in fired(tiered(replace(TIERED, tiers=TIERS[:4])))
    assert "X111" in fired(tiered(replace(TIERED, tiers=TIERS[1:])))


def test_a_tiered_tax_has_a_summary_that_adds_up(fired: Any, judge: Any) -> None:
    none = tiered(replace(TIERED, base=None))
    assert told(judge("X112", none)) == ["the tiered tax 'R' has no summary"]
    wrong = tiered(replace(TIERED, amount=D("17000.00")))
    assert told(judge("X112", wrong)) == [
        "tax 'R': the taxes of its tiers add up to 17500.00, its summary says 17000.00"
    ]


def test_tiers_that_state_no_tax_are_computed(judge: Any) -> None:
    bare = tuple(replace(tier, amount=None) for tier in TIERS)
    assert judge("X112", tiered(replace(TIERED, tiers=bare))) == []
    assert judge("X112", tiered(replace(TIERED, tiers=bare, amount=D("17000.00")))) != []


def test_a_tiered_tax_is_for_bills_of_one_matter(judge: Any) -> None:
    two = replace(tiered(), matters=(*tiered().matters, Matter(firm_id="2002")))
    assert told(judge("X104", two)) == ["the tax 'R' rises in tiers, the bill has 2 matters"]
    assert judge("X104", tiered()) == []


def test_a_withheld_tax_may_rise_in_tiers_with_minus(judge: Any) -> None:
    def minus(tier: Tier) -> Tier:
        return replace(tier, amount=-(tier.amount or D(0)))

    tax = replace(TIERED, withheld=True, tiers=tuple(map(minus, TIERS)), amount=D("-17500.00"))
    assert judge("X110", tiered(tax)) == []


def test_an_expense_may_be_taxed_apart_from_fees(fired: Any) -> None:
    one = summary(VAT, "0.00", "0.00", expense_base="100.00", expense_amount="20.00")
    stated = totals(total_detail_exp="100.00", tax_on_exp="20.00", net_exp="120.00", total_due="120.00")
    matter = Matter(firm_id="1", tax_summaries=(one,), totals=stated)
    assert fired(bill(expense("1", "100.00", VAT), matter=matter, total=D("120"), tax=D("20"), taxes=(VAT,))) == [
        "T120"
    ]
