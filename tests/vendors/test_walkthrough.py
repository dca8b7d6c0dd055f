"""The adapter that docs/vendors.md writes runs as a package of its own, and no file of the project changes for it."""

from __future__ import annotations

import contextlib
import datetime
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from counterpart import FAULTS, SECRET, HttpCounterpart, WebPlace, slow
from flask import Flask, Response, request
from office import bills, record
from practice import package
from website import answer, serving

from ledes.gateway import Absent, Doubtful, Found

PAGE = Path(__file__).parents[2] / "docs" / "vendors.md"
CODE = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


class Plough:
    """All there is of Plough: it knows a key again, and takes bills of one company."""

    def __init__(self) -> None:
        self.bills: dict[str, dict[str, Any]] = {}
        self.at = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
        self.url = ""

    def contents(self) -> list[bytes]:
        return [each["content"] for each in self.bills.values()]

    def say(self, invoice: str, words: str) -> None:
        self.at += datetime.timedelta(hours=1)
        held = next(each for each in self.bills.values() if each["name"].startswith(invoice))
        held |= {"state": words, "at": self.at.isoformat()}


def application(plough: Plough) -> Flask:
    app = Flask("plough")

    @app.before_request
    def at_the_door() -> Response | None:
        return None if request.headers.get("Authorization") == f"Bearer {SECRET}" else answer(401)

    @app.post("/bills")
    def take() -> Response:
        key, file = request.headers["Idempotency-Key"], request.files["file"]
        if request.form["company"] != "77":
            return answer(422, {"error": "unknown company"})
        if key not in plough.bills:
            held = {"id": f"B{len(plough.bills) + 1}", "name": file.filename, "content": file.read()}
            plough.bills[key] = held
            plough.say(str(file.filename), "arrived")
        return answer(201, {"id": plough.bills[key]["id"]})

    @app.get("/bills")
    def look() -> Response:
        key = request.args["key"]
        return answer(200, [{"id": each["id"], "key": name} for name, each in plough.bills.items() if name == key])

    @app.get("/events")
    def events() -> Response:
        since = datetime.datetime.fromisoformat(request.args.get("since", "2000-01-01T00:00:00Z"))
        told = [each for each in plough.bills.values() if datetime.datetime.fromisoformat(each["at"]) >= since]
        return answer(200, [{"bill": each["id"], "state": each["state"], "at": each["at"]} for each in told])

    return app


class Other(HttpCounterpart):
    key = "plough"
    posts = r"^POST /bills"

    def settings(self, url: str) -> Mapping[str, str]:
        return {"company": "77"}

    @contextlib.contextmanager
    def serve(self, folder: Path) -> Iterator[Plough]:
        plough = Plough()
        with serving(application(plough)) as url:
            plough.url = url
            yield plough


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay the page's code down as an installed package with nothing but its module and its entry point."""
    folder = tmp_path / "site"
    facts = folder / "plough-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "plough.py").write_text(CODE[0], "utf-8")
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: plough\nVersion: 1.0\n", "utf-8")
    (facts / "entry_points.txt").write_text("[ledes.vendors]\nplough = plough\n", "utf-8")
    return folder


@pytest.fixture
def adapter(site: Path) -> Any:
    spec = importlib.util.spec_from_file_location("plough", site / "plough.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VENDOR


@pytest.fixture
def place(tmp_path: Path) -> Iterator[WebPlace]:
    (tmp_path / "other").mkdir()
    with Other().open(tmp_path / "other") as running:
        yield running


def test_the_page_needs_one_file_of_sixty_lines() -> None:
    assert len(CODE) == 1
    assert len(CODE[0].splitlines()) <= 60


def test_a_bill_is_sent_and_tracked_through_it_from_the_command_line(
    site: Path, place: WebPlace, tmp_path: Path
) -> None:
    firm = tmp_path / "firm"
    for name in ("clients", "inbox"):
        (firm / name).mkdir(parents=True)
    (firm / "ledes.toml").write_text(
        'quiet_seconds = 0\n[firm]\nid = "12-3456789"\nname = "Ashdown & Pell LLP"\n'
        f'[[accounts]]\nvendor = "plough"\nurl = "{place.account.url}"\nsettings = {{ company = "77" }}\n',
        "utf-8",
    )
    profile = 'name = "Merrow Mills"\nids = ["CL"]\nformat = "1998b"\nvendor = "plough"\ncurrency = "USD"\n'
    (firm / "clients" / "merrow.toml").write_text(profile, "utf-8")
    (firm / "inbox" / "1001.txt").write_bytes(bills(record("1001", "450.00")))

    def ledes(*words: str) -> tuple[int, str, str]:
        around = {**os.environ, "PYTHONPATH": str(site), "LEDES_SECRET_PLOUGH_DEFAULT": SECRET}
        around["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        command = [sys.executable, "-m", "ledes", *words]
        done = subprocess.run(command, cwd=firm, env=around, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    status, out, _ = ledes("vendors", "plough")
    assert (status, "Plough e-billing" in out) == (0, True)
    status, out, err = ledes("submit", "--json")
    assert (status, json.loads(out)["summary"], err) == (0, {"delivered": 1}, "")
    assert len(place.contents()) == 1
    place.say("1001", "fine")
    status, _, _ = ledes("track")
    assert status == 0
    status, out, _ = ledes("status", "--json")
    assert json.loads(out)["submissions"][0]["status"] == "APPROVED"


@pytest.mark.parametrize("fault", sorted(FAULTS["http"]))
def test_what_goes_wrong_on_the_way_is_doubtful_and_found_again(adapter: Any, place: WebPlace, fault: str) -> None:
    place.spoil(fault)
    with pytest.raises(Doubtful):
        adapter.deliver(package(), slow(place.account))
    place.gate.open()
    seen = adapter.look("ref-1", place.account)
    assert isinstance(seen, Found if fault == "lost reply" else Absent)


def test_a_repeat_is_known_again_as_it_promises(adapter: Any, place: WebPlace) -> None:
    assert adapter.can.repeatable
    receipts = {adapter.deliver(package(), place.account).reference for _ in range(2)}
    assert (receipts, len(place.contents())) == ({"B1"}, 1)
