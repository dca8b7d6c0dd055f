"""Any platform with a JSON interface, as a TOML profile describes it; also the way to try the LEDES API.

Nothing is confirmed here of any platform: each profile says in its `source` what is confirmed and by what. The
account's setting `profile` names it; `ledes-api`, which comes with the program, is an experiment: no public page
gives the paths and the fields of the LEDES API, so that they are settings (docs/vendors.md).

What holds for all of them: a receipt is believed only where the answer has the platform's reference and, where the
profile says so, repeats ours; `look` believes what bears our reference; an empty list is told, and proves nothing.
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ledes.errors import SetupError
from ledes.gateway import (
    STATUSES,
    Absent,
    Account,
    Adapter,
    CannotSay,
    Capabilities,
    Doubtful,
    Found,
    NotSent,
    Package,
    Receipt,
    Refused,
    StatusEvent,
    pointers,
    restpages,
    restprofile,
    resttold,
    stated,
    told,
)
from ledes.gateway.bodies import Body, File, as_form, as_json
from ledes.gateway.http import Wire, in_time
from ledes.gateway.restprofile import Profile, Step, filled


class RestProfile(Adapter):
    """Does what the profile of an account says."""

    key = "rest_profile"
    name = "Any JSON interface, by a profile"
    can = Capabilities(finalize=True, look=True, track=True, attach=True, bills_per_file="many")
    words: Mapping[str, str] = MappingProxyType({status: status for status in STATUSES if status})

    def check(self, account: Account) -> None:
        """Make sure that the account's profile can be read and has what it asks for."""
        restprofile.load(account)

    def needs_secret(self, account: Account) -> bool:
        """Say whether the profile's way of showing who we are needs a secret."""
        try:
            usual = restprofile.load(account).auth
        except SetupError:
            return False
        return stated.text(account, "auth", usual.kind) not in {"none", "certificate"}

    def examine(self, package: Package, account: Account) -> None:
        """Compare a package with what the profile says of formats and sizes."""
        try:
            _fitting(package, restprofile.load(account))
        except NotSent as error:
            raise SetupError(f"invoice {package.invoices[0]}: {error}", hint="see the account's profile") from None

    def deliver(self, package: Package, account: Account) -> Receipt:
        """Hand a package over as the profile says, once."""
        profile = _profile(account)
        step = profile.deliver
        _fitting(package, profile)
        wire, names = Wire(account, profile.auth), _names(package)
        in_time(package, wire)
        marked = {step.idempotency_header: package.reference} if step.idempotency_header else {}
        try:
            answer = wire.send(
                restpages.path(step, names),
                _body(step, package, names),
                method=step.method,
                params=filled(dict(step.params), names),
                headers={**filled(dict(step.headers), names), **marked},
            )
        except Refused as error:
            refused = Refused(resttold.words(error, profile), error.answer)
        else:
            said = resttold.value(answer) if answer.status in step.success else None
            reference = pointers.text(said, step.pointers["reference"])
            confirmed = pointers.text(said, step.pointers.get("confirms"))
            if not reference or ("confirms" in step.pointers and confirmed != package.reference):
                raise Doubtful(restpages.STRANGE)
            return Receipt(reference=reference, finalized=profile.finalize is None, answer=answer.content)
        raise refused

    def finalize(self, receipt: Receipt, account: Account) -> Receipt:
        """Release what was uploaded, where the profile has a second step."""
        profile = _profile(account)
        step = profile.finalize
        if step is None:
            return replace(receipt, finalized=True)
        names = {"receipt": receipt.reference}
        body = as_json(filled(step.body, names)) if step.body is not None else b""
        answer = Wire(account, profile.auth).send(
            restpages.path(step, names),
            body,
            method=step.method,
            params=filled(dict(step.params), names),
            headers=filled(dict(step.headers), names),
            also=step.done,
        )
        if answer.status not in (*step.success, *step.done):
            raise Doubtful(restpages.STRANGE)
        return Receipt(reference=receipt.reference, answer=answer.content)

    def look(self, reference: str, account: Account) -> Found | Absent | CannotSay:
        """Ask for what bears our reference, where the profile has a way to."""
        profile = _profile(account)
        if profile.look is None:
            return CannotSay(page=stated.text(account, "portal"))
        ways = profile.look.pointers
        for each in restpages.listed(account, profile, profile.look, {"reference": reference}):
            if pointers.text(each, ways["confirms"]) == reference and pointers.text(each, ways["reference"]):
                released = pointers.at(each, ways["finalized"]) is True if "finalized" in ways else False
                receipt = Receipt(
                    reference=pointers.text(each, ways["reference"]),
                    finalized=released or profile.finalize is None,
                    answer=told.raw(each),
                )
                return Found(receipt=receipt)
        return Absent()

    def track(self, account: Account, since: datetime.datetime | None) -> Iterator[StatusEvent]:
        """Fetch what happened since a moment, or how the bills stand, as the profile says."""
        profile = _profile(account)
        if profile.track is None:
            return
        names = {"since": told.utc(since) if since else ""}
        for each in restpages.listed(account, profile, profile.track, names):
            yield resttold.event(each, profile)


def _profile(account: Account) -> Profile:
    try:
        return restprofile.load(account)
    except SetupError as error:
        why = f"{error.message} ({error.hint})"
    raise NotSent(why)


def _fitting(package: Package, profile: Profile) -> None:
    if profile.formats and package.format not in profile.formats:
        raise NotSent(f"{profile.title} takes {', '.join(profile.formats)}, not {package.format}")
    if profile.max_bytes is not None and len(package.content) > profile.max_bytes:
        raise NotSent(f"{profile.title} takes {profile.max_bytes:,} bytes at most, not {len(package.content):,}")
    if package.attachments and not profile.deliver.attachments_field:
        raise NotSent(f"the profile of {profile.title} has no place for attachments")
    if "{text}" in str(profile.deliver.body) and _text(package) is None:
        raise NotSent("the e-bill is not UTF-8: its profile must send it as {base64}, or as a file")


def _text(package: Package) -> str | None:
    try:
        return package.content.decode()
    except UnicodeDecodeError:
        return None


def _names(package: Package) -> dict[str, str]:
    return {
        "reference": package.reference,
        "invoice": package.invoices[0],
        "invoices": ",".join(package.invoices),
        "client": package.client,
        "file_name": package.file_name,
        "sha256": package.sha256,
        "format": package.format,
        "before": told.utc(package.before) if package.before else "",
        "text": _text(package) or "",
        "base64": base64.b64encode(package.content).decode(),
    }


def _body(step: Step, package: Package, names: Mapping[str, str]) -> Body:
    if step.mode == "raw":
        return Body(content=package.content, kind=step.content_type)
    said = filled(step.body or {}, names)
    if step.mode == "json":
        return as_json(said)
    files = tuple(File(name=each.name, content=each.content) for each in package.attachments)
    beside = {step.attachments_field: files} if files else {}
    bill = File(name=package.file_name, content=package.content, kind=step.content_type)
    return as_form({**said, step.file_field: bill, **beside})


VENDOR = RestProfile()
