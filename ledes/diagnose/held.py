"""What the ledger holds of bills that are to be explained: of one, or of many in a few questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledes.ledger import courses
from ledes.ledger.reading import Reader
from ledes.ledger.records import Event, Submission

AT_ONCE = 100
"""Bills whose files are in memory at the same time."""


class Held(NamedTuple):
    """The events of a bill, the file that was sent, and all submissions to the client under its number."""

    events: Sequence[Event]
    content: bytes
    namesakes: Sequence[Submission]


def of(reader: Reader, submission: Submission) -> Held:
    """Ask for what the ledger holds of one bill."""
    namesakes = reader.submissions(invoices=(submission.invoice,), client=submission.client)
    return Held(reader.events(submission.id), reader.payload(submission), namesakes)


def of_many(reader: Reader, some: Sequence[Submission]) -> Iterator[tuple[Submission, Held]]:
    """Yield bills with what the ledger holds of each."""
    numbers: dict[tuple[str, str], list[Submission]] = {}
    for each in reader.submissions():
        numbers.setdefault((each.client, each.invoice), []).append(each)
    for start in range(0, len(some), AT_ONCE):
        part = some[start : start + AT_ONCE]
        events = courses.events_of(reader, [each.id for each in part])
        contents = courses.contents(reader, {each.delivery.payload for each in part})
        for each in part:
            namesakes = numbers[each.client, each.invoice]
            # the reader says what it means that a file is not there
            content = contents.get(each.delivery.payload) or reader.payload(each)
            yield each, Held(events.get(each.id, ()), content, namesakes)
