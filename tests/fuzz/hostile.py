"""Files made to harm whoever reads them; `python hostile.py NAME ...` prints what they cost as JSON."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
MILLION = 1_000_000


def _bill(key: str, name: str = "hourly") -> bytes:
    return next((ROOT / "samples" / "bills" / key).glob(f"{name}.*")).read_bytes()


def _xml(more: bytes, at: bytes = b"<matter_name>", count: int = 1) -> bytes:
    return _bill("xml2.2").replace(at, more * count + at, 1)


def _declared(subset: bytes, key: str = "xml2.2", name: bytes = b"Berth renewal", use: bytes = b"") -> bytes:
    """Put a DOCTYPE with declarations of its own before the root."""
    content = re.sub(rb"<!DOCTYPE[^>]*>\n?", b"", _bill(key))
    root = b"ledesxml" if key == "2000" else b"ledesxmlebilling2.2"
    return content.replace(b"?>", b"?><!DOCTYPE " + root + b" [" + subset + b"]>", 1).replace(name, use or name)


def _bomb() -> bytes:
    steps = (b'<!ENTITY a%d "%s">' % (step, (b"&a%d;" % (step - 1)) * 10) for step in range(1, 10))
    return b'<!ENTITY a0 "' + b"x" * 1000 + b'">' + b"".join(steps)


def _sheet(more: bytes, count: int = 1) -> bytes:
    """Put something at the end of a workbook's first sheet."""
    out, before = io.BytesIO(), ROOT / "samples" / "tables" / "3e-proforma.xlsx"
    with zipfile.ZipFile(before) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            with target.open(name, "w") as part:
                text = source.read(name)
                end = text.find(b"</sheetData>") if name.endswith("sheet1.xml") else -1
                if end < 0:
                    part.write(text)
                    continue
                part.write(text[:end])
                for _ in range(count):
                    part.write(more)
                part.write(text[end:])
    return out.getvalue()


def _cell(place: str) -> bytes:
    row = re.sub("[A-Z]+", "", place)
    return f'<row r="{row}"><c r="{place}" t="str"><v>1</v></c></row>'.encode()


def _csv(more: bytes) -> bytes:
    return (ROOT / "samples" / "tables" / "generic.csv").read_bytes() + more


def _json(more: bytes) -> bytes:
    return _bill("json").replace(b"Berth renewal", more)


def _odd(key: str, count: int) -> bytes:
    """Repeat a record that holds pipes too many in its narrative."""
    content = _bill(key)
    record = content.splitlines(keepends=True)[2]
    return content + record.replace(b"note", b"note|to|the|file") * count


