"""The page of findings: complete in one file, its money adds up, and nothing in a bill becomes markup."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from ebills import file
from findingsbill import LINES, written
from lxml import html

from ledes.__main__ import main


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return written(tmp_path, monkeypatch)


def page(folder: Path) -> str:
    return (folder / "f.html").read_text("utf-8")


def table(folder: Path, title: str) -> list[tuple[str, str]]:
    """Give the names and the amounts of a table under a title, its closing lines at the end."""
    root = html.fromstring(page(folder))
    (heading,) = [each for each in root.iter("h3") if each.text_content() == title]
    rows = heading.getnext().iter("tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    return [(row[0], row[-1]) for row in cells[1:]]


def amount(text: str) -> Decimal:
    found = re.search(r"-?[\d,]+\.\d+", text)
    return Decimal(found[0].replace(",", "")) if found else Decimal(0)


def total(folder: Path) -> Decimal:
    (due,) = html.fromstring(page(folder)).find_class("due")
    return amount(due.text_content())


def test_money_at_risk_by_rule_adds_up_to_the_total(made: Path) -> None:
    *shares, (last, sum_) = table(made, "By rule")
    assert last == "Together"
    assert amount(sum_) == total(made) == Decimal("2150.00")
    assert sum(amount(each) for _name, each in shares) == total(made)
    assert ("Rate above approved P011", Decimal("350.00")) in [(name, amount(each)) for name, each in shares]


def test_money_at_risk_by_timekeeper_adds_up_to_the_total(made: Path) -> None:
    *shares, (_last, sum_) = table(made, "By timekeeper")
    assert amount(sum_) == total(made)
    assert sum(amount(each) for _name, each in shares) == total(made)
    assert {name: amount(each) for name, each in shares}["Pell, Ivo T2"] == Decimal("150.00")


def test_a_line_that_two_rules_name_counts_once_and_the_page_says_so(made: Path) -> None:
    profile = Path("clients/widgets.toml")
    profile.write_text(profile.read_text().replace("most = 5", "most = 1"))
    main(["validate", "bill.txt", "--html", "out/f.html"])
    shares = table(made, "By rule")
    (twice,) = [amount(each) for name, each in shares if name.startswith("Counted once")]
    assert twice < 0
    assert sum(amount(each) for name, each in shares if name != "Together") == total(made)
    assert sum(amount(each) for name, each in table(made, "By timekeeper") if name != "Together") == total(made)


def test_equal_findings_are_one_fact_with_their_lines(made: Path) -> None:
    text = html.fromstring(page(made)).text_content()
    assert text.count("timekeeper 'T1' is billed at 350, approved is 300.00") == 1
    (fact,) = [
        each for each in html.fromstring(page(made)).find_class("fact") if "approved is 300.00" in each.text_content()
    ]
    assert [row.text_content().split()[0] for row in fact.getnext().iter("tr")][1:] == ["1", "3", "4"]


def test_the_page_is_complete_in_itself(made: Path) -> None:
    root = html.fromstring(page(made))
    assert not list(root.iter("script", "link", "img", "iframe", "object", "embed", "form"))
    assert not re.search(r"""(src|href|url|@import)\s*[=(]\s*["']?(https?:)?//""", page(made))
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]


def test_what_a_bill_says_stays_text(made: Path) -> None:
    assert "<script>" not in page(made)
    assert "<script>alert(1)</script>" in html.fromstring(page(made)).text_content()


def test_the_file_itself_cannot_bring_markup_in(made: Path) -> None:
    name = "<b>bill.txt"
    Path(name).write_bytes(file(*LINES))
    main(["validate", name, "--html", "out/f.html"])
    assert "<b>" not in page(made)
    assert name in html.fromstring(page(made)).text_content()


def test_each_finding_says_what_to_do(made: Path) -> None:
    groups = html.fromstring(page(made)).find_class("group")
    assert len(groups) == 3
    assert all(each.find_class("do") for each in groups)


def test_a_bill_without_findings_has_a_page_too(made: Path) -> None:
    Path("clients/widgets.toml").unlink()
    Path("good.txt").write_bytes(file(LINES[0].replace("4430.00", "700.00")))
    assert main(["validate", "good.txt", "--html", "out/f.html"]) == 0
    text = html.fromstring(page(made)).text_content()
    assert "Findings before sending" in text
    assert "700.00" in text


def test_several_files_are_one_page_with_a_list_of_bills(made: Path) -> None:
    Path("second.txt").write_bytes(file(*LINES).replace(b"|1001|", b"|1002|"))
    main(["validate", "bill.txt", "second.txt", "--html", "out/f.html"])
    assert [name for name, _risk in table(made, "By bill")] == ["1001", "1002"]
    assert total(made) == sum(amount(risk) for _name, risk in table(made, "By bill")) == Decimal("8860.00")
