"""The bills of a run, each seen beside the others: by client, without itself."""

from __future__ import annotations

import datetime
import pickle
from dataclasses import replace
from decimal import Decimal

import pytest

from ledes import facts
from ledes.bill import Bill, Line, Matter, Timekeeper
from ledes.earlier import Spent
from ledes.others import Beside, Index

DAY = datetime.date
M1 = Matter(firm_id="M-1")
FEE = Line(
    number="1",
    kind="F",
    matter=M1,
    date=DAY(2026, 5, 4),
    units=Decimal(2),
    rate=Decimal(350),
    amount=Decimal(700),
    task="L110",
    timekeeper=Timekeeper(id="T1"),
    description="Review the lease",
)


def bill(number: str, *lines: Line, day: int = 2) -> Bill:
    return Bill(number=number, date=DAY(2026, 6, day), matters=(M1,), lines=lines or (FEE,))


def beside(*others: tuple[str, Bill], own: Bill | None = None) -> Beside:
    """Look from a bill of client `a` at others, each with its client."""
    index = Index()
    mine = own or bill("own")
    index.add("own.txt", 0, "a", mine)
    for place, (client, each) in enumerate(others):
        index.add("others.txt", place, client, each)
    found = index.beside("own.txt", 0, mine)
    assert found is not None
    return found


def test_numbers_are_those_of_the_same_clients_other_bills() -> None:
    seen = beside(("a", bill("7")), ("b", bill("8")))
    assert (seen.numbered("7"), seen.numbered("8"), seen.numbered("own")) == (("others.txt",), (), ())


def test_a_number_that_stands_twice_is_seen_from_either_bill() -> None:
    assert beside(("a", bill("own"))).numbered("own") == ("others.txt",)


def test_matters_and_rates_are_given_newest_first() -> None:
    later = replace(FEE, rate=Decimal(360), date=DAY(2026, 5, 9))
    seen = beside(("a", bill("7", day=1)), ("a", bill("8", later, day=3)))
    assert [each.number for each in seen.bills("M-1")] == ["8", "7"]
    assert [each.rate for each in seen.rates("T1")] == [Decimal(360), Decimal(350)]


def test_hours_count_for_every_client_because_a_day_has_but_24() -> None:
    seen = beside(("a", bill("7")), ("b", bill("8")), ("", bill("9")))
    shift = ("T1", DAY(2026, 5, 4))
    assert seen.hours([shift, ("T2", DAY(2026, 5, 4))]) == {shift: Decimal(6)}


def test_a_bill_alone_has_nothing_beside_it() -> None:
    seen = beside()
    assert (seen.spent(), seen.ahead(), seen.bills("M-1"), seen.hours([("T1", DAY(2026, 5, 4))])) == (
        Spent(),
        Spent(),
        (),
        {},
    )


def test_sums_leave_the_bill_itself_out() -> None:
    seen = beside(("a", bill("7", day=1)), ("a", bill("8", replace(FEE, task="L210"), day=3)), ("b", bill("9")))
    assert seen.spent().fees == seen.spent("M-1").fees == Decimal(1400)
    assert seen.spent("M-1", phase="L100").fees == Decimal(700)
    assert seen.spent(since=DAY(2026, 6, 3)).fees == Decimal(700)
    assert seen.spent("M-9") == Spent()


def test_what_comes_ahead_is_by_date_and_number() -> None:
    assert beside(("a", bill("7", day=1)), ("a", bill("8", day=3))).ahead().fees == Decimal(700)
    assert beside(("a", bill("a")), ("a", bill("z"))).ahead("M-1").fees == Decimal(700)


def test_lines_are_found_by_fingerprint_and_day_in_the_same_clients_bills() -> None:
    mark = facts.fingerprint(FEE)
    assert mark is not None
    other = bill("7", replace(FEE, number="4"), replace(FEE, date=DAY(2026, 5, 5)))
    seen = beside(("a", other), ("b", bill("8")))
    found = seen.lines({mark: (DAY(2026, 5, 4), DAY(2026, 5, 6)), 5: (DAY(2026, 5, 4),)})
    assert {key: [(each.number, each.line, each.matter) for each in lines] for key, lines in found.items()} == {
        mark: [("7", "4", "M-1")]
    }


