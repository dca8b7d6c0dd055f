"""Reading an XML e-bill: element by element, one bill held at a time, hardened against what a file may bring along."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from ledes.bill import EXPENSE, FEE, Bill, Party, Tax, Unread
from ledes.finding import Finding, Where
from ledes.formats.xml import faults, parts, prolog, taxes
from ledes.formats.xml.elements import ROOT, Dialect
from ledes.formats.xml.names import local, returned
from ledes.formats.xml.opening import OWNERS, FormlessXmlError, begins, ends, root_taxes
from ledes.formats.xml.parts import Draft, Work
from ledes.formats.xml.prolog import Prolog
from ledes.formats.xml.segments import Taken, Taking
from ledes.formats.xml.taxes import Definitions

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r",? line [0-9]+(?:, column [0-9]+)?(?: \([^)]*\))?$")


def read(dialect: Dialect, stream: BinaryIO, name: str) -> Iterator[Bill | Finding]:
    """Read bills and findings in the order of the file."""
    from lxml import etree

    start = prolog.read(stream)
    yield from begins(start, dialect)
    if start.subset or (start.broken and not start.root):
        return
    gathering = _Gathering(dialect, name, start, lambda: root_taxes(dialect, stream, start))
    try:
        for node in ends(stream):
            yield from gathering.close(node)
    except etree.XMLSyntaxError as error:
        yield from gathering.findings("")
        row = (error.lineno or 0) + start.lines
        yield faults.broken_xml(Where(row), gathering.broken(_PLACE.sub("", error.msg or "no more XML")))
    except FormlessXmlError as error:
        yield from gathering.findings("")
        yield faults.broken_xml(Where(), gathering.broken(str(error)))
    gathering.leave()


class _Gathering:
    """The bill that is being read, and what of the file around it still counts."""

    def __init__(self, dialect: Dialect, name: str, start: Prolog, ahead: Callable[[], list[Taken]]) -> None:
        self.dialect = dialect
        self.ahead: Callable[[], list[Taken]] | None = ahead
        self.name = name
        self.taking = Taking(dialect, start.lines, self.build)
        self.lines = parts.Lines(dialect)
        self.locals: dict[str, str] = {}
        self.early: dict[str, list[Any]] = {"line": [], "work": []}
        self.taxes: dict[str, list[tuple[Tax, bool]]] = {"firm": [], ROOT: []}
        self.parties: dict[str, Party] = {"firm": Party(), "client": Party()}
        self.open: dict[str, _Element | None] = {"firm": None, "client": None}
        self.marks: dict[str, _Element] = {}
        self.defined: Definitions | None = None
        self.seen: set[str] = set()
        self.number = 1

    def close(self, node: _Element) -> Iterator[Bill | Finding]:
        """Read a segment that has just ended, then let go of it."""
        segment = local(str(node.tag))
        parent = node.getparent()
        if parent is None:
            yield from self.finish(node)
            return
        owner = ROOT if parent.getparent() is None else local(str(parent.tag))
        if owner not in OWNERS[segment] or segment not in self.dialect.segments:
            self._drop(segment)
            return
        if segment == "invoice":
            yield from self._invoice(node, parent)
        elif segment in self.open:
            self._end(node, segment)
        elif segment == "tax":
            self._define(node, owner)
        elif segment == "matter":
            self.early["work"].append(self.build(segment, self.taking.take(node, segment)))
        else:
            self._line(node, segment)
        self._release(node, segment, parent)

    def _line(self, node: _Element, segment: str) -> None:
        """Take a fee or an expense; one that holds nothing is told, and is no line."""
        taken = self.taking.take(node, segment)
        if taken.values:
            self.early["line"].append(self.build(segment, taken))
        elif not any(unread.field == "line" for unread in self.taking.unread[-1:]):
            self.taking.unread.append(Unread(taken.row, "line"))

    def _drop(self, segment: str) -> None:
        """Forget what belongs to a segment that stands in the wrong place; who holds it tells."""
        for name in {"matter": ("line",), "invoice": ("line", "work")}.get(segment, ()):
            self.early[name].clear()

    def _release(self, node: _Element, segment: str, parent: _Element) -> None:
        """Empty a segment that was read and take the one before it out; the newest stays, to mark the place."""
        clear: Any = node.clear
        clear(keep_tail=True)
        old = self.marks.get(segment)
        if old is not None and old.getparent() is parent:
            if old.tail is not None and not old.tail.isspace():
                owner = local(str(parent.tag))
                self.taking.tell(faults.stray_text(Where(self.taking.row(old), owner), owner))
            parent.remove(old)
        self.marks[segment] = self.taking.done[segment] = node

    def build(self, of: str, taken: Taken) -> Any:
        """Make the part of a bill that a segment stands for."""
        if of in {"fee", "expense"}:
            return self.lines.draft(taken, FEE if of == "fee" else EXPENSE)
        if of == "matter":
            return self._work(taken)
        if of in {"client", "firm"}:
            return parts.party(taken)
        if of == "tax":
            return self._tax(taken)
        if of == "tk_sum":
            return parts.timekeeper(taken, self.dialect)
        make: Callable[[Taken], Any] = _MAKERS[of]
        return make(taken)

    def _tax(self, taken: Taken) -> tuple[Tax, bool]:
        made, tiered = taxes.tax(taken)
        wanted = "on_tax" if taken.values.get("on_tax.flag") else "" if tiered else "rate"
        for name, field in (("on_tax", "tax_on_tax_id"), ("rate", "tax_rate_percent")):
            if name == wanted and name not in taken.values:
                self.taking.missing(field, taken.row)
        return made, tiered

    def _define(self, node: _Element, owner: str) -> None:
        """Take the definition of a tax; those of the root may have been looked for ahead of time."""
        made = self.build("tax", self.taking.take(node, "tax"))
        if owner != ROOT or self.ahead is not None:
            self.taxes[owner].append(made)
            self.defined = None

    def _look_ahead(self, used: set[str]) -> None:
        """Look for taxes that the root defines after the firm, once, and only where one is missing."""
        if self.ahead is None or used <= self._taxes().ids:
            return
        found, self.ahead = self.ahead(), None
        self.taxes[ROOT] = [taxes.tax(taken) for taken in found]
        self.defined = None

    def _taxes(self) -> Definitions:
        """Give the definitions that hold where the reader is."""
        if self.defined is None:
            self.defined = taxes.definitions((*self.taxes[ROOT], *self.taxes["firm"]))
        return self.defined

    def _work(self, taken: Taken) -> Work:
        drafts: list[Draft] = [*self.early["line"]]
        drafts += [each for of in ("fee", "expense") for each in taken.segments.get(of, ())]
        self.early["line"].clear()
        made = parts.matter(taken, self.dialect)
        keepers = tuple(taken.segments.get("tk_sum", ()))
        work = parts.work(made, drafts, keepers, self.number)
        self.number += len(work.lines)
        for draft in work.strangers:
            where = Where(draft.row, "tk_id")
            self.taking.tell(faults.unlisted_timekeeper(where, draft.keeper, draft.level))
        for keeper in work.doubled:
            self.taking.tell(faults.doubled_timekeeper(Where(taken.row, "tk_id"), keeper.id))
        return work

    def _invoice(self, node: _Element, client: _Element) -> Iterator[Bill | Finding]:
        taken = self.taking.take(node, "invoice")
        self.taking.done["invoice"] = node
        firm = client.getparent()
        self._context(client, "client", node)
        if firm is not None and firm.getparent() is not None:
            self._context(firm, "firm", client)
        works: list[Work] = [*self.early["work"], *taken.segments.get("matter", ())]
        self.early["work"].clear()
        self.number = 1
        bill = parts.invoice(taken, self.dialect, lambda: self._rest(taken, works))
        if bill.number and bill.number in self.seen:
            self.taking.tell(faults.doubled_invoice(Where(bill.row, "inv_id"), bill.number))
        self.seen.add(bill.number)
        bill = dataclasses.replace(bill, unread=tuple(self.taking.unread))
        self.taking.unread.clear()
        yield from self.findings(bill.number)
        yield bill

    def _rest(self, taken: Taken, works: list[Work]) -> dict[str, Any]:
        self._look_ahead(_used(works))
        defined = self._taxes()
        tiers = taken.segments.get("tax_tier_detail", [])
        for number in sorted(defined.tiered - {number for number, _ in tiers}):
            if number:
                what = f"tax_tier_detail for the tiered tax '{number}'"
                self.taking.tell(faults.missing_segment(Where(taken.row, "tax_tier_detail"), what, "invoice"))
        return {
            "source": self.name,
            "firm": self.parties["firm"],
            "client": self.parties["client"],
            "matters": tuple(work.matter for work in works),
            "lines": tuple(line for work in works for line in work.lines),
            "timekeepers": tuple(dict.fromkeys(keeper for work in works for keeper in work.timekeepers)),
            "taxes": taxes.merged(defined.taxes, tiers, taken.segments.get("tax_tier_summary", ())),
        }

    def _context(self, node: _Element, segment: str, until: _Element) -> None:
        """Read what the firm or the client says of itself before its first invoice, when that ends."""
        if self.open[segment] is not node:
            self.open[segment] = node
            self.taking.done[segment] = node
            self.parties[segment] = self.build(segment, self.taking.take(node, segment, until=until))

    def _end(self, node: _Element, segment: str) -> None:
        """Close a firm or a client; what it says after its invoices came too late for them."""
        inner = "client" if segment == "firm" else "invoice"
        last = self.taking.done.get(inner)
        if self.open[segment] is node:
            for late in last.itersiblings() if last is not None and last.getparent() is node else ():
                name = local(str(late.tag))
                where = Where(self.taking.row(late), name)
                self.taking.tell(faults.misplaced_element(where, name, f"{segment}, after its bills,", "their front"))
        else:
            self.open[segment] = None
            self.parties[segment] = self.build(segment, self.taking.take(node, segment))
        if segment == "firm":
            self.taxes["firm"].clear()
            self.defined = None

    def leave(self) -> None:
        """Let go of what takes the segments apart: it and the reader hold each other, and with them the whole file."""
        returned(self.taking.names)
        del self.taking

    def findings(self, number: str) -> Iterator[Finding]:
        """Yield what was found since the bill before, under the number of the bill."""
        for finding in sorted(self.taking.findings, key=lambda each: each.row):
            yield dataclasses.replace(finding, bill=number) if number else finding
        if self.taking.untold:
            yield faults.untold_faults(Where(bill=number), self.taking.untold)
        self.taking.findings.clear()
        self.taking.untold = 0

    def finish(self, root: _Element) -> Iterator[Finding]:
        """Judge what stands directly in the root element, when all is read."""
        self.taking.take(root, ROOT)
        told = {each.rule for each in self.taking.findings}
        if not self.seen and faults.missing_segment.code not in told:
            self.taking.tell(faults.missing_segment(Where(), "invoice", "the file"))
        yield from self.findings("")

    def broken(self, fact: str) -> str:
        """Say where the XML breaks off: within a bill, or after one."""
        within = self.early["line"] or self.early["work"]
        return f"{fact.strip()}; the bill that had begun is not read" if within else fact.strip()


def _used(works: list[Work]) -> set[str]:
    """Name the taxes that the matters and lines of a bill refer to."""
    shared = {id(line.taxes): line.taxes for work in works for line in work.lines}
    used = {tax.id for taxes in shared.values() for tax in taxes}
    for work in works:
        used |= {tax.id for tax in work.matter.tax_summaries}
        used |= {number for each in work.matter.adjustments for number in each.taxes}
    return used


_MAKERS: dict[str, Callable[[Taken], Any]] = {
    "address_info": parts.address,
    "contact_info": parts.contact,
    "address": parts.address,
    "tax_tier_detail": taxes.tier,
    "tax_tier_summary": taxes.summary,
    "regulatory_statement": parts.statement,
    "matter_disc_cred": parts.adjustment,
    "fee_item_disc_cred": parts.adjustment,
    "expense_item_disc_cred": parts.adjustment,
    "tax_matter_disc_cred": taxes.tax_id,
    "tax_item_fee": taxes.tax_id,
    "tax_item_expense": taxes.tax_id,
    "tax_summary": lambda taken: taxes.tax(taken)[0],
    "invoice": lambda taken: taken,
}
