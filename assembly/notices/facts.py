"""Reading the people whom a notice may go to, with the facts by which it chooses them.

One query for each group, and a few for each fact that the audience asks about, however many people there are.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, null, select
from sqlalchemy.engine import Row

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Contact, Member
from assembly.notices import audience as audiences
from assembly.notices import lookups
from assembly.notices.audience import Audience, Candidate
from assembly.notices.kinds import YES, Fact, Group
from assembly.notices.lookups import Asked, Key, Lookup
from assembly.registration.models import Partner, Registration, RegistrationState

LOOKUPS: Mapping[Fact, Callable[[Asked], Lookup]] = {
    Fact.ANSWER: lookups.answers,
    Fact.WHO_VOTES: lookups.who_votes,
    Fact.VOTER: lookups.voters,
    Fact.VOTED: lookups.votes,
    Fact.TO_VOTE: lookups.votes,
    Fact.DECLARED: lookups.declared,
    Fact.CONSENT: lookups.consents,
    Fact.GOT: lookups.got,
}

STATES = {
    Group.PARTICIPANTS: (RegistrationState.ACCEPTED,),
    Group.UNSETTLED: (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.WAITING),
}
_PERSON = (Person.id.label("person_id"), Person.email, Person.name, Person.language, Person.zone)


def recipients(event: Event, audience: Audience) -> list[Candidate]:
    """Return who belongs to an audience now, each once, in order of their members."""
    return audiences.chosen(audience, _candidates(event, audience, None))


def still_belongs(event: Event, audience: Audience, person_id: int) -> bool:
    """Whether somebody belongs to it at this moment."""
    return bool(audiences.chosen(audience, _candidates(event, audience, person_id)))


def _candidates(event: Event, audience: Audience, only: int | None) -> Iterator[Candidate]:
    rows = [(group, row) for group in Group if group in audience.groups for row in _rows(event, group, only)]
    wanted = audiences.asked(audience.who)
    members = frozenset(row.member_id for _group, row in rows if row.member_id)
    limits = (only, members) if only is not None else (None, None)
    found = {
        fact: LOOKUPS[fact](Asked(event, fact, values, *limits)) for fact, values in wanted.items() if fact in LOOKUPS
    }
    since = event.last_assembly_at.date() if event.last_assembly_at else None
    for group, row in rows:
        facts = _facts(row, since) | {fact: _look(lookup, group, row) for fact, lookup in found.items()}
        yield Candidate(
            person_id=row.person_id,
            address=row.email,
            name=row.name,
            language=row.language,
            zone=row.zone,
            member_id=row.member_id,
            member_name=row.organisation,
            role=row.role if group is Group.PARTICIPANTS else None,
            facts=facts,
        )


def _look(lookup: Lookup, group: Group, row: Row[Any]) -> frozenset[str]:
    keys = [(Key.PERSON, row.person_id), (Key.MEMBER, row.member_id)]
    if group is Group.FOCAL_POINTS:
        keys.append((Key.FOCAL_POINT, row.member_id))
    else:
        keys.append((Key.REGISTRATION, row.registration_id))
    return frozenset().union(*(lookup.get(key, frozenset()) for key in keys))


def _facts(row: Row[Any], since: date | None) -> dict[Fact, frozenset[str]]:
    """Return what the row itself says."""
    one = {
        Fact.ROLE: row.role,
        Fact.REGION: row.region,
        Fact.COUNTRY: row.country,
        Fact.STATUS: row.status,
        Fact.PARTNER: str(row.partner_id) if row.partner_id else None,
        Fact.LANGUAGE: row.language,
        Fact.STATE: row.state,
        Fact.NEW_MEMBER: YES if since and row.joined_on and row.joined_on > since else None,
    }
    return {fact: frozenset({str(value)}) for fact, value in one.items() if value}


def _rows(event: Event, group: Group, only: int | None) -> list[Row[Any]]:
    statement = _focal_points() if group is Group.FOCAL_POINTS else _registered(event.id, STATES[group])
    if only is not None:
        statement = statement.where(Person.id == only)
    return list(db.session.execute(statement).all())


def _registered(event_id: int, states: tuple[RegistrationState, ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *_PERSON,
            Member.id.label("member_id"),
            func.coalesce(Member.name, Partner.name, "").label("organisation"),
            Registration.role,
            Member.region,
            func.coalesce(Member.country, Partner.country).label("country"),
            Member.status,
            Member.joined_on,
            Registration.partner_id,
            Registration.state,
            Registration.id.label("registration_id"),
        )
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .outerjoin(Partner, Partner.id == Registration.partner_id)
        .where(Registration.event_id == event_id, Registration.state.in_(states))
        .order_by(Member.name_key.is_(None), Member.name_key, Person.id)
    )


def _focal_points() -> Select[*tuple[Any, ...]]:
    """Select the first contact of each member that is in good standing."""
    first = (
        select(Contact.member_id, func.min(Contact.position).label("position")).group_by(Contact.member_id).subquery()
    )
    return (
        select(
            *_PERSON,
            Member.id.label("member_id"),
            Member.name.label("organisation"),
            null().label("role"),
            Member.region,
            Member.country,
            Member.status,
            Member.joined_on,
            null().label("partner_id"),
            null().label("state"),
        )
        .select_from(Member)
        .join(first, first.c.member_id == Member.id)
        .join(Contact, and_(Contact.member_id == Member.id, Contact.position == first.c.position))
        .join(Person, Person.id == Contact.person_id)
        .where(Member.in_good_standing)
        .order_by(Member.name_key, Person.id)
    )
