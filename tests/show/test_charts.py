"""Charts: the same numbers in the drawing of a page and in the cells of a workbook; nothing in them is run."""

from __future__ import annotations

import io
import itertools
import zipfile
from decimal import Decimal

import pytest
from lxml import etree
from python_calamine import load_workbook

from ledes.show import chart, chartsvg, sheetfiles
from ledes.show.chart import BARS, COLUMNS, LINES, Chart, Series
from ledes.show.chartscale import scale
from ledes.show.sheet import Column, Sheet

D = Decimal
SVG = "{http://www.w3.org/2000/svg}"
AGES = Chart(
    title="Open <by> client",
    labels=("Mill & Co", "=2+3"),
    series=(Series("new", (D("100.00"), D("40.00"))), Series("old", (D("50.00"), None))),
    kind=BARS,
    stacked=True,
    steps=True,
    unit="USD",
)
MONTHS = Chart(
    title="Money",
    labels=("2026-01", "2026-02", "2026-03"),
    series=(Series("came", (D(10), D(30), None)), Series("foreseen", (None, None, D(20)))),
    band=((None, None), (None, None), (D(12), D(28))),
    kind=LINES,
)


def drawn(each: Chart) -> etree._Element:
    return etree.fromstring(chartsvg.svg(each).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def titles(each: Chart) -> list[str]:
    return [str(title.text) for title in drawn(each).iter(f"{SVG}title")]


def test_each_part_of_a_drawing_says_what_it_is() -> None:
    assert titles(AGES) == [
        "Mill & Co, new: 100.00 USD",
        "Mill & Co, old: 50.00 USD",
        "=2+3, new: 40.00 USD",
    ]
    assert titles(MONTHS) == ["2026-01, came: 10", "2026-02, came: 30", "2026-03, foreseen: 20"]


def test_what_is_nothing_everywhere_has_no_name_beside_the_drawing() -> None:
    one = Chart(
        title="T", labels=("a",), series=(Series("none", (D(0),)), Series("some", (D(1),)), Series("no", (None,)))
    )
    words = [str(each.text) for each in drawn(one).iter(f"{SVG}text")]
    assert "some" in words
    assert not {"none", "no"} & set(words)


def test_the_last_of_many_months_is_named_within_the_picture() -> None:
    months = tuple(f"2026-{month:02}" for month in range(1, 41))
    one = Chart(title="T", labels=months, series=(Series("s", tuple(map(D, range(40)))),), kind=LINES)
    named = [each for each in drawn(one).iter(f"{SVG}text") if str(each.text).startswith("2026-")]
    assert named[-1].text == months[-1]
    assert float(str(named[-1].get("x"))) + len("2026-40") * chartsvg.LETTER / 2 <= chartsvg.WIDTH
    places = [float(str(each.get("x"))) for each in named]
    assert min(later - sooner for sooner, later in itertools.pairwise(places)) > len("2026-40") * chartsvg.LETTER


def test_the_length_of_bars_is_as_their_values() -> None:
    root = drawn(AGES)
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    wide = [float(str(rect.get("width"))) for rect in bars]
    assert wide[0] / wide[2] == pytest.approx(2.5, rel=0.01)
    assert float(str(bars[1].get("x"))) == pytest.approx(float(str(bars[0].get("x"))) + wide[0], abs=0.2)


def test_columns_below_zero_hang_from_it() -> None:
    one = Chart(title="T", labels=("a", "b"), series=(Series("s", (D(10), D(-10))),), kind=COLUMNS)
    up, down = (rect for rect in drawn(one).iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None)
    assert up.get("height") == down.get("height")
    foot = float(str(up.get("y"))) + float(str(up.get("height")))
    assert float(str(down.get("y"))) == pytest.approx(foot, abs=0.2)


@pytest.mark.parametrize("values", [(), (D(0),), (D("0.003"),), (D(7_900_000),), (D(-40), D(3)), (D(100),)])
def test_a_scale_holds_every_value_and_zero(values: tuple[Decimal, ...]) -> None:
    found = scale(Chart(title="T", labels=tuple("x" for _ in values), series=(Series("s", values),)))
    assert found.low <= min([0.0, *map(float, values)])
    assert found.high >= max([0.0, *map(float, values)])
    assert found.ticks[0] == found.low
    assert found.ticks[-1] == found.high
    assert 2 <= len(found.ticks) <= 8


def test_stacked_values_fit_together_on_the_scale() -> None:
    assert scale(AGES).high >= 150


def test_a_chart_without_values_is_left_out() -> None:
    assert Chart(title="T", labels=("a",), series=(Series("s", (D(0),)),)).empty
    assert Chart(title="T", labels=(), series=()).empty
    assert not AGES.empty


def test_many_names_are_taken_together_without_losing_a_cent() -> None:
    many = [(f"n{place}", (D(place), D(1))) for place in range(30)]
    kept = chart.largest(many, most=5)
    assert [name for name, _ in kept] == ["n29", "n28", "n27", "n26", chart.OTHERS]
    assert sum(values[0] for _, values in kept) == sum(range(30))
    assert sum(values[1] for _, values in kept) == 30


@pytest.mark.parametrize(("low", "begins"), [(D(90), True), (D(-1), False)])
def test_a_chart_of_a_workbook_begins_at_nothing_unless_something_is_less(low: Decimal, begins: bool) -> None:
    one = Chart(title="T", labels=("a", "b"), series=(Series("s", (low, D(99))),), kind=BARS)
    stream = io.BytesIO()
    table = Sheet(title="T", columns=(Column("a", "A"),), rows=(("x",),))
    sheetfiles.write_xlsx(stream, table, (), (one,))
    with zipfile.ZipFile(stream) as archive:
        assert (b'<c:min val="0"/>' in archive.read("xl/charts/chart1.xml")) is begins


def test_a_workbook_holds_the_numbers_beside_the_charts_and_no_formula() -> None:
    table = Sheet(title="T", columns=(Column("a", "A"),), rows=(("x",),))
    stream = io.BytesIO()
    sheetfiles.write_xlsx(stream, table, ("a note",), (AGES, MONTHS))
    book = load_workbook(io.BytesIO(stream.getvalue()))
    assert book.sheet_names == ["T", "Charts", "Notes"]
    rows = book.get_sheet_by_name("Charts").to_python()
    assert rows[0][0] == "Open <by> client (USD)"
    assert rows[1][1:3] == ["new", "old"]
    assert rows[2][:3] == ["Mill & Co", 100.0, 50.0]
    assert rows[3][:3] == ["=2+3", 40.0, ""]
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        assert len(names) == 2
        assert b"<f>" not in archive.read("xl/worksheets/sheet2.xml")
        assert b"Charts!$B$3:$B$4" in archive.read("xl/charts/chart1.xml").replace(b"'", b"")
