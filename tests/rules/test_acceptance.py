from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from ledes.client import Client

PROFILE = Client(key="c", format="1998b", formats=("1998b", "xml2.1"))
UNTIL = datetime.date(2026, 5, 31)


def test_a_bill_is_in_one_of_the_clients_formats(make: Any, judge: Any) -> None:
    assert judge("I206", make.bill(), profile=PROFILE, form="xml2.1") == []
    assert judge("I206", make.bill(), profile=replace(PROFILE, formats=("98bi",)), form="1998b") == []
    assert judge("I206", make.bill(), profile=PROFILE, form="98bi") == [
        (3, "", "the bill is in the format 98bi, the client takes 1998b, xml2.1")
    ]


def test_guidelines_are_accepted_until_their_last_day(make: Any, judge: Any) -> None:
    profile = replace(PROFILE, guidelines_until=UNTIL)
    assert judge("I214", make.bill(), profile=profile, today=UNTIL) == []
    assert judge("I214", make.bill(), profile=profile, today=UNTIL + datetime.timedelta(1)) == [
        (3, "bill.date", "the client's guidelines were accepted until 2026-05-31, today is 2026-06-01")
    ]
