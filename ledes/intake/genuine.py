"""Whether the mail server that took a mail found its sender genuine: what it wrote into Authentication-Results.

Source: RFC 8601.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

PASS = "pass"  # noqa: S105  a mail server's word
FAIL = "fail"
UNKNOWN = ""

FAILING = frozenset({"fail", "softfail", "hardfail"})

_RESULT = re.compile(r"(?:^|;)\s*(dkim|spf|dmarc)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\b(?:header\.(?:d|i|from)|smtp\.(?:mailfrom|helo))\s*=\s*\"?(?:[^\s@;\"]*@)?([A-Za-z0-9._-]+)", re.IGNORECASE
)
_COMMENT = re.compile(r"\([^()]*\)")


def verdict(headers: Iterable[str], sender: str, server: str = "") -> tuple[str, str]:
    """Say what a mail's Authentication-Results tell of its sender's address: pass, fail or nothing, and by what.

    With `server`, only what that mail server wrote counts. A pass counts in the topmost header alone, which the last
    server wrote and no sender can; it must be for the sender's own domain. One of DMARC outweighs all failures,
    because forwarding breaks SPF; otherwise a failure counts wherever it stands.

    >>> verdict(["mx.example.com; dkim=pass header.d=portal.example; spf=pass"], "status@portal.example")
    ('pass', 'dkim=pass')
    """
    domain = sender.rpartition("@")[2].lower()
    passed = failed = ""
    for place, rest in enumerate(_by(server, headers)):
        for method, result, properties in _RESULT.findall(rest):
            said = f"{method.lower()}={result.lower()}"
            if result.lower() in FAILING:
                failed = failed or said
            elif place == 0 and result.lower() == "pass" and _own(method, properties, domain):
                if method.lower() == "dmarc":
                    return PASS, said
                passed = passed or said
    if failed:
        return FAIL, failed
    return (PASS, passed) if passed else (UNKNOWN, "")


def _by(server: str, headers: Iterable[str]) -> list[str]:
    """Give what stands behind the name of the server, in the headers that bear its name."""
    parted = (_COMMENT.sub(" ", header).partition(";") for header in headers)
    return [rest for name, _, rest in parted if not server or (name.split() or [""])[0].lower() == server.lower()]


def _own(method: str, properties: str, domain: str) -> bool:
    """Say whether a result is about the sender's domain, or one that it lies in, or that lies in it."""
    named = [each.lower() for each in _DOMAIN.findall(properties)]
    if not named:
        return method.lower() == "dmarc"
    return any(
        each == domain or each.endswith(f".{domain}") or domain.endswith(f".{each}") for each in named if "." in each
    )
