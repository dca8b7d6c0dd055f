"""`ledes appeal`: what the client cut of a bill, the draft of an appeal, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import amounts, options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    import datetime

    from ledes.appeals.course import Course
    from ledes.appeals.drafts import Wanted
    from ledes.workspace import Workspace

OUTCOMES = {"granted": "granted", "partly": "partly granted", "declined": "declined"}


@click.command()
@click.argument("invoice", metavar="INVOICE")
@click.option("--show", is_flag=True, help="Only show the cut lines and the appeals; write nothing.")
@click.option("--line", "lines", multiple=True, metavar="N", help="A line to appeal; otherwise all that were cut.")
@click.option("--why", default="", metavar="TEXT", help="The answer to the cuts of all lines that have no --answer.")
@click.option("--answer", "answers", multiple=True, metavar="N=TEXT", help="The answer for one line. Repeatable.")
@click.option("--form", type=click.Choice(["letter", "e-bill"]), help="Otherwise as the platform has it.")
@click.option("--sent", is_flag=True, help="The appeal went: note it, with the day (--on) and the lines (--line).")
@click.option("--number", default="", metavar="NUMBER", help="The number that the appeal bears at the platform.")
@click.option("--outcome", type=click.Choice(list(OUTCOMES)), help="What came of the appeal.")
@click.option("--amount", default="", metavar="A", help="What was granted, with --outcome partly.")
@click.option("--reason", default="", metavar="TEXT", help="The client's words, with --outcome.")
@click.option("--on", "day", default="", metavar="DATE", help="The day; otherwise today.")
@click.option("--again", is_flag=True, help="The client takes it although the time is over or it was appealed before.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Otherwise drafts/.")
@click.option("--force", is_flag=True, help="Replace drafts of the same name.")
@amounts.by
@options.client
@options.as_json
@options.workspace
def command(
    invoice: str,
    show: bool,
    lines: tuple[str, ...],
    why: str,
    answers: tuple[str, ...],
    form: str | None,
    sent: bool,
    number: str,
    outcome: str | None,
    amount: str,
    reason: str,
    day: str,
    again: bool,
    out: Path | None,
    force: bool,
    by: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Draft the appeal of a bill that the client cut, and follow it to its outcome.

    Without an option a letter is drafted (.txt, .docx and an unsent message) of all lines that were cut, from
    templates/appeal.txt of the workspace; where the platform takes appeals as e-bills, the e-bill too, which a person
    uploads. Nothing is sent. Cuts that a platform told a person only are noted with ledes settle --cut.

    \b
    Example:
      ledes appeal 2026-1001 --show
      ledes appeal 2026-1001 --line 3 --answer 3="the rate was agreed on 4 May"
      ledes appeal 2026-1001 --sent --on 2026-11-30
      ledes appeal 2026-1001 --outcome partly --amount 120.00 --reason "second hour approved"
    """
    from ledes import workspace as workspaces
    from ledes.appeals.drafts import FOLDER, Wanted

    if sum((show, sent, outcome is not None)) > 1:
        raise UsageError("--show, --sent and --outcome do not go together", hint="see ledes appeal --help")
    if (amount or reason) and outcome is None:
        raise UsageError("--amount and --reason go with --outcome", hint="see ledes appeal --help")
    home = workspaces.find(workspace)
    of = (invoice, home.client(client_key).key if client_key else "")
    on = amounts.day(day, "--on")
    if show:
        return _shown(home, of, as_json)
    if sent:
        return _sent(home, of, (lines, number, on, again), amounts.who(by), as_json)
    if outcome is not None:
        return _ended(home, of, (OUTCOMES[outcome], amount, reason), on, amounts.who(by), as_json)
    wanted = Wanted(
        lines=lines,
        answers=_answers(why, answers),
        form=form or "",
        number=number,
        day=on,
        out=out or home.root / FOLDER,
        force=force,
    )
    return _drafted(home, of, wanted, again, amounts.who(by), as_json)


def _answers(why: str, answers: tuple[str, ...]) -> dict[str, str]:
    found = {"": why} if why else {}
    for each in answers:
        line, equals, said = each.partition("=")
        if not equals or not line.strip() or not said.strip():
            raise UsageError(f"--answer {each!r} is no N=TEXT", hint='write --answer 3="the rate was agreed on 4 May"')
        found[line.strip()] = said.strip()
    return found


def _shown(home: Workspace, of: tuple[str, str], as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.appeals import course

    with ledger.reading(home.ledger_url) as book:
        found = course.course(book, home, of[0], client=of[1])
    _tell(found, (), as_json)
    return Exit.DONE


def _drafted(home: Workspace, of: tuple[str, str], wanted: Wanted, again: bool, by: str, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.appeals import course, drafts

    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        found = course.course(book, home, of[0], client=of[1])
        course.possible(found, wanted.day, again=again)
        made = drafts.write(home, found, wanted)
        drafts.note_drafted(book, found, made, by)
    _tell(found, made.files, as_json)
    for said in made.gave:
        click.echo(f"note: in the e-bill, {said}", err=as_json)
    if not as_json:
        for path in made.files:
            click.echo(f"drafted: {path}")
        send = "; upload the e-bill at the platform yourself: as a bill of its own its money would count twice"
        number = f" --number '{made.number}'" if made.number else ""
        click.echo(f"nothing was sent: read and change it{send if made.number else ''}")
        click.echo(f"when it went: ledes appeal {found.submission.invoice} --sent{number}")
    return Exit.DONE


def _sent(
    home: Workspace,
    of: tuple[str, str],
    said: tuple[tuple[str, ...], str, datetime.date, bool],
    by: str,
    as_json: bool,
) -> Exit:
    from ledes import ledger
    from ledes.appeals import course, drafts

    lines, number, on, again = said
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        found = course.course(book, home, of[0], client=of[1])
        course.possible(found, on, again=again)
        drafts.note_sent(book, found, lines, on, by, number)
        found = course.course(book, home, of[0], client=of[1])
    _tell(found, (), as_json)
    return Exit.DONE


def _ended(
    home: Workspace, of: tuple[str, str], said: tuple[str, str, str], on: datetime.date, by: str, as_json: bool
) -> Exit:
    from ledes import ledger
    from ledes.appeals import course, drafts

    outcome, amount, reason = said
    given = amounts.amount(amount, "--amount") if amount else None
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        found = course.course(book, home, of[0], client=of[1])
        drafts.note_ended(book, found, outcome, given, on, by, reason)
        found = course.course(book, home, of[0], client=of[1])
    _tell(found, (), as_json)
    return Exit.DONE


def _tell(found: Course, files: tuple[Path, ...], as_json: bool) -> None:
    from ledes.show import appeals, table

    if as_json:
        options.show_json(appeals.as_data(found, files))
        return
    submission = found.submission
    click.echo(f"invoice {submission.invoice} to {submission.client}: {submission.status or submission.state}")
    table.show(appeals.HEADINGS, appeals.rows(found), right=appeals.RIGHT)
    for line in appeals.told(found):
        click.echo(line)
