"""Where the pages of the agenda are, and what is posted to them."""

from flask import Flask

from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from tests.factories.agenda import make_programme

SLUG = "assembly"
LANGUAGES = ("en", "es", "fr", "ru")
TITLES = {"title-en": "Opening", "title-es": "Apertura"}


def publish(app: Flask) -> None:
    with app.app_context(), transaction():
        make_programme(the_event())


def the_event() -> Event:
    return event_by_slug(SLUG)


def staff_url(rest: str = "", lang: str = "en") -> str:
    return f"/{lang}/secretariat/events/{SLUG}/programme{rest}"
