"""Where a mail server or a provider reports what came back: `POST /bounces`, with the token of BOUNCE_TOKEN.

The body is the report as a mail (message/rfc822), or JSON (see `reading.from_json`). A token, not a cookie, says who
asks, so that there is no form to protect against being sent by another site.
"""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request

from assembly.config import Settings
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.extensions import csrf
from assembly.mail.bounces import reading, service
from assembly.mail.bounces.reading import Bounce
from assembly.security import public

LARGEST = 2 * 1024 * 1024
"""Bytes of a report; the mail that came back may be enclosed."""

blueprint = Blueprint("bounces", __name__)
BLUEPRINTS = (blueprint,)
csrf.exempt(blueprint)


@blueprint.post("/bounces")
@public
def report() -> tuple[Response, int]:
    """Take reports; answer what each of them changed."""
    _check_token()
    found = _reports()
    with transaction():
        effects = [service.take(bounce) for bounce in found]
    return jsonify({"effects": effects}), 200


def _check_token() -> None:
    """Raise `NotFoundError` for whoever does not know the token: to them there is nothing here."""
    settings: Settings = current_app.extensions["settings"]
    given = request.authorization
    token = (given.token or given.password or "") if given else ""
    if not settings.bounce_token or not hmac.compare_digest(token.encode(), settings.bounce_token.encode()):
        raise NotFoundError


def _reports() -> list[Bounce]:
    request.max_content_length = LARGEST
    if request.is_json:
        return reading.from_json(request.get_json(silent=True))
    bounce = reading.from_mail(request.get_data())
    return [bounce] if bounce else []
