"""The second event of the demonstration: a regional consultation in person, some weeks ahead, while people register."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select

from assembly import timezones
from assembly.accounts.models import Person
from assembly.demo import agreed, replies, visitors
from assembly.demo.delegations import details
from assembly.demo.documents import INVENTED, document, table
from assembly.events import service as events
from assembly.events.drafts import EventDraft
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import Contact, Member
from assembly.registration import service as registration
from assembly.registration.consents import service as consents
from assembly.registration.models import Delegation, Registration

OPENED: Final = timedelta(days=20)
SILENT_EVERY: Final = 4
"""Each fourth of the invented members has not answered yet. The real ones all have."""
TO_ACCEPT_EVERY: Final = 5
"""The people of each fifth of the invented members wait to be accepted, so that there is something to accept."""


def load(actor_id: int, *, now: datetime) -> None:
    """Set the event up, invite its region and its guests, and let them answer what is asked."""
    found = document("consultation")
    event = _event(found["event"], now)
    actor = agreed.acting(db.session.get_one(Person, actor_id))
    consents.set_declarations(actor, event, found["conduct"], safeguarding=True)
    questions = replies.ask(actor_id, event, found, now=now)
    _delegations(actor_id, event, found["event"], now)
    visitors.load(actor_id, event, visitors.partners(actor_id, now), now=now)
    agreed.load(event)
    replies.load(event, questions, now=now)


def _event(described: dict[str, Any], now: datetime) -> Event:
    def at(days: str, hour: int) -> datetime:
        day = now.astimezone(timezones.zone(described["zone"])).date() + timedelta(days=described[days])
        return timezones.from_local(datetime.combine(day, time(hour)), described["zone"])

    return events.create_event(
        None,
        EventDraft(
            slug=described["slug"],
            title=described["title"],
            theme=described["theme"],
            place=described["place"],
            online=False,
            zone=described["zone"],
            languages=tuple(described["languages"]),
            starts_at=at("starts_in_days", 9),
            ends_at=at("ends_in_days", 17),
            registration_opens_at=now.replace(second=0, microsecond=0) - OPENED,
            registration_closes_at=at("registration_closes_in_days", 18),
            quotas={ParticipantRole(role): seats for role, seats in described["seats"].items()},
            guest_places=described["guest_places"],
            approval=True,
        ),
    )


def _delegations(actor_id: int, event: Event, described: dict[str, Any], now: datetime) -> None:
    """Invite the members of the region; those who take part send whom they sent to the assembly."""
    people = defaultdict(list)
    for row in table("participants"):
        people[row["member_code"]].append(row)
    seats = {ParticipantRole(role) for role in described["seats"]}
    accepted: list[Registration] = []
    for number, (member, contact) in enumerate(_contacts(described["region"]), start=1):
        invented = member.name.endswith(INVENTED)
        invitation = registration.invite(actor_id, event, member, contact, now=now)
        if invitation is None or (invented and not number % SILENT_EVERY):
            continue
        found = _register(actor_id, invitation.delegation, people[member.code], seats, now)
        accepted += [] if invented and not number % TO_ACCEPT_EVERY else found
    registration.accept_registrations(actor_id, accepted)


def _register(
    actor_id: int, delegation: Delegation, rows: list[dict[str, str]], seats: set[ParticipantRole], now: datetime
) -> list[Registration]:
    """Register the first of a member's people in each role."""
    first = {ParticipantRole(row["role"]): row for row in reversed(rows)}
    return [
        registration.register_person(actor_id, delegation, role, details(row), now=now)
        for role, row in first.items()
        if role in seats
    ]


def _contacts(region: str) -> list[tuple[Member, Person]]:
    statement = (
        select(Member, Person)
        .join(Contact, Contact.member_id == Member.id)
        .join(Person, Person.id == Contact.person_id)
        .where(Member.region == region, Contact.position == 1)
        .order_by(Member.code)
    )
    return [(member, person) for member, person in db.session.execute(statement)]
