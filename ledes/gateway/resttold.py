"""What a platform's answers say, by the pointers of its profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledes.gateway import LineAdjustment, Refused, StatusEvent, pointers, told
from ledes.gateway.answers import Answer
from ledes.gateway.restprofile import Profile


def value(answer: Answer) -> Any:
    """Give the JSON of an answer; `None` where it is none."""
    try:
        return answer.value()
    except ValueError:
        return None


def words(error: Refused, profile: Profile) -> str:
    """Give the words of a refusal from where the profile says that they stand, else the usual ones."""
    ways = profile.errors
    if not ways:
        return error.words
    said = value(Answer(status=0, headers={}, content=error.answer))
    single = pointers.at(said, ways["items"])
    found = (single,) if isinstance(single, Mapping) else pointers.objects(said, ways["items"]) or ()
    return "; ".join(filter(None, (_fault(each, ways) for each in found)))[:1000] or error.words


def _fault(each: Mapping[str, Any], ways: Mapping[str, str]) -> str:
    said = {name: pointers.text(each, way) for name, way in ways.items() if name != "items"}
    where = ", ".join(f"{name} {said[name]}" for name in ("field", "line") if said.get(name))
    text = " ".join(filter(None, (said.get("code", ""), said["message"])))
    return f"{text} ({where})" if where and text else text


def event(each: Mapping[str, Any], profile: Profile) -> StatusEvent:
    """Read one entry of what tracking lists; a cut that cannot be read is told in the text."""
    said = {name: pointers.text(each, way) for name, way in profile.fields.items()}
    cuts = pointers.objects(each, profile.cuts["items"]) if profile.cuts else ()
    read = tuple(cut for one in cuts or () if (cut := _cut(one, profile.cuts)) is not None)
    lost = len(cuts or ()) - len(read)
    unread = f"{lost} adjustments could not be read" if lost else ""
    known = {word.casefold(): status for word, status in profile.statuses.items()}
    return StatusEvent(
        reference=said.get("reference", ""),
        invoice=said["invoice"],
        words=said["words"],
        status=known.get(said["words"].casefold(), ""),
        at=told.moment(said.get("at", "")),
        amount=told.amount(said, "amount"),
        currency=said.get("currency", ""),
        text="; ".join(filter(None, (said.get("text", ""), unread))),
        adjustments=read,
        raw=told.raw(each),
    )


def _cut(each: Mapping[str, Any], ways: Mapping[str, str]) -> LineAdjustment | None:
    amount = told.amount({"": pointers.at(each, ways["amount"])}, "")
    if amount is None:
        return None
    return LineAdjustment(
        line=pointers.text(each, ways["line"]), amount=amount, words=pointers.text(each, ways.get("words"))
    )
