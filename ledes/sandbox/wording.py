"""The words of real platforms for a reason, from the catalogue of rejections, with the bill's own values filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledes import rejections

_GAP = re.compile(r"<([a-z]+)>")
_FIELD = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
_ABOUT = ("units", "rate", "timekeeper", "description")
"""What a message may be about; one about something else than the field at fault would mislead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """What a message is filled with: the bill's attribute at fault, its name in the format, and values by gap.

    A gap that a message has twice takes two values in order.
    """

    attribute: str = ""
    name: str = ""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)


NOBODY = Blame()


def say(reason: str, vendor: str, blame: Blame) -> str:
    """Word a reason as a vendor would, else as another platform would, else in plain words.

    Only messages that a platform published word for word are used, and none that says it changes nothing.
    """
    fitting = [
        each
        for each in rejections.messages()
        if each.reason == reason
        and each.kind == rejections.EXACT
        and "ignored" not in each.text
        and _fits(each.text, blame)
    ]
    for each in sorted(fitting, key=lambda message: not spoken_by(message, vendor)):
        said = _fill(each.text, blame.values)
        if said:
            return said
    known = rejections.reasons().get(reason)
    return known.meaning if known else "This bill does not meet our billing guidelines."


def spoken_by(message: rejections.Message, vendor: str) -> bool:
    """Say whether a message is a vendor's, named with or without the firm behind it in brackets."""
    return message.of(vendor.partition(" (")[0])


def _fits(text: str, blame: Blame) -> bool:
    fields = _FIELD.findall(text)
    if fields and blame.name and blame.name not in fields:
        return False
    about = [word for word in _ABOUT if word in text.lower()]
    return not about or not blame.attribute or any(word in blame.attribute for word in about)


def _fill(text: str, values: Mapping[str, Sequence[str]]) -> str:
    """Fill the gaps, each name's values in order; nothing when a value is missing."""
    left = {name: list(each) for name, each in values.items()}
    if any(not left.get(name) for name in _GAP.findall(text)):
        return ""

    def value(gap: re.Match[str]) -> str:
        waiting = left[gap[1]]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return _GAP.sub(value, text)
