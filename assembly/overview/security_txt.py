"""`/.well-known/security.txt`: where to report a weakness (RFC 9116)."""

from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, abort, current_app

from assembly import clock
from assembly.config import Settings
from assembly.events import queries
from assembly.i18n import LANGUAGES
from assembly.security import public

blueprint = Blueprint("security_txt", __name__)
VALID: Final = timedelta(days=180)
"""Less than a year, as the RFC asks; the page is made anew at each request."""


@blueprint.get("/.well-known/security.txt")
@public
def page() -> Response:
    """Say whom to write to; the setting goes before the federation's help address."""
    settings: Settings = current_app.extensions["settings"]
    federation = queries.find_federation()
    help_email = federation.help_email if federation else None
    contact = settings.security_contact or (f"mailto:{help_email}" if help_email else None)
    if contact is None:
        abort(404)
    return Response(text(contact, settings.base_url, clock.now()), content_type="text/plain; charset=utf-8")


def text(contact: str, base_url: str, now: datetime) -> str:
    """Return the file. One line each, so that nothing in an address can add another."""
    expires = (now + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": contact,
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": ", ".join(LANGUAGES),
        "Canonical": f"{base_url}/.well-known/security.txt",
    }
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in lines.items())
