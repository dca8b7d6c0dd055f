from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from ledes.bill import Matter, Timekeeper
from ledes.client import ApprovedTimekeeper, Client, MatterTerms, Rate
from ledes.terms import rates

MAY, JULY = datetime.date(2026, 5, 4), datetime.date(2026, 7, 1)
MATTER = Matter(firm_id="M-1", client_id="C-1")
PARTNER = Timekeeper(id="T1", classification="PARTNR")


def rate(amount: str, **said: Any) -> Rate:
    return Rate(rate=Decimal(amount), **said)


def client(*table: Rate, **said: Any) -> Client:
    return Client(key="c", currency="USD", rates=table, **said)


def most(profile: Client, day: datetime.date | None = MAY, matter: Matter = MATTER) -> tuple[str, str] | None:
    found = rates.agreed(profile, PARTNER, matter, day)
    return (str(found.rate), found.basis) if found else None


def test_the_rate_of_the_day_counts() -> None:
    profile = client(rate("400", timekeeper="T1", end=MAY), rate("420", timekeeper="T1", start=JULY))
    assert most(profile) == ("400", "timekeeper")
    assert most(profile, JULY) == ("420", "timekeeper")
    assert most(profile, datetime.date(2026, 6, 1)) is None


def test_a_rate_for_the_matter_goes_before_one_for_all() -> None:
    profile = client(rate("400", timekeeper="T1"), rate("450", timekeeper="T1", matter="C-1"))
    assert most(profile) == ("450", "timekeeper")
    assert most(profile, matter=Matter(firm_id="M-2")) == ("400", "timekeeper")


def test_the_roster_holds_where_the_table_says_nothing() -> None:
    listed = (ApprovedTimekeeper(id="T1", rate=Decimal(390)),)
    assert most(client(timekeepers=listed)) == ("390", "timekeeper")
    assert most(client(rate("400", timekeeper="T1"), timekeepers=listed)) == ("400", "timekeeper")


def test_a_ceiling_of_the_class_counts_where_it_is_lower() -> None:
    cap = rate("350", classification="PARTNR")
    assert most(client(rate("400", timekeeper="T1"), cap)) == ("350", "classification")
    assert most(client(rate("300", timekeeper="T1"), cap)) == ("300", "timekeeper")
    assert most(client(rate("350", classification="ASSOC"))) is None


def test_a_rate_without_person_and_class_is_for_everybody() -> None:
    assert most(client(rate("250"))) == ("250", "everybody")


def test_a_blended_rate_of_the_matter_is_a_ceiling() -> None:
    terms = MatterTerms(firm_id="M-1", blended_rate=Decimal(280), currency="EUR")
    found = rates.agreed(client(rate("400", timekeeper="T1"), matters=(terms,)), PARTNER, MATTER, MAY)
    assert found == (Decimal(280), "blended", None, "EUR")


def test_without_a_day_the_highest_rate_is_taken() -> None:
    profile = client(rate("420", timekeeper="T1", end=MAY), rate("400", timekeeper="T1", start=JULY))
    assert most(profile, None) == ("420", "timekeeper")
