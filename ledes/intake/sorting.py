"""What becomes of a mail: which bills it is about and what it says of them, or why a person has to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ledes.gateway import StatusEvent
from ledes.intake import genuine
from ledes.intake.letters import Letter
from ledes.intake.recognition import Trial
from ledes.ledger import messages, states
from ledes.ledger.records import Submission
from ledes.sending import matching

SHOWN = 3
TRAILING = ".,;:)]'\""
"""Marks that a pattern takes for the end of a number easily, and that none ends in."""

Known = Callable[[str], Sequence[Submission]]
"""Gives the submissions to a vendor that its mails may speak of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a mail: an outcome of `ledes.ledger.messages`, why, and what it says of which vendor's bills."""

    outcome: str
    reason: str = ""
    vendor: str = ""
    pattern: str = ""
    reports: tuple[StatusEvent, ...] = ()


def judge(letter: Letter, trials: Iterable[Trial], known: Known, *, server: str = "") -> Verdict:
    """Say what becomes of a mail. With `server`, one that this mail server did not find genuine is no proof."""
    tried = list(trials)
    fitting = _of_one_vendor([each for each in tried if each.fits], known)
    reason = letter.trouble or _unproved(letter, server)
    if fitting is None:
        return Verdict(outcome=messages.UNMATCHED, reason=reason or "patterns of several vendors fit it")
    if not fitting:
        return Verdict(outcome=messages.UNMATCHED, reason=reason or _unknown(letter, tried), vendor=_near(tried))
    vendor, pattern = fitting[0].vendor, " ".join(dict.fromkeys(each.pattern.key for each in fitting))
    if reason:
        return Verdict(outcome=messages.UNMATCHED, reason=reason, vendor=vendor, pattern=pattern)
    return _sorted(fitting, known(vendor), Verdict(outcome=messages.MATCHED, vendor=vendor, pattern=pattern))


def sent(known: Iterable[Submission]) -> tuple[Submission, ...]:
    """Pick the bills that a vendor may have: those that were tried, or given to a person to upload."""
    unsent = {states.READY, states.WITHDRAWN}
    return tuple(each for each in known if each.standing.attempts or each.state not in unsent)


def _of_one_vendor(fitting: list[Trial], known: Known) -> list[Trial] | None:
    """Keep the trials of one vendor; of several the one that has a bill which the mail names, else `None`."""
    vendors = list(dict.fromkeys(each.vendor for each in fitting))
    if len(vendors) > 1:
        knowing = {
            each.vendor for each in fitting if any(_placed(report, known(each.vendor)) for report in each.reports)
        }
        if len(knowing) != 1:
            return None
        vendors = list(knowing)
    return [each for each in fitting if each.vendor in vendors]


def _unproved(letter: Letter, server: str) -> str:
    if letter.proof == genuine.FAIL:
        return f"its sender is not proved genuine ({letter.proved})"
    if server and letter.proof != genuine.PASS:
        return f"{server} did not find its sender genuine"
    return ""


def _unknown(letter: Letter, tried: list[Trial]) -> str:
    if not letter.sender:
        return "it names no one sender"
    if _near(tried):
        return "its sender is known, but no pattern fits what it says"
    return "no pattern knows its sender"


def _near(tried: list[Trial]) -> str:
    """Name the vendor whose sender it is, where there is one."""
    near = list(dict.fromkeys(each.vendor for each in tried if each.sender))
    return near[0] if len(near) == 1 else ""


def _sorted(fitting: list[Trial], known: Sequence[Submission], verdict: Verdict) -> Verdict:
    placed: list[StatusEvent] = []
    strange: list[str] = []
    for report in (report for each in fitting for report in each.reports):
        found = _placed(report, known)
        placed += [found] if found else []
        strange += [] if found else [report.invoice or report.reference]
    troubles = [trouble for each in fitting for trouble in each.troubles]
    if strange:
        shown = ", ".join(strange[:SHOWN]) + (f" and {len(strange) - SHOWN} more" if len(strange) > SHOWN else "")
        troubles.append(f"no one bill sent to {verdict.vendor} bears the number {shown}")
    if troubles:
        return replace(verdict, outcome=messages.UNMATCHED, reason="; ".join(troubles[:SHOWN]), reports=tuple(placed))
    return replace(verdict, outcome=messages.MATCHED if placed else messages.ASIDE, reports=tuple(placed))


def _placed(report: StatusEvent, known: Sequence[Submission]) -> StatusEvent | None:
    """Give the report with the number as we write it, if a bill was sent that it is about."""
    for number in dict.fromkeys((report.invoice, report.invoice.rstrip(TRAILING))):
        candidate = replace(report, invoice=number)
        if matching.match(candidate, known).submissions:
            return candidate
    return None
