"""`ledes mail`: the mails of platforms that found no place by themselves."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.intake.queue import Rehearsal
    from ledes.intake.recognition import Trial
    from ledes.workspace import Workspace


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="List also those that were matched, settled or put away.")
@options.vendor
@options.as_json
@options.workspace
@click.pass_context
def command(ctx: click.Context, every: bool, vendor_key: str | None, as_json: bool, workspace: Path | None) -> Exit:
    """List the mails of platforms that fit no bill; read, answer or put them away; try a pattern on one.

    \b
    Example:
      ledes mail
      ledes mail show 12
      ledes mail settle 12 --invoice 2026-1001 --status REJECTED --reason "timekeeper not approved"
      ledes mail test saved.eml --vendor collaborati
    """
    ctx.obj = workspace
    if ctx.invoked_subcommand is not None:
        return Exit.DONE
    from ledes.intake import queue
    from ledes.show import mails

    found = queue.listed(_home(workspace), every=every, vendor=vendor_key or "")
    if as_json:
        options.show_json({"messages": [mails.as_data(each) for each in found]})
    elif found:
        mails.show(found)
    else:
        click.echo("no mail waits for a person")
    return Exit.DONE


def _home(workspace: Path | None) -> Workspace:
    from ledes import workspace as workspaces

    return workspaces.find(workspace)


@command.command("show")
@click.argument("id_", type=int, metavar="ID")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Save it as it came.")
@options.as_json
@options.workspace
@click.pass_obj
def show(outer: Path | None, id_: int, out: Path | None, as_json: bool, workspace: Path | None) -> Exit:
    """Show a mail: where it came from, why it waits, and its text.

    \b
    Example:
      ledes mail show 12
      ledes mail show 12 --out saved.eml
    """
    from ledes.intake import queue
    from ledes.show import mails

    message, letter, raw = queue.opened(_home(workspace or outer), id_)
    if out is not None:
        from ledes.commands import outputs

        with outputs.written(out, "out") as stream:
            stream.write(raw)
    if as_json:
        options.show_json(
            {**mails.as_data(message), "proof": letter.proved or None, "text": "\n".join(letter.texts[:1])}
        )
    else:
        options.show(mails.whole(message, letter.texts, letter.proved))
    return Exit.DONE


@command.command("settle")
@click.argument("id_", type=int, metavar="ID")
@click.option(
    "--invoice",
    "invoices",
    required=True,
    multiple=True,
    metavar="N",
    help="A bill, or a submission as '#12'. Repeatable.",
)
@click.option("--status", "status_word", required=True, metavar="WORD", help="Where it stands, such as REJECTED.")
@click.option("--amount", default="", metavar="A", help="What was approved or paid.")
@click.option("--at", "day", default="", metavar="DATE", help="The day of the status; otherwise that of the mail.")
@click.option("--reason", default="", metavar="TEXT", help="Why, in the vendor's words.")
@options.client
@options.as_json
@options.workspace
@click.pass_obj
def settle(
    outer: Path | None,
    id_: int,
    invoices: tuple[str, ...],
    status_word: str,
    amount: str,
    day: str,
    reason: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Say what a mail means for the bills that it is about; settle it again for bills with another status.

    \b
    Example:
      ledes mail settle 12 --invoice 2026-1001 --status REJECTED --reason "timekeeper not approved"
      ledes mail settle 12 --invoice '#7' --status APPROVED_REDUCED --amount 1100.00
    """
    from ledes import money
    from ledes import settle as settling
    from ledes.commands import outcomes
    from ledes.intake import queue
    from ledes.ledger import moments

    home = _home(workspace or outer)
    message = queue.waiting(home, id_)
    try:
        whole = money.parse(amount) if amount else None
    except ValueError:
        raise UsageError(f"--amount {amount!r} is no plain number", hint="write 1250.00") from None
    try:
        at = datetime.date.fromisoformat(day) if day else moments.parse(message.at).date()
    except ValueError:
        raise UsageError(f"--at {day!r} is no day", hint="write 2026-11-30") from None
    word = settling.Word(status=status_word, amount=whole, at=at, reason=reason)
    client = home.client(client_key).key if client_key else ""
    found = [each for number in invoices for each in settling.settle(home, number, word, client=client)]
    numbers = ", ".join(dict.fromkeys(each.invoice for each in found))
    queue.answered(home, id_, f"a person read {status_word.upper()} of {numbers}")
    outcomes.submissions(found, as_json=as_json)
    return Exit.DONE


