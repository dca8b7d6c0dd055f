"""One client's profile: who it is, which e-bill it takes, by which vendor, and what it demands.

A profile is a TOML file in the workspace's `clients/`; its file name is the client's key. `base = "name"` inherits
from another profile, looked up in the workspace first and among the samples next.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """How one client wants the same facts written, where the standard leaves a choice or platforms disagree.

    `encoding` decides which characters can be held (ascii, cp1252, utf-8; empty: the format's own). `line_end` is
    lf or crlf. `extension` and `bills_per_file` (one, many) shape the files. `flat_fee` writes the amount of an IF or
    IE line as adjustment or as unit cost (`keep`, `adjustment`, `rate`); `adjustment_units` puts units on such lines
    (`keep`, `one`, `blank`). `country` turns ISO 3166 codes (`keep`, `alpha2`, `alpha3`). `tax_code` is the expense
    code of the line that carries tax where the format has no place for it; empty refuses such a bill.
    `remainder` moves the rest of a rounded line total into the line's adjustment, and says so.
    The rest is for LEDES XML, where the standard's own documents could not be had: `xml_revision` is the dated revision
    (such as 2.1.3; empty: the latest), `xml_namespace` the namespace of the root (empty: http://www.ledes.org/LEDES22.xsd
    and so on; none: no namespace), `xml_tax_place` where taxes are defined (firm, root), `xml_net_tax` whether the tax
    computed for a matter is in its nets or added to them (inside, beside), `xml_names` the spelling of an element of
    which several are known: {"tk_sum": "tksum"}.
    `given` holds what the profile and `--set` state of the bill anyway: it fills blanks and is never a loss.
    """

    encoding: str = ""
    line_end: str = "lf"
    extension: str = ""
    bills_per_file: str = "one"
    flat_fee: str = "keep"
    adjustment_units: str = "keep"
    country: str = "keep"
    tax_code: str = ""
    remainder: bool = False
    xml_revision: str = ""
    xml_namespace: str = ""
    xml_tax_place: str = "firm"
    xml_net_tax: str = "inside"
    xml_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedTimekeeper:
    """A person whom the client approved, at a rate, from a day on (both days included; `None` is open)."""

    id: str
    name: str = ""
    classification: str = ""
    rate: Decimal | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """What a profile says of one rule: options, and a level (off, info, warn, reduce, reject; empty: its own)."""

    level: str = ""
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client's profile.

    `ids` are the CLIENT_ID values that name it in a bill. `environment` is test or production. `number_on_resending`
    is what the platform wants of a corrected invoice: `same` number or a `new` one. `tasks`, `activities` and
    `expenses` are the codes the client takes; empty means that it does not say. `rules` is keyed by code.
    `experimental` lets e-bills be sent whose form could not be confirmed.
    """

    key: str
    name: str = ""
    ids: tuple[str, ...] = ()
    format: str = ""
    vendor: str = ""
    account: str = "default"
    environment: str = "production"
    currency: str = ""
    number_on_resending: str = "same"
    experimental: bool = False
    representation: Representation = Representation()
    timekeepers: tuple[ApprovedTimekeeper, ...] = ()
    tasks: frozenset[str] = frozenset()
    activities: frozenset[str] = frozenset()
    expenses: frozenset[str] = frozenset()
    rules: Mapping[str, RuleSetting] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""