FILES: dict[str, Callable[[], bytes]] = {
    "entity bomb": lambda: _declared(_bomb(), use=b"&a9;"),
    "entity bomb in 2000": lambda: _declared(_bomb(), "2000", use=b"&a9;"),
    "external entity": lambda: _declared(b'<!ENTITY e SYSTEM "file:///etc/passwd">', use=b"&e;"),
    "external entity over the net": lambda: _declared(b'<!ENTITY e SYSTEM "http://127.0.0.1:9/x">', use=b"&e;"),
    "external parameter entity": lambda: _declared(b'<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;'),
    "included file": lambda: _xml(b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    "deep XML": lambda: _xml(b"<a>", count=MILLION),
    "deep matters": lambda: _xml(b"<matter>", count=100_000),
    "huge attribute": lambda: _xml(b'<a b="' + b"x" * 5 * MILLION + b'"/>'),
    "many attributes": lambda: _xml(b"<a " + b" ".join(b'a%d="1"' % number for number in range(100_000)) + b"/>"),
    "huge text": lambda: _xml(b"<matter_desc>" + b"x" * 12 * MILLION + b"</matter_desc>"),
    "huge comment": lambda: _xml(b"<!--" + b"x" * 5 * MILLION + b"-->"),
    "many elements": lambda: _xml(b"<a/>", count=200_000),
    "many fees": lambda: _xml(b"<fee/>", at=b"<fee>", count=20_000),
    "gzip of XML": lambda: gzip.compress(_bill("xml2.2")),
    "gzip of 1998B": lambda: gzip.compress(_bill("1998b")),
    "deep JSON lists": lambda: b'{"ledes": 1, "bills": ' + b"[" * 5 * MILLION,
    "deep JSON objects": lambda: b'{"ledes": 1, "bills": [' + b'{"a":' * MILLION,
    "long JSON number": lambda: _bill("json").replace(b'"2160.00"', b"1" * 5 * MILLION),
    "huge JSON exponent": lambda: _bill("json").replace(b'"2160.00"', b"1e999999999"),
    "huge JSON text": lambda: _json(b"x" * 5 * MILLION),
    "many JSON bills": lambda: b'{"ledes": 1, "bills": [' + b",".join([b"{}"] * 3000) + b"]}",
    "many JSON keys": lambda: _bill("json").replace(
        b'"number"', b",".join(b'"k%d":1' % number for number in range(20_000)) + b',"number"', 1
    ),
    "endless line": lambda: _bill("1998b") + b"x" * 10 * MILLION,
    "endless pipes": lambda: _bill("1998b") + b"|" * 10 * MILLION,
    "many short lines": lambda: _bill("1998b") + b"x\n" * 5_000,
    "many blank lines": lambda: _bill("1998b") + b"\n" * 100_000,
    "many record ends": lambda: _bill("1998b") + b"[]" * 200_000,
    "many odd records of 1998B": lambda: _odd("1998b", 100),
    "many odd records of 98BI": lambda: _odd("98bi", 50),
    "wide record": lambda: _bill("1998b").replace(b"terms; note", b"a|" * 50_000),
    "noughts": lambda: b"LEDES1998B[]\n" + b"\x00" * 10 * MILLION,
    "open quote in CSV": lambda: _csv(b'"' + b"x" * 10 * MILLION),
    "many commas in CSV": lambda: _csv(b"," * 2 * MILLION),
    "many columns in CSV": lambda: b",".join(b"Invoice %d" % number for number in range(50_000)) + b"\n1\n",
    "many blank lines in CSV": lambda: _csv(b"\n" * 100_000),
    "zip bomb": lambda: _sheet(b" " * MILLION, count=410),
    "sheet of blanks": lambda: _sheet(b" " * MILLION, count=60),
    "far cell in XLSX": lambda: _sheet(_cell("XFD1048576")),
    "far row in XLSX": lambda: _sheet(_cell("A1048576")),
    "far column in XLSX": lambda: _sheet(_cell("XFD20")),
}


def _memory(name: str) -> int:
    """Read a figure of this process, in bytes."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


def cost(name: str) -> dict[str, object]:
    """Check a file; give its verdict, what is said of it, the seconds and the bytes of memory beyond its own."""
    from ledes import validate
    from ledes.errors import LedesError
    from ledes.formats.source import in_memory

    content = FILES[name]()
    path = f"bill{'.csv' if 'CSV' in name else ''}"
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before, began = _memory("VmRSS"), time.perf_counter()
    try:
        report = validate.check(in_memory(path, content))
        verdict, said = report.standard, [f"{case.finding.rule} {case.finding.message}" for case in report.cases[:3]]
    except LedesError as error:
        verdict, said = "refused", [str(error)]
    seconds, held = time.perf_counter() - began, _memory("VmHWM") - before
    return {"name": name, "verdict": verdict, "said": said, "seconds": seconds, "held": held, "size": len(content)}


def warm() -> None:
    """Read one file of each kind, so that libraries and tables are there and cost nothing more."""
    from ledes import validate
    from ledes.formats.source import in_memory

    for key in ("1998b", "json", "xml2.2"):
        validate.check(in_memory(key, _bill(key)))
    for name in ("3e-proforma.xlsx", "generic.csv"):
        validate.check(in_memory(name, (ROOT / "samples" / "tables" / name).read_bytes()))


if __name__ == "__main__":
    warm()
    for each in sys.argv[1:]:
        sys.stdout.write(json.dumps(cost(each)) + "\n")