@command.command("ignore")
@click.argument("ids", type=int, nargs=-1, required=True, metavar="ID...")
@options.workspace
@click.pass_obj
def ignore(outer: Path | None, ids: tuple[int, ...], workspace: Path | None) -> Exit:
    """Put mails away that say nothing of a bill; they stay on record.

    \b
    Example:
      ledes mail ignore 12 14
    """
    from ledes.intake import queue

    for message in queue.ignored(_home(workspace or outer), ids):
        click.echo(f"message {message.id}: put away")
    return Exit.DONE


@command.command("again")
@options.as_json
@options.workspace
@click.pass_obj
def again(outer: Path | None, as_json: bool, workspace: Path | None) -> Exit:
    """Sort the waiting mails once more, with the patterns and the bills as they are now.

    \b
    Example:
      ledes mail again
    """
    from ledes.commands import outcomes
    from ledes.intake import queue
    from ledes.show.findings import counted

    placed, outcome = queue.again(_home(workspace or outer))
    outcome.notes.append(f"{counted(placed, 'mail')} found a place")
    outcomes.tell(outcome, as_json=as_json)
    return outcome.exit


@command.command("test")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@options.vendor
@click.option(
    "--pattern", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Try a pattern file only."
)
@options.as_json
@options.workspace
@click.pass_obj
def test(
    outer: Path | None,
    file: Path,
    vendor_key: str | None,
    pattern: Path | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Try patterns on a saved mail: which part of each fits, and what would become of the mail. Writes nothing.

    Exits with 1 where no pattern fits.

    \b
    Example:
      ledes mail test saved.eml --vendor collaborati
      ledes mail test saved.eml --pattern patterns/collaborati.toml
    """
    from ledes.commands import surroundings
    from ledes.intake import queue

    if vendor_key and pattern:
        raise UsageError("say one of --vendor and --pattern", hint="a pattern file names its vendor itself")
    home = surroundings.workspace(workspace or outer, needed=not (vendor_key or pattern))
    tried = queue.rehearse(home, file, vendor=vendor_key or "", pattern_file=pattern)
    if as_json:
        options.show_json(_data(tried))
    else:
        _tell(tried)
    return Exit.DONE if any(each.fits for each in tried.trials) else Exit.FINDINGS


def _tell(tried: Rehearsal) -> None:
    from ledes.show import mails, table

    letter = tried.letter
    click.echo(f"from {letter.sender or '(nobody)'}, sent {letter.at:%Y-%m-%d %H:%M}, {letter.proved or 'not proved'}")
    if tried.trials:
        rows = [(each.vendor, each.pattern.key, *_marks(each)) for each in tried.trials]
        table.show(("vendor", "pattern", "sender", "subject", "body"), rows)
    else:
        click.echo("there is no pattern to try")
    for each in tried.trials:
        for event in each.reports:
            click.echo(f"{each.pattern.key}: {mails.report(event, _status(each, event.words, event.status))}")
        for trouble in each.troubles:
            click.echo(f"{each.pattern.key}: {trouble}")
    verdict = tried.verdict
    click.echo(f"so it would be {verdict.outcome}{f': {verdict.reason}' if verdict.reason else ''}")


def _marks(trial: Trial) -> tuple[str, str, str]:
    sender = "not stated" if trial.resting else "yes" if trial.sender else "no"
    return sender, "yes" if trial.subject else "no", "yes" if trial.body else "no"


def _status(trial: Trial, words: str, status: str) -> str:
    from ledes import gateway
    from ledes.sending import matching

    adapter = gateway.vendors().get(trial.vendor)
    return status or (matching.meaning(words, adapter) if adapter else "") or ""


def _data(tried: Rehearsal) -> dict[str, object]:
    from ledes.show import mails

    return {
        "sender": tried.letter.sender,
        "sent": tried.letter.at.isoformat(),
        "proof": tried.letter.proved or None,
        "patterns": [
            {
                "vendor": each.vendor,
                "pattern": each.pattern.key,
                "fits": each.fits,
                "resting": each.resting,
                "sender": each.sender,
                "subject": each.subject,
                "body": each.body,
                "reports": [
                    mails.report_data(event, _status(each, event.words, event.status)) for event in each.reports
                ],
                "troubles": list(each.troubles),
            }
            for each in tried.trials
        ],
        "outcome": tried.verdict.outcome,
        "reason": tried.verdict.reason or None,
    }
