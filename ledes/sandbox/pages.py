"""The portal's pages in the browser: what it got, one bill, and the buttons of the person who decides."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ledes import money
from ledes.bill import Bill
from ledes.gateway import LineAdjustment
from ledes.sandbox import past
from ledes.sandbox.clerk import OPEN, PAYABLE
from ledes.sandbox.interface import portal
from ledes.sandbox.portal import reference
from ledes.sandbox.verdict import REJECTED

pages = Blueprint("pages", __name__)

SHOWN = 200
"""How many bills the first page lists."""
MOST_LINES = 500
"""How many lines of a bill are shown."""
LONGEST_WORDS = 2000


@pages.before_request
def check_origin() -> None:
    """Take decisions only from the portal's own pages: a browser states where a form was sent from."""
    if request.method == "POST" and _origin() != request.host:
        abort(403)


def _origin() -> str:
    stated = request.headers.get("Origin", "") or request.headers.get("Referer", "")
    return urlsplit(stated).netloc


@pages.get("/")
def bills() -> str:
    """List the bills, newest first."""
    rows = portal().store.rows(
        "select bills.*, received_at, finalized_at, file_name, format from bills"
        " join deliveries on deliveries.id = delivery order by bills.id desc limit ?",
        SHOWN,
    )
    count = portal().store.rows("select count(*) from bills")[0][0]
    return render_template("bills.html", name=portal().settings.name, rows=rows, count=count)


@pages.get("/bills/<int:number>")
def bill(number: int) -> str:
    """Show one bill."""
    row = portal().clerk.row(number)
    whole, found = portal().clerk.open(number)
    events = past.of_bill(portal().store, number)
    decided = next((event for event in reversed(events) if event.causes or event.adjustments), None)
    approved = portal().clerk.approved(number)
    return render_template(
        "bill.html",
        name=portal().settings.name,
        row=row,
        reference=reference(row["delivery"]),
        bill=found,
        title=whole.format.title,
        lines=found.lines[:MOST_LINES] if found else (),
        hidden=max(0, len(found.lines) - MOST_LINES) if found else 0,
        cuts=_cuts(decided),
        flagged={line for cause in (decided.causes if decided else ()) for line in cause["lines"]},
        decided=decided,
        events=events,
        approved="" if approved is None else money.text(approved),
        can_decide=row["words"] in OPEN,
        can_pay=row["words"] in PAYABLE,
    )


@pages.post("/bills/<int:number>/accept")
def accept(number: int) -> AnyResponse:
    """Approve a bill as billed."""
    return _decided(number, lambda: portal().clerk.accept(number))


@pages.post("/bills/<int:number>/reject")
def reject(number: int) -> AnyResponse:
    """Reject a bill, with the reason."""
    words = _words()
    if not words:
        return _told(number, "Say why the bill is rejected.")
    return _decided(number, lambda: portal().clerk.reject(number, words))


@pages.post("/bills/<int:number>/reduce")
def reduce(number: int) -> AnyResponse:
    """Approve a bill but cut one line."""
    words, amount = _words(), _amount()
    found = portal().clerk.open(number)[1]
    left = _left(number, found, request.form.get("line", "")) if found else None
    if not words or not amount or left is None or amount > left:
        return _told(number, "Name a line, a reason, and an amount above zero that the line still has.")
    cut = LineAdjustment(line=request.form["line"], amount=-amount, words=words)
    return _decided(number, lambda: portal().clerk.reduce(number, cut))


@pages.post("/bills/<int:number>/pay")
def pay(number: int) -> AnyResponse:
    """Pay an approved bill."""
    amount, approved = _amount(), portal().clerk.approved(number)
    if not amount or (approved is not None and amount > approved):
        return _told(number, "Name an amount above zero, and not above what was approved.")
    return _decided(number, lambda: portal().clerk.pay(number, amount))


@pages.errorhandler(LookupError)
def unknown(_error: LookupError) -> tuple[str, int]:
    """Say that there is no such bill."""
    return render_template("told.html", name=portal().settings.name, said="There is no such bill.", back=None), 404


def _decided(number: int, decide: Callable[[], bool]) -> AnyResponse:
    portal().clerk.row(number)
    if not decide():
        return _told(number, "This bill is no longer open for that.", 409)
    portal().clerk.wake()
    return redirect(url_for("pages.bill", number=number), 303)


def _told(number: int, said: str, status: int = 400) -> AnyResponse:
    back = url_for("pages.bill", number=number)
    page = render_template("told.html", name=portal().settings.name, said=said, back=back)
    return Response(page, status)


def _words() -> str:
    return request.form.get("words", "").strip()[:LONGEST_WORDS]


def _amount() -> Decimal | None:
    """Read the amount of a form; nothing when it is none, negative, or finer than a ten-thousandth."""
    try:
        amount = money.parse(request.form.get("amount", "").strip())
        money.ten_thousandths(amount)
    except ValueError:
        return None
    return amount if amount > 0 else None


def _left(number: int, found: Bill, line: str) -> Decimal | None:
    """Say what is left of a line after earlier cuts; nothing when there is no such line."""
    amounts = [each.amount for each in found.lines if each.number == line and each.amount is not None]
    if not amounts:
        return None
    last = past.of_bill(portal().store, number)[-1:]
    return money.sum_from(amounts[0], _cuts(last[0]).get(line, ()) if last else ())


def _cuts(event: past.Event | None) -> dict[str, list[Decimal]]:
    cuts: dict[str, list[Decimal]] = {}
    for each in event.adjustments if event and event.words != REJECTED else ():
        cuts.setdefault(each.line, []).append(each.amount)
    return cuts
