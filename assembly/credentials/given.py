"""Votes that somebody would cast, had their member not entrusted them to another member's delegate."""

from sqlalchemy import select

from assembly.credentials import queries
from assembly.credentials.queries import Entrusted
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.queries import LIVE
from assembly.scope import everything


def given_away(person_id: int, event_id: int) -> list[Entrusted]:
    """Return the proxies that stand for members for which this person would vote otherwise."""
    of_person = select(Registration.member_id).where(
        Registration.person_id == person_id,
        Registration.event_id == event_id,
        Registration.member_id.is_not(None),
        LIVE,
    )
    with everything():
        member_ids = [one for one in db.session.scalars(of_person) if one is not None]
    return [
        facts.proxy
        for facts in queries.roll_facts(event_id, member_ids).values()
        if facts.proxy is not None and facts.voters and facts.voters[0].person_id == person_id
    ]