def test_a_line_that_stands_twice_in_one_bill_only_is_no_line_of_another() -> None:
    mark = facts.fingerprint(FEE)
    assert mark is not None
    assert beside(own=bill("own", FEE, FEE)).lines({mark: (DAY(2026, 5, 4),)}) == {}


def test_a_source_that_is_named_twice_is_one() -> None:
    index = Index()
    for _ in range(2):
        index.add("own.txt", 0, "a", bill("own"))
    found = index.beside("own.txt", 0, bill("own"))
    assert found is not None
    assert found.numbered("own") == ()
    assert index.beside("unheard.txt", 0, bill("own")) is None


def test_an_index_answers_the_same_once_it_is_settled() -> None:
    twice = replace(FEE, number="2", description="Draft the lease")
    bills = [bill("7", FEE, twice), bill("8", twice), bill("9", replace(FEE, description="Call the bank"), day=4)]
    mark = facts.fingerprint(twice)
    assert mark is not None

    def said(index: Index) -> list[object]:
        found: list[object] = [index.foreseen("a"), index.invoices("a")]
        for place, each in enumerate(bills):
            seen = index.beside("a.txt", place, each)
            assert seen is not None
            found += [seen.numbered("8"), seen.bills("M-1"), seen.rates("T1"), sorted(seen.again(each) or ())]
            found += [seen.hours([("T1", DAY(2026, 5, 4))]), seen.lines({mark: (DAY(2026, 5, 4),)})]
            found += [seen.spent("M-1"), seen.spent("M-1", phase="L100"), seen.ahead("M-1")]
        return found

    whole, joined = Index(), Index()
    for place, each in enumerate(bills):
        whole.add("a.txt", place, "a", each)
        part = Index()
        part.add("a.txt", place, "a", each)
        joined.join(part)
    open_still = said(whole)
    whole.settle()
    joined.settle()
    assert said(whole) == open_still == said(joined)
    assert said(pickle.loads(pickle.dumps(whole))) == open_still


def test_a_settled_index_takes_in_nothing_more() -> None:
    index, other = Index(), Index()
    index.settle()
    other.add("a.txt", 0, "a", bill("7"))
    with pytest.raises(ValueError, match="once it is settled"):
        index.add("a.txt", 0, "a", bill("7"))
    with pytest.raises(ValueError, match="once it is settled"):
        index.join(other)


def test_what_a_history_will_be_asked_is_foreseen() -> None:
    index = Index()
    index.add("a.txt", 0, "a", bill("7"))
    index.add("b.txt", 0, "b", bill("8", replace(FEE, date=DAY(2026, 5, 30))))
    seen = index.foreseen("a")
    assert (seen.numbers, seen.matters, seen.timekeepers) == ({"7"}, {"M-1"}, {"T1"})
    assert (seen.fingerprints, seen.first, seen.last) == ({facts.fingerprint(FEE)}, DAY(2026, 5, 4), DAY(2026, 5, 30))


def test_lines_that_stand_once_in_a_run_are_not_looked_for() -> None:
    other = replace(FEE, number="2", description="Draft the lease")
    own = bill("own", FEE, other)
    assert beside(("a", bill("7")), own=own).again(own) == {"1"}
    assert beside(own=own).again(own) == set()


def test_fees_of_a_phase_are_added_up_for_each_bill() -> None:
    own = bill("own", FEE, replace(FEE, number="2", task="L120"))
    seen = beside(("a", bill("7", FEE, replace(FEE, number="2", task="L120"))), own=own)
    assert seen.spent("M-1", phase="L100") == Spent(fees=Decimal(1400))
    assert seen.spent("M-1", phase="L110") == Spent(fees=Decimal(700))
