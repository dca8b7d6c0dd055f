"""Take a status list of proformas in: what is new or changed is written down, so that its history stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ledes.ledger import clientbook
from ledes.ledger.writing import Ledger
from ledes.payments.finance import Finance
from ledes.payments.sheets import Fault
from ledes.proformas import OVER, UNLISTED, Proforma, book, reading
from ledes.workspace import Workspace


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a list: new proformas, changed ones as before and now, how many stood as before, unreadable rows.

    `strange` are those whose client the workspace does not know, `unlisted` those that a whole list no longer names.
    """

    new: list[Proforma] = field(default_factory=list)
    changed: list[tuple[Proforma, Proforma]] = field(default_factory=list)
    unlisted: list[Proforma] = field(default_factory=list)
    strange: list[Proforma] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)


def take(ledger: Ledger, workspace: Workspace, path: Path, finance: Finance, *, whole: bool = False) -> Outcome:
    """Take a list in; with `whole` it names every proforma there is, and one that it does not name is no more.

    Raises `InputError` for what is no table or lacks a column, `UsageError` for a map that says nothing of proformas.
    """
    outcome = Outcome()
    known = {number: some[-1].proforma for number, some in book.changes(ledger).items()}
    listed: dict[str, Proforma] = {}
    for each in reading.read(path, finance, workspace):
        if isinstance(each, Fault):
            outcome.faults.append(each)
        else:
            listed[each.proforma.number] = each.proforma
    for number, proforma in listed.items():
        before = known.get(number)
        if before is None:
            outcome.new.append(proforma)
        elif before == proforma:
            outcome.same += 1
        else:
            outcome.changed.append((before, proforma))
        if not proforma.client:
            outcome.strange.append(proforma)
    # A row that cannot be read may be any of those that are missing.
    if whole and not outcome.faults:
        gone = (each for number, each in known.items() if number not in listed and each.status not in OVER)
        outcome.unlisted = [replace(each, status=UNLISTED, words="", since=None) for each in gone]
    said = [(each.client, book.KIND, book.kept(each, path.name)) for each in _written(outcome)]
    clientbook.write_all(ledger, said)
    return outcome


def _written(outcome: Outcome) -> Iterator[Proforma]:
    yield from outcome.new
    yield from (now for _, now in outcome.changed)
    yield from outcome.unlisted
