"""The desk at which the tests of pages sit: an event, its messages, and where they are."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from assembly import scope
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.models import Delivery
from tests.factories.notices import make_notice, register

SLUG = "assembly"


def url(rest: str = "", lang: str = "en") -> str:
    return f"/{lang}/secretariat/events/{SLUG}/messages{rest}"


def add(site: Flask, *languages: str, notice: bool = True, **fields: Any) -> list[int]:
    """Register a person for each language, and write a notice to them; return the ids of the people."""
    with site.app_context(), scope.everything(), transaction():
        event = event_by_slug(SLUG)
        people = [register(event, language=language).person_id for language in languages]
        if notice:
            make_notice(event, **fields)
    return people


def count_mails(site: Flask) -> int:
    with site.app_context():
        return db.session.scalar(select(func.count(Delivery.id))) or 0
