"""How submit, track and run tell what came of them, to people and to programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from ledes.commands import options
from ledes.errors import WORST_FIRST, Exit

if TYPE_CHECKING:
    from ledes.ledger.records import Submission
    from ledes.sending.outcome import Outcome
    from ledes.workspace import Workspace

RIGHT = frozenset({"id", "total"})


def tell(outcome: Outcome, *, as_json: bool) -> None:
    """Print what came of a run: findings, where the bills stand, what to know; troubles on standard error."""
    rows = data(outcome)
    if as_json:
        options.show_json(rows)
    else:
        _findings(outcome)
        table(rows["submissions"])
        for note in _notes(outcome):
            click.echo(f"note: {note}")
    for problem in outcome.problems:
        click.echo(f"error: {problem.about}: {problem.message}", err=True)
        if problem.hint:
            click.echo(f"  try: {problem.hint}", err=True)


def data(outcome: Outcome) -> dict[str, Any]:
    """Give what came of a run in the shape of `schemas/submissions.schema.json`."""
    from ledes import status
    from ledes.show import findings

    submissions = [status.as_data(each) for each in sorted(outcome.submissions.values(), key=lambda each: each.id)]
    submissions += [row for parcel in outcome.planned for row in status.planned(parcel)]
    said = {
        "submissions": submissions,
        "summary": status.summary(submissions),
        "findings": [{"path": name, **findings.finding_data(finding)} for name, finding in outcome.findings],
        "problems": [
            {"about": each.about, "message": each.message, "hint": each.hint, "exit": int(each.exit)}
            for each in outcome.problems
        ],
        "notes": _notes(outcome),
    }
    if outcome.problems:
        first = min(outcome.problems, key=lambda each: WORST_FIRST.index(each.exit))
        said["error"] = {"message": first.message, "hint": first.hint, "exit": int(first.exit)}
    return said


def _notes(outcome: Outcome) -> list[str]:
    return [*(f"{about}: {said}" for about, every in outcome.gave.items() for said in every), *outcome.notes]


def _findings(outcome: Outcome) -> None:
    from ledes.finding import NOTE
    from ledes.show import findings

    for name, finding in outcome.findings:
        if finding.severity is NOTE:
            continue
        options.show([findings.line(name, finding, finding.row)])
        if finding.fix:
            click.echo(f"  fix: {finding.fix}")


def table(rows: Iterable[dict[str, Any]]) -> None:
    """Print submissions as a table, with what a person should do next."""
    from ledes.show import table as tables

    found = list(rows)
    if not found:
        return
    headings = ("id", "invoice", "client", "total", "", "state", "status", "next")
    cells = [
        (
            str(row["id"] or "-"),
            row["invoice"],
            row["client"],
            row["total"],
            row["currency"],
            row["state"] + ("" if row["environment"] == "production" else f" ({row['environment']})"),
            row["status"] or "-",
            row["next"],
        )
        for row in found
    ]
    tables.show(headings, cells, right=RIGHT)


def submissions(found: Iterable[Submission], *, as_json: bool, steps: Mapping[int, str] | None = None) -> None:
    """Print submissions that are no outcome of a run; `steps` say by id what to do next, where that is known better."""
    from ledes import status

    better = steps or {}
    rows = [{**row, "next": better.get(row["id"], row["next"])} for row in map(status.as_data, found)]
    if as_json:
        options.show_json({"submissions": rows, "summary": status.summary(rows)})
    else:
        table(rows)


def foretell(lines: Iterable[str], *, as_json: bool) -> Exit:
    """Print what would leave this machine beside bills."""
    found = list(lines)
    if as_json:
        from ledes.sending.outcome import Outcome

        options.show_json({**data(Outcome()), "would": found})
    else:
        options.show([f"would {line}" for line in found] or ["nothing would leave this machine"])
    return Exit.DONE


def foretell_round(home: Workspace, *, as_json: bool) -> Exit:
    """Print what one round would do: the bills it would send, whom it would ask and tell."""
    import datetime

    from ledes import outgoing, submit

    planned = submit.plan(home, submit.Request())
    more = [*outgoing.questions(home), *outgoing.told(home, datetime.datetime.now(datetime.UTC))]
    if as_json:
        options.show_json({**data(planned), "would": more})
        return planned.exit
    tell(planned, as_json=False)
    if more or not planned.planned:
        foretell(more, as_json=False)
    return planned.exit
