"""`ledes pay`: money that came in, by hand or from the finance system's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import amounts, balances, options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.payments.balance import Payment
    from ledes.payments.incoming import Outcome
    from ledes.payments.receivables import Receivable
    from ledes.workspace import Workspace

SIGNED = {"ignore_unknown_options": True}
"""So that -250.00 is an amount."""


@click.command(context_settings=SIGNED)
@click.argument("invoice", required=False, metavar="[INVOICE]")
@click.argument("amount", required=False, metavar="[AMOUNT]")
@click.option("--on", "day", default="", metavar="DATE", help="The day of the payment; otherwise today.")
@click.option("--reference", default="", metavar="R", help="The payer's reference, such as a cheque number.")
@click.option("--currency", default="", metavar="CODE", help="Checked against the bill's.")
@click.option("--reason", default="", metavar="TEXT", help="Why money went back; needed with a minus.")
@click.option("--besides", is_flag=True, help="It came on top of what the platform reported as paid.")
@click.option("--same", is_flag=True, help="It is part of what the platform reported as paid.")
@click.option("--again", is_flag=True, help="The same amount came a second time on that day.")
@click.option("--from", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="A CSV or XLSX.")
@click.option("--map", "map_name", default="", metavar="FILE|NAME", help="The finance map by which FILE is read.")
@click.option("--unplaced", is_flag=True, help="List payments whose bill is not known.")
@click.option("--place", type=int, metavar="ID", help="Note such a payment with INVOICE.")
@amounts.by
@options.client
@options.as_json
@options.workspace
def command(
    invoice: str | None,
    amount: str | None,
    day: str,
    reference: str,
    currency: str,
    reason: str,
    besides: bool,
    same: bool,
    again: bool,
    file: Path | None,
    map_name: str,
    unplaced: bool,
    place: int | None,
    by: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Note money that came in, or went back; without AMOUNT show what is open.

    With --from the payments of the finance system's file are noted. A payment that is on record already (the same
    invoice, day and amount, and the same reference where both have one) is not noted again. One whose invoice is not
    known is kept, and noted with it as soon as that is on record; the exit status is then 1.

    \b
    Example:
      ledes pay 2026-1001 1250.00 --on 2026-11-30 --reference CHQ-778
      ledes pay 2026-1001 -1250.00 --reason "cheque returned unpaid"
      ledes pay --from receipts.csv
      ledes pay --from receipts.xlsx --map elite
      ledes pay --place 3 2026-1001
    """
    from ledes import workspace as workspaces
    from ledes.payments import balance

    home = workspaces.find(workspace)
    client = home.client(client_key).key if client_key else ""
    _sensible(invoice, amount, file, unplaced, place)
    if file is not None:
        return _from(home, file, map_name, by, as_json)
    if unplaced:
        return _unplaced(home, as_json)
    if place is not None and invoice:
        return _placed(home, place, invoice, client, by, as_json)
    if amount is None:
        return _open(home, invoice, client, as_json)
    payment = balance.Payment(
        day=amounts.day(day, "--on"),
        amount=amounts.amount(amount, "AMOUNT"),
        reference=reference,
        reason=reason,
        by=amounts.who(by),
        besides=besides,
    )
    return _by_hand(home, invoice or "", payment, (client, currency, again, same), as_json)


def _sensible(invoice: str | None, amount: str | None, file: Path | None, unplaced: bool, place: int | None) -> None:
    if (file or unplaced) and invoice:
        raise UsageError("INVOICE does not go with --from or --unplaced", hint="see ledes pay --help")
    if place is not None and (not invoice or amount is not None):
        raise UsageError("--place needs an INVOICE and no AMOUNT", hint="such as ledes pay --place 3 2026-1001")


