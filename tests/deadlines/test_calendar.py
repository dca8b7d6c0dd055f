"""The calendar file: whole days, text that no program breaks on, and entries that a second import brings up to date."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar
from icalendar.cal.event import Event
from receiving import Firm

from ledes.__main__ import main
from ledes.deadlines import Deadline, calendar
from ledes.errors import InputError

NOW = datetime.datetime(2026, 11, 30, 12, 0, 30, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
ONE = Deadline(
    kind="filing",
    what="file the invoice; at once, or never\nagain",
    day=datetime.date(2026, 12, 24),
    step="correct and resubmit " * 8,
    client="merrow",
    invoice="1001",
)
TWO = Deadline(kind="secret", what="renew", day=datetime.date(2026, 12, 31), step="renew it", account="post default")
STUCK = Deadline(kind="stuck", what="look", day=datetime.date(2026, 11, 1), step="look", client="merrow")


def events(content: bytes) -> dict[str, Event]:
    return {str(each["uid"]): each for each in Calendar.from_ical(content).events}


def test_lines_end_in_crlf_are_folded_and_escaped() -> None:
    content = calendar.written([ONE], [ONE], NOW)
    assert b"\r\n" in content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"SUMMARY:1001 (merrow): file the invoice\\; at once\\, or never\\nagain" in content.replace(b"\r\n ", b"")


def test_a_deadline_is_a_whole_day_that_blocks_nobody() -> None:
    content = calendar.written([ONE], [ONE], NOW)
    assert b"DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261225\r\n" in content
    assert b"TRANSP:TRANSPARENT" in content
    (event,) = events(content).values()
    assert event["dtstamp"].dt == NOW


def test_a_day_that_moves_keeps_its_id_and_gets_a_higher_sequence() -> None:
    first = calendar.written([ONE], [ONE], NOW)
    moved = replace(ONE, day=datetime.date(2027, 1, 7), what="file it")
    second = calendar.written([moved], [moved], LATER, first)
    ((id_, before),), ((same, after),) = events(first).items(), events(second).items()
    assert id_ == same
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["dtstart"].dt == datetime.date(2027, 1, 7)


def test_what_is_settled_is_cancelled_once_and_stays_so() -> None:
    first = calendar.written([ONE, TWO], [ONE, TWO], NOW)
    second = calendar.written([TWO], [TWO], LATER, first)
    third = calendar.written([TWO], [TWO], LATER + datetime.timedelta(days=1), second)
    id_ = calendar.uid(ONE)
    assert events(second)[id_]["status"] == "CANCELLED"
    assert events(second)[calendar.uid(TWO)]["status"] == "CONFIRMED"
    assert events(third)[id_]["sequence"] == events(second)[id_]["sequence"]


def test_what_is_not_shown_but_still_due_is_brought_up_to_date() -> None:
    first = calendar.written([ONE, TWO], [ONE, TWO], NOW)
    moved = replace(TWO, day=datetime.date(2027, 3, 1))
    second = events(calendar.written([ONE], [ONE, moved], LATER, first))
    assert second[calendar.uid(TWO)]["dtstart"].dt == moved.day
    assert second[calendar.uid(TWO)]["status"] == "CONFIRMED"


def test_what_stands_still_is_no_entry() -> None:
    assert events(calendar.written([STUCK], [STUCK], NOW)) == {}


def test_two_deadlines_never_share_an_id() -> None:
    others = (replace(ONE, kind="appeal"), replace(ONE, invoice="1002"), replace(ONE, client="tarn"))
    others += (replace(ONE, about="proforma P-1"), TWO)
    assert len({calendar.uid(each) for each in (ONE, *others)}) == 6


def test_a_calendar_of_others_is_not_written_over() -> None:
    entry = (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:x@other",
        "DTSTAMP:20260101T000000Z",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    with pytest.raises(InputError, match="holds entries of others"):
        calendar.written([ONE], [ONE], NOW, "\r\n".join((*entry, "")).encode())


@pytest.mark.parametrize("before", [b"no calendar", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_calendar_is_not_written_over(before: bytes) -> None:
    with pytest.raises(InputError, match="no calendar"):
        calendar.written([ONE], [ONE], NOW, before)


def _refused(path: Path) -> bytes:
    if path.suffix == ".ics":
        raise PermissionError(13, "Permission denied")
    with path.open("rb") as stream:
        return stream.read()


def test_the_command_writes_and_updates_a_file(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up = firm.root / "ledes.toml"
    plain, out = set_up.read_text(), tmp_path / "due.ics"
    soon = datetime.datetime.now().astimezone().date() + datetime.timedelta(days=3)
    set_up.write_text(f'{plain}[[accounts]]\nvendor = "post"\nsettings.secret_expires = {soon}\n')
    asked = ["due", "--ics", str(out), "--workspace", str(firm.root)]
    assert main(asked) == 0
    (event,) = events(out.read_bytes()).values()
    assert event["summary"] == "post default (production): renew the secret"
    set_up.write_text(plain)
    assert main(asked) == 0
    assert [each["status"] for each in events(out.read_bytes()).values()] == ["CANCELLED"]
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", _refused)
        assert main(asked) == 3
    assert "cannot be read: permission denied" in capsys.readouterr().err
    out.write_text("a letter")
    assert main(asked) == 3
    assert out.read_text() == "a letter"
    assert "no calendar" in capsys.readouterr().err
