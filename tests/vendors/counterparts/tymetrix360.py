"""A mail server of this machine; what the platform says comes by mail, which is read elsewhere."""

from __future__ import annotations

from bymail import ByMail


class TyMetrix360(ByMail):
    key = "tymetrix360"
    words = ("Accepted in testing", "Rejected in testing", "Approved", "Rejected")


COUNTERPART = TyMetrix360()
