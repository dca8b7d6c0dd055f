"""What a workbook holds, in lines: the cells of each sheet, and what each chart draws from where."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree
from python_calamine import load_workbook

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WORD = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def lines(workbook: bytes) -> str:
    """Write cells and charts, a line each."""
    return "".join(f"{line}\n" for line in (*_cells(workbook), *_charts(workbook)))


def _cells(workbook: bytes) -> Iterator[str]:
    book = load_workbook(io.BytesIO(workbook))
    for place, name in enumerate(book.sheet_names):
        for row in book.get_sheet_by_index(place).to_python():
            yield f"{name}: {' | '.join(str(cell) for cell in row)}"


def _charts(workbook: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        for name in sorted(names, key=lambda each: int(re.sub(r"\D", "", each))):
            plot = etree.fromstring(archive.read(name)).find(f"{CHART}chart")
            assert plot is not None
            title = "".join(each.text or "" for each in plot.iterfind(f"{CHART}title//{WORD}"))
            kind = next(each.tag.removeprefix(CHART) for each in plot.iter() if str(each.tag).endswith("Chart"))
            least = [each.get("val") for each in plot.iter(f"{CHART}min")]
            yield f"chart: {title} ({kind}), from {', '.join(map(str, least)) or 'the least value'}"
            for each in plot.iter(f"{CHART}ser"):
                yield f"chart:   {', '.join(str(cells.text) for cells in each.iter(f'{CHART}f'))}"
