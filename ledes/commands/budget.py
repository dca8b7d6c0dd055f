"""`ledes budget`: where matters stand against budgets, fee caps and budgets of phases."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ledes.commands import options, questions
from ledes.errors import Exit, UsageError, worst

if TYPE_CHECKING:
    from ledes.client import Client
    from ledes.earlier import History
    from ledes.terms.matters import Listed
    from ledes.terms.standing import Pending, Standing, Step
    from ledes.validate import FindClient
    from ledes.workspace import Workspace


@click.command()
@click.argument("matter", required=False, metavar="[MATTER]")
@options.client
@click.option("--bill", "inputs", multiple=True, metavar="INPUT", help="Count bills that are not sent yet. Repeatable.")
@click.option(
    "--accrual", callback=questions.number, default="", metavar="AMOUNT", help="Count fees that are not billed yet."
)
@options.map_name
@options.settings
@options.as_json
@options.workspace
def command(
    matter: str | None,
    client_key: str | None,
    inputs: tuple[str, ...],
    accrual: str,
    map_name: str,
    settings: tuple[str, ...],
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Say where matters stand: budget, fee cap, what was billed so far, and the threshold that is crossed.

    MATTER is the firm's or the client's number. Without it all matters are shown that have a budget, a fee cap or
    budgets of phases; with --bill those that the bills are for. Amounts are before tax. What was billed so far comes
    from the ledger, and from `fees_before` and `expenses_before` of the matter.

    \b
    Example:
      ledes budget
      ledes budget 10417-003 --bill bill.txt --accrual 2500
    """
    from ledes import workspace as workspaces
    from ledes.commands import reviewed, surroundings
    from ledes.show import budget
    from ledes.terms import matters, standing

    home = workspaces.find(workspace)
    clients = [home.client(client_key)] if client_key else list(home.clients.values())
    chosen = matters.named(clients, matter) if matter is not None else None
    if accrual and chosen is None:
        raise UsageError("an accrual is of one matter", hint="name the matter: ledes budget MATTER --accrual AMOUNT")
    exits: list[Exit] = []
    with surroundings.history(home) as history:
        reading = surroundings.reading(home, map_name, settings)
        given = reviewed.bills(inputs, _find_client(home, client_key), reading, history, exits)
        read = [Read(each.source, each.client, standing.pending(each.bill)) for each in given] if inputs else []
        bills: dict[str, list[Pending]] = {}
        for each in read:
            bills.setdefault(each.client.key, []).append(each.bill)
        every = matters.billed(clients, bills) if inputs else matters.limited(clients)
        wanted = [chosen] if chosen else list(every)
        found = list(_standings(wanted, history, bills, accrual))
    for said in _beside(read, found, named=chosen is not None):
        click.echo(f"warning: {said}", err=True)
    if as_json:
        options.show_json(budget.as_data(found))
    else:
        options.show(budget.text(found, shutil.get_terminal_size().columns if sys.stdout.isatty() else None))
        if not found and not exits:
            click.echo("no matter has a budget, a fee cap or budgets of phases")
    return worst(exits)


class Read(NamedTuple):
    """A bill that is not sent yet, with its file and its client."""

    source: str
    client: Client
    bill: Pending


def _find_client(home: Workspace, key: str | None) -> FindClient:
    """Say whose a bill is: the client that has its CLIENT_ID; of a bill with an unknown one, the client named."""
    return lambda bill: home.client_of(bill) or (home.client(key) if key else None)


def _beside(bills: Sequence[Read], found: Iterable[Standing], *, named: bool) -> Iterator[str]:
    """Say of bills what is left out, or is added up though its currency is another; `named` is one matter."""
    from ledes.earlier import matter_number

    asked = {id(each.terms): each for each in found}
    if named and bills and not any(each.bills for each in asked.values()):
        yield "no bill that was given is for this matter"
    for source, client, bill in bills:
        what = f"{source}: invoice {bill.number or '(no number)'}"
        for matter in bill.matters:
            number, terms = matter_number(matter), client.terms(matter)
            agreed = asked[id(terms)].currency if id(terms) in asked else ""
            if terms is None and not named:
                yield f"{what}: the profile of {client.key} does not list the matter '{number}'"
            elif bill.currency and agreed not in {"", bill.currency}:
                yield f"{what} is in {bill.currency}, matter '{number}' in {agreed}; both are added as they are"


def _standings(
    wanted: Iterable[Listed], history: Callable[[Client], History] | None, bills: dict[str, list[Pending]], accrual: str
) -> Iterator[Standing]:
    from ledes import money
    from ledes.earlier import Unbilled
    from ledes.terms import standing

    past: dict[str, History] = {}
    for client, terms in wanted:
        if client.key not in past:
            past[client.key] = history(client) if history else Unbilled()
        yield standing.standing(
            client,
            terms,
            past[client.key],
            bills=bills.get(client.key, ()),
            accrual=money.parse(accrual) if accrual else money.ZERO,
            steps=_steps(client),
        )


def _steps(client: Client) -> list[Step]:
    """Gather the percentages of a budget that mean something to a client: its steps, and those of its rules."""
    from ledes import money
    from ledes.commands.surroundings import rule_options
    from ledes.terms.budgets import HUNDRED
    from ledes.terms.standing import Step

    steps = [Step(each, "the client wants to be told") for each in client.budget_steps]
    for code, option, means in (
        ("B201", "tolerance_percent", "the budget is exceeded"),
        ("B204", "percent", "the client must be given notice"),
        ("B205", "percent", "the client must approve the overrun first"),
    ):
        above = rule_options(client, code).get(option)
        if above is not None:
            steps.append(Step(money.plus(HUNDRED, above), means))
    return steps
