"""The page for a browser: complete in itself, escaped, and every link leads somewhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from html.parser import HTMLParser

import strategies
from fullbill import CASES, FULL, checked
from hypothesis import given, settings

from ledes.bill import Bill
from ledes.show import bill as shown
from ledes.show import billhtml
from ledes.show.billmarks import Found
from ledes.validate import Case

OPEN = {"meta", "br"}
"""Elements that have no end."""


class Reader(HTMLParser):
    """Read a page strictly: which elements, ids, links and words it has, and whether each element ends."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.within: list[str] = []
        self.attributes: set[str] = set()
        self.feed(content)
        assert not self.within

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in OPEN:
            self.within.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def written(*bills: Bill, cases: tuple[Case, ...] = ()) -> str:
    report = checked(*bills, cases=cases)
    found = Found(report, {})
    out = io.BytesIO()
    places = tuple(range(1, len(bills) + 1))
    pages = (shown.page(bill, found, place) for place, bill in zip(places, bills, strict=True))
    billhtml.write(out, shown.cover(report, found, "JSON of ledes", places), pages)
    return out.getvalue().decode()


def test_the_page_is_as_it_was_looked_at(golden: Callable[[str, str], None]) -> None:
    golden("view/full.html", written(FULL, cases=CASES))


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = Reader(written(FULL, cases=CASES))
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on") or name in {"src", "style"}}
    assert all(link.startswith("#") for link in page.links)
    assert "url(" not in written(FULL) and "@import" not in written(FULL)


def test_words_of_the_bill_are_never_markup() -> None:
    content = written(FULL)
    assert "<script" not in content and "<of the>" not in content
    assert "advise <script>alert(1)</script> & reply" in "".join(Reader(content).words)


@settings(max_examples=15, deadline=None)
@given(strategies.bills(), strategies.bills())
def test_every_link_leads_to_one_place(one: Bill, other: Bill) -> None:
    page = Reader(written(one, other))
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_findings_are_linked_to_their_lines_and_back() -> None:
    page = Reader(written(FULL, cases=CASES))
    assert {"#bill1-1", "#bill1-2", "#bill1-m1", "#bill1-T101", "#bill1-C003"} <= set(page.links)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_tables_say_what_they_hold() -> None:
    content = written(FULL)
    assert content.count("<table") == content.count("<caption>")
    assert content.count("<th") == content.count("<th ") + content.count("<thead")
    assert content.count("<th ") == content.count('<th scope="')


def test_several_bills_have_a_table_of_contents_and_one_has_none() -> None:
    assert "Bills</caption>" not in written(FULL)
    assert 'href="#bill2"' in written(FULL, FULL)


def test_the_same_bill_gives_the_same_bytes() -> None:
    assert written(FULL, cases=CASES) == written(FULL, cases=CASES)