def _by_hand(home: Workspace, invoice: str, payment: Payment, said: tuple[str, str, bool, bool], as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.commands import surroundings
    from ledes.payments import noting

    client, currency, again, same = said
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        noted = noting.pay(
            book,
            invoice,
            payment,
            client=client,
            currency=currency,
            again=again,
            same=same,
            today=surroundings.today(),
        )
    if not noted.new and not as_json:
        click.echo("noted before: the same amount, day and reference; --again if it came twice")
    balances.tell([noted.receivable], as_json=as_json, known=0 if noted.new else 1)
    return Exit.DONE


def _from(home: Workspace, file: Path, map_name: str, by: str, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.commands import surroundings
    from ledes.payments import finance, incoming, receivables

    chosen = finance.find(home.root, map_name)
    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        outcome = incoming.take(book, home, file, chosen, by=amounts.who(by), today=surroundings.today())
        ids = {submission.id for submission, _ in (*outcome.noted, *outcome.placed)}
        found = receivables.receivables(book, ids=ids)
    _tell(outcome, file, found, as_json)
    if outcome.faults:
        return Exit.INPUT
    return Exit.FINDINGS if outcome.unplaced else Exit.DONE


def _tell(outcome: Outcome, file: Path, found: tuple[Receivable, ...], as_json: bool) -> None:
    from ledes.payments import telling
    from ledes.show.findings import counted

    if as_json:
        options.show_json(telling.outcome(outcome, found))
    else:
        balances.tell(found, as_json=False)
        click.echo(
            f"{file.name}: {counted(len(outcome.noted), 'payment')} noted, {outcome.known} noted before, "
            f"{len(outcome.unplaced)} without a bill"
        )
        if outcome.placed:
            click.echo(f"{counted(len(outcome.placed), 'payment')} that had waited found the bill")
        if outcome.left_out:
            click.echo(f"{counted(outcome.left_out, 'row')} left out that name neither an invoice nor a day")
        for each in outcome.unplaced:
            click.echo(f"kept without a bill, as {each.id}: {each.invoice or '(no number)'}, {each.why}")
    for fault in outcome.faults:
        click.echo(f"error: {file.name}, {fault.told}", err=True)
    if outcome.faults:
        click.echo("  try: mend the rows, or how finance/<name>.toml reads them, and run it again", err=True)


def _unplaced(home: Workspace, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.payments import loose, telling
    from ledes.show import billwords, table

    with ledger.reading(home.ledger_url) as book:
        found = loose.waiting(book)
    if as_json:
        options.show_json({"unplaced": [telling.loose(each) for each in found]})
    elif found:
        headings = ("id", "invoice", "client", "day", "amount", "", "reference", "why")
        table.show(
            headings,
            [
                (
                    *(str(each.id), each.invoice or "-", each.client or "-", each.payment.day.isoformat()),
                    *(billwords.grouped(each.payment.amount), each.currency, each.payment.reference or "-", each.why),
                )
                for each in found
            ],
            right=frozenset({"id", "amount"}),
        )
    else:
        click.echo("no payment waits for its bill")
    return Exit.DONE


def _placed(home: Workspace, id_: int, invoice: str, client: str, by: str, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.payments import finding, loose, receivables

    with ledger.writing(home.ledger_url, wait=amounts.PATIENCE) as book:
        submission = finding.one(book, invoice, client=client)
        loose.place(book, loose.one(book, id_), submission, amounts.who(by))
        found = receivables.of(book, book.submission(submission.id))
    balances.tell([found], as_json=as_json)
    return Exit.DONE


def _open(home: Workspace, invoice: str | None, client: str, as_json: bool) -> Exit:
    from ledes import ledger
    from ledes.payments import finding, receivables

    with ledger.reading(home.ledger_url) as book:
        if invoice:
            found = [receivables.of(book, finding.one(book, invoice, client=client))]
        else:
            every = receivables.ordered(receivables.receivables(book, client))
            found = [each for each in every if each.balance.open]
    balances.tell(found, as_json=as_json)
    if not found and not as_json:
        click.echo("nothing is open")
    return Exit.DONE
