"""Addresses for mail and commands: made from the configured base address, never from a request."""

from urllib.parse import urlsplit

from flask import current_app

from assembly.config import Settings
from assembly.i18n import current_language


def absolute_url(endpoint: str, **values: object) -> str:
    """Return the full address of a page, in the language being spoken where it has one."""
    settings: Settings = current_app.extensions["settings"]
    parts = urlsplit(settings.base_url)
    if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values.setdefault("lang", current_language())
    adapter = current_app.url_map.bind(parts.netloc, url_scheme=parts.scheme)
    return adapter.build(endpoint, values, force_external=True)
