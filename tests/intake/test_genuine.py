"""What a mail server says of a sender: failures count; passes for its own domain, from the last server only."""

from __future__ import annotations

import pytest

from ledes.intake import genuine

SENDER = "status@portal.example"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ([], ("", "")),
        (["mx.firm.example; none"], ("", "")),
        (["mx.firm.example; dkim=pass header.d=portal.example"], ("pass", "dkim=pass")),
        (["mx.firm.example; dkim=pass header.d=mail.portal.example"], ("pass", "dkim=pass")),
        (["mx.firm.example; spf=pass smtp.mailfrom=bounce@portal.example"], ("pass", "spf=pass")),
        (["mx.firm.example; dmarc=pass (p=REJECT) header.from=portal.example"], ("pass", "dmarc=pass")),
        (["mx.firm.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example"], ("", "")),
        (["mx.firm.example; dkim=pass header.d=example"], ("", "")),
        (["mx.firm.example; dkim=pass header.d=notportal.example"], ("", "")),
        (["mx.firm.example; dkim=fail (bad signature) header.d=portal.example"], ("fail", "dkim=fail")),
        (["mx.firm.example;\r\n spf=softfail smtp.mailfrom=portal.example;\r\n dkim=none"], ("fail", "spf=softfail")),
        (["mx.firm.example; dkim=pass header.d=portal.example; dmarc=fail"], ("fail", "dmarc=fail")),
        (["mx.firm.example; spf=fail; dmarc=pass header.from=portal.example"], ("pass", "dmarc=pass")),
        (["mx.firm.example; dkim=none", "portal.example; dmarc=pass header.from=portal.example"], ("", "")),
        (["mx.firm.example; dmarc=fail", "forged; dmarc=pass header.from=portal.example"], ("fail", "dmarc=fail")),
        (["mx.firm.example; dkim=pass (spf=fail) header.d=portal.example"], ("pass", "dkim=pass")),
    ],
)
def test_results_are_understood(headers: list[str], verdict: tuple[str, str]) -> None:
    assert genuine.verdict(headers, SENDER) == verdict


def test_with_a_server_only_its_own_word_counts() -> None:
    forged = ["evil.example; dmarc=pass header.from=portal.example"]
    assert genuine.verdict(forged, SENDER, "mx.firm.example") == ("", "")
    own = ["mx.firm.example 1; dkim=pass header.d=portal.example"]
    assert genuine.verdict([*forged, *own], SENDER, "MX.firm.example") == ("pass", "dkim=pass")
