from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from practice import content

from ledes.sandbox import past
from ledes.sandbox.app import application
from ledes.sandbox.settings import KnownMatter, Settings

Open = Callable[..., Any]
BASE = "http://127.0.0.1:8765"
OURS = {"Origin": BASE}
BY_HAND = Settings(token="practice-token", delay=0.0, automatic=False)


class Desk:
    """A browser at a portal that holds one bill in review."""

    def __init__(self, office: Any) -> None:
        self.office = office
        office.take()
        office.later(1)
        office.later(1)
        self.client = application(office.portal).test_client()

    def see(self, path: str = "/bills/1") -> str:
        answer = self.client.get(path, base_url=BASE)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def do(self, action: str, headers: dict[str, str] | None = None, **form: str) -> int:
        to = f"/bills/1/{action}"
        return self.client.post(to, data=form, headers=OURS if headers is None else headers, base_url=BASE).status_code

    def words(self) -> str:
        return past.of_bill(self.office.store, 1)[-1].words


def test_an_empty_portal_says_so(office: Open) -> None:
    client = application(office().portal).test_client()
    assert "Nothing has come yet" in client.get("/", base_url=BASE).get_data(as_text=True)


def test_the_list_shows_number_total_and_state(office: Open) -> None:
    page = Desk(office(BY_HAND)).see("/")
    assert re.search(r'<a href="/bills/1">1001</a>', page)
    assert "450.00" in page
    assert "In review" in page


def test_a_bill_is_shown_with_its_lines(office: Open) -> None:
    page = Desk(office(BY_HAND)).see()
    for text in ("Invoice 1001", "Review of pleadings", "Doe, Ann", "1.50", "300.00", "450.00", "M-9", "L110 A101"):
        assert text in page


def test_what_was_found_is_shown_with_its_lines(office: Open) -> None:
    page = Desk(office(Settings(token="practice-token", delay=0.0, matters=(KnownMatter(id="M-1"),)))).see()
    assert "CLIENT_MATTER_ID &#34;M-9&#34; is invalid" in page
    assert "MATTER_UNKNOWN" in page


def test_markup_in_a_bill_stays_text(office: Open) -> None:
    here = office(BY_HAND)
    nasty = "<script>alert(1)</script>"
    here.take(made=content(number="<b>9</b>").replace(b"Review of pleadings", nasty.encode()))
    client = application(here.portal).test_client()
    page = client.get("/bills/1", base_url=BASE).get_data(as_text=True)
    assert nasty not in page
    assert "&lt;script&gt;" in page
    assert "<b>9</b>" not in page + client.get("/", base_url=BASE).get_data(as_text=True)


def test_every_button_does_what_it_says(office: Open) -> None:
    desk = Desk(office(BY_HAND))
    assert desk.do("reduce", line="1", amount="50.00", words="too long") == 303
    assert desk.words() == "Approved with reductions"
    assert "−50.00" in desk.see()
    assert desk.do("reject", words="not ours") == 303
    assert desk.words() == "Rejected"
    assert "not ours" in desk.see()
    assert desk.do("accept") == 303
    assert desk.words() == "Approved"
    assert desk.do("pay", amount="450.00") == 303
    assert desk.words() == "Paid"


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("reject", {"words": "  "}),
        ("reduce", {"line": "1", "amount": "450.01", "words": "x"}),
        ("reduce", {"line": "1", "amount": "0", "words": "x"}),
        ("reduce", {"line": "1", "amount": "-5", "words": "x"}),
        ("reduce", {"line": "1", "amount": "1e2", "words": "x"}),
        ("reduce", {"line": "7", "amount": "5", "words": "x"}),
        ("reduce", {"line": "1", "amount": "5"}),
        ("pay", {"amount": "500"}),
        ("pay", {}),
    ],
)
def test_a_form_that_makes_no_sense_changes_nothing(office: Open, action: str, form: dict[str, str]) -> None:
    desk = Desk(office(BY_HAND))
    assert desk.do(action, **form) == 400
    assert desk.words() == "In review"


def test_a_line_is_never_cut_by_more_than_is_left_of_it(office: Open) -> None:
    desk = Desk(office(BY_HAND))
    assert desk.do("reduce", line="1", amount="400.00", words="x") == 303
    assert desk.do("reduce", line="1", amount="50.01", words="x") == 400
    assert desk.do("reduce", line="1", amount="50.00", words="x") == 303


def test_a_bill_that_is_not_open_for_it_says_so(office: Open) -> None:
    desk = Desk(office(BY_HAND))
    assert desk.do("pay", amount="450.00") == 409
    desk.do("accept")
    desk.do("pay", amount="450.00")
    assert desk.do("reject", words="too late") == 409
    assert "<form" not in desk.see()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Referer": "http://elsewhere.example/127.0.0.1:8765"},
    ],
)
def test_a_form_from_elsewhere_decides_nothing(office: Open, headers: dict[str, str]) -> None:
    desk = Desk(office(BY_HAND))
    assert desk.do("accept", headers=headers) == 403
    assert desk.words() == "In review"


def test_a_decision_is_never_made_by_a_link(office: Open) -> None:
    desk = Desk(office(BY_HAND))
    assert desk.client.get("/bills/1/accept", base_url=BASE).status_code == 405


@pytest.mark.parametrize("path", ["/bills/99", "/bills/99/"])
def test_a_bill_that_is_not_there_is_a_404(office: Open, path: str) -> None:
    client = application(office().portal).test_client()
    assert client.get(path, base_url=BASE).status_code == 404
    assert client.post("/bills/99/accept", headers=OURS, base_url=BASE).status_code == 404


def test_pages_run_no_script_and_load_nothing_from_elsewhere(office: Open) -> None:
    desk = Desk(office(BY_HAND))
    answer = desk.client.get("/bills/1", base_url=BASE)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.get_data(as_text=True)
    assert "http://" not in answer.get_data(as_text=True).replace(BASE, "")
    assert desk.client.get("/static/portal.css", base_url=BASE).status_code == 200
