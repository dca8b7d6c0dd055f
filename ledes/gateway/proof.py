"""What an exception of the HTTP library proves: that no request left, or nothing at all."""

from __future__ import annotations


def never_connected(error: Exception) -> bool:
    """Say whether an exception proves that no request was sent: no address, no connection, or no trusted partner."""
    import ssl

    import requests
    import urllib3

    early = (
        requests.ConnectTimeout,
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
        ssl.SSLCertVerificationError,
    )
    chain: list[object] = [error]
    for each in chain:
        if isinstance(each, early):
            return True
        if isinstance(each, BaseException) and len(chain) < 50:
            chain += [each.__cause__, getattr(each, "reason", None), *each.args]
    return isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader))


def seen(error: Exception) -> str:
    """Say what happened, without the address, the headers or anything else that the exception carries."""
    import requests

    if never_connected(error):
        return "no connection could be made"
    if isinstance(error, requests.Timeout):
        return "no answer came in time"
    return "the connection ended without a whole answer"
