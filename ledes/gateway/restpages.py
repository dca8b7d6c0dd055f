"""What a profile's step lists, page by page, and where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ledes.gateway import Account, NotSent, pointers, resttold
from ledes.gateway.bodies import as_json
from ledes.gateway.http import Wire, part
from ledes.gateway.restprofile import Profile, Step, filled

MOST_PAGES = 10_000
STRANGE = "the platform's answer is none that its profile describes"


def path(step: Step, names: Mapping[str, str]) -> str:
    """Fill names into the path of a step; whatever they hold, each stays one part of it."""
    found: str = filled(step.path, {name: part(value) for name, value in names.items()})
    return found


def listed(account: Account, profile: Profile, step: Step, names: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Go through the list of a step's answer, page by page.

    Raises `NotSent` where a page is none that the profile describes, lies at another address, or never is the last.
    """
    wire, paging = Wire(account, profile.auth), profile.paging
    way, params = path(step, names), filled(dict(step.params), names)
    body = as_json(filled(step.body, names)) if step.body is not None else None
    headers = filled(dict(step.headers), names)
    size, place = paging.get("size"), paging.get("first", 1) if paging.get("kind") == "page" else 0
    if size and "size_param" in paging:
        params[paging["size_param"]] = str(size)
    for _ in range(MOST_PAGES):
        if paging.get("kind") in {"page", "offset"}:
            params[paging["param"]] = str(place)
        given = {name: value for name, value in params.items() if value}
        answer = wire.ask(way, method=step.method, body=body, params=given, headers=headers)
        said = resttold.value(answer)
        found = pointers.objects(said, step.pointers["items"])
        if found is None:
            raise NotSent(STRANGE)
        yield from found
        after = pointers.text(said, paging.get("next"))
        if paging.get("kind") == "next" and after and "param" in paging:
            params[paging["param"]] = after
        elif paging.get("kind") == "next" and after:
            wire, way, params = Wire(replace(account, url=_same(account, after)), profile.auth), "", {}
        elif paging.get("kind") in {"page", "offset"} and found and not (size and len(found) < size):
            place += 1 if paging["kind"] == "page" else len(found)
        else:
            return
    raise NotSent("the platform's list has no end")


def _same(account: Account, after: str) -> str:
    """Give the address of the next page; raises `NotSent` where it is at somebody else's."""
    here, there = urlsplit(account.url), urlsplit(after)
    if not there.netloc and after.startswith("/"):
        return f"{here.scheme}://{here.netloc}{after}"
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        raise NotSent("the platform's next page is at another address, where our secret has no business")
    return after
