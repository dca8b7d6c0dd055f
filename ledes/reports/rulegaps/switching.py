"""How a rule is switched on: the line of a client's profile, as TOML."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledes import money

if TYPE_CHECKING:
    from ledes.finding import Check


def switched_on(rule: Check, options: Mapping[str, Any], *, cuts_only: bool = False) -> str:
    """Write the line that stands under `[rules]`: a rule by its name, at reduce where a client only cuts, else reject.

    Both stop a bill before it is sent.
    """
    level = "reduce" if cuts_only else "reject"
    if not options:
        return f'{rule.name} = "{level}"'
    said = "".join(f", {name} = {value(each)}" for name, each in options.items())
    return f'{rule.name} = {{ level = "{level}"{said} }}'


def value(each: Any) -> str:
    """Write a value of an option as TOML.

    >>> value(Decimal("9.40")), value(("saturday",)), value(False)
    ('9.4', '["saturday"]', 'false')
    """
    if isinstance(each, bool):
        return "true" if each else "false"
    if isinstance(each, Decimal):
        return money.text(each.normalize(money.WIDE))
    if isinstance(each, re.Pattern):
        return f"'{each.pattern}'" if "'" not in each.pattern else _quoted(each.pattern)
    if isinstance(each, Mapping):
        return "{ " + ", ".join(f"{_quoted(str(key))} = {value(inner)}" for key, inner in each.items()) + " }"
    if isinstance(each, tuple | frozenset):
        inner = each if isinstance(each, tuple) else sorted(each)
        return "[" + ", ".join(map(value, inner)) + "]"
    return (
        str(each) if isinstance(each, int) else _quoted(each.isoformat() if isinstance(each, datetime.date) else each)
    )


def _quoted(text: str) -> str:
    # what JSON escapes, TOML does in the same way, but for the one control that JSON leaves
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
