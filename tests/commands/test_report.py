"""`ledes report`: lists the reports, limits them, and writes what was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from office import Office

from ledes import reports
from ledes.__main__ import ledes, main
from ledes.reports import Answer, Asked, Option, Report
from ledes.show.sheet import MONEY, Column, Sheet

Capture = pytest.CaptureFixture[str]
TABLE = Sheet(key="one", title="One", columns=(Column("a", "A", MONEY),), rows=())
SECOND = Sheet(key="two", title="Two", columns=(Column("b", "B"),), rows=(("x",),))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Asked]]:
    """Add a report with an option of its own, which keeps what it is asked."""
    seen: list[Asked] = []

    def make(_book: object, _home: object, asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(tables=(TABLE, SECOND))

    option = Option("count-from", "Which day counts.", ("invoice", "due"), "due")
    report = Report(key="sample", title="Sample", summary="Show a sample.", options=(option,), make=make)
    known = {**reports.reports(), "sample": report}
    monkeypatch.setattr(reports, "reports", lambda: known)
    yield seen


def test_without_a_name_the_reports_are_listed(capsys: Capture) -> None:
    assert main(["report"]) == 0
    said = capsys.readouterr().out
    for key, each in reports.reports().items():
        assert re.search(rf"^{key} +{re.escape(each.summary)}$", said, re.MULTILINE)


def test_a_report_is_found_by_looking() -> None:
    folder = Path(reports.__file__).parent
    written = {path for path in folder.rglob("*.py") if re.search(r"^REPORT = ", path.read_text("utf-8"), re.M)}
    assert len(reports.reports()) == len(written) > 0


def test_every_report_says_what_it_is() -> None:
    context = click.Context(ledes, info_name="ledes")
    group = ledes.get_command(context, "report")
    assert isinstance(group, click.Group)
    for key, each in reports.reports().items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", key)
        assert each.summary.endswith(".")
        command = group.get_command(context, key)
        assert command is not None
        assert each.summary.split()[0] in command.get_help(context)


def test_days_client_and_own_options_reach_the_report(office: Office, asked: list[Asked]) -> None:
    where = ["--workspace", str(office.root)]
    limits = ["--client", "merrow", "--since", "2026-01-01", "--until", "2026-03-31"]
    assert main(["report", "sample", *limits, "--count-from", "invoice", *where]) == 0
    assert main(["report", *where, "sample"]) == 0
    first, second = asked
    assert (first.client, str(first.since), str(first.until)) == ("merrow", "2026-01-01", "2026-03-31")
    assert (dict(first.options), dict(second.options)) == ({"count-from": "invoice"}, {"count-from": "due"})
    assert second.since is None


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("nothing",), 2, "there is no report 'nothing'"),
        (("sample", "--client", "nobody"), 4, "there is no client 'nobody'"),
        (("sample", "--since", "2026-02-30"), 2, "2026-02-30"),
        (("sample", "--since", "2026-02-01", "--until", "2026-01-01"), 2, "lies before"),
        (("sample", "--count-from", "nowhere"), 2, "nowhere"),
        (("sample", "--html", "x", "--xlsx", "./x"), 2, "two options name the same file"),
        (("sample", "--csv", "ledes.toml/x.csv"), 4, "give another name with --csv"),
    ],
)
def test_what_cannot_be_done_is_told(
    office: Office,
    asked: list[Asked],
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(office.root)
    assert main(["report", *arguments]) == status
    assert message in capsys.readouterr().err


def test_files_are_written_and_named(
    office: Office, asked: list[Asked], capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.root)
    out = tmp_path / "out"
    status = main(["report", "sample", "--csv", f"{out}/r.csv", "--xlsx", f"{out}/r.xlsx", "--html", f"{out}/r.html"])
    said = capsys.readouterr()
    assert (status, said.out) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == ["r-two.csv", "r.csv", "r.html", "r.xlsx"]
    assert [line.partition(":")[0] for line in said.err.splitlines()] == [
        f"{out}/{name}" for name in ("r.csv", "r-two.csv", "r.xlsx", "r.html")
    ]
    assert (out / "r-two.csv").read_text("utf-8-sig") == "b\nx\n"


def test_json_and_files_go_together(
    office: Office, asked: list[Asked], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.root)
    assert main(["report", "sample", "--json", "--html", "r.html"]) == 0
    assert json.loads(capsys.readouterr().out)["report"] == "sample"
    assert Path("r.html").exists()


def test_a_report_needs_a_workspace(asked: list[Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", "sample"]) == 4
    assert not asked
