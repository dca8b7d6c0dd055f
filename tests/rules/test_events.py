from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledes.bill import Matter, Timekeeper

THIRD = Timekeeper(id="T3", name="Larkspur, Jonas", classification="ASSOC")


def three(make: Any, *texts: str, **changes: Any) -> Any:
    people = (make.partner, make.associate, THIRD)
    lines = zip(texts, people, strict=False)
    return make.bill(
        *(make.fee(row=row, description=t, timekeeper=p, **changes) for row, (t, p) in enumerate(lines, 3))
    )


def test_more_people_at_one_event_than_the_client_takes_are_told_once(make: Any, judge: Any) -> None:
    bill = three(make, "Attend hearing on motion to stay", "Second chair hearing on motion to stay", "Draft motion")
    assert judge("V200", bill, most=1) == [
        (
            3,
            "line.description",
            "2 timekeepers (T1, T2) attended one hearing on 2026-05-04, the client takes 1",
        )
    ]
    assert judge("V200", bill, most=2) == []


def test_one_person_at_an_event_twice_is_one_person(make: Any, judge: Any) -> None:
    both = [make.fee(row=row, description="Attend trial") for row in (3, 4)]
    assert judge("V200", make.bill(*both), most=1) == []


def test_events_of_other_days_and_matters_are_others(make: Any, judge: Any) -> None:
    text = "Attend hearing on motion to stay"
    here = make.fee(description=text)
    later = make.fee(row=4, description=text, date=make.day(5), timekeeper=make.associate)
    there = make.fee(row=5, description=text, matter=Matter(firm_id="x"), timekeeper=make.associate)
    assert judge("V200", make.bill(here, later, there), most=1) == []


def test_an_event_told_in_more_words_than_the_first_is_the_same(make: Any, judge: Any) -> None:
    bill = three(make, "Attend deposition of Dr. Vance", "Deposition of Dr. Vance", "Depose Dr. Vance on soil report")
    (found,) = judge("V200", bill, most=2)
    assert found[2].startswith("3 timekeepers (T1, T2, T3) attended one deposition")


def test_a_document_read_by_several_is_told_with_its_words(make: Any, judge: Any) -> None:
    texts = ("Review order on motion to stay", "Read order on motion to stay", "Review order on motion to compel")
    assert judge("V201", three(make, *texts, activity="A104"), most=1) == [
        (3, "line.description", "2 timekeepers (T1, T2) read the same: 'Review order on motion to stay'")
    ]
    assert judge("V201", three(make, *texts, activity="A103"), most=1) == []


def test_masses_of_papers_are_no_one_document(make: Any, judge: Any) -> None:
    assert judge("V201", three(make, "Review emails of Pell", "Review emails of Pell", activity=""), most=1) == []


def test_research_is_added_up_by_matter_and_by_code_before_words(make: Any, judge: Any) -> None:
    lines = [
        make.fee(row=3, units=Decimal("2.5"), activity="A102"),
        make.fee(row=4, units=Decimal("2.0"), activity="", description="Legal research on laches"),
        make.fee(row=5, units=Decimal("9.0"), activity="A103", description="Research laches"),
        make.fee(row=6, units=Decimal("3.0"), activity="A102", matter=Matter(firm_id="x")),
    ]
    assert judge("V202", make.bill(*lines), hours=Decimal("4.5")) == []
    assert judge("V202", make.bill(*lines), hours=Decimal("4.4")) == [
        (3, "line.units", "4.5 hours of research for matter 2001, above 4.4 the client approves beforehand")
    ]


def test_a_flat_fee_has_no_hours_of_research(make: Any, judge: Any) -> None:
    flat = make.fee(units=Decimal(9), timekeeper=Timekeeper(id="F", classification="FLTFEE"))
    assert judge("V202", make.bill(flat), hours=Decimal(1)) == []
