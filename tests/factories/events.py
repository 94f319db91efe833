"""A federation and an event of it, to test with. Inside of a transaction."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from assembly.database_types import LocalizedText
from assembly.events.models import Event, Federation
from assembly.extensions import db

FOUR_LANGUAGES = ["en", "es", "fr", "ru"]
OPENING_DAY = datetime(2026, 12, 3, 11, 0, tzinfo=UTC)
"""18:00 in Bangkok."""

_numbers = count(1)


def make_federation(**fields: Any) -> Federation:
    values: dict[str, Any] = {
        "name": LocalizedText(en="Federation", es="Federación", fr="Fédération", ru="Федерация"),
        "short_name": "FED",
        "languages": FOUR_LANGUAGES,
        "zone": "Asia/Bangkok",
        "sender_name": "The federation",
        "sender_email": "assembly@federation.example",
        "help_name": "Kanokwan Sirisuk",
        "help_email": "help@federation.example",
        "help_phone": "+66 2 000 0100",
    }
    federation = Federation(**(values | fields))
    db.session.add(federation)
    db.session.flush()
    return federation


def make_event(**fields: Any) -> Event:
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"assembly-{number}",
        "title": LocalizedText(
            en="International Assembly",
            es="Asamblea Internacional",
            fr="Assemblée internationale",
            ru="Международная ассамблея",
        ),
        "zone": "Asia/Bangkok",
        "languages": FOUR_LANGUAGES,
        "starts_at": OPENING_DAY,
        "ends_at": OPENING_DAY + timedelta(days=1, hours=3),
        "registration_opens_at": OPENING_DAY - timedelta(days=60),
        "registration_closes_at": OPENING_DAY - timedelta(days=3),
        "created_at": OPENING_DAY - timedelta(days=90),
    }
    event = Event(**(values | fields))
    db.session.add(event)
    db.session.flush()
    return event
