"""`ledes settle`: a person's word on what no vendor can be asked."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledes.commands import options
from ledes.errors import Exit, UsageError

if TYPE_CHECKING:
    from ledes.gateway import LineAdjustment


@click.command()
@click.argument("invoice", metavar="INVOICE")
@click.option("--delivered", is_flag=True, help="The vendor has it; give its --reference.")
@click.option("--reference", default="", metavar="R", help="The vendor's reference, as the portal shows it.")
@click.option("--absent", is_flag=True, help="The vendor does not have it; the next run sends it.")
@click.option("--withdrawn", is_flag=True, help="It shall not go to the client; only while it surely is not there.")
@click.option("--status", "status_word", default="", metavar="WORD", help="Where it stands, such as APPROVED or PAID.")
@click.option("--amount", default="", metavar="A", help="What was approved or paid, with --status.")
@click.option(
    "--cut", "cuts", multiple=True, metavar="LINE=AMOUNT[:WHY]", help="What was taken off a line; repeatable."
)
@click.option("--at", "day", default="", metavar="DATE", help="The day of the status, as 2026-11-30.")
@click.option("--reason", default="", metavar="TEXT", help="Why, or the vendor's words.")
@options.client
@options.as_json
@options.workspace
def command(
    invoice: str,
    delivered: bool,
    reference: str,
    absent: bool,
    withdrawn: bool,
    status_word: str,
    amount: str,
    cuts: tuple[str, ...],
    day: str,
    reason: str,
    client_key: str | None,
    as_json: bool,
    workspace: Path | None,
) -> Exit:
    """Note a person's word: a bill came, did not come, shall not go, or stands at the client so and so.

    INVOICE is an invoice number, or a submission's id written as '#12'. Look at the vendor's portal first: after
    --absent the bill is sent again. Of a bill that was to be uploaded by hand, --delivered says that it is there, and
    --status FILE_ERROR that the portal would not take it. What the client took off a line is written as its number, the
    amount, and the client's words.

    \b
    Example:
      ledes settle 2026-1001 --delivered --reference P-778
      ledes settle 2026-1001 --absent --reason "not in the portal's list"
      ledes settle 2026-1001 --withdrawn --reason "billed with the next one"
      ledes settle 2026-1001 --status APPROVED_REDUCED --amount 1150.00 --cut "3=100.00:rate above 300"
      ledes settle 2026-1001 --status PAID --amount 1250.00 --at 2026-11-30
    """
    from ledes import money, settle
    from ledes import workspace as workspaces
    from ledes.commands import outcomes

    try:
        paid = money.parse(amount) if amount else None
    except ValueError:
        raise UsageError(f"--amount {amount!r} is no plain number", hint="write 1250.00") from None
    try:
        at = datetime.date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError(f"--at {day!r} is no day", hint="write 2026-11-30") from None
    home = workspaces.find(workspace)
    word = settle.Word(
        delivered=delivered,
        reference=reference,
        absent=absent,
        withdrawn=withdrawn,
        status=status_word,
        amount=paid,
        at=at,
        reason=reason,
        cuts=tuple(map(_cut, cuts)),
    )
    client = home.client(client_key).key if client_key else ""
    outcomes.submissions(settle.settle(home, invoice, word, client=client), as_json=as_json)
    return Exit.DONE


def _cut(written: str) -> LineAdjustment:
    """Read a cut such as 3=100.00:rate above 300; it is kept with a minus, as platforms write it.

    Raises `UsageError`.
    """
    from ledes import money
    from ledes.gateway import LineAdjustment

    line, equals, rest = written.partition("=")
    amount, _, words = rest.partition(":")
    try:
        cut = money.parse(amount.strip())
    except ValueError:
        cut = money.ZERO
    if not equals or not line.strip() or not cut:
        raise UsageError(f"--cut {written!r} is no LINE=AMOUNT:WHY", hint='write --cut "3=100.00:rate above 300"')
    return LineAdjustment(line=line.strip(), amount=-abs(cut), words=" ".join(words.split()))
