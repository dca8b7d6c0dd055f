"""The bill that a number means where money is concerned: tests are never paid, and the last version counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledes import status
from ledes.errors import UsageError
from ledes.ledger import states
from ledes.ledger.reading import Reader
from ledes.ledger.records import Submission
from ledes.workspace import Workspace


class Subject(NamedTuple):
    """What something is written down about: a submission, or a client as a whole."""

    client: str
    submission: Submission | None


def one(book: Reader, argument: str, *, client: str = "") -> Submission:
    """Find the submission that an invoice number, or an id written as `#12`, means: of a replaced one its successor.

    Raises `UsageError` when there is none, when it was only a test or withdrawn, or when it fits bills of several
    clients or kinds.
    """
    known = status.named(book, argument, client=client)
    found = [each for each in known if each.delivery.environment != "test"]
    if not found:
        raise UsageError(f"invoice {argument} was only sent as a test", hint="tests are never paid nor chased")
    last = latest(book, found)
    if not last:
        raise UsageError(f"invoice {argument} was withdrawn", hint=f"see ledes history {argument}")
    if len(last) > 1:
        candidates = "; ".join(f"#{each.id} {each.kind} to {each.client}" for each in last)
        raise UsageError(
            f"invoice {argument} fits {len(last)} bills: {candidates}", hint=f"name one by its id: '#{last[-1].id}'"
        )
    return last[0]


def latest(book: Reader, found: Iterable[Submission]) -> tuple[Submission, ...]:
    """Give the versions that count of some submissions; those that were withdrawn count for nothing."""
    found = tuple(found)
    if not any(each.state == states.REPLACED for each in found):
        return tuple(each for each in found if each.state != states.WITHDRAWN)
    after = successors(book.submissions(client=found[0].client if len({each.client for each in found}) == 1 else ""))
    ends = {end.id: end for each in found if (end := end_of(each, after)) is not None}
    return tuple(sorted(ends.values(), key=lambda each: each.id))


def successors(every: Iterable[Submission]) -> Mapping[int, Submission]:
    """Say which submission took the place of each that was replaced; the last one where there were several."""
    return {each.replaces: each for each in every if each.replaces is not None and each.state != states.WITHDRAWN}


def end_of(submission: Submission, after: Mapping[int, Submission]) -> Submission | None:
    """Follow a submission to its last version; `None` where that was withdrawn.

    One whose successors were all withdrawn stands for itself again.
    """
    seen = {submission.id}
    while submission.id in after and after[submission.id].id not in seen:
        submission = after[submission.id]
        seen.add(submission.id)
    return None if submission.state == states.WITHDRAWN else submission


def subject(book: Reader, workspace: Workspace, argument: str, *, client: str = "") -> Subject:
    """Find what something is to be written down about: a client by its key, or a bill by its number.

    Raises `UsageError` when it is neither, or both.
    """
    if argument in workspace.clients and not client:
        if book.submissions(invoices=(argument,)):
            raise UsageError(
                f"{argument!r} is a client and an invoice number", hint="name the bill by its id, such as '#12'"
            )
        return Subject(argument, None)
    try:
        found = one(book, argument, client=client)
    except UsageError as error:
        if "no submission bears" not in error.message:
            raise
        raise UsageError(
            f"{argument!r} is neither an invoice on record nor a client",
            hint="ledes status lists the bills; clients are named by the files in clients/",
        ) from None
    return Subject(found.client, found)
