"""The bills of a new workspace: good in every format, sendable without a loss, and a demo's worth of faults beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledes import formats, workspace
from ledes.__main__ import main
from ledes.convert import Converter, Output
from ledes.finding import WARNING, Finding
from ledes.formats.source import inputs, source
from ledes.setup import start
from ledes.validate import check
from ledes.workspace import Workspace

DEMO = Path(__file__).parents[1] / "samples" / "demo"
WRITABLE = [key for key, each in formats.formats().items() if each.write]


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    start.make(tmp_path / "made")
    return workspace.load(tmp_path / "made")


def cases(here: Workspace, path: Path | str) -> list[Finding]:
    with source(str(path)) as each:
        return [case.finding for case in check(each, find_client=here.client_of).cases]


def outputs(here: Workspace, path: Path | str) -> list[Output]:
    with source(str(path)) as each:
        found = list(Converter(find_client=here.client_of, scope="all").outputs(each))
    assert [item for item in found if isinstance(item, Finding) and item.severity >= WARNING] == []
    return [item for item in found if isinstance(item, Output)]


def test_no_bill_of_the_inbox_gets_a_warning_from_standard_or_client(here: Workspace) -> None:
    found = [each for path in inputs((str(here.inbox),)) for each in cases(here, path)]
    assert [each for each in found if each.severity >= WARNING] == []


def test_the_inbox_holds_one_bill_for_each_client(here: Workspace) -> None:
    made = [each for path in inputs((str(here.inbox),)) for each in outputs(here, path)]
    assert sorted((each.client.key, each.format) for each in made if each.client) == [
        ("brindlecombe", "1998b"),
        ("kestrelby", "98bi"),
        ("zandoria", "1998b"),
    ]
    assert [each.losses for each in made] == [(), (), ()]


def test_the_inbox_shows_what_bills_are_made_of(here: Workspace) -> None:
    bills = [bill for path in inputs((str(here.inbox),)) for each in outputs(here, path) for bill in each.bills]
    lines = [line for bill in bills for line in bill.lines]
    assert {line.kind for line in lines} == {"F", "E", "IF"}
    assert any(line.adjustment and line.units and line.adjustment < 0 for line in lines)
    assert any(line.kind == "IF" and line.amount and line.amount > 0 for line in lines)
    assert {line.taxes[0].rate for line in lines if line.taxes} == {0, formats.given.value("tax.rate", "0.20")}


ASKED = {
    "2000": (
        "matter.final=false",
        "matter.managing_contact.last=Quillfeather",
        "matter.managing_contact.first=Ada",
        "matter.client_contact.last=Penhallow",
        "matter.client_contact.first=Ivo",
    )
}
"""What no profile of the start states, because only this format asks."""


@pytest.mark.parametrize("form", WRITABLE)
def test_the_inbox_can_be_written_in_every_format(form: str, here: Workspace, tmp_path: Path) -> None:
    command = ["convert", str(here.inbox), "--workspace", str(here.root), "--to", form, "--allow-loss", "all"]
    given = [part for each in ASKED.get(form, ()) for part in ("--set", each)]
    assert main([*command, *given, "--out", str(tmp_path / "out")]) == 0
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == [
        "QF-2026-1041",
        "QF-2026-1042",
        "QF-2026-1043",
    ]


def test_the_demos_faulty_bill_has_a_fault_of_each_kind(here: Workspace) -> None:
    found = cases(here, DEMO / "faulty.csv")
    reasons = {each.rule: each.row for each in found if each.severity > WARNING}
    assert reasons == {"F201": 2, "T001": 3, "E001": 4, "T002": 2, "C010": 4}


def test_the_demos_corrected_bill_differs_in_the_timekeeper_only(here: Workspace) -> None:
    (before,) = outputs(here, here.inbox / "2026-10-zandoria.xlsx")
    (after,) = outputs(here, DEMO / "2026-10-zandoria-corrected.xlsx")
    assert before.content.replace(b"|MC|", b"|MCF|") == after.content
    assert before.content != after.content


EXAMPLE = """\
Our Ref;Billed On;Account;File;Done On;Who;Who (Name);Grade;Hrs;Per Unit;Net;UTBMS Phase;UTBMS Act;UTBMS Exp;Text;VAT %\
;VAT;Chargeable;Entered By
Q-9;31/10/2026;20881;20881-001;05/10/2026;TF;Tobias Fenmoor;PT;2,5;520,00;1.300,00;L120;A103;;Memorandum;20;260,00;yes;x
Q-9;31/10/2026;20881;20881-001;06/10/2026;TF;Tobias Fenmoor;PT;0,5;520,00;260,00;L120;A103;;Not charged;20;52,00;no;x
"""


def test_the_example_map_reads_an_export_with_headings_of_its_own(here: Workspace, tmp_path: Path) -> None:
    table = tmp_path / "export.csv"
    table.write_text(EXAMPLE, "utf-8")
    with source(str(table)) as each, each.open() as stream:
        reading = formats.Reading(maps=here.maps)
        (bill,) = [x for x in each.format.read(stream, "export.csv", reading) if not isinstance(x, Finding)]
    (line,) = bill.lines
    assert (bill.number, bill.currency, str(bill.total)) == ("Q-9", "GBP", "1560.00")
    assert (str(line.date), str(line.units), str(line.amount), str(line.tax)) == (
        "2026-10-05",
        "2.5",
        "1300.00",
        "260.00",
    )
    assert line.timekeeper is not None
    assert line.timekeeper.name == "Fenmoor, Tobias"
