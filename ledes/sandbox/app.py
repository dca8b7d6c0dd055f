"""The portal as a Flask application: the interface and the pages, for this machine only."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ledes.sandbox.door import MOST_BYTES
from ledes.sandbox.interface import interface, wrong
from ledes.sandbox.pages import pages
from ledes.sandbox.portal import Portal

HOSTS = {"127.0.0.1", "localhost", "::1", "[::1]"}

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def application(portal: Portal) -> Flask:
    """Put the portal together."""
    app = Flask("ledes.sandbox", static_folder="static", template_folder="templates")
    app.extensions["portal"] = portal
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.jinja_env.filters["amount"] = shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(_this_machine)
    app.after_request(_closed_off)
    app.register_error_handler(HTTPException, _wrong)
    app.register_blueprint(interface)
    app.register_blueprint(pages)
    return app


def shown(amount: Decimal | str | None) -> str:
    """Write an amount for people: thousands set apart, no zeros behind the second decimal.

    >>> shown(Decimal("-1234567.5000")), shown("0.125"), shown(Decimal(3))
    ('−1,234,567.50', '0.125', '3')
    """
    if amount is None or amount == "":
        return ""
    whole, point, rest = f"{Decimal(amount):,f}".partition(".")
    return (whole + point + rest[:2] + rest[2:].rstrip("0")).replace("-", "−")


def _this_machine() -> None:
    # A page elsewhere could point its own name at 127.0.0.1 and read this portal from a visitor's browser.
    if request.host.rpartition(":")[0] not in HOSTS and request.host not in HOSTS:
        abort(403)


def _closed_off(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Forms state their origin only when the browser may state it.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _wrong(error: HTTPException) -> AnyResponse:
    return wrong(error) if request.path.startswith("/v1/") else error.get_response()
