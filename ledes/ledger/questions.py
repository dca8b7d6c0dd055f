"""What the ledger is asked about earlier bills: statements made once, because making them costs more than asking.

Each gives the invoice number with every row, and counts the bills of `:client` only, without tests and without what
was replaced, withdrawn, refused or rejected. Of accruals, shadow bills and appeals only `BILLS` knows, and says which
they are: what stands on them is billed later, or was before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Table, bindparam, select

from ledes.ledger import facttables as tables
from ledes.ledger.states import CLOSED, REFUSED
from ledes.ledger.tables import deliveries, submissions

NOT_TAKEN = ("REJECTED", "FILE_ERROR")
"""What a client says of a bill that then counts for nothing: what is on it will be billed again."""

NOT_BILLED = ("accrual", "shadow", "appeal")
"""Kinds of bills that ask for no money of their own."""

billed, task_fees, hours, prints, rates = (
    tables.billed,
    tables.task_fees,
    tables.hours,
    tables.prints,
    tables.billed_rates,
)


def _asked(
    table: Table,
    *columns: ColumnElement[Any],
    where: tuple[ColumnElement[bool], ...],
    kinds: bool = False,
    everybody: bool = False,
) -> Select[Any]:
    counting = (
        *(submissions.c.kind != kind for kind in (() if kinds else NOT_BILLED)),
        *(() if everybody else (submissions.c.client == bindparam("client"),)),
        submissions.c.environment != "test",
        *(submissions.c.state != state for state in (*CLOSED, REFUSED)),
        *(submissions.c.status != status for status in NOT_TAKEN),
    )
    joined = select(submissions.c.invoice, *columns).join(table, table.c.submission == submissions.c.id)
    return joined.where(*counting, *where)


_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_OF_CLIENT = (billed.c.client == bindparam("client"),)
_OF_MATTERS = (*_OF_CLIENT, billed.c.matter.in_(_SOME))
_AMOUNTS = (billed.c.submission, billed.c.date, billed.c.fees, billed.c.expenses, billed.c.total)
_TASKS = (task_fees.c.submission, billed.c.date, task_fees.c.task, task_fees.c.fees)
_SAME = (billed.c.submission == task_fees.c.submission, billed.c.matter == task_fees.c.matter)

BILLS = _asked(
    billed,
    *(
        billed.c[name]
        for name in ("submission", "matter", "date", "start", "end", "fees", "expenses", "total", "final")
    ),
    *(submissions.c[name] for name in ("currency", "kind", "state", "status")),
    where=_OF_MATTERS,
    kinds=True,
)
AMOUNTS = _asked(billed, *_AMOUNTS, where=_OF_CLIENT)
TASKS = _asked(task_fees, *_TASKS, where=(*_SAME, *_OF_CLIENT))
TASKS_OF_MATTERS = _asked(task_fees, *_TASKS, where=(*_SAME, *_OF_MATTERS))
RATES = _asked(
    rates,
    *(rates.c[name] for name in ("timekeeper", "matter", "rate", "classification", "first", "last")),
    where=(rates.c.timekeeper.in_(_SOME),),
)
RATES_OF_ALL = _asked(
    rates,
    submissions.c.client,
    *(rates.c[name] for name in ("timekeeper", "matter", "rate", "classification", "first", "last")),
    where=(),
    everybody=True,
)
HOURS = _asked(
    hours,
    *(hours.c[name] for name in ("timekeeper", "day", "hours")),
    where=(hours.c.timekeeper.in_(_SOME), hours.c.day.between(bindparam("first"), bindparam("last"))),
)
PRINTS = _asked(
    prints,
    *(prints.c[name] for name in ("fingerprint", "line", "day", "matter")),
    where=(prints.c.fingerprint.in_(_SOME), prints.c.day.between(bindparam("first"), bindparam("last"))),
)
DATED = _asked(prints, where=(prints.c.day.between(bindparam("first"), bindparam("last")),)).limit(1)
NUMBERED = (
    select(
        *(
            submissions.c[name]
            for name in ("id", "invoice", "vendor", "account", "state", "status", "created", "reported")
        ),
        deliveries.c.file_name,
        deliveries.c.payload,
        select(billed.c.date).where(billed.c.submission == submissions.c.id).limit(1).scalar_subquery().label("date"),
    )
    .join(deliveries, submissions.c.delivery == deliveries.c.id)
    .where(
        submissions.c.client == bindparam("client"),
        submissions.c.invoice.in_(_SOME),
        submissions.c.environment != "test",
        *(submissions.c.state != state for state in CLOSED),
    )
    .order_by(submissions.c.id.desc())
)
"""Submissions under an invoice number, newest first: refused and rejected ones too, tests and closed ones not."""
