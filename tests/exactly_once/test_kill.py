"""A run that is killed at any point never makes a bill arrive twice, and none is lost.

The platform stores whatever comes, also a second time, so that a second delivery would show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from office import Office, record
from runs import Runner

from ledes import ledger

LOOKING = {"settles_after": 0.05}


class Case:
    """One way to submit: what the vendor can do, how it behaves, and the command."""

    def __init__(self, name: str, can: dict[str, Any], behaviours: tuple[str, ...], verb: str, stride: int = 1) -> None:
        self.name, self.can, self.behaviours, self.verb, self.stride = name, can, behaviours, verb, stride

    def office(self, root: Path, before: Office, empty: bytes = b"") -> Office:
        """Set up a fresh workspace at the platform, with the bills of the case in its inbox."""
        before.platform.stored.clear()
        before.platform.events.clear()
        before.platform.behaviours = list(self.behaviours)
        office = Office(root, before.platform)
        if empty:
            (root / "ledger.db").write_bytes(empty)
        office.inbox("a.txt", record("1001", "450.00"), record("1002", "12.34"))
        return office

    def argv(self, office: Office) -> tuple[str, ...]:
        return (self.verb, "--workspace", str(office.root), "--json")


CASES = (
    Case("answers", LOOKING, (), "submit"),
    Case("loses replies", LOOKING, ("drop", "drop"), "submit"),
    Case("fails after storing", LOOKING, ("error-after", "drop"), "run", 2),
    Case("two steps", {**LOOKING, "finalize": True}, ("drop",), "submit", 2),
    Case("cannot be asked", {"look": False}, ("store", "drop"), "submit", 2),
)


def settle_as_a_person_would(command: Runner, case: Case, office: Office) -> None:
    """Look at the platform for each bill in doubt, and say what is there."""
    for number, state, _ in office.standing():
        if state != "in_doubt":
            continue
        there = [each["reference"] for each in office.platform.stored if number in each["invoices"]]
        word = ("--delivered", "--reference", there[0]) if there else ("--absent",)
        said = command("settle", number, *word, "--workspace", str(office.root), can=case.can)
        assert said["exit"] == 0, said


def finish(command: Runner, case: Case, office: Office) -> None:
    """Run again until nothing is left to do, a person helping where one is asked."""
    for _ in range(4):
        command(*case.argv(office), can=case.can)
        states = [state for _, state, _ in office.standing()]
        if states == ["delivered", "delivered"]:
            return
        if "in_doubt" in states:
            settle_as_a_person_would(command, case, office)
    raise AssertionError(office.standing())


def delivered_once(office: Office) -> bool:
    return sorted(office.platform.invoices()) == ["1001", "1002"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Make a ledger without submissions: making it is a test of its own."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    with ledger.writing(f"sqlite:///{path}"):
        pass
    return path.read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_killed_at_any_point_each_bill_arrives_once(
    tmp_path: Path, office: Office, command: Runner, case: Case, empty: bytes
) -> None:
    points, kill = 1, 0
    while kill <= points:
        one = case.office(tmp_path / f"killed-at-{kill}", office, empty)
        said = command(*case.argv(one), can=case.can, kill=kill)
        points = said.get("points", points)
        assert said.get("killed", kill == 0), kill
        finish(command, case, one)
        assert delivered_once(one), (kill, one.platform.invoices(), one.standing())
        assert one.faults() == [], kill
        kill += case.stride
    assert points > 30


def test_killed_before_any_statement_of_its_first_run_each_bill_arrives_once(
    tmp_path: Path, office: Office, command: Runner
) -> None:
    case = CASES[0]
    whole = case.office(tmp_path / "whole", office)
    points = command(*case.argv(whole), can=case.can, statements=True)["points"]
    for kill in range(1, points + 1, 5):
        one = case.office(tmp_path / f"killed-at-{kill}", office)
        assert command(*case.argv(one), can=case.can, kill=kill, statements=True)["killed"]
        finish(command, case, one)
        assert delivered_once(one), kill
        assert one.faults() == [], kill


def test_killed_again_while_it_recovers_each_bill_still_arrives_once(
    tmp_path: Path, office: Office, command: Runner, empty: bytes
) -> None:
    case = CASES[1]
    for first in range(8, 32, 4):
        for second in (3, 6, 10, 15):
            one = case.office(tmp_path / f"{first}-{second}", office, empty)
            command(*case.argv(one), can=case.can, kill=first)
            command(*case.argv(one), can=case.can, kill=second)
            finish(command, case, one)
            assert delivered_once(one), (first, second)
            assert one.faults() == []


def test_a_correction_killed_at_any_point_arrives_once(
    tmp_path: Path, office: Office, command: Runner, empty: bytes
) -> None:
    case = Case("replaces", LOOKING, ("refuse",), "submit")
    points, kill = 1, 0
    while kill <= points:
        one = case.office(tmp_path / f"killed-at-{kill}", office, empty)
        place = ("--workspace", str(one.root), "--json")
        command("submit", one.file("a.txt", record("1001", "450.00")), *place, can=case.can)
        argv = ("submit", one.file("b.txt", record("1001", "430.00")), "--replaces", "1", *place)
        points = command(*argv, can=case.can, kill=kill).get("points", points)
        again = command(*argv, can=case.can)
        assert again["exit"] == 0, again
        assert one.platform.invoices() == ["1001"], kill
        assert [state for _, state, _ in one.standing()] == ["replaced", "delivered"]
        assert one.faults() == []
        kill += 1
    assert points > 15


def test_a_program_that_sent_again_on_a_guess_would_be_found_out(
    tmp_path: Path, office: Office, command: Runner, empty: bytes
) -> None:
    case = CASES[1]
    doubled = []
    for kill in range(8, 30, 3):
        one = case.office(tmp_path / f"killed-at-{kill}", office, empty)
        command(*case.argv(one), can=case.can, kill=kill, reckless=True)
        command(*case.argv(one), can=case.can, reckless=True)
        doubled.append(len(one.platform.invoices()) > 2)
    assert any(doubled)
