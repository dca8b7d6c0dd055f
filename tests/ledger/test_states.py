"""The table of states and moves."""

from __future__ import annotations

import pytest

from ledes.errors import LedgerError
from ledes.ledger import states
from ledes.show.history import SENTENCES


def test_every_state_can_be_reached_and_every_move_leads_between_states() -> None:
    ends = {move.end for move in states.MOVES}
    assert ends == set(states.STATES)
    assert {move.start for move in states.MOVES} <= {"", *states.STATES}


def test_only_a_look_a_person_or_a_recognised_repeat_makes_a_doubt_ready_again() -> None:
    back = {move.event for move in states.MOVES if (move.start, move.end) == ("in_doubt", "ready")}
    assert back == {"ABSENT", "REPEAT", "SETTLED_ABSENT"}


def test_an_attempt_starts_from_ready_alone() -> None:
    assert [move.start for move in states.MOVES if move.event == "ATTEMPT"] == ["ready"]


def test_closed_states_are_left_by_nothing() -> None:
    assert all(move.end == move.start for move in states.MOVES if move.start in states.CLOSED)


def test_a_move_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(LedgerError, match="delivered cannot take the event ATTEMPT"):
        states.after("ATTEMPT", "delivered")


def test_the_diagram_shows_every_move_but_what_is_only_said() -> None:
    drawn = states.diagram()
    for move in states.MOVES:
        if move.event not in states.SAID:
            (line,) = (
                each for each in drawn.splitlines() if each.strip().startswith(f"{move.start or '[*]'} --> {move.end}:")
            )
            assert move.event in line.partition(": ")[2].split(", ")


def test_every_event_can_be_told_in_a_sentence() -> None:
    assert set(SENTENCES) == set(states.EVENTS)
