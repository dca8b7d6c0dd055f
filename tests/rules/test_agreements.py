from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from typing import Any

import pytest

from ledes.bill import Matter, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, MatterTerms, Rate
from ledes.rules import agreements
from ledes.terms import rates

D = Decimal
DAYS = (None, datetime.date(2026, 5, 4), datetime.date(2026, 5, 5))
MATTERS = (None, Matter(firm_id="2001", client_id="C-1"), Matter(firm_id="2002"), Matter(client_id="C-3"))
PEOPLE = (
    Timekeeper(id="T1", classification="PARTNR"),
    Timekeeper(id="T1", classification="ASSOC"),
    Timekeeper(id="T2"),
)
ROSTER = (
    ApprovedTimekeeper(id="T1", rate=D(300), end=DAYS[1]),
    ApprovedTimekeeper(id="T1", rate=D(310), start=DAYS[2]),
    ApprovedTimekeeper(id="T2", rate=D(200), matters=("C-3",)),
)
TABLE = (
    Rate(timekeeper="T1", rate=D(290), matter="C-1"),
    Rate(classification="PARTNR", rate=D(280), matter="2002"),
    Rate(rate=D(305), start=DAYS[2]),
)


@pytest.mark.parametrize(
    "profile",
    [
        Client(key="c"),
        Client(key="c", timekeepers=ROSTER),
        Client(key="c", timekeepers=ROSTER[2:], rates=TABLE[:2]),
        Client(key="c", rates=TABLE, matters=(MatterTerms(firm_id="2002", client_id="C-2", blended_rate=D(150)),)),
    ],
)
def test_what_is_remembered_is_what_would_be_answered(make: Any, profile: Client) -> None:
    known = agreements.of(profile)
    asked = list(itertools.product(PEOPLE, MATTERS, DAYS))
    for person, matter, day in asked + asked[::-1]:
        said = known.of(make.fee(timekeeper=person, matter=matter, date=day))
        assert said.personal == rates.personal(profile, person.id, matter, day)
        assert said.ceiling == rates.ceiling(profile, person.classification, matter, day)


def test_another_profile_is_asked_anew(make: Any) -> None:
    line = make.fee()
    dear, cheap = (Client(key="c", rates=(Rate(timekeeper="T1", rate=D(rate)),)) for rate in (500, 100))
    said = [agreements.of(profile).of(line).personal for profile in (dear, cheap, dear)]
    assert [each.rate if each else None for each in said] == [D(500), D(100), D(500)]


def test_nobody_has_no_agreed_rate(make: Any) -> None:
    profile = Client(key="c", rates=(Rate(rate=D(1)),))
    assert agreements.of(profile).of(make.fee(timekeeper=None)) == agreements.NONE


def test_what_is_remembered_stays_bounded(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreements, "MOST_KEPT", 2)
    profile = Client(key="c", rates=tuple(Rate(timekeeper=f"T{n}", rate=D(n)) for n in range(1, 6)))
    known = agreements.of(profile)
    for number in range(1, 6):
        (said, _) = known.of(make.fee(timekeeper=Timekeeper(id=f"T{number}")))
        assert said is not None
        assert said.rate == number
    assert len(known._personal.known) <= 2
