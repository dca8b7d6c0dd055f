"""What is wrong with a bill, as a value: a code, a place, a fact, and what to do about it.

Two kinds of check make findings: a *fault* is noticed while a file is read, a *rule* looks at a whole bill. Both are
declared once, with their docstring as documentation, and are listed by `ledes rules` alike.
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple


class Severity(enum.IntEnum):
    """How bad it is: an error is never sent, a warning may be, a note only tells."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """Name the severity as people and JSON read it."""
        return self.name.lower()


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

LAYERS = ("bytes", "structure", "fields", "arithmetic", "codes", "client")
"""From the outside in: where a layer is broken, the later ones have nothing to stand on."""

SCOPES = ("standard", "client")
"""Does it conform to LEDES? Will this client take it?"""

FAMILIES = {
    "L": ("layout", "structure"),
    "F": ("field", "fields"),
    "T": ("total", "arithmetic"),
    "D": ("date", "fields"),
    "C": ("code", "codes"),
    "P": ("people and rates", "codes"),
    "X": ("tax", "arithmetic"),
    "I": ("invoice", "fields"),
    "E": ("entry", "fields"),
    "N": ("narrative", "client"),
    "V": ("event", "client"),
    "K": ("cost", "client"),
    "R": ("travel", "client"),
    "B": ("budget and discount", "client"),
    "S": ("resubmission", "client"),
}
"""First letter of a code: what it is about, and the layer it belongs to unless it says otherwise."""

_CODE = re.compile(r"[A-Z][0-9]{3}")


class Where(NamedTuple):
    """A place in a bill: physical row (0 where it concerns the whole bill) and a field.

    Rules name the field by the bill's attribute (`line.total`), faults by the name that the format uses. `at_risk` is
    what the client may cut there, in the bill's currency, where a rule can tell.
    """

    row: int = 0
    field: str = ""
    bill: str = ""
    at_risk: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, with what a person needs to see and mend it.

    `amount_at_risk` is what the client may cut of the bill for it, in the bill's currency; `None` is not known.
    """

    rule: str
    name: str
    severity: Severity
    scope: str
    layer: str
    bill: str = ""
    row: int = 0
    field: str = ""
    message: str
    fix: str = ""
    reason: str = ""
    amount_at_risk: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """What every fault and every rule declares about itself.

    `unless` names codes whose finding on the same bill makes this one say the same thing twice. `options` are the
    keyword parameters a client's profile may set, with their defaults; `needs` what must be there beside the bill;
    `asks` the list of the profile that must not be empty. `catalogue` holds the ids of the rows of
    `schemas/client-rules.csv` that it decides.
    """

    code: str
    name: str
    scope: str
    layer: str
    severity: Severity
    fix: str
    reason: str
    unless: tuple[str, ...]
    doc: str
    function: Callable[..., Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    asks: str = ""
    catalogue: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Give the first line of the docstring: what is true of a good bill."""
        return self.doc.partition("\n")[0]

    def at(self, where: Where, message: str, severity: Severity | None = None) -> Finding:
        """Make a finding of this check."""
        return Finding(
            rule=self.code,
            name=self.name,
            severity=self.severity if severity is None else severity,
            scope=self.scope,
            layer=self.layer,
            bill=where.bill,
            row=where.row,
            field=where.field,
            message=message,
            fix=self.fix,
            reason=self.reason,
            amount_at_risk=where.at_risk,
        )


@dataclass(frozen=True, kw_only=True)
class Fault(Check):
    """A check that a reader makes; its function returns the message."""

    def __call__(self, where: Where, *args: object, severity: Severity | None = None, reason: str = "") -> Finding:
        """Make the finding; `args` go to the declared function, which words the message."""
        finding = self.at(where, self.function(*args), severity)
        return replace(finding, reason=reason) if reason else finding


def declaration(
    function: Callable[..., Any], code: str, *, scope: str, layer: str, severity: Severity | None
) -> dict[str, Any]:
    """Collect what a decorated function says about itself; refuse one that says too little.

    Raises `ValueError` for a malformed code, an unknown family, scope or layer, or a missing docstring: mistakes of
    the author, found at import.
    """
    doc = inspect.getdoc(function) or ""
    if not _CODE.fullmatch(code) or code[0] not in FAMILIES:
        raise ValueError(f"{code}: a code is one of {''.join(FAMILIES)} and three digits")
    if scope not in SCOPES:
        raise ValueError(f"{code}: scope {scope!r} is none of {SCOPES}")
    layer = layer or ("client" if scope == "client" else FAMILIES[code[0]][1])
    if layer not in LAYERS:
        raise ValueError(f"{code}: layer {layer!r} is none of {LAYERS}")
    if not re.search(r"^Source: ", doc, re.MULTILINE):
        raise ValueError(f"{code}: the docstring names no source")
    return {
        "code": code,
        "name": getattr(function, "__name__", "").replace("_", "-"),
        "scope": scope,
        "layer": layer,
        "severity": ERROR if severity is None else severity,
        "doc": doc,
        "function": function,
    }


def fault(
    code: str,
    *,
    fix: str,
    reason: str,
    layer: str = "",
    severity: Severity = ERROR,
    unless: tuple[str, ...] = (),
    catalogue: tuple[str, ...] = (),
) -> Callable[[Callable[..., str]], Fault]:
    """Declare a fault: the function words the message, its docstring documents the truth that was broken."""

    def declare(function: Callable[..., str]) -> Fault:
        said = declaration(function, code, scope="standard", layer=layer, severity=severity)
        return Fault(fix=fix, reason=reason, unless=unless, catalogue=catalogue, **said)

    return declare
